"""Rows about the board: verifying a visit for good."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import TextClause, text

from downtime_desk.access.actions import SignedIn
from downtime_desk.core import connection, migrate
from downtime_desk.core.clock import to_text
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.visits.actions import Verify, verify
from downtime_desk.visits.facts import CarerTimes, Source
from tests.bench.branch import branch, now, some_visits
from tests.bench.harness import Pair, Row, slowest_in_twenty

PEOPLE, VISITS = 1_000, 4_000
DAY = [visit for visit in next(some_visits(PEOPLE, VISITS)) if visit.carers]
KEY = bytes(range(32))
WRITTEN = ("journal", "delivery", "verifications", "visit_times", "verification_history")


def account(visit: PlannedVisit) -> Verify:
    """Return what is typed for a visit that was done, two minutes late."""
    arrived, left = visit.start + timedelta(minutes=2), visit.end - timedelta(minutes=1)
    times = CarerTimes(visit.carers[0], "Iwan Prosser", to_text(arrived), to_text(left))
    voices = (Source("carer-at-time", None, to_text(now())), Source("person", "Edwin", to_text(now())))
    return Verify(visit.id, "done", (times,), voices)


@contextmanager
def verify_for_good() -> Iterator[Pair]:
    """Verify a visit, all rules and proofs included, against inserting the very same rows by hand, as durably."""
    with branch(PEOPLE, VISITS) as signed_in, TemporaryDirectory() as folder:
        accounts = map(account, DAY)

        def ours() -> None:
            with signed_in.store.write(signed_in.acting) as session:
                verify(session, next(accounts))

        ours()
        rows = rows_written(signed_in)
        path = Path(folder) / "bare.db"
        migrate.bring_up_to_date(path, KEY)
        with closing(connection.connect(path, KEY)) as bare:
            numbers = count(1)
            yield slowest_in_twenty(ours), slowest_in_twenty(lambda: insert(bare, rows, next(numbers)))


def rows_written(signed_in: SignedIn) -> dict[str, dict[str, Any]]:
    """Return the rows the last verification wrote, one a table."""
    with signed_in.store.read() as session:
        return {table: dict(session.execute(last_of(table)).mappings().one()) for table in WRITTEN}


def last_of(table: str) -> TextClause:
    """Return the query for the last row written to a table."""
    return text(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT 1")  # noqa: S608 - our own names


def insert(bare: Any, rows: dict[str, dict[str, Any]], number: int) -> None:
    """Insert the rows under fresh keys in one durable transaction, as fast as the driver can."""
    fresh: dict[str, dict[str, Any]] = {
        "journal": {"seq": number, "desk_seq": number, "id": f"{number:036}", "hash": f"{number:064}"}
        | {"prev_hash": f"{number - 1:064}"},
        "delivery": {"fact_id": f"{number:036}", "seq": number},
        "verifications": {"visit": f"v{number}"},
        "visit_times": {"visit": f"v{number}"},
        "verification_history": {"entry": f"{number:036}"},
    }
    bare.execute("BEGIN IMMEDIATE")
    for table, row in rows.items():
        values = row | fresh[table]
        bare.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", tuple(values.values()))  # noqa: S608
    bare.execute("COMMIT")


ROWS = [
    Row("G9", "A visit verified for good, 95 in 100", "same rows, by hand", "ms", verify_for_good, most=4)
]
