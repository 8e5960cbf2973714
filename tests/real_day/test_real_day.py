"""A whole outage: real rotas, the telephone ringing at random, the rota kept by hand, and nothing left open.

The rotas are solved home-care instances and the practice provider; what really happened in a visit is
invented from a seed, since the data holds plans only. The desk learns of it by calls alone: early, late,
twice, from the wrong carer, and corrected afterwards. The seed is in the name of each play; other seeds are
played by `DD_SEEDS="7 8 9"`.
"""

import heapq
import os
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select, update

from downtime_desk.core import delivery, journal
from downtime_desk.core.clock import day_bounds, from_text, to_text
from downtime_desk.core.examine import examine
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import actions as outage_actions
from downtime_desk.outages import queries as outages
from downtime_desk.people.model import people
from downtime_desk.people.model import told as told_table
from downtime_desk.practice.system import PracticeSystem
from downtime_desk.records.actions import ErasePerson, erase_person
from downtime_desk.records.ownership import walk
from downtime_desk.recovery.actions import Settle as Decide
from downtime_desk.recovery.actions import close_outage, settle, wait_for_refresh
from downtime_desk.recovery.certificate import figures
from downtime_desk.recovery.gate import Gate, gate
from downtime_desk.recovery.queries import standing as return_standing
from downtime_desk.recovery.reconciling.actions import look_at
from downtime_desk.recovery.workbench.notes import write_notes
from downtime_desk.rota import actions as rota
from downtime_desk.rota import model, queries
from downtime_desk.rota.actions import RollForward
from downtime_desk.rota.facts import BookingsFound
from downtime_desk.rota.mirror import Window
from downtime_desk.rota.references import is_ours
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.rota.today import runs, visits
from downtime_desk.sync.fhir.looking import Records
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.refresh import refresh, usual_window
from downtime_desk.sync.sending.run import send
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.model import deviations, verifications
from downtime_desk.visits.planned import planned
from downtime_desk.visits.queries import queue, unaccounted
from tests.plugins.clock import Clock
from tests.real_day.manager import Manager
from tests.real_day.telephone import told
from tests.real_day.towns import main_system
from tests.sync_return.main_system import Here, Patience
from tests.sync_return.simulator.playing import in_memory

DAWN = datetime(2026, 11, 22, 6, 0, tzinfo=UTC)
BACK = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
STEP = timedelta(minutes=15)
AT_MOST = 3
"""How many visits one manager changes in a quarter of an hour, about, however large the branch."""
SEEDS = os.environ.get("DD_SEEDS", "1").split()


