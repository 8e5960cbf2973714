"""A desk with a copy of three people, two carers and their visits on the night of the pictures."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from sqlalchemy import insert

from downtime_desk.core.clock import to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.model import copies
from downtime_desk.people.summary import Person, Priority, Summary
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.plan import Carer, PlannedVisit
from tests.printing.samples import TED

COPIED = datetime(2026, 11, 21, 19, 15, tzinfo=UTC)
ASH = Person(id="p2", family="Ashworth", given="Maureen", summary=Summary(priority=Priority("red")))
NDIAYE = Person(id="p3", family="Ndiaye", given="Awa", summary=Summary(priority=Priority("green")))
PEOPLE = (msgspec.structs.replace(TED, version="1"), ASH, NDIAYE)
CARERS = (Carer("c1", "Prosser", "Iwan"), Carer("c2", "Nowak", "Dorota"))


def visit(
    name: str, person: str, hours: float, carers: tuple[str, ...], status: str = "booked"
) -> PlannedVisit:
    start = datetime(2026, 11, 22, 2, 0, tzinfo=UTC) + timedelta(hours=hours)
    return PlannedVisit(
        id=name,
        person_id=person,
        start=start,
        end=start + timedelta(minutes=30),
        status=status,
        carers=carers,
        carers_needed=2 if name == "v3" else 1,
        tasks=("Dose", "drink"),
    )


VISITS = (
    visit("v1", "p3", 3, ("c1",)),
    visit("v2", "p-1", 1, ("c1",)),
    visit("v3", "p-1", 7, ("c2",)),
    visit("v4", "p-1", -3, ("c2",)),
    visit("v5", "p2", 4, ("c1",), "cancelled"),
    visit("v6", "p2", 40, ("c2",)),
)


@pytest.fixture
def copy(store: Store, acting: Acting) -> Store:
    """A store with the copy of 19:15."""
    with store.write(acting) as session:
        people_mirror.apply(session, PEOPLE, COPIED, frozenset())
        rota_mirror.apply(
            session, rota_mirror.Rota(CARERS, [[rota_mirror.row_of(each) for each in VISITS]]), COPIED
        )
        rows = [
            {"kind": kind, "as_of": to_text(COPIED), "snapshot": 1} for kind in ("people", "rota", "contacts")
        ]
        session.execute(insert(copies), rows)
    return store
