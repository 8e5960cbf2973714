"""One schedule: what the desks do, what goes wrong meanwhile, and how it ends."""

import hashlib
import os
import random
import traceback
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from downtime_desk.core.clock import from_text
from downtime_desk.core.journal import Fact
from downtime_desk.practice.system import PracticeSystem
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.sending.run import Step
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync_return.conftest import START, appointment, deviation, verified
from tests.sync_return.simulator.desks import Desk, Laptop
from tests.sync_return.simulator.network import Character, Line, Network
from tests.sync_return.simulator.oracle import REPLAYED, Oracle
from tests.sync_return.simulator.shelf import empty_shelf
from tests.sync_return.simulator.tally import Tally
from tests.sync_return.simulator.turns import Turns

CALM_ROUNDS = 8
POISON = "poison"
MOST_STEPS = 90
"""A kill is drawn somewhere in so many statements and calls: more than most runs have."""
OPENS_ANEW = 0.25

PEOPLE = [
    {"resourceType": "Patient", "id": "p1", "name": [{"family": "Pike", "given": ["Ronald"]}]},
    {"resourceType": "Practitioner", "id": "c1", "name": [{"family": "Dunn", "given": ["Keira"]}]},
]


@dataclass(frozen=True)
class Played:
    """How a schedule went: what was wrong, in words, and a digest of all that happened in it."""

    seed: int
    wrong: tuple[str, ...]
    trace: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Return the same text for the same course of events."""
        return hashlib.sha256("\n".join(self.trace).encode()).hexdigest()


@dataclass
class Intent:
    """Something a person at a desk wanted to be kept, until they were told that it is."""

    desk: str
    what: Fact
    subject: str
    base_version: str | None
    follows: "Intent | None" = None
    fact: str | None = None


@dataclass
class Visit:
    """A visit, and what others did to it in the main system."""

    id: str
    comment: str | None = None
    cancelled: bool = False
    phone: str | None = None
    meddled: bool = False


@dataclass
class Schedule:
    """One seeded schedule on some laptops. `play` returns what went wrong."""

    laptops: list[Laptop]
    seed: int
    tally: Tally = field(default_factory=Tally)

    def play(self) -> Played:
        """Play it from beginning to end, with every random number of the program drawn from the seed too."""
        self.draw = random.Random(self.seed)
        with _drawn_from(random.Random(f"ids of {self.seed}")):
            try:
                self._set_up(PracticeSystem(empty_shelf(self._now), now=self._now))
                for _ in range(self.draw.choice((1, 1, 2, 2, 3))):
                    self._storm()
                self._calm()
            except Exception:  # noqa: BLE001 - a program that breaks is a finding like any other
                self.oracle.broke(traceback.format_exc())
        self.tally.schedules += 1
        return Played(self.seed, tuple(self.oracle.wrong), tuple(self.network.trace))

    def _now(self) -> datetime:
        return self.clock()

    def _set_up(self, system: PracticeSystem) -> None:
        self.clock = Clock(NIGHT)
        draw = self.draw
        names = [f"s{self.seed}-v{number}" for number in range(draw.choice((1, 1, 1, 2, 2, 3)))]
        self.visits = {name: Visit(name) for name in names}
        for resource in (*PEOPLE, *(appointment(visit) for visit in self.visits)):
            system.shelf.put(resource, resource["id"])
        character = Character(
            takes_bundles=draw.random() < 0.6,
            keeps_extensions=draw.random() < 0.9,
            keeps_versions=draw.random() < 0.95,
            conflict=draw.choice((412, 412, 409)),
        )
        self.network = Network(system, draw, self.clock, self.tally, character)
        self.turns = Turns(draw)
        self.skew: dict[str, timedelta] = {}
        self.desks = [self._desk(laptop, number) for number, laptop in enumerate(self._laptops_used())]
        self.intents: list[Intent] = []
        self.oracle = Oracle(self.network, self.desks, self.visits, self.intents, self.tally)
        for desk in self.desks:
            for visit in self.visits:
                if desk is self.desks[0] or draw.random() < 0.6:
                    self._intend(desk, visit)

    def _laptops_used(self) -> list[Laptop]:
        return self.laptops[: 2 if self.draw.random() < 0.25 else 1]

    def _desk(self, laptop: Laptop, number: int) -> Desk:
        name = f"desk {number + 1}"
        self.skew[name] = timedelta()
        desk = Desk(name, laptop, lambda: self.clock() + self.skew[name])
        desk.gives_way = self.turns.give_way
        start, end = from_text("2026-11-21T23:00:00Z"), from_text("2026-11-21T23:30:00Z")
        desk.take_copy(
            [PlannedVisit(visit, "p1", start, end, "booked", ("c1",), version="1") for visit in self.visits]
        )
        return desk

    def _happens(self, sort: str, what: str, more: str = "") -> None:
        """Count something, and write it into the course of events."""
        self.tally.count(sort, what)
        self.network.trace.append(f"-- {sort}: {what} {more}")

    def _intend(self, desk: Desk, visit: str) -> None:
        """Write down what is known of a visit now: a first account, a later one, or a deviation."""
        earlier = [
            each
            for each in self.intents
            if each.desk == desk.name
            and each.subject == f"visit/{visit}"
            and each.what.kind != "deviation.logged"
        ]
        number = len(self.intents)
        if earlier and self.draw.random() < 0.3:
            what: Fact = deviation(visit, what=f"Deviation {number}.")
            intent = Intent(desk.name, what, f"visit/{visit}", "1")
        else:
            arrived = START + timedelta(minutes=self.draw.randrange(1, 20))
            note = f"{POISON if self.draw.random() < 0.05 else 'Note'} {number}."
            what = verified(visit, arrived=arrived, note=note)
            intent = Intent(desk.name, what, f"visit/{visit}", "1", follows=earlier[-1] if earlier else None)
        self.intents.append(intent)
        self._write_down(desk, intent, crash=self.draw.random() < 0.3)

    def _write_down(self, desk: Desk, intent: Intent, *, crash: bool) -> None:
        """Record an intent; whoever was not told that it was kept looks, and types it again if it is not there."""
        corrects = intent.follows.fact if intent.follows else None
        while intent.fact is None:
            desk.crash_in = self.draw.randrange(16) if crash else None
            crash = False
            desk.opens_anew = self.draw.random() < OPENS_ANEW
            with desk.until_killed():
                intent.fact = desk.record(intent.what, intent.subject, intent.base_version, corrects).id
            if intent.fact is None:
                self._happens("killed", "while a person saved something")
                intent.fact = self.oracle.kept_anyway(desk, intent)

    def _storm(self) -> None:
        self.network.trouble = self.draw.choice((0.02, 0.1, 0.3))
        self.network.poison = POISON.encode()
        if self.draw.random() < 0.1:
            self._jump()
        self.network.interlude = partial(self._meddle, self.draw.choice((0.0, 0.03, 0.15)))
        if self.draw.random() < 0.4:
            self._intend(self.draw.choice(self.desks), self.draw.choice(list(self.visits)))
        acts = [partial(self._run, desk, crash=self.draw.random() < 0.35) for desk in self.desks]
        if len(acts) > 1 and self.draw.random() < 0.3:
            acts.pop(self.draw.randrange(len(acts)))
        self.oracle.before_runs()
        self.turns.run(acts)
        self.oracle.judge()
        for desk in self.desks:
            for row in desk.rows():
                if row.state == "needs you" and self.draw.random() < 0.5:
                    self._decide(desk, row, self.draw.choice(("ours", "theirs", "again")))

    def _run(self, desk: Desk, *, crash: bool) -> Set[str]:
        """Run once; return the facts it said it could not prove."""
        desk.crash_in = self.draw.randrange(MOST_STEPS) if crash else None
        desk.opens_anew = self.draw.random() < OPENS_ANEW
        ran = None
        with desk.until_killed():
            ran = desk.send(partial(Line, self.network, desk.name, desk.at_call), _Watch(self))
        if ran is None:
            self._happens("killed", "while giving back")
        else:
            self.tally.count("runs", "stopped" if ran.stopped else "to their end")
            self.oracle.told(desk, ran)
        return ran.held.keys() if ran else frozenset()

    def _jump(self) -> None:
        """Set a laptop's clock wrong, or right again."""
        desk = self.draw.choice(self.desks)
        hours = self.draw.choice((-24, -1, 1, 8, 24 * 3650, 0))
        self.skew[desk.name] = timedelta(hours=hours)
        self._happens("meddling", "a laptop's clock jumps")

    def _meddle(self, likely: float) -> None:
        """Let somebody change a visit in the main system, or a phone catch up late."""
        if not likely or self.draw.random() >= likely:
            return
        visit = self.draw.choice(list(self.visits.values()))
        system = self.network.system
        how = self.draw.random()
        if how < 0.5:
            visit.comment = f"Changed by a colleague, {self.draw.random()}"
            system.change_visit(visit.id, comment=visit.comment)
            self._happens("meddling", "a colleague changes a visit")
        elif how < 0.75 and visit.phone is None and not visit.cancelled:
            visit.phone = system.phone_syncs_late(
                visit.id, "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z"
            ).reference
            visit.meddled = True
            self._happens("meddling", "a phone hands in a visit late")
        elif not visit.cancelled and visit.phone is None:
            visit.cancelled = visit.meddled = True
            system.cancel_visit(visit.id)
            self._happens("meddling", "a colleague cancels a visit")

    def _decide(self, desk: Desk, row: Any, choice: str) -> None:
        desk.decide(row, choice)  # type: ignore[arg-type]
        self.oracle.decided(row, choice)
        self._happens("decided", choice, f"{desk.name}: {row.answer}")

    def _calm(self) -> None:
        """Let the air clear: everything arrives, people decide, and all that is left goes back."""
        network = self.network
        network.trouble, network.interlude = 0.0, lambda: None
        network.deliver_all()
        for number in range(CALM_ROUNDS):
            self.oracle.before_runs()
            held = frozenset[str]().union(*(self._run(desk, crash=False) for desk in self.desks))
            if number:
                network.poison = None
            if not self._settle(number, held):
                break
        self.oracle.judge()
        self.oracle.at_the_end(whole=self.seed % REPLAYED == 0)

    def _settle(self, number: int, held: Set[str]) -> bool:
        """Decide what needs a person; return whether anything is left to be sent."""
        left = False
        for place, desk in enumerate(self.desks):
            for row in desk.rows():
                if row.state == "needs you":
                    first = "theirs" if place else "ours"
                    self._decide(
                        desk, row, self.oracle.choice(row, first if number < CALM_ROUNDS - 3 else "theirs")
                    )
                    left = True
                elif row.state == "sent" and row.fact_id in held:
                    # The main system took it and does not show it: a person may say to send it again.
                    self._decide(desk, row, "again")
                    left = True
                left = left or row.state in {"waiting", "sent"}
        return left


class _Watch:
    """Whoever waits for a run: lets the time pass that it waits, and now and then stops it."""

    def __init__(self, schedule: Schedule) -> None:
        self._schedule = schedule

    def tell(self, step: Step) -> None:
        """Hear how far it is."""

    def cancelled(self) -> bool:
        """Stop it once in a while, while things go wrong."""
        return self._schedule.network.trouble > 0 and self._schedule.draw.random() < 0.01

    def wait(self, pause: timedelta) -> None:
        """Let the clock go on."""
        self._schedule.clock.present += pause
        self._schedule.network.interlude()


@contextmanager
def _drawn_from(source: random.Random) -> Iterator[None]:
    """Draw ids and salts from the seed: a schedule played twice is the same to the last byte."""
    draw: Callable[[int], bytes] = source.randbytes
    with patch.object(os, "urandom", draw):
        yield
