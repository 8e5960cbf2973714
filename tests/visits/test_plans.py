"""How SQLite goes about the readings of the board: by the indexes of both sides of the rota, and nothing carried along.

The rota as it stands is a union. As long as SQLite takes it apart, each side is read by its own index; when it does not,
it builds every column of every visit first, which is ten times as slow and looks the same in every other test.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from downtime_desk.core.clock import local
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store
from downtime_desk.rota.today import visits
from downtime_desk.visits import queries
from downtime_desk.visits.queries import KeptTo, State
from tests.conftest import NIGHT

TODAY = local(NIGHT).date()
AROUND = (NIGHT - timedelta(hours=12), NIGHT + timedelta(hours=12))
BUILT_WHOLE = ("CO-ROUTINE visit", "MATERIALIZE visit", "SCAN visits", "SCAN visit", "AUTOMATIC")
READINGS: dict[str, Callable[[Session], object]] = {
    "queue": lambda session: queries.queue(session, NIGHT),
    "figures": lambda session: queries.figures(session, NIGHT),
    "day": lambda session: queries.day(session, TODAY, NIGHT),
    "day of a state": lambda session: queries.day(session, TODAY, NIGHT, State.UNACCOUNTED),
    "day of a run": lambda session: queries.day(session, TODAY, NIGHT, kept=KeptTo(carer="c1")),
    "day of an area": lambda session: queries.day(session, TODAY, NIGHT, kept=KeptTo(area="Area 3")),
    "offered": lambda session: queries.offered(session, TODAY),
    "lanes": lambda session: queries.lanes(session, NIGHT, *AROUND),
}


def plans(session: Session, read: Callable[[Session], object]) -> list[str]:
    """Return every step SQLite takes in the statements of a reading."""
    raw: Any = session.connection().connection.dbapi_connection
    said: list[str] = []
    raw.set_trace_callback(said.append)
    try:
        read(session)
    finally:
        raw.set_trace_callback(None)
    asked = [each for each in said if each.lstrip().startswith(("SELECT", "WITH"))]
    assert asked, "nothing was read"
    return [row[3] for each in asked for row in raw.execute(f"EXPLAIN QUERY PLAN {each}")]


@pytest.mark.parametrize("reading", READINGS)
def test_the_rota_is_read_by_its_indexes_and_never_built_whole(outage: Store, reading: str) -> None:
    with outage.read() as session:
        steps = plans(session, READINGS[reading])
    assert not [step for step in steps if step.startswith(BUILT_WHOLE)]


def test_the_guard_sees_a_rota_that_is_built_whole(outage: Store) -> None:
    added_up = select(func.count(), visits.c.area).group_by(visits.c.area)
    with outage.read() as session:
        steps = plans(session, lambda session: session.execute(added_up).all())
    assert [step for step in steps if step.startswith(BUILT_WHOLE)]


def test_the_worst_are_walked_by_their_start_so_that_reading_can_stop(outage: Store) -> None:
    with outage.read() as session:
        steps = plans(session, lambda session: queries.queue(session, NIGHT))
    walks = [step for step in steps if "ix_visits_day" in step]
    assert walks
    assert all("start>? AND start<?" in step for step in walks)
    assert not [step for step in steps if step.startswith("SCAN people")]
