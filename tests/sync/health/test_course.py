"""What looks add up to: sure only after several, damped when it flaps, silent about what cannot be seen."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.sync.health import words
from downtime_desk.sync.health.course import Answered, Health, Look, Own, PartName, follow
from downtime_desk.sync.health.facts import fact_of, health_of, is_news
from downtime_desk.sync.health.rules import WatchRules
from tests.conftest import NIGHT

RULES = WatchRules()
MINUTE = timedelta(minutes=1)


def at(minute: int, *, rota: bool | None = True, medicines: bool | None = True, own: Own = "") -> Look:
    """Return a look so many minutes into the night."""
    answered: list[tuple[PartName, bool | None]] = [("Rota", rota), ("Medicine charts", medicines)]
    parts = tuple(Answered(name, ok, "" if ok else f"{name} broke") for name, ok in answered)
    return Look(NIGHT + minute * MINUTE, "Fernway", () if own else parts, own)


def after(looks: Sequence[Look], health: Health | None = None) -> Health:
    health = health or Health()
    for look in looks:
        health = follow(health, look, RULES)
    return health


def test_two_failures_say_nothing_and_the_third_says_since_the_first() -> None:
    two = after([at(0), at(5, medicines=False), at(6, medicines=False)])
    assert two.bad() == ()
    assert two.failing()
    three = follow(two, at(7, medicines=False), RULES)
    assert three.bad() == ("Medicine charts",)
    assert three.since() == NIGHT + 5 * MINUTE
    assert (
        words.told(three) == "Fernway: Medicine charts have not answered since Sun 02:11. The rota answers."
    )
    assert words.evidence(three) == "Medicine charts broke"


def test_one_answer_between_begins_the_count_anew() -> None:
    looks = [at(0, rota=False), at(1, rota=False), at(2), at(3, rota=False), at(4, rota=False)]
    assert after(looks[:4]).bad() == ()
    assert after(looks).parts["Rota"].state == "unsteady", "four failures of five, but never three in a row"


def test_back_for_a_minute_is_not_back() -> None:
    down = after([at(minute, rota=False) for minute in range(3)])
    assert down.bad() == ("Rota",)
    three_at_once = after([at(minute) for minute in (3, 4, 5)], down)
    assert three_at_once.bad() == ("Rota",), "three answers, but over two minutes alone"
    assert three_at_once.back_since(RULES) is None
    steady = after([at(minute) for minute in (6, 7, 8)], three_at_once)
    assert steady.bad() == ()
    assert steady.back_since(RULES) == NIGHT + 3 * MINUTE


def test_a_part_that_comes_and_goes_is_unsteady_and_not_quickly_forgiven() -> None:
    looks = [at(minute, rota=minute % 2 == 0) for minute in range(8)]
    flapping = after(looks)
    assert flapping.parts["Rota"].state == "unsteady"
    assert "The rota has come and gone since" in words.told(flapping)
    assert after([at(minute) for minute in range(8, 14)], flapping).parts["Rota"].state == "unsteady"
    assert after([at(minute) for minute in range(8, 18)], flapping).parts["Rota"].state == "answers"


@pytest.mark.parametrize("own", ["no network", "page", "name", "sign-in"])
def test_its_own_network_says_nothing_about_the_main_system(own: Own) -> None:
    health = after([at(0), at(1, own=own), at(2, own=own), at(3, own=own), at(4, own=own)])
    assert health.bad() == ()
    assert health.own_trouble() == own
    assert health.own_since == NIGHT + MINUTE
    assert "since Sun 02:07" in words.told(health)
    assert follow(health, at(5), RULES).own_trouble() == ""


def test_a_network_that_is_gone_between_does_not_break_a_count() -> None:
    looks = [at(0, rota=False), at(1, own="no network"), at(2, rota=False), at(3, rota=False)]
    health = after(looks)
    assert health.bad() == ("Rota",)
    assert health.since() == NIGHT


def test_never_back_without_having_fallen() -> None:
    assert after([at(minute) for minute in range(20)]).back_since(RULES) is None


def test_what_a_look_could_not_tell_changes_nothing() -> None:
    health = after([at(0), at(1, rota=None), at(2, rota=None), at(3, rota=None)])
    assert health.parts["Rota"].answers == 1


def test_another_main_system_begins_anew() -> None:
    down = after([at(minute, rota=False) for minute in range(3)])
    other = Look(NIGHT + 4 * MINUTE, "Otherway", (Answered("Rota", answers=True),))
    assert follow(down, other, RULES).bad() == ()


@given(st.lists(st.booleans(), max_size=60))
def test_down_only_after_a_row_and_news_only_at_changes(answers: list[bool]) -> None:
    health, kept, news = Health(), None, 0
    row = 0
    for minute, ok in enumerate(answers):
        health = follow(health, at(minute, rota=ok), RULES)
        row = 0 if ok else row + 1
        if row >= RULES.failures:
            assert health.parts["Rota"].state == "down"
        fact = fact_of(health)
        if is_news(kept, fact):
            kept, news = fact, news + 1
            assert fact_of(health_of(fact)) == fact, "watching goes on after a sign-in where it was"
    assert news <= 1 + answers.count(False)


@given(st.lists(st.booleans(), min_size=1, max_size=40))
def test_it_is_never_called_back_while_the_last_looks_failed(answers: list[bool]) -> None:
    health = after([at(minute, rota=ok) for minute, ok in enumerate(answers)])
    if not all(answers[-RULES.answers :]):
        assert health.back_since(RULES) is None
