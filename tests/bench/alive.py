"""Rows about the window: it stays alive while work runs beside it. Machines busy with other things show it late.

`python -m tests.bench.alive 5000` measures refreshing once at that many people.
"""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from downtime_desk.app import SWITCH_AFTER
from downtime_desk.app.program import import_the_rest
from downtime_desk.printing.summary.pack import render_pack
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from downtime_desk.sync.stopping import stoppable
from downtime_desk.ui.jobs import Jobs
from tests.bench.branch import empty_store, some_people
from tests.bench.harness import Pair, Row, at_most
from tests.bench.refresh import write
from tests.printing.samples import sheet

TICK = 2
LONGEST = 50.0
"""Milliseconds a window may not answer before a person takes it for stuck."""
PEOPLE = 1_000
SHEETS = 1_000


class Heart(QObject):
    """Beats every two milliseconds on the window's thread and keeps the longest pause between two beats."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = perf_counter()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(TICK)

    def _beat(self) -> None:
        now = perf_counter()
        self.longest = max(self.longest, (now - self._last) * 1000)
        self._last = now


def longest_pause(work: Callable[[], object]) -> float:
    """Do a piece of work beside the window and return the longest pause of the window, in milliseconds."""
    loop, jobs, heart = QEventLoop(), Jobs(), Heart()
    jobs.work(heart, work, then=lambda _: loop.quit(), otherwise=lambda _: loop.exit(1))
    failed = loop.exec()
    jobs.close()
    if failed:
        raise RuntimeError("the work measured did not succeed")
    return heart.longest


@contextmanager
def as_the_program_runs() -> Iterator[None]:
    """Have threads take turns, and what was imported set apart, as when the program runs."""
    app = QApplication.instance() or QApplication([])
    turns = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_AFTER)
    import_the_rest()
    yield
    gc.unfreeze()
    sys.setswitchinterval(turns)
    app.processEvents()


@contextmanager
def while_printing() -> Iterator[Pair]:
    """Print a pack beside the window."""
    people = some_people(SHEETS)
    with as_the_program_runs():
        yield lambda: longest_pause(lambda: render_pack(map(sheet, people))), at_most(LONGEST)


@contextmanager
def while_refreshing(people: int = PEOPLE) -> Iterator[Pair]:
    """Refresh the copy beside the window as the program does: a first time, and again with nothing new."""
    with TemporaryDirectory() as scratch, as_the_program_runs():
        export = write(Path(scratch), people).parent

        def ours() -> float:
            with empty_store() as here:

                def twice() -> None:
                    for _ in range(2):
                        refresh(here.store, here.acting, stoppable(Folder(export), Event()))

                return longest_pause(twice)

        yield ours, at_most(LONGEST)


ROWS = [
    Row(
        "G13",
        f"The window's longest pause, {SHEETS:,} summaries printed",
        "50 ms",
        "ms",
        while_printing,
        most=1,
        rounds=3,
    ),
    Row(
        "G13",
        f"The window's longest pause, {PEOPLE * 66:,} records copied, twice",
        "50 ms",
        "ms",
        while_refreshing,
        most=1,
        rounds=3,
    ),
]


def main(people: int) -> None:
    """Measure refreshing once at that many people, and print."""
    with while_refreshing(people) as (ours, _):
        print(f"{people:,} people: the window's longest pause was {ours():.1f} ms")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
