"""How blocks, bands and the round number of a two-carer visit are drawn: edges and hatches, never colour alone."""

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen, QPixmap

from downtime_desk.ui import theme
from downtime_desk.ui.parts.paint import paint_box, paint_dashed
from downtime_desk.ui.parts.tiles import paint_priority
from downtime_desk.ui.runs import lay_out, one_line, quiet
from downtime_desk.visits.screen.rows import LETTERS
from downtime_desk.visits.screen.timeline.looks import Kind, Look

# ground, edge, width of the edge, width of the edge on the left
_SHAPES: dict[Kind, tuple[str, str, float, float]] = {
    Kind.DONE: ("sunken", "edge", 1.5, 6),
    Kind.THERE: ("surface", "ink", 2.5, 8),
    Kind.LATE: ("red_tint", "red", 3, 3),
    Kind.UNHEARD: ("surface", "ink", 2, 2),
    Kind.WEAK: ("surface", "ink", 2, 2),
    Kind.LATER: ("surface", "edge", 1.5, 1.5),
    Kind.NO_CARER: ("surface", "ink", 1, 1),
    Kind.CANCELLED: ("surface", "edge", 1.5, 1.5),
}
_STYLES = {Kind.WEAK: Qt.PenStyle.DashLine, Kind.CANCELLED: Qt.PenStyle.DotLine}
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_CENTER = Qt.AlignmentFlag.AlignCenter


