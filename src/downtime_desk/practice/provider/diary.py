"""How busy each quarter of an hour is, so that visits are spread as a planner would spread them."""

from collections import Counter
from random import Random

from downtime_desk.practice.provider.person import Visit

QUARTER = 15
TRIES = 4


def minutes_of(clock: str) -> int:
    """Return the minutes after midnight of a clock time."""
    return int(clock[:2]) * 60 + int(clock[3:5])


class Diary:
    """The carers out in each quarter of an hour of a day in one area."""

    def __init__(self) -> None:
        self._out: Counter[int] = Counter()

    def add(self, visit: Visit) -> None:
        """Count a visit, and the way to the next, as taken."""
        for quarter in self._quarters(minutes_of(visit.at), visit.minutes):
            self._out[quarter] += visit.carers

    def quiet_start(self, chance: Random, earliest: int, latest: int, minutes: int) -> int:
        """Return the quietest of a few starts, in minutes after midnight, for a visit of so many minutes."""
        starts = [chance.randrange(earliest, latest, QUARTER) for _ in range(TRIES)]
        return min(starts, key=lambda start: max(self._out[q] for q in self._quarters(start, minutes)))

    @staticmethod
    def _quarters(start: int, minutes: int) -> range:
        return range(start // QUARTER, (start + minutes + QUARTER - 1) // QUARTER + 1)
