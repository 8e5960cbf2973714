"""How long is left: from defaults that say so, then from the pace of this return, shared by who is at it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from downtime_desk.recovery.workbench.actions import (
    ChooseWay,
    TakeBlock,
    TypeIn,
    Which,
    choose_way,
    take_block,
    type_in,
)
from downtime_desk.recovery.workbench.forecast import DEFAULTS, ENOUGH, Forecast, Part, burn_down, forecast
from downtime_desk.recovery.workbench.things import things
from tests.recovery.conftest import BACK
from tests.sync_return.conftest import Desk, deviation, verified


def do(desk: Desk, action: Any, command: Any) -> None:
    with desk.store.write(desk.acting) as session:
        action(session, command)


def now(desk: Desk) -> Forecast:
    with desk.store.read() as session:
        return forecast(session, BACK, desk.clock())


def part(desk: Desk, name: str) -> Part:
    return next(each for each in now(desk).parts if each.name == name)


@pytest.fixture
def typing(outage: Desk) -> Desk:
    for number in range(1, ENOUGH + 5):
        outage.record(verified(f"v{number}"))
    outage.record(deviation("v1"))
    do(outage, choose_way, ChooseWay(Which(), "type in"))
    return outage


def test_until_ten_were_measured_a_stated_default_counts(typing: Desk) -> None:
    visits = part(typing, "visit")
    assert (visits.left, visits.each, visits.is_measured) == (ENOUGH + 4, DEFAULTS["visit"], False)
    assert now(typing).left == (ENOUGH + 4) * DEFAULTS["visit"] + DEFAULTS["deviation"]
    assert now(typing).words() == "about 62 min"


def test_then_the_pace_of_this_return_counts_and_breaks_do_not(typing: Desk) -> None:
    with typing.store.read() as session:
        waiting = [each.fact for each in things(session, typing.clock()) if each.kind == "visit"]
    for place, fact in enumerate(waiting[: ENOUGH + 2]):
        typing.clock.forward(hours=2) if place == 1 else typing.clock.forward(minutes=2)
        do(typing, type_in, TypeIn(fact))
    visits = part(typing, "visit")
    assert (visits.measured, visits.each, visits.left) == (ENOUGH, timedelta(minutes=2), 2)
    assert part(typing, "look").left == ENOUGH + 2
    assert not part(typing, "deviation").is_measured


def test_two_at_it_need_half_as_long(typing: Desk) -> None:
    alone = now(typing).left
    do(typing, take_block, TakeBlock(2))
    do(typing, take_block, TakeBlock(2, by="Sam Okoro"))
    shared = now(typing)
    assert (shared.people, shared.left) == (2, alone / 2)


def test_the_burn_down_falls_as_things_are_settled(outage: Desk) -> None:
    outage.record(verified("v1"))
    outage.record(verified("v2"))
    outage.send()
    outage.clock.forward(hours=1)
    with outage.store.read() as session:
        drawn = burn_down(session, BACK, outage.clock())
    assert (drawn[0][0], drawn[-1]) == (BACK, (outage.clock(), 0))
    assert max(left for _, left in drawn) <= 2
    assert now(outage).words() == ""
    assert all(isinstance(at, datetime) for at, _ in drawn)
