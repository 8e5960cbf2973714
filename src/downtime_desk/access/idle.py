"""When a desk nobody touches is locked. Two clocks say so, because each stands still or jumps in its own way.

The steady clock does not count the time a laptop slept on every system, and the wall clock can be set. A jump of
either means that the laptop slept, or that nobody knows: both lock.
"""

import time
from dataclasses import dataclass

from downtime_desk.access.lock import Why

SHORTEST, USUAL, LONGEST = 2, 5, 15
"""Minutes without a key before the desk is locked."""
LOOK_EVERY = 5
"""Seconds between two looks at the clocks."""
SLEPT_FROM = 60
"""Seconds between two looks from which the laptop must have slept."""


@dataclass(frozen=True)
class Moment:
    """The two clocks, in seconds."""

    wall: float
    steady: float


def this_moment() -> Moment:
    """Return what the clocks say; the steady one counts sleep where the system has one that does."""
    counts_sleep = getattr(time, "CLOCK_BOOTTIME", None)
    steady = time.monotonic() if counts_sleep is None else time.clock_gettime(counts_sleep)
    return Moment(time.time(), steady)


class Idle:
    """How long nobody touched the desk. `touched` says that somebody did, `look` whether to lock, and why."""

    def __init__(self, minutes: int, now: Moment) -> None:
        self.minutes = minutes
        self._touched = self._looked = now

    def touched(self, now: Moment) -> None:
        """Begin to count anew; a touch after a sleep nobody looked at yet does not hide it."""
        if not self._slept(now):
            self._touched = self._looked = now

    def look(self, now: Moment) -> Why | None:
        """Return why to lock now, or None."""
        if self._slept(now):
            return "sleep"
        self._looked = now
        return "idle" if now.steady - self._touched.steady >= self.minutes * 60 else None

    def _slept(self, now: Moment) -> bool:
        gap = max(now.wall - self._looked.wall, now.steady - self._looked.steady)
        return gap >= SLEPT_FROM
