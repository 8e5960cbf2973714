"""The lanes themselves: painted, never built of widgets, and read only where they are looked at."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea

from downtime_desk.ui import theme
from downtime_desk.visits.queries import Block, Lane
from downtime_desk.visits.screen.timeline.scale import AXIS, HEAD, LANE, SPANS, TIGHT_LANE, Scale
from downtime_desk.visits.screen.timeline.scene import Scene, in_view
from downtime_desk.visits.screen.timeline.shelf import Read, Shelf, Spot

NAME = "Timeline of visits"
NOW_STANDS = 0.58
"""How far across the view the now line stands: more is to be seen of what was than of what comes."""
_PLAIN = Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier


class Canvas(QAbstractScrollArea):
    """Signals `chosen(block, sentence)` when another visit is current, `opened(block)`, `zoomed(hours)`.

    `move_asked` is for others to go to the current one.
    """

    chosen: ClassVar[Signal] = Signal(object, str)
    opened: ClassVar[Signal] = Signal(object)
    zoomed: ClassVar[Signal] = Signal(int)
    move_asked: ClassVar[Signal] = Signal()

    def __init__(self, read: Read, now: datetime) -> None:
        super().__init__()
        self.shelf = Shelf(read)
        self.hours = 6
        self._now = self._since = now
        self._until = now + timedelta(hours=1)
        self._current: tuple[str | None, str] | None = None
        self._tight = False
        self._at_now = True
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(NAME)
        self.setAccessibleDescription(
            "Arrows move, Enter verifies, M asks who goes instead, N goes to now, plus and minus zoom"
        )
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        self.horizontalScrollBar().actionTriggered.connect(self._leave_now)

    def show_lanes(self, lanes: Sequence[Lane], now: datetime, since: datetime, until: datetime) -> None:
        """Show what was read at an instant, for a stretch of time; the current visit stays current."""
        middle = self._middle()
        self._now, self._since, self._until = now, since, until
        self.shelf.fill(lanes, now)
        self._measure()
        self._centre(middle)
        if self._spot() is None:
            self._current = None
            first = self.shelf.near(0, now)
            if first is not None:
                self._choose(first, follow=False)
        else:
            self._tell()
        self.viewport().update()

    def current(self) -> Block | None:
        """Return the visit that is current, or None."""
        spot = self._spot()
        return self.shelf.at(spot.place).blocks[spot.number] if spot else None

    def zoom(self, hours: int) -> None:
        """Show so many hours at once, round the same middle."""
        middle = self._middle()
        self.hours = hours
        self._measure()
        self._centre(middle)
        self.viewport().update()
        self.zoomed.emit(hours)

    def go_to_now(self) -> None:
        """Bring the now line into view, and keep it there as time passes."""
        scale = self.scale()
        self.horizontalScrollBar().setValue(scale.along(self._now) - round(scale.room * NOW_STANDS))
        self._at_now = True

    def tighten(self, *, tight: bool) -> None:
        """Make lanes lower, for a window that is not tall."""
        self._tight = tight
        self._measure()

    def scale(self) -> Scale:
        """Return the measures in force."""
        width = self.viewport().width()
        return Scale(
            since=self._since,
            until=self._until,
            hours=self.hours,
            width=width,
            head=min(theme.px(HEAD), round(width * 0.3)),
            lane=theme.px(TIGHT_LANE if self._tight else LANE),
            axis=theme.px(AXIS),
            across=self.horizontalScrollBar().value(),
            down=self.verticalScrollBar().value(),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lanes in view; those not read yet come with the next frames."""
        scale, view = self.scale(), self.viewport().rect()
        first, last = in_view(scale, len(self.shelf.lanes), view.bottom())
        if self.shelf.read_some(first, last):
            self.viewport().update()
        scene = Scene(self.shelf, scale, self._now, first, last, self._known_spot(), self.hasFocus())
        with QPainter(self.viewport()) as painter:
            scene.paint(painter, view)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move between visits, zoom, go to now, open."""
        act = self._keys().get(event.key())
        if act is None or event.modifiers() & ~_PLAIN:
            super().keyPressEvent(event)
            return
        act()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the visit under the pointer current."""
        spot = self._under(event)
        if spot is not None:
            self._choose(spot, follow=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the visit under the pointer."""
        if self._under(event) is not None:
            self._open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the middle where it is in another width."""
        super().resizeEvent(event)
        self._measure()
        if self._at_now:
            self.go_to_now()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the text size changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._measure()
            if self._at_now:
                self.go_to_now()

    def _keys(self) -> dict[int, Callable[[], object]]:
        key = Qt.Key
        return {
            key.Key_Left: lambda: self._move(lambda here: self.shelf.beside(here, -1)),
            key.Key_Right: lambda: self._move(lambda here: self.shelf.beside(here, 1)),
            key.Key_Home: lambda: self._move(lambda here: self.shelf.end(here, last=False)),
            key.Key_End: lambda: self._move(lambda here: self.shelf.end(here, last=True)),
            key.Key_Up: lambda: self._down(-1),
            key.Key_Down: lambda: self._down(1),
            key.Key_PageUp: lambda: self._down(-self._page()),
            key.Key_PageDown: lambda: self._down(self._page()),
            key.Key_Plus: lambda: self._zoom_by(-1),
            key.Key_Equal: lambda: self._zoom_by(-1),
            key.Key_Minus: lambda: self._zoom_by(1),
            key.Key_N: self.go_to_now,
            key.Key_M: self.move_asked.emit,
            key.Key_Return: self._open,
            key.Key_Enter: self._open,
        }

    def _move(self, way: Callable[[Spot], Spot]) -> None:
        here = self._spot()
        if here is not None:
            self._choose(way(here), follow=True)

    def _down(self, lanes: int) -> None:
        here = self._spot()
        if here is None:
            return
        when = self.shelf.at(here.place).blocks[here.number].start
        place = min(max(here.place + lanes, 0), len(self.shelf.lanes) - 1)
        there = self.shelf.near(place, when, 1 if lanes > 0 else -1)
        if there is not None:
            self._choose(there, follow=True)

    def _page(self) -> int:
        scale = self.scale()
        return max(1, (self.viewport().height() - scale.axis) // scale.lane - 1)

    def _zoom_by(self, step: int) -> None:
        place = min(max(SPANS.index(self.hours) + step, 0), len(SPANS) - 1)
        self.zoom(SPANS[place])

    def _open(self) -> None:
        block = self.current()
        if block is not None:
            self.opened.emit(block)

    def _under(self, event: QMouseEvent) -> Spot | None:
        at, scale = event.position().toPoint(), self.scale()
        shown = self.shelf.known(scale.place(at.y())) if at.y() > scale.axis and at.x() > scale.head else None
        for number, block in enumerate(shown.blocks if shown else ()):
            spot = scale.block(scale.place(at.y()), block.start, block.end, *shown.tracks[number])  # type: ignore[union-attr]
            if spot.contains(at):
                return Spot(scale.place(at.y()), number)
        return None

    def _choose(self, spot: Spot, *, follow: bool) -> None:
        shown = self.shelf.at(spot.place)
        self._current = (shown.lane.carer, shown.blocks[spot.number].visit)
        if follow:
            self._bring_into_view(spot)
        self._tell()
        self.viewport().update()

    def _tell(self) -> None:
        """Say which visit is current, to who listens and to a screen reader."""
        spot = self._spot()
        if spot is None:
            return
        shown = self.shelf.at(spot.place)
        sentence = shown.looks[spot.number].sentence
        name = f"{NAME}. {sentence}"
        if name != self.accessibleName():
            self.setAccessibleName(name)
            if self.hasFocus():
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self.chosen.emit(shown.blocks[spot.number], sentence)

    def _spot(self) -> Spot | None:
        return self.shelf.find(*self._current) if self._current else None

    def _known_spot(self) -> Spot | None:
        """Return where the current visit is, without reading its lane in the middle of a frame."""
        place = self.shelf.places.get(self._current[0]) if self._current else None
        return self._spot() if place is not None and self.shelf.known(place) else None

    def _bring_into_view(self, spot: Spot) -> None:
        block, scale = self.shelf.at(spot.place).blocks[spot.number], self.scale()
        edge, across = theme.px(40), self.horizontalScrollBar()
        left, right = scale.along(block.start), scale.along(block.end)
        if left - edge < across.value():
            across.setValue(left - edge)
            self._at_now = False
        elif right + edge > across.value() + scale.room:
            across.setValue(right + edge - scale.room)
            self._at_now = False
        down, room = self.verticalScrollBar(), self.viewport().height() - scale.axis
        if spot.place * scale.lane < down.value():
            down.setValue(spot.place * scale.lane)
        elif (spot.place + 1) * scale.lane > down.value() + room:
            down.setValue((spot.place + 1) * scale.lane - room)

    def _measure(self) -> None:
        scale, across, down = self.scale(), self.horizontalScrollBar(), self.verticalScrollBar()
        across.setRange(0, max(0, scale.whole - scale.room))
        across.setPageStep(scale.room)
        across.setSingleStep(max(1, scale.room // 12))
        room = self.viewport().height() - scale.axis
        down.setRange(0, max(0, len(self.shelf.lanes) * scale.lane - room))
        down.setPageStep(max(1, room))
        down.setSingleStep(scale.lane // 2)

    def _middle(self) -> datetime:
        scale = self.scale()
        return scale.at(scale.head + scale.room // 2)

    def _centre(self, middle: datetime) -> None:
        if self._at_now:
            self.go_to_now()
            return
        scale = self.scale()
        self.horizontalScrollBar().setValue(scale.along(middle) - scale.room // 2)

    def _leave_now(self, _action: int) -> None:
        self._at_now = False
