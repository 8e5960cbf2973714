"""A whole day without the main system: real rotas, the telephone ringing at random, and nothing left open.

The rotas are solved home-care instances and the practice provider; what really happened in a visit is
invented here from a seed, since the data holds plans only. The desk learns of it by calls alone: early,
late, twice, from the wrong carer, and corrected afterwards.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import func, select

from downtime_desk.core import delivery
from downtime_desk.core.clock import to_text
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import journal
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.practice import Provider
from downtime_desk.rota.model import visits
from downtime_desk.rota.queries import NOT_GOING
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from downtime_desk.visits import actions
from downtime_desk.visits.actions import LogDeviation, Verify
from downtime_desk.visits.facts import CarerTimes, Challenge, MedicineOutcome, Source
from downtime_desk.visits.model import deviations, verifications
from downtime_desk.visits.planned import Planned, planned
from downtime_desk.visits.queries import queue, unaccounted
from tests.data import hhcrsp_rota
from tests.plugins.clock import Clock

DAWN = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
NIGHTFALL = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> Clock:
    return Clock(DAWN)


def practice(folder: Path, people: int) -> Path:
    folder.mkdir()
    with (folder / "all.ndjson").open("wb") as out:
        for resource in Provider(people=people, seed=2, today=DAWN.date(), days=2).resources():
            out.write(msgspec.json.encode(resource) + b"\n")
    return folder


def rota(tmp_path: Path, name: str) -> Path:
    """Return a folder with the rota of a town or of a practice provider of so many people."""
    if name.isdigit():
        return practice(tmp_path / name, int(name))
    return hhcrsp_rota.write(tmp_path / name, name, DAWN.date())


def told(visit: Planned, dice: random.Random) -> Iterator[tuple[datetime, Verify]]:
    """Yield when the telephone rings about a visit, and what is then known of it."""
    late = timedelta(minutes=dice.choice((-3, 0, 2, 5, 9, 25, 50)))
    arrived = visit.start + late
    left = arrived + visit.length + timedelta(minutes=dice.choice((-1, 1, 3)))
    rings = left + timedelta(minutes=dice.randint(2, 25))
    if dice.random() < 0.03:
        why = (Source("family", "a neighbour", to_text(rings)), Source("rang-carer", None, to_text(rings)))
        yield rings, Verify(visit.visit, "did not happen", sources=why, reason=dice.choice(("DT08", "DT11")))
        return
    staff = visit.carers or ()
    apart = timedelta(hours=1) if len(staff) > 1 and dice.random() < 0.1 else timedelta(minutes=1)
    came = tuple(
        CarerTimes(each.id, each.name, to_text(arrived + place * apart), to_text(left + place * apart))
        for place, each in enumerate(staff)
    ) or (CarerTimes(None, "Agency carer", to_text(arrived), to_text(left)),)
    if len(came) < visit.carers_needed:
        came += tuple(
            CarerTimes(None, f"Agency carer {place}", to_text(arrived), to_text(left))
            for place in range(visit.carers_needed - len(came))
        )
    rings = datetime.fromisoformat(max(each.left or "" for each in came)) + (rings - left)
    doses = tuple(
        MedicineOutcome(each.name, each.time, dice.choice(("given", "given", "given", "missed")))
        for each in visit.doses()
    )
    one = (Source("carer-at-time", came[0].name, to_text(rings)),)
    account = Verify(visit.visit, "done", came, one, "DT01", doses)
    if dice.random() < 0.2:
        yield visit.start + timedelta(minutes=1), Verify(visit.visit, "not known yet", note="No answer yet.")
    yield rings, account
    again = rings + timedelta(minutes=dice.randint(1, 60))
    both = (*one, Source("person", "the person", to_text(again)))
    if visit.summary.priority.level != "green" or dice.random() < 0.1:
        yield again, replace(account, sources=both, note="Rung back to be sure.")


class Desk:
    """The manager: writes down each call, answers doubts, logs what follows."""

    def __init__(self, store: Store, acting: Acting) -> None:
        self.store, self.acting = store, acting
        self.seen: dict[str, str] = {}

    def write_down(self, said: Verify) -> None:
        command = replace(said, seen=self.seen.get(said.visit))
        with self.store.read() as session:
            looked = actions.look_at(session, command, self.acting.now())
            person = planned(session, said.visit).who.id
            logged = set(
                session.execute(select(deviations.c.type).where(deviations.c.visit == said.visit)).scalars()
            )
        sure = tuple(Challenge(doubt, "Asked again.") for doubt in looked.doubts)
        with self.store.write(self.acting) as session:
            self.seen[said.visit] = actions.verify(session, replace(command, accepted=sure)).id
            for each in looked.proposed:
                if each.type not in logged:
                    actions.log_deviation(session, self._deviation(said.visit, person, each.type, each.what))

    def _deviation(self, visit: str, person: str, kind: str, what: str) -> LogDeviation:
        return LogDeviation(
            person, visit, kind, "low", "none", to_text(self.acting.now()), what, ("no-action",), "to decide"
        )


@pytest.mark.parametrize("name", ["cesena", "rome", "60", pytest.param("500", marks=pytest.mark.faults)])
def test_a_day_of_calls_leaves_no_visit_open(
    tmp_path: Path, store: Store, acting: Acting, clock: Clock, name: str
) -> None:
    refresh(store, acting, Folder(rota(tmp_path, name)))
    clock.forward(minutes=10)
    with store.write(acting) as session:
        declare(session, Declare(("Rota", "Care records"), DAWN, "Carers cannot load visits"))
    dice = random.Random(name)
    with store.read() as session:
        wanted = select(visits.c.id).where(
            visits.c.start >= to_text(clock()),
            visits.c.end < to_text(NIGHTFALL),
            visits.c.status.not_in(NOT_GOING),
        )
        plan = [planned(session, each) for each in session.execute(wanted).scalars()]
    calls = sorted(((at, said) for visit in plan for at, said in told(visit, dice)), key=lambda call: call[0])
    desk = Desk(store, acting)
    for at, said in calls:
        clock.present = max(clock.present, at)
        desk.write_down(said)
    with store.read() as session:
        running = outages.current(session)
        assert running is not None
        mine = {visit.visit for visit in plan}
        assert [each.visit for each in unaccounted(session, running, clock()) if each.visit in mine] == []
        assert [each.visit for each in queue(session, clock(), limit=5000).rows if each.visit in mine] == []
        kinds = dict(session.execute(select(journal.c.kind, func.count()).group_by(journal.c.kind)).all())
        assert kinds["visit.verified"] == len(calls)
        assert session.execute(select(func.count()).select_from(verifications)).scalar_one() == len(plan)
        assert (
            session.execute(select(func.count()).select_from(deviations)).scalar_one()
            == kinds["deviation.logged"]
        )
        assert delivery.counts(session)["waiting"] == kinds["visit.verified"] + kinds["deviation.logged"]
    assert examine(store).holds, "a replay of the journal gives the same tables"