@pytest.fixture
def clock() -> Clock:
    return Clock(DAWN)


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder in memory: what reaches the disk and when is not what these plays are about, and half of their time."""
    with in_memory() as folder:
        yield Path(folder)


@dataclass(order=True)
class Rings:
    """One call: when the telephone rings, and what is then said."""

    at: datetime
    number: int
    said: Verify = field(compare=False)


class Play:
    """The outage, step by step of a quarter of an hour, from its declaration to the stand-down."""

    def __init__(self, store: Store, acting: Acting, clock: Clock, here: Here, dice: random.Random) -> None:
        self.store, self.acting, self.clock, self.here, self.dice = store, acting, clock, here, dice
        self.manager = Manager(store, acting, dice)
        self.begun: set[str] = set()
        self.calls: list[Rings] = []
        self.heard = 0

    def copy(self, window: Window) -> None:
        refresh(self.store, self.acting, Server(self.here, window), accept_findings=True)  # type: ignore[arg-type]

        for found in self.found():
            self.manager.stands_as |= dict(found.given_up) | {
                each.visit: each.booking for each in found.changed
            }
        self.begun |= {self.manager.stands_as[each] for each in self.begun if each in self.manager.stands_as}

    def found(self) -> list[BookingsFound]:
        """Return each time visits rolled forward were found in a copy."""
        with self.store.read() as session:
            facts = map(journal.decode, journal.entries(session))
            return [each for each in facts if isinstance(each, BookingsFound)]

    def declare(self) -> None:
        self.clock.forward(minutes=10)
        command = outage_actions.Declare(("Rota", "Care records"), DAWN, "Carers cannot load visits")
        with self.store.write(self.acting) as session:
            outage_actions.declare(session, command)

    def live(self, until: datetime, changes: float = 0.15) -> None:
        """Let time pass: visits begin, the telephone rings, and the rota is changed by hand now and then."""
        while self.clock.present < until:
            ends = min(self.clock.present + STEP, until)
            to_come = self._visits(self.clock.present + timedelta(minutes=30), ends + timedelta(hours=5))
            share = min(changes / 5, AT_MOST / max(1, len(to_come)))
            for visit in to_come:
                if visit not in self.begun and self.dice.random() < share:
                    self.manager.change(visit)
            if self.dice.random() < changes:
                self.manager.hear_of_somebody()
            for visit in self._visits(DAWN - timedelta(days=1), ends):
                if visit not in self.begun:
                    self._begins(visit)
            self._answer(ends)
            self.clock.present = max(self.clock.present, ends)

    def _visits(self, since: datetime, until: datetime) -> list[str]:
        """Return visits that somebody makes and that begin in a stretch of time and end in the outage."""
        with self.store.read() as session:
            wanted = select(visits.c.id).where(
                visits.c.start >= to_text(since),
                visits.c.start < to_text(until),
                visits.c.end > to_text(DAWN),
                visits.c.withdrawn_at.is_(None),
                visits.c.status.not_in(NOT_GOING),
            )
            return list(session.execute(wanted.order_by(visits.c.start, visits.c.id)).scalars())

    def _begins(self, visit: str) -> None:
        self.begun.add(visit)
        with self.store.read() as session:
            about = planned(session, visit)
        for at, said in told(about, self.dice):
            heapq.heappush(self.calls, Rings(at, len(self.calls) + self.heard, said))

    def _answer(self, until: datetime) -> None:
        while self.calls and self.calls[0].at <= until:
            call = heapq.heappop(self.calls)
            self.clock.present = max(self.clock.present, call.at)
            self.manager.write_down(call.said)
            self.heard += 1

    def hear_all(self) -> None:
        """Answer every call that is still to come, and ring about each visit nobody rang about."""
        self._answer(self.clock.present + timedelta(days=1))
        for visit in sorted(each.visit for each in self.unaccounted()):
            self._begins(visit)
        self._answer(self.clock.present + timedelta(days=2))

    def unaccounted(self) -> tuple[Any, ...]:
        with self.store.read() as session:
            running = outages.current(session)
            assert running is not None
            return unaccounted(session, running, self.clock())

    def gate(self) -> Gate:
        with self.store.read() as session:
            running = outages.current(session)
            assert running is not None
            return gate(session, running, self.clock())

    def back(self, at: datetime) -> None:
        with self.store.write(self.acting) as session:
            outage_actions.main_system_back(session, at)

    def back_for_a_moment(self) -> None:
        """The main system answers for a while, others changed some visits there, and it is gone again."""
        self.back(self.clock())
        self._changed_there()
        self.copy(one_day())
        self.manager.settle_differences()
        self.clock.forward(minutes=20)
        with self.store.write(self.acting) as session:
            outage_actions.main_system_gone_again(session, self.clock())

    def _changed_there(self) -> None:
        with self.store.read() as session:
            by_hand = select(model.local_visits.c.id).where(model.local_visits.c.origin == "changed")
            changed = session.execute(by_hand.order_by(model.local_visits.c.id)).scalars().all()
        to_come = self._visits(self.clock() + timedelta(hours=1), self.clock() + timedelta(hours=6))
        others = [each for each in to_come if not is_ours(each)]
        for visit in {
            *self.dice.sample(changed, len(changed) // 2),
            *self.dice.sample(others, len(others) // 4),
        }:
            there = self.here.visit(visit)
            if self.dice.random() < 0.2:
                there["status"] = "cancelled"
            else:
                later = timedelta(minutes=self.dice.choice((10, 35)))
                there |= {name: to_text(from_text(there[name]) + later) for name in ("start", "end")}
            self.here.update("Appointment", visit, msgspec.json.encode(there))

    def write_notes(self) -> None:
        """Write the downtime note of everybody anything was written down of."""
        with self.store.write(self.acting) as session:
            running = outages.current(session)
            assert running is not None
            assert write_notes(session, running) > 0

    def send(self) -> None:
        """Send all, and decide each thing that needs a person for ours, until nothing is left."""
        for _ in range(5):
            ran = send(self.store, self.acting, lambda: self.here, Patience(self.clock))  # type: ignore[arg-type, return-value]
            assert ran.stopped is None, ran.stopped
            with self.store.read() as session:
                needing = return_standing(session, 100_000).needs_you
            for each in needing:
                command = Decide(each.fact, "ours", "The carer was asked.")
                with self.store.write(self.acting) as session:
                    settle(session, command)
            if not needing:
                return


def one_day() -> Window:
    return Window(*day_bounds(DAWN.date()))


@pytest.fixture
def play(request: Any, tmp_path: Path, store: Store, acting: Acting, clock: Clock) -> Iterator[Play]:
    name, seed = request.param
    dice = random.Random(f"{name} {seed}")
    system = PracticeSystem(tmp_path / "main.db", now=clock)
    system.load(main_system(name, DAWN.date(), dice))
    yield Play(store, acting, clock, Here(system, clock), dice)
    system.close()


def plays() -> Iterator[Any]:
    """Yield every play; the large ones run with the slow tests, other seeds when they are asked for."""
    for seed in SEEDS:
        for name in ("cesena", "rome", "60"):
            yield pytest.param((name, seed), id=f"{name}-seed-{seed}")
        for name, seconds in (("milan", 60), ("500", 120)):
            marks = (pytest.mark.faults, pytest.mark.takes(seconds))
            yield pytest.param((name, seed), id=f"{name}-seed-{seed}", marks=marks)


@pytest.mark.parametrize("play", list(plays()), indirect=True)
def test_an_outage_by_telephone_leaves_nothing_open(play: Play) -> None:
    play.copy(one_day())
    play.declare()
    play.manager.hand_out(DAWN.date())
    play.live(DAWN + timedelta(hours=2))
    sick = busiest(play)
    play.manager.take_off(sick, BACK + timedelta(days=5))
    assert to_come(play, sick) == 0
    play.live(DAWN + timedelta(hours=4))
    play.back_for_a_moment()
    play.manager.hand_out(DAWN.date())
    play.live(DAWN + timedelta(hours=5))
    play.manager.take_off(busiest(play), None)
    play.live(DAWN + timedelta(hours=7))
    play.manager.come_back(play.manager.absences[-1])
    last_day = DAWN.date() + timedelta(weeks=3)
    play.manager.do(rota.roll_forward, RollForward(last_day))
    assert carried(play), "the first carer is off for five days more, and is on no visit of them"
    play.live(BACK)
    play.back(BACK)
    rolled_waits_for_a_refresh(play)
    play.copy(usual_window(play.clock(), DAWN))
    play.manager.settle_differences()
    play.hear_all()
    nothing_is_open(play)
    before = plans(play)
    play.write_notes()
    play.send()
    given_back(play, before)
    stood_down(play)
    let_go(play)


def busiest(play: Play) -> str:
    """Return the carer with the most visits to come today who is not off."""
    now = to_text(play.clock())
    off = select(model.absences.c.carer).where(model.absences.c.back_at.is_(None))
    with play.store.read() as session:
        most = (
            select(runs.c.carer_id)
            .where(runs.c.start >= now, runs.c.carer_id.not_in(off))
            .group_by(runs.c.carer_id)
            .order_by(func.count().desc(), runs.c.carer_id)
        )
        found: str = session.execute(most.limit(1)).scalar_one()
    return found


def to_come(play: Play, carer: str) -> int:
    """Return how many visits that somebody makes a carer is to begin from now on."""
    with play.store.read() as session:
        theirs = select(func.count()).select_from(runs.join(visits, visits.c.id == runs.c.visit_id))
        left = theirs.where(
            runs.c.carer_id == carer,
            runs.c.start >= to_text(play.clock()),
            visits.c.status.not_in(NOT_GOING),
        )
        return session.execute(left).scalar_one()


def carried(play: Play) -> bool:
    """Return whether an absence is carried into the days rolled forward, and ends there."""
    with play.store.read() as session:
        carer = (
            session.execute(select(model.absences.c.carer).order_by(model.absences.c.since)).scalars().first()
        )
        until = to_text(BACK + timedelta(days=5))
        ours = model.local_visits.c
        rolled = select(func.count()).where(ours.origin == "rolled forward")
        away = rolled.where(ours.away.like(f'%"{carer}"%'), ours.start < until)
        going = rolled.where(ours.carers.like(f'%"{carer}"%'))
        counts = [
            session.execute(each).scalar_one()
            for each in (away, going.where(ours.end <= until), going.where(ours.start >= until))
        ]
    return counts[0] > 0 and counts[1] == 0 and counts[2] > 0


def rolled_waits_for_a_refresh(play: Play) -> None:
    """Check that no visit rolled forward goes back before the copy says whether it is booked there."""
    with play.store.read() as session:
        held = wait_for_refresh(session)
        of_rolled = select(delivery.delivery.c.fact_id).where(
            delivery.delivery.c.subject.startswith("visit/DT-R"), delivery.delivery.c.state == "waiting"
        )
        assert held.keys() == set(session.execute(of_rolled).scalars())
    assert held


def nothing_is_open(play: Play) -> None:
    assert play.calls == []
    assert play.unaccounted() == ()
    with play.store.read() as session:
        waiting = queue(session, play.clock(), limit=100_000).rows
        assert [each.visit for each in waiting if each.start < BACK] == []
        kinds = Counter(session.execute(select(journal.journal.c.kind)).scalars())
        assert kinds["visit.verified"] == play.heard
        for kind, table in (
            ("deviation.logged", deviations),
            ("handout.given", model.handouts),
            ("rota.carer_off", model.absences),
            ("rota.rolled_forward", model.roll_forwards),
        ):
            counted = session.execute(select(func.count()).select_from(table)).scalar_one()
            assert counted == kinds[kind] > 0, kind
        assert session.execute(select(func.count()).select_from(told_table)).scalar_one() == len(
            play.manager.told
        )
        added = select(func.count()).where(model.local_visits.c.origin == "added")
        assert session.execute(added).scalar_one() == kinds["rota.visit_added"] > 0
        goes_back = {kind for kind, each in journal.kinds().items() if each.goes_back}
        assert delivery.counts(session)["waiting"] == sum(kinds[kind] for kind in goes_back)
        wanted = {"rota.visit_moved", "rota.visit_reassigned", "rota.visit_doubled", "rota.visit_cancelled"}
        assert wanted | {"rota.bookings_found", "handout.read_back"} <= kinds.keys()
    assert nobody_twice(play)
    stands = play.gate()
    assert stands.planned == len(of_the_outage(play))
    assert stands.without_answer == 0
    assert examine(play.store).holds, "a replay of the journal gives the same tables"


def nobody_twice(play: Play) -> bool:
    """Return whether every visit rolled forward that is booked at just that time is known to be the booking."""
    taken = {
        booking
        for each in play.found()
        for booking in (
            *dict((*each.given_up, *each.written_about)).values(),
            *(one.booking for one in each.changed),
        )
    }
    known = select(model.matched_visits.c.id)
    unknown = select(model.local_visits).where(
        model.local_visits.c.origin == "rolled forward", model.local_visits.c.id.not_in(known)
    )
    going = select(visits.c.id, visits.c.person_id, visits.c.start).where(
        visits.c.origin == "copy", visits.c.withdrawn_at.is_(None), visits.c.status.not_in(NOT_GOING)
    )
    with play.store.read() as session:
        alone = {(row.person_id, _rolled_to(row)) for row in session.execute(unknown)}
        booked = {(row.person_id, row.start) for row in session.execute(going) if row.id not in taken}
    return not alone & booked


def _rolled_to(row: Any) -> str:
    return msgspec.json.decode(row.base)["start"] if row.base else row.start


def of_the_outage(play: Play) -> set[str]:
    """Return every visit there was, from the main system's own rota and the journal alone, each once."""
    booked = {
        each["id"]
        for each in play.here.all("Appointment")
        if from_text(each["end"]) > DAWN and from_text(each["start"]) < BACK
    }
    with play.store.read() as session:
        ours = session.execute(select(model.local_visits)).all()
    same = {booking for each in play.found() for _, booking in each.written_about}
    here = {row.id for row in ours if row.end > to_text(DAWN) and _planned_start(row) < to_text(BACK)}
    return (booked - same) | here


