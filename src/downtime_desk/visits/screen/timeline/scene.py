"""One frame of the timeline: bands, the now line, blocks, the numbers that join them, heads and axis."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from downtime_desk.core.clock import clock_face
from downtime_desk.ui import theme
from downtime_desk.visits.screen.timeline import drawing
from downtime_desk.visits.screen.timeline.looks import after_words
from downtime_desk.visits.screen.timeline.scale import Scale
from downtime_desk.visits.screen.timeline.shelf import Shelf, Spot

GAP = 5
LEAST_WORDS = 120


@dataclass(frozen=True)
class Scene:
    """What a frame shows: the lanes from `first` to `last`, by a scale, at an instant.

    `current` is the visit with the ring; `focused` says whether keys go to it.
    """

    shelf: Shelf
    scale: Scale
    now: datetime
    first: int
    last: int
    current: Spot | None
    focused: bool

    def paint(self, painter: QPainter, view: QRect) -> None:
        """Draw the frame."""
        scale = self.scale
        painter.fillRect(view, theme.colour("surface"))
        bottom = min(view.bottom() + 1, scale.top(len(self.shelf.lanes)))
        ticks = scale.ticks()
        for x, _ in ticks:
            painter.fillRect(x, scale.axis, 1, bottom - scale.axis, theme.colour("line"))
        shown = range(self.first, self.last + 1)
        for place in shown:
            painter.fillRect(0, scale.top(place + 1) - 1, view.width(), 1, theme.colour("line"))
            self._band(painter, place)
        drawing.paint_now(painter, scale.x(self.now), scale.axis, bottom)
        for place in shown:
            self._blocks(painter, place)
        for place in shown:
            self._rounds(painter, place)
        for place in shown:
            self._head(painter, place)
        self._axis(painter, ticks)

    def _band(self, painter: QPainter, place: int) -> None:
        lane, scale = self.shelf.lanes[place], self.scale
        if lane.carer is None:
            return
        for each in lane.off:
            end = scale.width if each.until is None else min(scale.x(each.until), scale.width)
            self._stretch(painter, place, scale.x(each.since), end, each.words())
        over = any(each.until is None or lane.ends < each.until for each in lane.off)
        if lane.ends < scale.until and not over:
            left = scale.x(lane.ends) + theme.px(14)
            self._stretch(painter, place, left, scale.width, after_words(lane, self.now))

    def _stretch(self, painter: QPainter, place: int, left: int, right: int, said: str) -> None:
        """Draw a grey stretch of a lane with words in it, clear of the now line."""
        scale = self.scale
        left = max(left, scale.head)
        spot = QRect(left, scale.top(place) + theme.px(GAP), right - left, scale.lane - theme.px(2 * GAP) - 1)
        if spot.width() <= theme.px(16):
            return
        drawing.paint_band(painter, spot)
        words = self._clear(place, spot.adjusted(theme.px(9), 0, -theme.px(4), 0))
        if words.width() >= theme.px(LEAST_WORDS):
            drawing.paint_band_words(painter, words, said)

    def _clear(self, place: int, words: QRect) -> QRect:
        """Return the first room for words that neither a visit nor the now line stands in."""
        here, gap, least = self.scale.x(self.now), theme.px(6), theme.px(LEAST_WORDS)
        shown = self.shelf.known(place)
        blocks = (
            [(self.scale.x(each.start), self.scale.x(each.end)) for each in shown.blocks] if shown else []
        )
        for left, right in sorted([*blocks, (here, here)]):
            if right < words.left() or left > words.right():
                continue
            if left - gap - words.left() >= least:
                words.setRight(left - gap)
                break
            words.setLeft(right + gap)
        return words

    def _blocks(self, painter: QPainter, place: int) -> None:
        shown, scale = self.shelf.known(place), self.scale
        if shown is None:
            return
        for number, (block, look) in enumerate(zip(shown.blocks, shown.looks, strict=True)):
            spot = scale.block(place, block.start, block.end, *shown.tracks[number])
            if spot.right() < scale.head or spot.left() >= scale.width:
                continue
            words = look.words
            if spot.right() > scale.width and words == f"Due {clock_face(block.start)}":
                words = f"To {clock_face(block.end)}"
            seen = spot.intersected(QRect(scale.head, spot.top(), scale.width - scale.head, spot.height()))
            drawing.paint_block(painter, seen, look, block.family, block.priority, words)
            if self.current == Spot(place, number):
                drawing.paint_chosen(painter, spot, focused=self.focused)

    def _rounds(self, painter: QPainter, place: int) -> None:
        """Join the carers of one visit: on the line between two lanes that touch, else at the foot of each."""
        shown, scale = self.shelf.known(place), self.scale
        if shown is None:
            return
        for block, track in zip(shown.blocks, shown.tracks, strict=True):
            if block.carers_needed < 2:
                continue
            spot = scale.block(place, block.start, block.end, *track)
            x, y = spot.center().x(), scale.top(place + 1)
            others = {self.shelf.places.get(each) for each in block.carers if each != shown.lane.carer}
            if place - 1 in others:
                y = scale.top(place)
            elif place + 1 not in others:
                x, y = spot.right() - theme.px(12), spot.bottom() - theme.px(10)
            if y > scale.axis and scale.head + theme.px(12) <= x <= scale.width:
                drawing.paint_round(painter, x, y, block.carers_needed)

    def _head(self, painter: QPainter, place: int) -> None:
        lane, shown = self.shelf.lanes[place], self.shelf.known(place)
        spot = QRect(0, self.scale.top(place), self.scale.head, self.scale.lane)
        if lane.carer is not None:
            name, below = lane_words(lane.name, shown.below if shown else "")
            drawing.paint_head(painter, spot, name, below, alarm=False)
            return
        words = f"{lane.waiting} open or in 2 hours" if lane.waiting else "none in the next 2 hours"
        drawing.paint_head(painter, spot, lane.name, words, alarm=True)

    def _axis(self, painter: QPainter, ticks: list[tuple[int, str]]) -> None:
        scale = self.scale
        strip = QRect(0, 0, scale.width, scale.axis)
        painter.fillRect(strip, theme.colour("sunken"))
        painter.fillRect(0, strip.bottom(), scale.width, 1, theme.colour("edge"))
        here, inside = scale.x(self.now), strip.adjusted(0, 0, 0, -1)
        seen = scale.head <= here <= scale.width
        for x, words in ticks:
            if x > scale.head + theme.px(18) and not (seen and abs(x - here) < theme.px(64)):
                drawing.paint_tick(painter, x, inside, words, now=False)
        if seen:
            drawing.paint_tick(painter, here, inside, f"now {clock_face(self.now)}", now=True)


def in_view(scale: Scale, lanes: int, bottom: int) -> tuple[int, int]:
    """Return the first and the last lane that show."""
    return max(0, scale.place(scale.axis)), min(lanes - 1, scale.place(bottom))


def stretch_round(now: datetime, hours: int) -> tuple[datetime, datetime]:
    """Return the stretch of the timeline: so many whole hours before and after an instant."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    return hour - timedelta(hours=hours), hour + timedelta(hours=hours)


def lane_words(name: str, below: str) -> tuple[str, str]:
    """Return the two lines of a lane: of carers who share a name, the end of the number tells them apart."""
    alone, _, number = name.partition(", ")
    if not number:
        return name, below
    return alone, ", ".join(filter(None, (f"…{number[-6:].strip()}", below)))
