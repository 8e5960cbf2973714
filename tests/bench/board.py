"""Rows about the board: what each part of it reads, and what a hand has to wait for until it is painted.

Stores hold fourteen days of visits at 2,000 and 20,000 a day, and one day at 200,000, with an outage that began
in the evening and nothing verified yet: the most the queue ever has to walk. Each store is made once a run.
All are times of the processor, so that limits in milliseconds mean something on a machine that is shared.
"""

from atexit import register
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import cache, partial
from itertools import cycle
from typing import Any

from PySide6.QtWidgets import QApplication

from downtime_desk.access.actions import SignedIn
from downtime_desk.core.clock import local
from downtime_desk.core.session import Session
from downtime_desk.rota import queries as rota
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from downtime_desk.visits import queries
from downtime_desk.visits.actions import verify
from downtime_desk.visits.queries import KeptTo, State
from downtime_desk.visits.screen import VisitsScreen
from tests.bench.branch import branch, now, some_visits
from tests.bench.harness import Measure, Pair, Row, SetUp, at_most, processor_milliseconds
from tests.bench.visits import account

SIZES = {2_000: 14, 20_000: 14, 200_000: 1}
"""Visits a day, and for how many days."""
BRANCH = 20_000
FRAME = 16.0
SORTED = 30.0
RAW = (
    "SELECT visits.id, start, end, visits.carers, family, given, people.priority, verifications.grade FROM visits"
    " LEFT JOIN people ON people.id = person_id LEFT JOIN verifications ON verifications.visit = visits.id"
    " WHERE start >= ? AND start < ? ORDER BY start LIMIT 200"
)
TODAY = local(now()).date()
AROUND = (now() - timedelta(hours=12), now() + timedelta(hours=12))


@cache
def store(visits: int) -> SignedIn:
    """Return a store of that many visits a day, made once and thrown away at the end."""
    kept = ExitStack()
    register(kept.close)
    return kept.enter_context(branch(visits // 4, visits, SIZES[visits]))


def reading(visits: int, read: Callable[[Session], object], most: float | None = None) -> SetUp:
    """Return what measures a reading against a limit in milliseconds, or against 200 rows read raw."""

    @contextmanager
    def both() -> Iterator[Pair]:
        with store(visits).store.read() as session:
            raw = session.connection().connection.dbapi_connection
            ours = processor_milliseconds(partial(read, session))
            yield ours, at_most(most) if most else processor_milliseconds(partial(_raw, raw))

    return both


def _raw(connection: Any) -> None:
    connection.execute(RAW, ("2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z")).fetchall()


@contextmanager
def board() -> Iterator[tuple[VisitsScreen, SignedIn]]:
    """Show the board of a large branch."""
    app = QApplication.instance() or QApplication([])
    theme.wear(theme.Look())
    signed_in, jobs = store(BRANCH), Jobs()
    jobs.sign_in(signed_in.store, signed_in.acting)
    desk = Desk(signed_in.store, jobs, now)
    screen = VisitsScreen(desk)
    screen.resize(1600, 1000)
    screen.show()
    while not screen.beside.begun():
        app.processEvents()
    yield screen, signed_in
    screen.close()
    jobs.close()
    desk.close()


def painted(screen: VisitsScreen, change: Callable[[], object]) -> Measure:
    """Return a measure of a change until the list is painted."""

    def once() -> None:
        change()
        screen.board.list.grab()

    return processor_milliseconds(once)


@contextmanager
def kept_to() -> Iterator[Pair]:
    """Keep the list of a whole day to a priority, a run, an area and a state in turn."""
    with board() as (screen, _):
        screen.board.which.choose("day")
        kept = cycle([KeptTo(level="red"), KeptTo(area="Area 3"), KeptTo(carer="c7"), KeptTo(carer="")])

        def change() -> None:
            screen.filters.show_kept(next(kept))
            screen.refresh()

        yield painted(screen, change), at_most(SORTED)


@contextmanager
def saved() -> Iterator[Pair]:
    """Read again after a visit was verified, until the list is painted; verifying itself is a row of its own."""
    with board() as (screen, signed_in):
        waiting = (visit for visit in next(some_visits(BRANCH // 4, BRANCH)) if visit.carers)
        refreshed = painted(screen, screen.refresh)

        def once() -> float:
            with signed_in.store.write(signed_in.acting) as session:
                verify(session, account(next(waiting)))
            return refreshed()

        yield once, at_most(FRAME)


def _each_size(words: str, read: Callable[[Session], object], most: float) -> list[Row]:
    return [
        Row(
            "G8",
            f"{words}, {visits:,} visits a day",
            f"{most:g} ms",
            "ms",
            reading(visits, read, most),
            most=1,
        )
        for visits in SIZES
    ]


def _beside(words: str, read: Callable[[Session], object]) -> Row:
    return Row("G8", f"{words}, {BRANCH:,}", "50 ms", "ms", reading(BRANCH, read, 50), most=1)


def _first_uncovered(session: Session) -> str:
    return rota.uncovered(session, now(), now() + timedelta(hours=12))[0].visit


ROWS = [
    *_each_size("Queue, first screen read", lambda session: queries.queue(session, now()), 5),
    *_each_size("Counts of the outage", lambda session: queries.figures(session, now()), 15),
    *(
        Row(
            "G8",
            f"Whole day, first 200 read, {visits:,} visits a day",
            "200 rows read raw",
            "ms",
            reading(visits, lambda session: queries.day(session, TODAY, now())),
            most=4,
        )
        for visits in SIZES
    ),
    _beside("Day kept to a state", lambda session: queries.day(session, TODAY, now(), State.UNACCOUNTED)),
    _beside("What a day can be kept to", lambda session: queries.offered(session, TODAY)),
    _beside("Lanes of the timeline", lambda session: queries.lanes(session, now(), *AROUND)),
    _beside("Visits without carers", lambda session: rota.uncovered(session, *AROUND)),
    _beside("Who could go", lambda session: rota.candidates(session, _first_uncovered(session))),
    _beside("How far the rota reaches", rota.reach),
    Row("G8", f"A day of {BRANCH:,} kept to something, painted", "30 ms", "ms", kept_to, most=1, rounds=20),
    Row("G9", f"After a saved visit, painted, {BRANCH:,}", "a frame", "ms", saved, most=1, rounds=20),
]
