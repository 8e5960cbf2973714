"""The table of faults: what each test of the matrix really counted, printed when a run ends.

A test says what it went through with the fixture `tally`; only what passed is in the table:

    def test_killed_anywhere(tally): ...; tally(1, "verify a visit", points, "points", "0 lost, 0 doubled")
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

ROWS = {
    1: "killed at a system call",
    2: "power cut",
    3: "error of the disk at a call",
    4: "disk really full",
    5: "schedules of the simulator",
    6: "faults inside a bundle",
    7: "broken transport",
    8: "kinds of main system",
    9: "clocks",
    10: "damaged store",
    11: "keys",
    12: "hostile files",
    13: "hostile text",
    14: "tampering",
    15: "traces of people and keys",
    16: "load",
    17: "endurance",
    18: "upgrades",
    19: "two at once, read-only, wrong folders",
    20: "printers",
}
NAME = "fault matrix"

Tally = Callable[[int, str, int, str, str], None]


@dataclass(frozen=True)
class Line:
    """One line of the table: a row of the matrix, an operation, how many of what, and how it ended."""

    row: int
    operation: str
    count: int
    unit: str
    outcome: str


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Give what a test of the matrix says it went through: row, operation, count, unit, outcome."""

    def say(row: int, operation: str, count: int, unit: str, outcome: str) -> None:
        if row not in ROWS:
            raise ValueError(f"the matrix has no row {row}")
        request.node.user_properties.append((NAME, (row, operation, count, unit, outcome)))

    return say


def table(lines: list[Line]) -> Iterator[str]:
    """Yield the table, rows in the order of the matrix, each with its sum; what was shared out is one line again."""
    for row in sorted({line.row for line in lines}):
        of_row = list(summed(line for line in lines if line.row == row))
        units = sorted({line.unit for line in of_row})
        sums = ", ".join(f"{sum(e.count for e in of_row if e.unit == unit):,} {unit}" for unit in units)
        yield f"{row:>2}  {ROWS[row]}: {sums}"
        yield from (f"      {e.count:>9,} {e.unit:<10} {e.operation}: {e.outcome}" for e in of_row)


def summed(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield each operation once, with the counts of its lines added up, in alphabetical order."""
    counts: Counter[Line] = Counter()
    for line in lines:
        counts[replace(line, count=0)] += line.count
    for line in sorted(counts, key=lambda each: (each.operation, each.outcome)):
        yield replace(line, count=counts[line])


_passed: list[Line] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> Generator[None, None, None]:
    yield
    if report.when == "call" and report.passed:
        _passed.extend(Line(*said) for name, said in report.user_properties if name == NAME)  # type: ignore[misc]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not _passed:
        return
    terminalreporter.section("faults: what was gone through, and how it ended")
    for line in table(_passed):
        terminalreporter.write_line(line)
