"""One delegate paints a whole row, from a short description of its lines.

A screen gives a function `row -> RowPicture`; the delegate paints selection, priority, lines, marks
and the rule under the row. Heights come from the description, so rows of a kind are all alike.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.lists.model import ROW, Section
from downtime_desk.ui.parts.paint import paint_focus
from downtime_desk.ui.parts.tiles import PRIORITY_WORDS, paint_priority
from downtime_desk.ui.runs import Runs, bold, lay_out, line_height, quiet

_SELECTED = QStyle.StateFlag.State_Selected
_FOCUSED = QStyle.StateFlag.State_HasFocus


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a row: words on the left, words on the right, an icon or a priority tile before them.

    `lines` is how many lines the left words may wrap into; the room is kept even when they are short.
    """

    left: Runs
    right: Runs = ()
    icon: str = ""
    icon_tone: str = "ink"
    tile: str = ""
    lines: int = 1

    def height(self) -> int:
        """Return the height in pixels, at the text size in force."""
        size = max((run.size for run in (*self.left, *self.right)), default=14)
        return line_height(size) * self.lines


@dataclass(frozen=True, slots=True)
class RowPicture:
    """How a row looks: its lines, and what stands before them.

    `priority` is a letter in a tile with its word under it; `mark` an icon in a tone; `choice` a radio
    button that is `True` or `False`. `fill` tints the row, `edge` draws a 5 px edge on its left.
    """

    lines: tuple[Line, ...]
    priority: str = ""
    mark: str = ""
    mark_tone: str = "ink"
    choice: bool | None = None
    fill: str = ""
    edge: str = ""
    dashed: bool = False


