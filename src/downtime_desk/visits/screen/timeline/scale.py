"""Where instants and lanes are on the timeline, in pixels; no widgets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtCore import QRect

from downtime_desk.core.clock import clock_face
from downtime_desk.ui import theme

SPANS = (3, 6, 12)
"""Hours the window shows at once."""
AXIS, LANE, TIGHT_LANE, HEAD = 30, 56, 51, 182
_STEPS = (15, 30, 60, 120, 180)
"""Minutes from one time on the axis to the next: the fewest whose words do not touch."""
_APART = 64


@dataclass(frozen=True)
class Scale:
    """The measures in force: the stretch, hours shown at once, and pixels of the part lanes are drawn in.

    `across` and `down` are how far the view is scrolled.
    """

    since: datetime
    until: datetime
    hours: int
    width: int
    head: int
    lane: int
    axis: int
    across: int
    down: int

    @property
    def room(self) -> int:
        """Return the pixels there are for times."""
        return max(1, self.width - self.head)

    @property
    def whole(self) -> int:
        """Return the pixels the whole stretch takes."""
        return round(self._per_second * (self.until - self.since).total_seconds())

    @property
    def _per_second(self) -> float:
        return self.room / (self.hours * 3600)

    def x(self, instant: datetime) -> int:
        """Return where an instant is, from the left edge of the widget."""
        return self.head - self.across + self.along(instant)

    def along(self, instant: datetime) -> int:
        """Return how far an instant is from the beginning of the stretch."""
        return round(self._per_second * (instant - self.since).total_seconds())

    def at(self, x: int) -> datetime:
        """Return the instant at a place from the left edge of the widget."""
        return self.since + timedelta(seconds=(x - self.head + self.across) / self._per_second)

    def top(self, place: int) -> int:
        """Return where a lane begins."""
        return self.axis + place * self.lane - self.down

    def place(self, y: int) -> int:
        """Return the lane at a height, which may be none."""
        return (y - self.axis + self.down) // self.lane

    def block(self, place: int, start: datetime, end: datetime, track: int, of: int) -> QRect:
        """Return where a visit is drawn; a visit of no length still shows."""
        left, right = self.x(start), self.x(end)
        gap = theme.px(5)
        tall = self.lane - 2 * gap - 1
        share = tall // of
        top = self.top(place) + gap + track * share
        return QRect(left, top, max(right - left, theme.px(14)), share - (1 if of > 1 else 0))

    def ticks(self) -> list[tuple[int, str]]:
        """Return the whole times in view, with their words."""
        apart = theme.px(_APART)
        minutes = next((each for each in _STEPS if self._per_second * each * 60 >= apart), _STEPS[-1])
        step = timedelta(minutes=minutes)
        first = self.since + ((self.at(self.head) - self.since) // step) * step
        found, at = [], first
        while self.x(at) <= self.width:
            if self.x(at) >= self.head:
                found.append((self.x(at), clock_face(at)))
            at += step
        return found
