"""Who could make a visit that has nobody."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core.store import Store
from downtime_desk.rota import actions, queries
from downtime_desk.rota.actions import TakeOff
from downtime_desk.rota.candidates import (
    Busy,
    Known,
    Need,
    for_medicine,
    learnt_travel,
    rank,
    skills_called_for,
)
from tests.visits.conftest import at

START = datetime(2026, 11, 22, 8, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)
NEED = Need(START, START + HALF_AN_HOUR, "Nether Wick", frozenset({"PEG feeding"}))
SKILLS = ("PEG feeding", "Catheter care", "Moving and handling")

busy = st.builds(
    lambda minutes, length, area: Busy(
        START + timedelta(minutes=minutes), START + timedelta(minutes=minutes + length), area, "PIKE, Ronald"
    ),
    st.integers(-180, 180),
    st.integers(5, 90),
    st.sampled_from([None, "Nether Wick", "Over Wick"]),
)
carers = st.lists(
    st.builds(
        Known,
        carer=st.integers(0, 10_000).map(str),
        name=st.sampled_from(["Asha", "Colm", "Dorota", "Iwan"]),
        area=st.sampled_from([None, "Nether Wick", "Over Wick"]),
        skills=st.frozensets(st.sampled_from(SKILLS)),
        busy=st.lists(busy, max_size=3).map(tuple),
        visits_that_day=st.integers(0, 15),
        visited_before=st.integers(0, 20),
        off=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda each: each.carer,
)


def way(_here: str | None, _there: str | None) -> timedelta | None:
    return timedelta(minutes=10)


@given(carers)
def test_nobody_off_is_asked_and_nobody_else_is_left_out(known: list[Known]) -> None:
    found = rank(NEED, known, way)
    assert {each.carer for each in found} == {each.carer for each in known if not each.off}
    assert all(each.because for each in found)


@given(carers)
def test_whoever_fits_stands_before_whoever_does_not(known: list[Known]) -> None:
    fits = [each.fits for each in rank(NEED, known, way)]
    assert fits == sorted(fits, reverse=True)


@given(carers, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_they_come(known: list[Known], dice: Any) -> None:
    shuffled = list(known)
    dice.shuffle(shuffled)
    assert rank(NEED, known, way) == rank(NEED, shuffled, way)


@given(carers.filter(lambda known: any(not each.off for each in known)))
def test_knowing_the_person_better_never_puts_a_carer_back(known: list[Known]) -> None:
    one = next(each for each in known if not each.off)
    better = [
        replace(each, visited_before=each.visited_before + 1) if each is one else each for each in known
    ]
    assert place(better, one.carer) <= place(known, one.carer)


@given(carers.filter(lambda known: any(not each.off for each in known)), busy)
def test_another_visit_never_brings_a_carer_forward(known: list[Known], more: Busy) -> None:
    one = next(each for each in known if not each.off)
    fuller = [
        replace(each, busy=(*each.busy, more), visits_that_day=each.visits_that_day + 1)
        if each is one
        else each
        for each in known
    ]
    assert place(fuller, one.carer) >= place(known, one.carer)


def place(known: list[Known], carer: str) -> int:
    return [each.carer for each in rank(NEED, known, way)].index(carer)


def test_a_carer_with_too_little_time_for_the_way_is_not_free() -> None:
    before = Busy(START - timedelta(minutes=35), START - timedelta(minutes=5), "Over Wick", "PIKE, Ronald")
    (found,) = rank(NEED, [Known("c1", "Iwan", area="Nether Wick", busy=(before,))], way)
    assert not found.free
    assert found.because[0] == "has 5 min after PIKE, Ronald 07:25–07:55, and the way takes 10 min"
    (unknown,) = rank(NEED, [Known("c1", "Iwan", busy=(before,))], lambda _here, _there: None)
    assert unknown.free
    assert unknown.because[-1] == "travel not known"


def test_travel_is_learnt_from_what_the_rota_leaves_between_areas() -> None:
    def visit(minute: int, area: str | None) -> Busy:
        return Busy(START + timedelta(minutes=minute), START + timedelta(minutes=minute + 30), area, "X")

    travel = learnt_travel([(visit(45, "B"), visit(0, "A")), (visit(0, "A"), visit(50, "B"), visit(60, "B"))])
    assert travel("A", "B") == timedelta(minutes=15)
    assert travel("B", "A") is None
    assert travel(None, "B") is None


def test_whoever_lacks_a_skill_for_medicine_stands_after_whoever_lacks_another() -> None:
    called = frozenset({"Insulin (delegated)", "Moving and handling", "PEG feeding"})
    medicines = for_medicine(called, ["medicines Insulin glargine subcutaneous"])
    assert medicines == {"Insulin (delegated)"}
    need = Need(START, START + HALF_AN_HOUR, skills=called, for_medicine=medicines)
    known = [
        Known("c1", "Asha", skills=called - medicines),
        Known("c2", "Colm", skills=medicines),
        Known("c3", "Dorota", skills=called - {"Moving and handling"}),
        Known("c4", "Iwan"),
    ]
    found = rank(need, known, way)
    assert [each.name for each in found] == ["Dorota", "Colm", "Asha", "Iwan"]
    assert found[-1].lacks == ("Insulin (delegated)", "Moving and handling", "PEG feeding")
    # a task of insulin speaks of a medicine although none is listed
    assert for_medicine(called, []) == medicines


def test_a_skill_is_called_for_when_its_telling_words_stand_in_the_visit() -> None:
    skills = (
        "PEG feeding",
        "Insulin (delegated)",
        "Medicines level 2",
        "End of life care",
        "Moving and handling",
    )
    assert skills_called_for(skills, ["PEG feed and flush", "Give medicine Insulin glargine"]) == {
        "PEG feeding",
        "Insulin (delegated)",
        "Medicines level 2",
    }
    assert skills_called_for(skills, ["Tidy kitchen"]) == frozenset()


def test_candidates_of_a_real_visit(do: Callable[..., Any], outage: Store) -> None:
    do(actions.carer_off, TakeOff("c1", at("02:10"), None, "Sick"))
    with outage.read() as session:
        found = queries.candidates(session, "v8")
    assert [each.carer for each in found] == ["c3", "c2"]
    assert found[0].because == (
        "free at that time",
        "has not visited this person in the days of the copy",
        "1 visit that day",
        "travel not known",
    )
