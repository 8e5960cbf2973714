"""A small simulator: one desk, one main system, and everything that may go wrong between them, by a seed.

Each schedule gives a few visits back while answers are lost, doubled, late or refused, colleagues and
phones change the same records, and the program is killed anywhere. Then the air clears, a person settles
what needs them, and what must be true is looked at from outside.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from downtime_desk.core import journal
from downtime_desk.practice.faults import Awkward
from downtime_desk.practice.system import PracticeSystem
from tests.sync_return.conftest import Desk, appointment, verified
from tests.sync_return.main_system import Here, Killed
from tests.sync_return.oracle import Oracle, marked

VISITS = 3
RUNS = 5
KINDS = (
    Awkward.LOST_ANSWER,
    Awkward.HANG,
    Awkward.APPLIED_TWICE,
    Awkward.SERVER_ERROR,
    Awkward.UNAVAILABLE,
    Awkward.DATABASE_DOWN,
    Awkward.RATE_LIMITED,
    Awkward.RATE_LIMITED_INSIDE,
    Awkward.UNAUTHORISED,
    Awkward.STALE_READ,
    Awkward.CONFLICT_409,
    Awkward.DROPS_EXTENSIONS,
    Awkward.IGNORES_SEARCH,
    Awkward.NO_ETAG,
)


@dataclass
class Schedule:
    """One seeded schedule on a desk. `run` returns what went wrong, in words."""

    desk: Desk
    seed: int
    facts: dict[str, str] = field(default_factory=dict)
    edited: dict[str, str] = field(default_factory=dict)
    phoned: set[str] = field(default_factory=set)
    must_see: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    prepare: Callable[[Here], None] = lambda _here: None

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def run(self) -> list[str]:
        """Play the schedule and judge."""
        system = PracticeSystem(":memory:", now=self.desk.clock)
        here = self.desk.here = type(self.desk.here)(system, self.desk.clock)
        self.prepare(here)
        for number in range(VISITS):
            visit = f"s{self.seed}-{number}"
            here.system.shelf.put({**appointment(visit), "id": visit}, visit)
            self.desk.copy_rota(visit)
            self.facts[visit] = self.desk.record(verified(visit, note=f"Note {self.seed}."))
        if self.random.random() < 0.5:
            here.capability = lambda: here.get("Patient/p1")
        try:
            for _ in range(RUNS):
                self._trouble()
                self._one_run()
                self._judge()
            self._clear_air()
        finally:
            system.close()
        return [f"seed {self.seed}: {each}" for each in self.wrong]

    def _trouble(self) -> None:
        here = self.desk.here
        here.calls.clear()
        for _ in range(self.random.choice((0, 1, 1, 2, 3))):
            here.system.go_awkward(
                self.random.choice(KINDS),
                times=self.random.choice((1, 1, 2, 4)),
                method=self.random.choice((None, "GET", "POST", "PUT")),
            )
        kill = self.random.randrange(25)
        change = self.random.randrange(25)
        when = self.random.choice(("before", "after"))
        here.before = here.after = lambda _number: None

        def hook(number: int) -> None:
            if number == change:
                self._meanwhile()
            if number == kill:
                raise Killed

        setattr(here, when, hook)

    def _meanwhile(self) -> None:
        visit = self.random.choice(list(self.facts))
        system = self.desk.here.system
        if self.random.random() < 0.6:
            self.edited[visit] = f"Changed by a colleague, {self.random.random()}"
            system.change_visit(visit, comment=self.edited[visit])
        elif visit not in self.phoned:
            self.phoned.add(visit)
            system.phone_syncs_late(visit, "2026-11-21T22:58:00Z", "2026-11-21T23:27:00Z")

    def _one_run(self) -> None:
        """Run once. A phone's record that was there before a run began must not be passed over by it."""
        self.must_see |= {
            visit for visit in self.phoned if self.desk.row(self.facts[visit]).state != "checked"
        }
        with suppress(Killed):
            self.desk.send()

    def _clear_air(self) -> None:
        here = self.desk.here
        here.system.faults.clear()
        here.before = here.after = lambda _number: None
        for _ in range(4):
            self._one_run()
            for fact in self.facts.values():
                if self.desk.row(fact).state == "needs you":
                    self.desk.decide(fact, self.random.choice(("ours", "theirs", "again")))
        for _ in range(2):
            self._one_run()
            for fact in self.facts.values():
                if self.desk.row(fact).state == "needs you":
                    self.desk.decide(fact, "ours")
        self._one_run()
        self._judge()
        self.wrong += [
            f"{visit} ended {state}: {self.desk.row(fact).theirs}"
            for visit, fact in self.facts.items()
            if (state := self.desk.row(fact).state) not in {"checked", "not required"}
        ]

    def _judge(self) -> None:
        with self.desk.store.read() as session:
            entries = {fact: journal.find(session, fact) for fact in self.facts.values()}
        for visit, fact in self.facts.items():
            there = self.desk.here.visit(visit)
            if visit in self.edited and there.get("comment") != self.edited[visit]:
                self.wrong.append(f"{visit}: a colleague's change was overwritten")
            if visit in self.phoned:
                self.wrong += self._doubled(visit, fact)
            else:
                self.wrong += [f"{visit}: {each}" for each in Oracle(self.desk).wrong(fact, entries[fact])]

    def _doubled(self, visit: str, fact: str) -> list[str]:
        """Return whether ours is there twice; or whether it is called checked with two records standing."""
        encounters = [
            each
            for each in self.desk.here.all("Encounter")
            if each.get("appointment") == [{"reference": f"Appointment/{visit}"}]
            and each["status"] != "entered-in-error"
        ]
        wrong = []
        if len(marked(encounters, fact)) > 1:
            wrong.append(f"{visit}: ours is there twice")
        if len(encounters) > 1 and visit in self.must_see and self.desk.row(fact).state == "checked":
            wrong.append(f"{visit}: called checked beside another record")
        return wrong
