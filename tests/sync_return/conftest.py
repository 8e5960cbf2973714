"""A desk with verified visits that wait, and a main system to give them back to."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from downtime_desk.core import delivery, journal
from downtime_desk.core.clock import from_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.practice.system import PracticeSystem
from downtime_desk.recovery.reconciling.actions import look_at
from downtime_desk.recovery.workbench.notes import write_notes
from downtime_desk.rota import mirror
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.fhir.looking import Records
from downtime_desk.sync.sending.facts import ReturnDecided
from downtime_desk.sync.sending.run import Ran, send
from downtime_desk.sync.sending.verdicts import Matter
from downtime_desk.visits.facts import CarerTimes, DeviationLogged, Source, VisitVerified
from tests.plugins.clock import Clock
from tests.sync_return.main_system import Here, Patience

START = from_text("2026-11-21T23:00:00Z")


def appointment(visit: str) -> dict:
    """Return a visit as the main system keeps it."""
    return {
        "resourceType": "Appointment",
        "id": visit,
        "status": "booked",
        "start": "2026-11-21T23:00:00Z",
        "end": "2026-11-21T23:30:00Z",
        "comment": "Ring twice.",
        "participant": [
            {"actor": {"reference": "Patient/p1"}, "status": "accepted"},
            {"actor": {"reference": "Practitioner/c1", "display": "Keira Dunn"}, "status": "accepted"},
        ],
    }


def verified(visit: str, arrived: datetime | None = None, **changes) -> VisitVerified:
    """Return Ronald Pike's visit as Priya Nair wrote it down."""
    came = arrived or START + timedelta(minutes=4)
    said = {
        "visit": visit,
        "person": "p1",
        "person_name": "PIKE, Ronald (Mr)",
        "born": "1950-05-11",
        "nhs_number": "9990006237",
        "planned_start": "2026-11-21T23:00:00Z",
        "planned_end": "2026-11-21T23:30:00Z",
        "carers_needed": 1,
        "outcome": "done",
        "carers": (CarerTimes("c1", "Keira Dunn", _text(came), _text(came + timedelta(minutes=27))),),
        "sources": (Source("carer-later", "Keira Dunn", "2026-11-22T02:06:00Z"),),
        "grade": "C",
        "note": "Pad changed. Ate half a sandwich.",
    }
    return VisitVerified(**{**said, **changes})


def deviation(visit: str, **changes) -> DeviationLogged:
    """Return a deviation at Ronald Pike's visit."""
    said = {
        "visit": visit,
        "person": "p1",
        "person_name": "PIKE, Ronald (Mr)",
        "born": "1950-05-11",
        "nhs_number": "9990006237",
        "type": "late",
        "severity": "low",
        "harm": "none",
        "happened_at": "2026-11-21T23:04:00Z",
        "what": "Four minutes late.",
        "actions": ("kin-told",),
        "safeguarding": "not referred",
        "safeguarding_reason": "No harm came of it.",
    }
    return DeviationLogged(**{**said, **changes})


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


class Desk:
    """The store, the main system and the acts of a test, in few words."""

    def __init__(self, store: Store, acting: Acting, here: Here, clock: Clock) -> None:
        self.store, self.acting, self.here, self.clock = store, acting, here, clock

    def copy_rota(self, *visits: str) -> None:
        """Take the copy of some visits as the main system has them now."""
        rows = []
        for visit in visits:
            there = self.here.visit(visit)
            actors = [part["actor"]["reference"] for part in there["participant"]]
            carers = tuple(each.split("/")[1] for each in actors if each.startswith("Practitioner/"))
            start, end = (datetime.fromisoformat(there[name]) for name in ("start", "end"))
            version = there["meta"]["versionId"]
            planned = PlannedVisit(visit, "p1", start, end, there["status"], carers, version=version)
            rows.append(mirror.row_of(planned))
        with self.store.write(self.acting) as session:
            mirror.apply(session, mirror.Rota(carers=[], chunks=[rows]), self.clock())

    def record(self, what, base_version: str | None = "1", corrects: str | None = None) -> str:
        """Record a fact and return its id."""
        with self.store.write(self.acting) as session:
            subject = f"visit/{what.visit}"
            entry = journal.record(
                session, what, subject=subject, base_version=base_version, corrects=corrects
            )
        return entry.id

    def send(self, watch: Patience | None = None, held: Mapping[str, str] | None = None) -> Ran:
        """Run once; `held` does not go this time."""
        return send(self.store, self.acting, lambda: self.here, watch or Patience(self.clock), held)

    def write_notes(self) -> None:
        """Write the downtime notes that are due."""
        with self.store.write(self.acting) as session:
            running = outages.current(session)
            assert running is not None
            write_notes(session, running)

    def look(self) -> int:
        """Take the second look; return how many findings wait for a person."""
        return look_at(self.store, self.acting, Records(self.here, self.clock_waits))

    def clock_waits(self, seconds: float) -> None:
        """Let no time pass but the clock's."""
        self.clock.forward(seconds=seconds)

    def decide(self, fact: str, choice: str) -> None:
        """Let a person decide about what they are shown."""
        row = self.row(fact)
        matter = msgspec.json.decode(row.theirs, type=Matter) if row.theirs else Matter("gone", "")
        with self.store.write(self.acting) as session:
            what = ReturnDecided(fact, choice, matter.kind, "A test says so.", matter.seen)
            journal.record(session, what, subject=row.subject)

    def states(self) -> dict[str, int]:
        """Return the states that are not empty."""
        with self.store.read() as session:
            return {state: number for state, number in delivery.counts(session).items() if number}

    def row(self, fact: str):
        """Return the delivery row of a fact."""
        with self.store.read() as session:
            rows = session.execute(delivery.delivery.select().where(delivery.delivery.c.fact_id == fact))
            return rows.one()


@pytest.fixture
def here(tmp_path: Path, clock: Clock) -> Iterator[Here]:
    system = PracticeSystem(tmp_path / "practice.db", now=clock)
    people = [
        {"resourceType": "Patient", "id": "p1", "name": [{"family": "Pike", "given": ["Ronald"]}]},
        {"resourceType": "Practitioner", "id": "c1", "name": [{"family": "Dunn", "given": ["Keira"]}]},
        {"resourceType": "Practitioner", "id": "c2", "name": [{"family": "Petrova", "given": ["Mina"]}]},
    ]
    system.load([*people, *(appointment(f"v{number}") for number in range(1, 9))])
    yield Here(system, clock)
    system.close()


@pytest.fixture
def desk(store: Store, acting: Acting, here: Here, clock: Clock) -> Desk:
    made = Desk(store, acting, here, clock)
    made.copy_rota(*(f"v{number}" for number in range(1, 9)))
    return made
