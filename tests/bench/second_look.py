"""Rows about the second look: laying a large provider's night beside what the main system holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from downtime_desk.recovery.reconciling.matching import Account, Planned, Sides, match
from downtime_desk.sync.looking.record import Attended, Record
from tests.bench.harness import Pair, Row, at_most, processor_milliseconds

VISITS = 20_000
LIMIT_MS = 1_000


@contextmanager
def large() -> Iterator[Pair]:
    """Match 20,000 visits, all verified, with 20,000 records, a fifth of which name no visit."""
    begin = datetime(2026, 11, 21, 20, tzinfo=UTC)
    length = timedelta(minutes=30)
    plan, desk, records = [], {}, []
    for number in range(VISITS):
        visit, person, carer = f"v{number}", f"p{number % 5_000}", f"c{number % 900}"
        start = begin + timedelta(hours=3 * (number // 5_000))
        plan.append(Planned(visit, visit, person, start, start + length, (carer,), "booked"))
        came = (Attended(carer, None, start, start + length),)
        desk[visit] = Account("done", came, state="checked")
        named = None if number % 5 == 0 else visit
        records.append(Record(f"Encounter/{number}", "done", came, person, named, "1"))
    sides = Sides(plan, desk, (), records)
    yield processor_milliseconds(lambda: match(sides)), at_most(LIMIT_MS)


ROWS = (
    Row(
        "second look",
        "20,000 visits and records laid beside each other",
        "1 s of the processor",
        "ms",
        large,
        most=1.0,
    ),
)
