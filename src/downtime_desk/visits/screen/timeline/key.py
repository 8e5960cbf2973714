"""The key of the timeline: every kind of block with its words, in as many lines as it needs."""

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from downtime_desk.ui import theme
from downtime_desk.visits.screen.timeline.drawing import paint_mark, paint_round, paint_shape, paint_told
from downtime_desk.visits.screen.timeline.looks import Kind

KINDS = (
    (Kind.DONE, "Done, grade A to D"),
    (Kind.THERE, "Carer is there"),
    (Kind.LATE, "Late"),
    (Kind.UNHEARD, "Not heard, not verified"),
    (Kind.WEAK, "Not safe to rely on yet"),
    (Kind.LATER, "Later"),
    (Kind.NO_CARER, "No carer"),
)
TWO = "two carers, one visit"
TOLD = ("told", "told: hospital or home")
MARKED = (("C", "changed here"), ("N", "added here"), ("F", "rolled forward"))
PARTS: tuple[tuple[Kind | str | None, str], ...] = (*KINDS, TOLD, (None, TWO), *MARKED)
_LINE, _SWATCH, _GAP = 34, 34, 15


class Key(QWidget):
    """What edges and hatches mean."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(f"Key: {', '.join(words for _, words in PARTS)}")
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        """Say that a narrow key is taller."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the lines it takes."""
        return self._flow(None, width) + theme.px(_LINE + 8)

    def sizeHint(self) -> QSize:
        """Return room for one line."""
        return QSize(theme.px(400), theme.px(_LINE + 8))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("surface"))
            painter.fillRect(0, 0, self.width(), 1, theme.colour("line"))
            self._flow(painter, self.width())

    def _flow(self, painter: QPainter | None, width: int) -> int:
        """Lay the parts out, and draw them if there is a painter; return where the last line begins."""
        metrics, tall = QFontMetrics(theme.font(13)), theme.px(_LINE)
        left, x, y = theme.px(12), theme.px(12), theme.px(4)
        gap = theme.px(_GAP)
        for kind, words in PARTS:
            room = _wide(kind) + theme.px(6) + metrics.horizontalAdvance(words)
            if x > left and x + room > width - left:
                x, y = left, y + tall
            if painter is not None:
                self._part(painter, kind, words, QRect(x, y, room, tall))
            x += room + gap
        return y - theme.px(4)

    def _part(self, painter: QPainter, kind: Kind | str | None, words: str, spot: QRect) -> None:
        high, wide = theme.px(22), _wide(kind)
        box = QRect(spot.left(), spot.top() + (spot.height() - high) // 2, wide, high)
        if kind is None:
            paint_round(painter, box.center().x(), box.center().y(), 2)
        elif kind == TOLD[0]:
            paint_shape(painter, box, Kind.LATER)
            paint_told(painter, box, Kind.LATER)
        elif isinstance(kind, str):
            side = theme.px(16)
            paint_mark(painter, QRect(box.left(), box.top() + (high - side) // 2, side, side), kind)
        else:
            paint_shape(painter, box, kind)
        painter.setFont(theme.font(13))
        painter.setPen(theme.colour("ink"))
        metrics = QFontMetrics(theme.font(13))
        base = spot.top() + (spot.height() + metrics.ascent() - metrics.descent()) // 2
        painter.drawText(spot.left() + wide + theme.px(6), base, words)


def _wide(kind: Kind | str | None) -> int:
    return theme.px(_SWATCH if isinstance(kind, Kind) or kind == TOLD[0] else 24)
