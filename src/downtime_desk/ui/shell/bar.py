"""The bar over every page: mode, age of every copy, next clock, who is on duty, Lock.

It folds by the room it has, ages first: under their times, then into `Oldest copy 14 h`. The mode, the
next clock and Lock never fold away.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from downtime_desk.core.clock import clock_face, short_stamp
from downtime_desk.ui import theme
from downtime_desk.ui.runs import one_line
from downtime_desk.ui.shell.cells import BarButton, Cell, ClockButton, ModeCell
from downtime_desk.ui.shell.state import BarCell, BarState, CopyAge
from downtime_desk.ui.tokens import DRILL_STRIPE, Mode, ModeColours

FULL, WRAPPED, OLDEST, SHORT, SHORTEST = range(5)
"""How far the bar is folded."""


class _Oldest(BarButton):
    """All copies folded into the oldest; pressing it lists them."""

    def __init__(self) -> None:
        super().__init__("", "chevron-down")
        self.cell = Cell()
        self.cell.setParent(self)
        self.cell.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_oldest(self, cell: BarCell, colours: ModeColours) -> None:
        """Show the oldest copy."""
        self.cell.show_cell(cell, colours, wrapped=False)
        self.setAccessibleName(f"{cell.label}: {cell.value}. Shows every copy")
        self.dress(colours, alone=False)

    def sizeHint(self) -> QSize:
        """Return the room for the words and the arrow."""
        wide = max(self.cell.sizeHint().width(), self.cell.value_end() + theme.px(20))
        return QSize(wide + theme.px(4), theme.px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the words in place."""
        super().resizeEvent(event)
        self.cell.setGeometry(0, 0, self.cell.sizeHint().width(), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the arrow beside the value; the cell draws its words."""
        with QPainter(self) as painter:
            side = theme.px(14)
            spot = QRectF(self.cell.value_end() + theme.px(6), self.height() / 2 + theme.px(2), side, side)
            theme.paint_icon(painter, "chevron-down", self._colours.text, spot)
            self._paint_ring(painter)


class Bar(QWidget):
    """The bar. Signals `lock_asked` and `clock_asked`. `show_state` feeds it; `tick` moves the time on."""

    lock_asked: ClassVar[Signal] = Signal()
    clock_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Status")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._state = BarState()
        self._now: datetime | None = None
        self.folded = FULL
        self.mode, self.oldest, self.clock = ModeCell(), _Oldest(), ClockButton()
        self.duty, self.lock = Cell(), BarButton("Lock", "lock")
        self._cells: list[Cell] = []
        for part in (self.mode, self.oldest, self.clock, self.duty, self.lock):
            part.setParent(self)
        self.lock.clicked.connect(self.lock_asked)
        self.clock.clicked.connect(self.clock_asked)
        self.oldest.clicked.connect(self._list_copies)

    def show_state(self, state: BarState, now: datetime) -> None:
        """Show a new state as it is at a moment."""
        self._state = state
        self._set_cells(len(state.cells))
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Show the same state at a later moment."""
        self._now = now
        self._fold()

    def colours(self) -> ModeColours:
        """Return the colours of the mode shown."""
        return theme.tokens().mode(self._state.mode)

    def sizeHint(self) -> QSize:
        """Return the height: 56 px, less than in proportion from 150 % on."""
        return QSize(theme.px(640), theme.px(56 if theme.look().text < 150 else 42))

    def minimumSizeHint(self) -> QSize:
        """Return the least room the bar can be folded into."""
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold to the new width."""
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme and the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self._fold()

    def _set_cells(self, count: int) -> None:
        while len(self._cells) < count:
            cell = Cell()
            cell.setParent(self)
            cell.show()
            self._cells.append(cell)
        while len(self._cells) > count:
            self._cells.pop().deleteLater()

    def _fold(self) -> None:
        if self._now is None:
            return
        first = OLDEST if theme.look().text >= 200 else FULL
        for level in range(first, SHORTEST + 1):
            self._dress(level, self._now)
            if (
                level == SHORTEST
                or sum(part.sizeHint().width() for part in self._shown()) + self._gaps() <= self.width()
            ):
                self.folded = level
                break
        self._place()

    def _dress(self, level: int, now: datetime) -> None:
        """Give every piece its words for a level of folding."""
        state, colours = self._state, self.colours()
        self.mode.fold(folded=level >= SHORT)
        self.mode.show_mode(state.mode, state.word(now), state.second(), colours)
        shown = [cell.cell(now) if isinstance(cell, CopyAge) else cell for cell in state.cells]
        if level == WRAPPED:
            shown = [BarCell(cell.label.removesuffix(" as of"), cell.value, cell.note) for cell in shown]
        for cell, words in zip(self._cells, shown, strict=True):
            cell.show_cell(words, colours, wrapped=level == WRAPPED)
            cell.setVisible(level < OLDEST)
        oldest = state.oldest(now)
        self.oldest.setVisible(level >= OLDEST and oldest is not None)
        if oldest is not None:
            self.oldest.show_oldest(oldest, colours)
        self.clock.setVisible(state.clock is not None)
        if state.clock is not None:
            over = state.clock.over(now)
            if level >= SHORT:
                over = over.removeprefix(f"{state.clock.label}, ")
            self.clock.show_clock(state.clock.left(now), over, state.clock.what, colours)
        self.duty.setVisible(bool(state.duty) and level < SHORTEST)
        short = level >= SHORT
        name = state.duty if short or state.locked else f"On duty: {state.duty}"
        when = clock_face(now) if short else short_stamp(now)
        self.duty.show_cell(BarCell(name, when), colours, wrapped=False)
        self.lock.dress(colours, alone=short)
        self.lock.setVisible(not state.locked)

    def _shown(self) -> Sequence[QWidget]:
        parts = [self.mode, *self._cells, self.oldest, self.clock, self.duty, self.lock]
        return [part for part in parts if not part.isHidden()]

    def _gaps(self) -> int:
        return theme.px(14 + 14 + 12 + 10)

    def _place(self) -> None:
        """Put the pieces side by side: mode and copies from the left, the rest from the right."""
        high, left = self.height(), 0
        for part in (self.mode, *self._cells, self.oldest):
            if not part.isHidden():
                part.setGeometry(left, 0, part.sizeHint().width(), high)
                left += part.width()
        right = self.width() - theme.px(10)
        for part, gap in ((self.lock, 12), (self.duty, 14), (self.clock, 12)):
            if part.isHidden():
                continue
            size = part.sizeHint()
            wide = min(size.width(), max(part.minimumSizeHint().width(), right - left - theme.px(gap)))
            tall = high if part is self.duty else min(size.height(), high - 4)
            part.setGeometry(right - wide, (high - tall) // 2, wide, tall)
            right -= wide + theme.px(gap)
        self.update()

    def _list_copies(self) -> None:
        """List every copy with its time and age under the folded cell."""
        menu = QMenu(self)
        for cell in self._state.cells:
            words = cell.cell(self._now) if isinstance(cell, CopyAge) and self._now else cell
            if isinstance(words, BarCell):
                said = one_line(f"{words.label} {words.value} {words.note}")
                menu.addAction(said.replace("&", "&&"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.oldest.mapToGlobal(QPoint(0, self.height())))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the stripes of a drill, and the lines round the clock."""
        colours = self.colours()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour(colours.bar))
            if self._state.mode is Mode.DRILL:
                self._paint_stripes(painter)
            else:
                painter.setOpacity(0.4)
                for part, gap in ((self.clock, 12), (self.duty, 0)):
                    if not part.isHidden() and self.folded < SHORT:
                        painter.fillRect(
                            part.x() - theme.px(gap),
                            theme.px(9),
                            1,
                            self.height() - theme.px(18),
                            theme.colour(colours.text2),
                        )
                painter.setOpacity(1)
            if theme.tokens().name == "contrast":
                painter.fillRect(0, self.height() - 3, self.width(), 3, theme.colour("line"))

    def _paint_stripes(self, painter: QPainter) -> None:
        """Draw grey stripes on white, white behind every piece, a dashed black edge: no drill looks real."""
        step = theme.px(28)
        painter.setPen(QPen(theme.colour(DRILL_STRIPE), step / 2.8))
        for x in range(-self.height(), self.width() + self.height(), step):
            painter.drawLine(x, self.height(), x + self.height(), 0)
        white = theme.colour("#FFFFFF")
        for part in self._shown():
            painter.fillRect(part.geometry().adjusted(0, 3, theme.px(6), -3), white)
        painter.setPen(QPen(theme.colour("#1B2126"), 3, Qt.PenStyle.DashLine))
        painter.drawRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