def paint_shape(painter: QPainter, spot: QRect, kind: Kind) -> None:
    """Draw the ground, hatch and edge of a kind of block."""
    fill, edge, wide, left = _SHAPES[kind]
    paint_box(painter, spot, fill, "", 0)
    if kind is Kind.UNHEARD:
        painter.fillRect(
            spot.adjusted(2, 2, -2, -2), QBrush(theme.colour("edge"), Qt.BrushStyle.BDiagPattern)
        )
    painter.setPen(QPen(theme.colour(edge), wide, _STYLES.get(kind, Qt.PenStyle.SolidLine)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half, corner = wide / 2, theme.px(4)
    painter.drawRoundedRect(QRectF(spot).adjusted(half, half, -half, -half), corner, corner)
    if kind is Kind.NO_CARER:
        painter.drawRoundedRect(QRectF(spot).adjusted(2.5, 2.5, -2.5, -2.5), corner - 1, corner - 1)
    if left > wide:
        painter.fillRect(
            QRect(spot.left(), spot.top() + 1, theme.px(left), spot.height() - 2), theme.colour(edge)
        )


def paint_block(
    painter: QPainter, spot: QRect, look: Look, name: str, priority: str | None, words: str
) -> None:
    """Draw a visit: its shape, the name, the priority and what is known, as far as they fit.

    The picture of a block is kept: while lanes scroll, the same ones are drawn in every frame.
    """
    worn, ratio = theme.look(), painter.device().devicePixelRatioF()
    about = (look.kind, name, priority, words, look.mark, look.told)
    painter.drawPixmap(
        spot.topLeft(), _picture(about, spot.width(), spot.height(), ratio, worn.tokens.name, worn.text)
    )


@lru_cache(maxsize=1024)
def _picture(
    about: tuple[Kind, str, str | None, str, str, bool],
    wide: int,
    high: int,
    ratio: float,
    _theme: str,
    _text: int,
) -> QPixmap:
    made = QPixmap(round(wide * ratio), round(high * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_block(painter, QRect(0, 0, wide, high), *about)
    return made


def _paint_block(
    painter: QPainter,
    spot: QRect,
    kind: Kind,
    name: str,
    priority: str | None,
    words: str,
    mark: str,
    told: bool,  # noqa: FBT001 - one of the parts of a look
) -> None:
    paint_shape(painter, spot, kind)
    left = theme.px(_SHAPES[kind][3]) + theme.px(3)
    if told:
        paint_told(painter, spot, kind)
        left += theme.px(2)
    inner = spot.adjusted(left, 2, -theme.px(3), -2)
    if inner.width() < theme.px(12):
        return
    line = theme.px(18)
    two = inner.height() >= 2 * line
    top = QRect(inner.left(), inner.top() + (theme.px(1) if two else 0), inner.width(), line)
    if not two:
        top.setHeight(inner.height())
    if mark and top.width() > theme.px(36):
        side = theme.px(15)
        paint_mark(
            painter, QRect(top.right() + 1 - side, top.top() + (top.height() - side) // 2, side, side), mark
        )
        top.setRight(top.right() - side - theme.px(2))
    words_tone = "red" if kind is Kind.LATE else "ink"
    hatched = kind is Kind.UNHEARD
    taken = _paint_words(painter, top, name, theme.font(12, theme.SEMIBOLD), "ink", hatched=hatched)
    weight = theme.BOLD if kind is Kind.LATE else theme.MEDIUM
    if two:
        below = QRect(inner.left(), top.bottom() + 1, inner.width(), line)
    else:
        below = top.adjusted(taken + theme.px(6), 0, 0, 0)
    if below.width() < theme.px(15):
        return
    side = theme.px(15)
    tile = QRect(below.left(), below.top() + (below.height() - side) // 2, side, side)
    paint_priority(painter, LETTERS.get(priority, "?"), tile)
    rest = below.adjusted(side + theme.px(3), 0, 0, 0)
    _paint_words(painter, rest, words, theme.figures(12, weight), words_tone, hatched=hatched)


def _paint_words(painter: QPainter, spot: QRect, words: str, font: QFont, tone: str, *, hatched: bool) -> int:
    """Draw words, cut to their room, clear of a hatch; return how wide they are."""
    if spot.width() <= 0:
        return 0
    shown, wide = _cut(one_line(words), font.pixelSize(), int(font.weight()), spot.width())
    if hatched:
        painter.fillRect(
            QRect(spot.left() - 2, spot.top() + 1, wide + 4, spot.height() - 2), theme.colour("surface")
        )
    painter.setFont(font)
    painter.setPen(theme.colour(tone))
    painter.drawText(spot, _LEFT, shown)
    return wide


@lru_cache(maxsize=8192)
def _cut(words: str, pixels: int, weight: int, room: int) -> tuple[str, int]:
    """Return words as they fit, and their width; of a name the initial behind it stays, for those who share it.

    Measured once: the same names are drawn in every frame.
    """
    font = QFont(theme.font())
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight(weight))
    metrics = QFontMetrics(font)
    before, _, initial = words.rpartition(" ")
    tail = f" {initial}" if before and len(initial) == 1 else ""
    whole = metrics.horizontalAdvance(words)
    if whole <= room:
        return words, whole
    rest = room - metrics.horizontalAdvance(tail)
    shown = metrics.elidedText(before if tail else words, Qt.TextElideMode.ElideRight, rest) + tail
    return shown, metrics.horizontalAdvance(shown)


def paint_told(painter: QPainter, spot: QRect, kind: Kind) -> None:
    """Draw the dashed edge of what was told since the copy, inside the edge of the block."""
    _, _, wide, left = _SHAPES[kind]
    inset = round(wide) + 1
    paint_dashed(painter, spot.adjusted(max(theme.px(left), inset), inset, -inset, -inset), 3)


def paint_mark(painter: QPainter, spot: QRect, mark: str) -> None:
    """Draw the letter of a visit that is not as the copy has it, in a tile of its own."""
    painter.fillRect(spot, theme.colour("ink"))
    painter.setFont(theme.font(12, theme.BOLD))
    painter.setPen(theme.colour("surface"))
    painter.drawText(spot, _CENTER, mark)


def paint_band(painter: QPainter, spot: QRect) -> None:
    """Draw the ground of what follows the last visit of a run."""
    painter.fillRect(spot, theme.colour("sunken"))
    painter.fillRect(spot.left(), spot.top(), 2, spot.height(), theme.colour("edge"))


def paint_band_words(painter: QPainter, spot: QRect, words: str) -> None:
    """Draw what is said of it, in at most two lines."""
    laid = lay_out((quiet(words),), spot.width(), 2)
    laid.paint(painter, spot.left(), spot.top() + (spot.height() - laid.height) / 2)


def paint_round(painter: QPainter, x: int, y: int, number: int) -> None:
    """Draw the round number that joins the carers of one visit, around a point."""
    side = theme.px(22)
    spot = QRect(x - side // 2, y - side // 2, side, side)
    painter.setPen(QPen(theme.colour("ink"), 2))
    painter.setBrush(theme.colour("surface"))
    painter.drawEllipse(QRectF(spot).adjusted(1, 1, -1, -1))
    painter.setFont(theme.font(12, theme.BOLD))
    painter.setPen(theme.colour("ink"))
    painter.drawText(spot, _CENTER, str(number))


def paint_head(painter: QPainter, spot: QRect, name: str, below: str, *, alarm: bool) -> None:
    """Draw the head of a lane: the carer, and when they were heard of."""
    painter.fillRect(spot, theme.colour("red_tint" if alarm else "bg"))
    painter.fillRect(spot.right(), spot.top(), 1, spot.height(), theme.colour("edge"))
    painter.fillRect(spot.left(), spot.bottom(), spot.width(), 1, theme.colour("line"))
    inner = spot.adjusted(theme.px(12), 0, -theme.px(6), 0)
    line = theme.px(19)
    top = inner.top() + (inner.height() - 2 * line) // 2
    first = QRect(inner.left(), top, inner.width(), line)
    _paint_words(painter, first, name, theme.font(14, theme.SEMIBOLD), "ink", hatched=False)
    second = QRect(inner.left(), top + line, inner.width(), line)
    _paint_words(painter, second, below, theme.figures(12.5), "ink2", hatched=False)


def paint_now(painter: QPainter, x: int, top: int, bottom: int) -> None:
    """Draw the now line."""
    painter.fillRect(x - 1, top, 3, bottom - top, theme.colour("ink"))


def paint_tick(painter: QPainter, x: int, spot: QRect, words: str, *, now: bool) -> None:
    """Draw a time on the axis, around a point; the now one stands in its own box."""
    font = theme.figures(13, theme.BOLD if now else theme.MEDIUM)
    wide = QFontMetrics(font).horizontalAdvance(words) + theme.px(16 if now else 4)
    box = QRect(x - wide // 2, spot.top(), wide, spot.height())
    if now:
        tall = theme.px(21)
        box = QRect(box.left(), spot.top() + (spot.height() - tall) // 2, wide, tall)
        paint_box(painter, box, "ink", "", 0)
    painter.setFont(font)
    painter.setPen(theme.colour("surface" if now else "ink2"))
    painter.drawText(box, _CENTER, words)


def paint_chosen(painter: QPainter, spot: QRect, *, focused: bool) -> None:
    """Draw the ring round the current visit: thick where keys go, thin where they go elsewhere."""
    ring = theme.px(4)
    paint_box(painter, spot.adjusted(-ring, -ring, ring, ring), "", "focus", 3 if focused else 1.5, 6)
