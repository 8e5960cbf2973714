"""The manager of the played day: writes down calls, keeps the rota by hand, and answers what the desk doubts."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from downtime_desk.core.clock import from_text, local, to_text
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import actions as people
from downtime_desk.people.model import people as people_table
from downtime_desk.rota import actions as rota
from downtime_desk.rota import queries
from downtime_desk.rota.actions import (
    AddVisit,
    CancelVisit,
    ComeBack,
    DoubleUp,
    Doubt,
    GiveHandout,
    MoveVisit,
    ReadBack,
    Reassign,
    Settle,
    TakeOff,
)
from downtime_desk.rota.standing import Standing, standing
from downtime_desk.visits import actions
from downtime_desk.visits.actions import LogDeviation, Verify
from downtime_desk.visits.facts import Challenge
from downtime_desk.visits.model import deviations
from downtime_desk.visits.planned import planned


class Manager:
    """One manager at one desk. `dice` decides what they decide."""

    def __init__(self, store: Store, acting: Acting, dice: random.Random) -> None:
        self.store, self.acting, self.dice = store, acting, dice
        self.seen: dict[str, str] = {}
        self.told: list[str] = []
        self.absences: list[str] = []
        # references of visits rolled forward, and the booking that stands for each
        self.stands_as: dict[str, str] = {}
        self.bag: list[Callable[[Standing], None]] = []

    def do(self, action: Callable[..., Any], command: Any) -> Any:
        """Do an act, accepting whatever speaks against it: somebody looked and said so."""
        try:
            return self._write(action, command)
        except Doubt as doubt:
            return self._write(action, replace(command, accepted=doubt.doubts))

    def _write(self, action: Callable[..., Any], command: Any) -> Any:
        with self.store.write(self.acting) as session:
            return action(session, command)

    def write_down(self, said: Verify) -> None:
        """Keep what a call says, and the deviations that follow from it."""
        visit = self.stands_as.get(said.visit, said.visit)
        command = said = replace(said, visit=visit, seen=self.seen.get(visit))
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

    def change(self, visit: str) -> None:
        """Change one visit to come, any way there is."""
        found = self._standing(visit)
        if found.visit.status == "cancelled":
            return
        if not self.bag:
            ways = (self._reassign, self._move, self._double, self._cancel, self._add, self._move)
            self.bag = self.dice.sample(ways, len(ways))
        self.bag.pop()(found)

    def _standing(self, visit: str) -> Standing:
        with self.store.read() as session:
            return standing(session, visit)

    def _reassign(self, found: Standing) -> None:
        with self.store.read() as session:
            best = queries.candidates(session, found.visit.id)[: found.visit.carers_needed]
        if best:
            carers = tuple(each.carer for each in best)
            self.do(rota.reassign, Reassign(found.visit.id, carers, "Covers", seen=found.last_entry))

    def _move(self, found: Standing) -> None:
        later = timedelta(minutes=self.dice.choice((15, 30, 75, 180)))
        start, end = (from_text(each) + later for each in (found.visit.start, found.visit.end))
        self.do(
            rota.move_visit,
            MoveVisit(found.visit.id, start, end, "Asked for it later", seen=found.last_entry),
        )

    def _double(self, found: Standing) -> None:
        needed = 1 if found.visit.carers_needed > 1 else 2
        carers = tuple(each.carer for each in found.visit.carers[:needed])
        command = DoubleUp(found.visit.id, needed, carers, "The hoist", seen=found.last_entry)
        self.do(rota.double_up, command)

    def _cancel(self, found: Standing) -> None:
        command = CancelVisit(found.visit.id, "With family", "Their daughter", seen=found.last_entry)
        self.do(rota.cancel_visit, command)

    def _add(self, found: Standing) -> None:
        start = from_text(found.visit.end) + timedelta(minutes=40)
        carers = tuple(each.carer for each in found.visit.carers[:1])
        until = start + timedelta(minutes=20)
        self.do(rota.add_visit, AddVisit(found.visit.person, start, until, "Rang for help", carers))

    def take_off(self, carer: str, until: datetime | None) -> None:
        """Write down that a carer is sick, and find somebody for what they leave."""
        now = self.acting.now()
        self.absences.append(self.do(rota.carer_off, TakeOff(carer, now, until, "Sick")).id)
        with self.store.read() as session:
            open_ones = queries.uncovered(session, now, now + timedelta(hours=6))
        for each in open_ones:
            self._reassign(self._standing(each.visit))

    def come_back(self, absence: str) -> None:
        """Write down that a carer is back."""
        self.do(rota.carer_back, ComeBack(absence, self.acting.now()))

    def hand_out(self, day: date) -> None:
        """Give every carer with a run what they do not hold yet, and hear half of them read it back."""
        with self.store.read() as session:
            carers = queries.carers_with_runs(session, day)
            held = {each.carer: each for each in queries.who_holds(session, day)}
        for carer in carers:
            if carer in held and not held[carer].out_of_date:
                continue
            entry = self.do(rota.give_handout, GiveHandout(carer, day, self.dice.choice(("paper", "phone"))))
            if self.dice.random() < 0.5:
                self.do(rota.read_back, ReadBack(entry.id, self.acting.now(), "The carer"))

    def hear_of_somebody(self) -> None:
        """Write down something told of a person; check or take back something told before."""
        now = self.acting.now()
        with self.store.read() as session:
            somebody = self.dice.choice(session.execute(select(people_table.c.id)).scalars().all())
        tell = people.Tell(somebody, "medicine", "Warfarin stopped", "Ward 4", "hospital", now)
        entry = self.do(people.tell, tell).id
        what = self.dice.choice(("leave", "check", "correct", "withdraw"))
        if what == "check":
            entry = self.do(people.check, people.Check(entry, "The GP", now, "true")).id
        elif what == "correct":
            entry = self.do(people.tell, replace(tell, what="Warfarin halved", corrects=entry)).id
        elif what == "withdraw":
            entry = self.do(people.withdraw, people.Withdraw(entry, "The man in the next bed")).id
        self.told.append(entry)

    def settle_differences(self) -> int:
        """Decide each visit changed here and there too; return how many there were."""
        with self.store.read() as session:
            found = queries.differences(session)
        for each in found:
            settle = self.dice.choice((rota.keep_ours, rota.take_theirs))
            self.do(settle, Settle(each.visit, "Rang the person", each.last_entry, each.version))
        return len(found)

    def day(self) -> date:
        """Return the London day it is."""
        return local(self.acting.now()).date()