def _planned_start(row: Any) -> str:
    """Return when a visit stands, or stood before it was moved out of the outage."""
    return min(row.start, _rolled_to(row))


def plans(play: Play) -> dict[str, Any]:
    """Return what the main system planned: everything of its visits but how they stand."""
    return {
        each["id"]: {name: value for name, value in each.items() if name not in {"meta", "status"}}
        for each in play.here.all("Appointment")
    }


def given_back(play: Play, before: dict[str, Any]) -> None:
    assert plans(play) == before, "no planned visit is made, moved or given to others"
    with play.store.read() as session:
        left = {state: number for state, number in delivery.counts(session).items() if number}
        assert set(left) == {"checked"}
        accounts = session.execute(select(verifications.c.visit, verifications.c.outcome)).all()
        booking = dict(
            session.execute(select(model.matched_visits.c.id, model.matched_visits.c.booking)).all()
        )
    made = [each for each in play.here.all("Encounter") if each["status"] != "entered-in-error"]
    done = {row.visit for row in accounts if row.outcome == "done"}
    assert len(made) == len(done), "one record for each visit made, and none twice"
    linked = {
        each["appointment"][0]["reference"].removeprefix("Appointment/")
        for each in made
        if "appointment" in each
    }
    assert linked == {booking.get(visit, visit) for visit in done if visit in booking or not is_ours(visit)}
    references = {mark["value"] for each in made for mark in each["identifier"] if is_ours(mark["value"])}
    assert references == {visit for visit in done if is_ours(visit)}
    for row in accounts:
        visit = booking.get(row.visit, row.visit)
        if not is_ours(visit):
            assert play.here.visit(visit)["status"] in {"fulfilled", "noshow", "cancelled"}


