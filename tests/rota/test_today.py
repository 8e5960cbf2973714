"""The rota as it stands is the copy with what was changed over it, whatever was changed and in whatever order."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

import downtime_desk
from downtime_desk.core import delivery, replay
from downtime_desk.core.clock import day_bounds, from_text, local, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages import queries as outages
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.practice import Provider
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import (
    AddVisit,
    CancelVisit,
    ComeBack,
    DoubleUp,
    GiveHandout,
    MoveVisit,
    Reassign,
    RollForward,
    TakeOff,
)
from downtime_desk.rota.standing import NOT_GOING, standing
from downtime_desk.rota.today import page, runs, visits
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from downtime_desk.visits.queries import unaccounted
from tests.conftest import NIGHT

TODAY = local(NIGHT).date()


@pytest.fixture
def provider(store: Store, acting: Acting, tmp_path: Path) -> Store:
    """A store with the practice provider of 60 people, eight days of it, and an outage running."""
    folder = tmp_path / "practice"
    folder.mkdir()
    with (folder / "all.ndjson").open("wb") as out:
        for resource in Provider(people=60, seed=3, today=TODAY, days=8).resources():
            out.write(msgspec.json.encode(resource) + b"\n")
    refresh(store, acting, Folder(folder), accept_findings=True)
    with store.write(acting) as session:
        declare(session, Declare(("Rota",), NIGHT - timedelta(hours=6), "Nothing opens"))
    return store


@dataclass(frozen=True)
class Plan:
    """A visit as this test expects it. Times are UTC text."""

    person: str
    start: str
    end: str
    carers: tuple[str, ...]
    needed: int
    cancelled: bool


class Night:
    """Changes the rota at random, and keeps in plain Python what it must then say."""

    def __init__(self, store: Store, acting: Acting, seed: int) -> None:
        self.store, self.acting, self.dice = store, acting, random.Random(seed)
        self.expected = self.read()
        self.carers = sorted({carer for plan in self.expected.values() for carer in plan.carers})
        self.people = sorted({plan.person for plan in self.expected.values()})

    def read(self) -> dict[str, Plan]:
        """Return every visit as the rota stands."""
        with self.store.read() as session:
            return {
                row.id: Plan(
                    row.person_id,
                    row.start,
                    row.end,
                    tuple(msgspec.json.decode(row.carers)),
                    row.carers_needed,
                    row.status in NOT_GOING or row.withdrawn_at is not None,
                )
                for row in session.execute(select(visits))
            }

    def do(self, action: Callable[..., Any], command: Any) -> Any:
        """Do an act, answering every doubt."""
        while True:
            try:
                with self.store.write(self.acting) as session:
                    return action(session, command)
            except Trouble as trouble:
                if "same, say so" not in trouble.do or trouble.what in command.accepted:
                    raise
                command = replace(command, accepted=(*command.accepted, trouble.what))

    def seen(self, visit: str) -> str | None:
        with self.store.read() as session:
            return standing(session, visit).last_entry

    def change(self) -> None:
        """Change one visit, any way there is, and expect just that."""
        visit = self.dice.choice([each for each, plan in sorted(self.expected.items()) if not plan.cancelled])
        plan = self.expected[visit]
        kind = self.dice.choice((self.move, self.reassign, self.double, self.cancel, self.add))
        kind(visit, plan)

    def move(self, visit: str, plan: Plan) -> None:
        later = timedelta(minutes=self.dice.choice((-90, -15, 20, 600, 3000)))
        start, end = from_text(plan.start) + later, from_text(plan.end) + later
        self.do(actions.move_visit, MoveVisit(visit, start, end, "Rang", seen=self.seen(visit)))
        self.expected[visit] = replace(plan, start=to_text(start), end=to_text(end))

    def reassign(self, visit: str, plan: Plan) -> None:
        others = [each for each in self.carers if each not in plan.carers]
        carers = tuple(self.dice.sample(others, self.dice.randint(1, plan.needed)))
        self.do(actions.reassign, Reassign(visit, carers, "Covers", seen=self.seen(visit)))
        self.expected[visit] = replace(plan, carers=carers)

    def double(self, visit: str, plan: Plan) -> None:
        needed = 1 if plan.needed > 1 else 2
        carers = plan.carers[:needed]
        self.do(actions.double_up, DoubleUp(visit, needed, carers, "Hoist", seen=self.seen(visit)))
        self.expected[visit] = replace(plan, needed=needed, carers=carers)

    def cancel(self, visit: str, plan: Plan) -> None:
        self.do(actions.cancel_visit, CancelVisit(visit, "Away", "The family", seen=self.seen(visit)))
        self.expected[visit] = replace(plan, cancelled=True)

    def add(self, _visit: str, plan: Plan) -> None:
        start, end = from_text(plan.start) + timedelta(minutes=7), from_text(plan.end) + timedelta(minutes=7)
        carers = (self.dice.choice(self.carers),)
        command = AddVisit(plan.person, start, end, "Fell", carers)
        made = self.do(actions.add_visit, command).subject.removeprefix("visit/")
        self.expected[made] = Plan(plan.person, to_text(start), to_text(end), carers, 1, False)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_is_changed_the_rota_says_just_that(provider: Store, acting: Acting, seed: int) -> None:
    night = Night(provider, acting, seed)
    already = {visit for visit, plan in night.expected.items() if plan.cancelled}
    for _ in range(40):
        night.change()
    assert night.read() == night.expected
    with provider.read() as session:
        first, last = (to_text(each) for each in day_bounds(TODAY))
        in_order = sorted(
            (plan.start, visit) for visit, plan in night.expected.items() if first <= plan.start < last
        )
        assert list(page(session, first, last, 0, 10_000)) == [visit for _, visit in in_order]
        assert list(page(session, first, last, 30, 20)) == [visit for _, visit in in_order[30:50]]
        going = {(row.carer_id, row.start, row.visit_id) for row in session.execute(select(runs))}
        assert going == {
            (carer, plan.start, visit) for visit, plan in night.expected.items() for carer in plan.carers
        }
        running = outages.current(session)
        assert running is not None
        until = NIGHT + timedelta(hours=12)
        asked = {each.visit for each in unaccounted(session, running, until)}
        began = to_text(running.since)
        never = {visit for visit, plan in night.expected.items() if plan.cancelled}
        assert not asked & never
        assert asked >= {
            visit
            for visit, plan in night.expected.items()
            if visit.startswith("DT-")
            and not plan.cancelled
            and plan.end > began
            and plan.start < to_text(until)
        }
        # no planned visit goes back: only that one was cancelled is said
        queued = set(session.execute(select(delivery.delivery.c.kind)).scalars())
        assert queued <= {"rota.visit_cancelled"}
        assert sum(delivery.counts(session).values()) == len(never - already)
        assert replay.differences(session) == []


def test_a_carer_off_and_back_changes_nothing_but_what_others_took_over(
    provider: Store, acting: Acting
) -> None:
    night = Night(provider, acting, 4)
    carer = max(night.carers, key=lambda each: sum(each in plan.carers for plan in night.expected.values()))
    off = night.do(actions.carer_off, TakeOff(carer, NIGHT, NIGHT + timedelta(days=3), "Sick"))
    theirs = {
        visit
        for visit, plan in night.expected.items()
        if carer in plan.carers
        and plan.start >= to_text(NIGHT)
        and plan.start < to_text(NIGHT + timedelta(days=3))
    }
    assert len(theirs) > 5
    now = night.read()
    assert {visit for visit, plan in now.items() if plan != night.expected[visit]} == theirs
    with provider.read() as session:
        open_ones = {each.visit for each in queries.uncovered(session, NIGHT, NIGHT + timedelta(days=3))}
        assert {visit for visit in theirs if not now[visit].cancelled} <= open_ones
        found = queries.candidates(session, min(theirs))
        assert carer not in {each.carer for each in found}
        assert found[0].fits
    night.do(actions.carer_back, ComeBack(off.id, NIGHT))
    back = night.read()
    assert {visit: {*plan.carers} for visit, plan in back.items()} == {
        visit: {*plan.carers} for visit, plan in night.expected.items()
    }
    with provider.read() as session:
        assert replay.differences(session) == []


def test_a_week_rolled_forward_is_a_week_of_the_copy(provider: Store, acting: Acting) -> None:
    night = Night(provider, acting, 5)
    with provider.read() as session:
        ends = queries.reach(session).copy_until
    assert ends is not None
    night.do(actions.roll_forward, RollForward(ends + timedelta(days=14)))
    made = {visit: plan for visit, plan in night.read().items() if visit not in night.expected}
    going = [plan for plan in night.expected.values() if not plan.cancelled]

    def week(plans: Any, first: Any) -> list[tuple[int, str, str, int]]:
        return sorted(
            (there.weekday(), f"{there:%H:%M}", plan.person, plan.needed)
            for plan in plans
            if 0 <= ((there := local(from_text(plan.start))).date() - first).days < 7
        )

    copied = week(going, ends - timedelta(days=6))
    assert len(copied) > 500
    assert week(made.values(), ends + timedelta(days=1)) == copied
    assert week(made.values(), ends + timedelta(days=8)) == copied
    carer = next(iter(next(iter(made.values())).carers))
    night.do(actions.give_handout, GiveHandout(carer, ends + timedelta(days=1), "paper"))
    with provider.read() as session:
        assert replay.differences(session) == []


def test_nobody_reads_the_copy_past_what_was_changed_by_hand() -> None:
    # a refresh, the return and what a backup would change speak of the copy itself
    of_the_copy = {
        "sync/noting.py",
        "sync/sending/reporting.py",
        "backups/queries.py",
        "records/actions.py",
        "records/ownership.py",
        "records/rules.py",
        "sync/picture.py",
        "sync/previous/actions.py",
        "sync/previous/reading.py",
        "sync/reconnect/sample.py",
    }
    program = Path(downtime_desk.__file__).parent
    named = re.compile(r"from downtime_desk\.rota\.model import [^\n]*\bvisit(s|_carers)\b")
    found = {
        path.relative_to(program).as_posix()
        for path in program.rglob("*.py")
        if named.search(path.read_text("utf-8"))
    }
    assert {each for each in found if not each.startswith("rota/")} == of_the_copy