class RowDelegate(QStyledItemDelegate):
    """Paint rows of a `RowsModel`."""

    def __init__(
        self,
        picture: Callable[[Any], RowPicture],
        parent: QWidget | None = None,
        alike: Callable[[Any], Hashable] | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture, self._alike = picture, alike
        self.tight = False
        # A list lays itself out several times before it is first seen, and asks every row each time.
        self._sizes: dict[tuple[Hashable, bool, int], QSize] = {}

    def forget(self) -> None:
        """Measure every row anew: there are other rows now."""
        self._sizes.clear()

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of the row; the width is the list's."""
        which = index.row() if self._alike is None else self._alike(index.data(ROW))
        measured = (which, self.tight, theme.look().text)
        size = self._sizes.get(measured)
        if size is None:
            size = self._sizes[measured] = self._size(index.data(ROW))
        return size

    def _size(self, row: Any) -> QSize:
        if isinstance(row, Section):
            return QSize(0, theme.px(28))
        lines = sum(line.height() for line in self._picture(row).lines)
        return QSize(0, lines + theme.px(9 if self.tight else 13) + 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row or section head."""
        row = index.data(ROW)
        spot: QRect = option.rect
        painter.save()
        if isinstance(row, Section):
            _paint_section(painter, spot, row)
        else:
            state: QStyle.StateFlag = option.state
            _paint_row(painter, spot, self._picture(row), bool(state & _SELECTED))
            if state & _FOCUSED:
                paint_focus(painter, spot)
        painter.restore()


def _paint_section(painter: QPainter, spot: QRect, head: Section) -> None:
    painter.fillRect(spot, theme.colour("sunken"))
    painter.fillRect(spot.left(), spot.bottom(), spot.width(), 1, theme.colour("line"))
    inner = spot.adjusted(theme.px(12), 0, -theme.px(12), -1)
    line = Line((bold(head.title, size=13),), (quiet(head.note),) if head.note else ())
    top = inner.top() + (inner.height() - line.height()) // 2
    _paint_line(painter, QRect(inner.left(), top, inner.width(), line.height()), line)


def _paint_row(painter: QPainter, spot: QRect, picture: RowPicture, chosen: bool) -> None:  # noqa: FBT001 - a state
    fill = "accent_tint" if chosen else picture.fill or "surface"
    painter.fillRect(spot, theme.colour(fill))
    painter.fillRect(spot.left(), spot.bottom(), spot.width(), 1, theme.colour("line"))
    if chosen or picture.edge:
        painter.fillRect(
            spot.left(),
            spot.top(),
            theme.px(5),
            spot.height() - 1,
            theme.colour("accent" if chosen else picture.edge),
        )
    if picture.dashed:
        pen = QPen(theme.colour("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(spot.adjusted(theme.px(6), 2, -3, -4))
    inner = spot.adjusted(theme.px(12), 0, -theme.px(10), -1)
    tall = sum(line.height() for line in picture.lines)
    top = inner.top() + (inner.height() - tall) // 2
    inner.setLeft(_paint_lead(painter, inner, top, picture, chosen))
    for line in picture.lines:
        _paint_line(painter, QRect(inner.left(), top, inner.width(), line.height()), line)
        top += line.height()


def _paint_lead(painter: QPainter, inner: QRect, top: int, picture: RowPicture, chosen: bool) -> int:  # noqa: FBT001
    """Draw what stands before the lines; return where the lines begin."""
    if picture.priority:
        return _paint_priority(painter, inner.left(), top, picture.priority, len(picture.lines))
    if picture.choice is not None:
        side = theme.px(18)
        spot = QRect(inner.left() + theme.px(2), inner.top() + (inner.height() - side) // 2, side, side)
        paint_choice(painter, spot, picked=picture.choice or chosen)
        return spot.right() + theme.px(11)
    if picture.mark:
        side = theme.px(18)
        theme.paint_icon(
            painter, picture.mark, picture.mark_tone, QRectF(inner.left(), top + theme.px(1), side, side)
        )
        return inner.left() + side + theme.px(10)
    return inner.left()


def _paint_priority(painter: QPainter, left: int, top: int, letter: str, lines: int) -> int:
    """Draw the tile with its word under it, in two lines where nobody recorded a priority."""
    words = [PRIORITY_WORDS[letter]] if letter in PRIORITY_WORDS else ["Not", "recorded"]
    wide, side = theme.px(44), theme.px((23 if lines < 3 else 30) - 7 * (len(words) - 1))
    tile = QRect(left + (wide - side) // 2, top, side, side)
    paint_priority(painter, letter, tile)
    painter.setPen(theme.colour("ink"))
    painter.setFont(theme.font(12, theme.SEMIBOLD))
    for place, word in enumerate(words):
        below = tile.bottom() + theme.px(1 + 13 * place)
        spot = QRect(left - theme.px(6), below, wide + theme.px(12), theme.px(15))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, word)
    return left + wide + theme.px(8)


def paint_choice(painter: QPainter, spot: QRect, *, picked: bool) -> None:
    """Draw a radio button into a square."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent" if picked else "edge"), 2))
    painter.setBrush(theme.colour("accent" if picked else "surface"))
    painter.drawEllipse(QRectF(spot).adjusted(1, 1, -1, -1))
    if picked:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("on_accent"))
        third = spot.width() / 3
        painter.drawEllipse(QRectF(spot).adjusted(third, third, -third, -third))


def _paint_line(painter: QPainter, spot: QRect, line: Line) -> None:
    one = line.height() // line.lines
    left, room = spot.left(), spot.width()
    if line.tile:
        side = theme.px(20)
        paint_priority(painter, line.tile, QRect(left, spot.top() + (one - side) // 2, side, side))
        left, room = left + side + theme.px(6), room - side - theme.px(6)
    if line.icon:
        side = theme.px(15)
        theme.paint_icon(
            painter, line.icon, line.icon_tone, QRectF(left, spot.top() + (one - side) // 2, side, side)
        )
        left, room = left + side + theme.px(5), room - side - theme.px(5)
    if line.right:
        right = lay_out(line.right, room * 0.6)
        right.paint(painter, spot.right() + 1 - right.width, spot.top())
        room -= int(right.width) + theme.px(8)
    lay_out(line.left, room, line.lines).paint(painter, left, spot.top())
