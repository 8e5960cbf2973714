"""The table of faults: what each test of the matrix really counted, printed when a run ends.

A test says what it went through with the fixture `tally`; only what passed is in the table:

    def test_killed_anywhere(tally): ...; tally(1, "verify a visit", points, "points", "0 lost, 0 doubled")

Where the build is judged (`DOWNTIME_DESK_CI=1`), a whole run fails when a row has less than it has to have.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, replace

import pytest


@dataclass(frozen=True)
class Row:
    """A row of the matrix: what it is about, how much of it each commit has to go through, and what counts as one.

    `elsewhere` names the tests that go through it in the usual run, where nothing is counted here.
    """

    what: str
    asked: int
    unit: str
    counts: tuple[str, ...] = ()
    elsewhere: str = ""

    def sum(self, lines: "list[Line]") -> int:
        """Return how much was gone through, of what counts."""
        return sum(line.count for line in lines if line.unit in (self.unit, *self.counts))


ROWS = {
    1: Row("killed at a system call", 1_000, "points"),
    2: Row("power cut", 20_000, "states"),
    3: Row("error of the disk at a call", 500, "points"),
    4: Row("disk really full", 12, "operations", ("facts", "commands")),
    5: Row("schedules of the simulator", 10_000, "schedules"),
    6: Row("faults inside a bundle", 500, "bundles", elsewhere="tests/sync_return"),
    7: Row("broken transport", 90, "calls", elsewhere="tests/sync/test_http.py"),
    8: Row("kinds of main system", 1_600, "runs", elsewhere="tests/sync_return/simulator"),
    9: Row("clocks", 50, "clocks"),
    10: Row("damaged store", 1_000, "stores"),
    11: Row("keys", 200, "cases", ("files", "points")),
    12: Row("hostile files", 2_300, "files", elsewhere="tests/sync/files"),
    13: Row("hostile text", 60, "texts"),
    14: Row("tampering", 100, "forgeries"),
    15: Row("traces of people and keys", 1, "places", ("secrets", "words", "files")),
    16: Row("load", 1, "run", elsewhere="make bench"),
    17: Row("endurance", 0, "hours", elsewhere="tests/real_day"),
    18: Row("upgrades", 21, "upgrades"),
    19: Row("two at once, read-only, wrong folders", 10, "cases", ("commands",)),
    20: Row("printers", 10, "cases", elsewhere="tests/cups, tests/printing"),
}
NAME = "fault matrix"
WHOLE = "faults or matrix"
"""What `make faults` picks: only there is a row that has nothing missing."""

Tally = Callable[[int, str, int, str, str], None]


@dataclass(frozen=True)
class Line:
    """One line of the table: a row of the matrix, an operation, how many of what, how it ended, and its seconds.

    Where a test says several lines, the first has all of its seconds.
    """

    row: int
    operation: str
    count: int
    unit: str
    outcome: str
    seconds: float = 0.0


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Give what a test of the matrix says it went through: row, operation, count, unit, outcome."""

    def say(row: int, operation: str, count: int, unit: str, outcome: str) -> None:
        if row not in ROWS:
            raise ValueError(f"the matrix has no row {row}")
        request.node.user_properties.append((NAME, (row, operation, count, unit, outcome)))

    return say


def table(lines: list[Line], *, whole: bool = False) -> Iterator[str]:
    """Yield the table, rows in the order of the matrix, each with what it has to have, its sum and its seconds.

    A whole one names the rows that nothing was gone through for as well.
    """
    yield f"{'row':>3}  {'what':<38} {'asked':>7} {'ours':>7} {'seconds':>8}"
    for number, row in ROWS.items():
        of_row = [line for line in lines if line.row == number]
        if of_row or whole:
            yield _head(number, row, of_row)
            yield from map(_line, summed(of_row))


def summed(lines: Iterable[Line]) -> Iterator[Line]:
    """Yield each operation once, with counts and seconds of its lines added up: what was shared out is one line again."""
    alike: dict[Line, list[Line]] = {}
    for line in lines:
        alike.setdefault(replace(line, count=0, seconds=0.0), []).append(line)
    for each in sorted(alike, key=lambda line: (line.row, line.operation, line.outcome)):
        count, seconds = sum(line.count for line in alike[each]), sum(line.seconds for line in alike[each])
        yield replace(each, count=count, seconds=seconds)


def _head(number: int, row: Row, lines: list[Line]) -> str:
    ours, seconds = row.sum(lines), sum(line.seconds for line in lines)
    head = f"{number:>3}  {row.what:<38} {row.asked:>7,} {ours:>7,} {seconds:>8.1f}  {row.unit}"
    if not lines:
        return f"{head}: MISSING HERE{f', see {row.elsewhere}' if row.elsewhere else ''}"
    return f"{head}: SHORT" if ours < row.asked else head


def _line(line: Line) -> str:
    seconds = f"{line.seconds:.1f}" if line.seconds else ""
    return f"{'':<51} {line.count:>7,} {seconds:>8}  {line.unit}, {line.operation}: {line.outcome}"


def missing(lines: list[Line]) -> list[str]:
    """Return the rows that have less than they have to have, but for those that are gone through elsewhere."""
    return [
        f"row {number}, {row.what}: {ours:,} of {row.asked:,} {row.unit}"
        for number, row in ROWS.items()
        if not row.elsewhere and (ours := row.sum([line for line in lines if line.row == number])) < row.asked
    ]


_passed: list[Line] = []
_begun: dict[str, float] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_logreport(report: pytest.TestReport) -> Generator[None, None, None]:
    yield
    if report.when == "setup":
        _begun[report.nodeid] = report.duration
    if report.when == "call" and report.passed:
        seconds = report.duration + _begun.get(report.nodeid, 0.0)
        for name, said in report.user_properties:
            if name == NAME:
                _passed.append(Line(*said, seconds=seconds))  # type: ignore[misc]
                seconds = 0.0


def _is_whole(config: pytest.Config) -> bool:
    """Say whether all of `make faults` is run, and not some of it."""
    everywhere = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    return everywhere and config.option.markexpr == WHOLE and not config.option.keyword


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    from tests.plugins.no_skips import ON  # a plugin itself: not before pytest has it

    on_a_worker = hasattr(session.config, "workerinput")
    if ON and not on_a_worker and _is_whole(session.config) and missing(_passed):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    whole = _is_whole(config)
    if not (_passed or whole):
        return
    terminalreporter.section("faults: what was gone through, and how it ended")
    for line in table(_passed, whole=whole):
        terminalreporter.write_line(line)
    for words in missing(_passed) if whole else ():
        terminalreporter.write_line(f"MISSING {words}", red=True)
