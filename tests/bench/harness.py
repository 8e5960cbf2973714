"""How a row is measured: in turns, several times, by the median."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter, process_time

ROUNDS = 7

Measure = Callable[[], float]
"""Does the thing once and returns its figure, in the unit of its row."""

Pair = tuple[Measure, Measure]
SetUp = Callable[[], AbstractContextManager[Pair]]


@dataclass(frozen=True)
class Row:
    """One goal. `most` bounds ours against the yardstick; `least` asks ours to be that many times better."""

    id: str
    what: str
    against: str
    unit: str
    set_up: SetUp
    most: float | None = None
    least: float | None = None
    rounds: int = ROUNDS

    @property
    def goal(self) -> str:
        """Return the goal as it stands in the table."""
        return f"≤ {self.most:g}x" if self.most is not None else f"{self.least:g}x better"


@dataclass(frozen=True)
class Result:
    """The medians of a row."""

    row: Row
    ours: float
    yardstick: float

    @property
    def ratio(self) -> float:
        """Return ours over the yardstick, or how many times better ours is where that is the goal."""
        return self.ours / self.yardstick if self.row.most is not None else self.yardstick / self.ours

    @property
    def holds(self) -> bool:
        """Return whether the goal is met."""
        if self.row.most is not None:
            return self.ratio <= self.row.most
        return self.ratio >= (self.row.least or 0)


def measure(row: Row) -> Result:
    """Measure a row: a round of each to warm up, then in turns."""
    with row.set_up() as (ours, yardstick):
        ours(), yardstick()
        rounds = [(ours(), yardstick()) for _ in range(row.rounds)]
    return Result(row, median(r[0] for r in rounds), median(r[1] for r in rounds))


def milliseconds(do: Callable[[], object]) -> Measure:
    """Return a measure of the time of one call."""

    def once() -> float:
        start = perf_counter()
        do()
        return (perf_counter() - start) * 1000

    return once


def processor_milliseconds(do: Callable[[], object]) -> Measure:
    """Return a measure of the processor's time of one call, which other programs on the machine hardly change."""

    def once() -> float:
        start = process_time()
        do()
        return (process_time() - start) * 1000

    return once


def slowest_in_twenty(do: Callable[[], object], times: int = 100) -> Measure:
    """Return a measure of the time that 95 in 100 calls stay under."""
    once = milliseconds(do)
    return lambda: quantiles((once() for _ in range(times)), n=20)[-1]


def endless(start: int = 0) -> Iterator[int]:
    """Count for ever: a fresh number for each row written."""
    while True:
        yield start
        start += 1


def at_most(limit: float) -> Measure:
    """Return the yardstick of a goal that is a limit of its own, such as one frame of the screen."""
    return lambda: limit