def stood_down(play: Play) -> None:
    assert look_at(play.store, play.acting, Records(play.here, lambda _seconds: None)) == 0
    stands = play.gate()
    assert stands.open
    with play.store.write(play.acting) as session:
        number = close_outage(session)
    with play.store.read() as session:
        certified = figures(session, number.removesuffix("-C"), play.acting)
        distinct = session.execute(select(func.count()).select_from(verifications)).scalar_one()
        assert certified.verified + certified.not_done == distinct
        assert certified.planned == distinct + certified.cancelled
        assert (certified.unaccounted, certified.waiting, certified.needs_you) == (0, 0, 0)
        assert queries.reach(session).rolled_visits < stands.planned, (
            "what was to come is the main system's again"
        )
    assert examine(play.store).holds


def let_go(play: Play) -> None:
    """Years later whoever has most lines is erased: the chain holds, and nothing of theirs alone names them."""
    with play.store.read() as session:
        counted = Counter(person for _, owners in walk(session) for person in owners)
        held = {row.id: row.nhs_number for row in session.execute(select(people.c.id, people.c.nhs_number))}
    most = [person for person, _ in counted.most_common(1)]
    assert min(counted[person] for person in most) > 5
    with play.store.write(play.acting) as session:
        session.execute(
            update(people).where(people.c.id.in_(most)).values(withdrawn_at=to_text(play.clock()))
        )
    play.clock.forward(days=8 * 366)
    for person in most:
        with play.store.write(play.acting) as session:
            done = erase_person(
                session, ErasePerson(person, "Kept its time; the registered manager decided.")
            )
        assert done.lines > 5
        with play.store.read() as session:
            named = [
                entry
                for entry in journal.entries(session)
                if entry.payload and msgspec.json.encode(person).decode() in entry.payload
            ]
            assert {entry.id for entry in named} - set(done.shared) <= {
                entry.id for entry in named if entry.kind == "record.erased"
            }
            assert not held[person] or not [
                entry
                for entry in journal.entries(session)
                if held[person] in (entry.payload or "") and entry.id not in done.shared
            ]
    assert examine(play.store).holds
