"""The order of the rescue queue: what must never happen, whatever the visits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.visits.rank import Standing, effective_level, rank
from downtime_desk.visits.settings import Thresholds

NOW = datetime(2026, 11, 22, 2, 6, tzinfo=UTC)
LIMITS = Thresholds()
LEVELS = st.sampled_from(["red", "amber", "green", None])
KNOWN = st.sampled_from([True, False, None])
MINUTES = st.integers(-3000, 3000)


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


STANDINGS = st.builds(
    Standing,
    level=LEVELS,
    start=MINUTES.map(at),
    dose=st.just("Insulin"),
    dose_by=st.none() | MINUTES.map(at),
    lives_alone=KNOWN,
    can_summon_help=KNOWN,
    carers_needed=st.integers(1, 3),
    carers_missing=st.integers(0, 2),
    account=st.sampled_from([None, "B", "C", "D"]),
    missed_before=st.booleans(),
    no_reply=st.booleans(),
)


@given(STANDINGS, STANDINGS, st.integers(-3000, -1), st.integers(0, 60))
def test_a_red_overdue_insulin_visit_is_never_below_a_green_one(
    red: Standing, green: Standing, since: int, window: int
) -> None:
    insulin = replace(red, level="red", start=at(since), dose_by=at(since + window), account=None)
    other = replace(green, level="green", dose_by=None, no_reply=False)
    assert rank(insulin, NOW, LIMITS).minutes < rank(other, NOW, LIMITS).minutes


@given(STANDINGS, STANDINGS)
def test_any_red_visit_that_is_overdue_comes_before_amber_and_green(one: Standing, other: Standing) -> None:
    overdue = replace(one, level="red", start=min(one.start, NOW), account=None)
    lesser = replace(
        other, dose_by=None, no_reply=False, level="amber" if other.level != "green" else "green"
    )
    assert rank(overdue, NOW, LIMITS).minutes < rank(lesser, NOW, LIMITS).minutes


@given(STANDINGS, st.integers(1, 600))
def test_raising_any_risk_never_lowers_the_rank(visit: Standing, minutes: int) -> None:
    before = rank(visit, NOW, LIMITS).minutes
    dose_by = visit.dose_by or visit.start + timedelta(minutes=LIMITS.dose_window)
    raised = [
        replace(visit, start=visit.start - timedelta(minutes=minutes)),
        replace(visit, dose_by=dose_by),
        replace(visit, dose_by=dose_by - timedelta(minutes=minutes)),
        replace(visit, lives_alone=True),
        replace(visit, can_summon_help=False),
        replace(visit, carers_missing=visit.carers_missing + 1),
        replace(visit, carers_needed=visit.carers_needed + 1),
        replace(visit, level="red"),
        replace(visit, account=None),
        replace(visit, missed_before=True),
        replace(visit, no_reply=True),
    ]
    if visit.level == "green":
        raised += [replace(visit, level="amber"), replace(visit, level=None)]
    for each in raised:
        assert rank(each, NOW, LIMITS).minutes <= before, each


@given(STANDINGS, st.integers(1, 600))
def test_waiting_never_makes_it_less_urgent(visit: Standing, minutes: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    assert rank(visit, later, LIMITS).minutes <= rank(visit, NOW, LIMITS).minutes


@given(STANDINGS)
def test_a_priority_not_recorded_is_at_least_amber_and_says_so(visit: Standing) -> None:
    unknown = replace(visit, level=None)
    assert effective_level(unknown) in {"red", "amber"}
    assert rank(unknown, NOW, LIMITS).minutes <= rank(replace(visit, level="amber"), NOW, LIMITS).minutes
    assert any("priority is not recorded" in why for why in rank(unknown, NOW, LIMITS).because)


def test_the_reason_names_the_dose_and_the_time_left() -> None:
    visit = Standing("red", at(-21), "Co-beneldopa", at(9), lives_alone=True)
    assert rank(visit, NOW, LIMITS).because == (
        "Co-beneldopa must be given by 02:15, in 9 min",
        "the person lives alone",
    )
    assert rank(visit, at(10), LIMITS).because[0] == "Co-beneldopa was due by 02:15"


def test_a_missed_visit_and_a_silent_door_are_said() -> None:
    visit = Standing("green", at(-10), missed_before=True, lives_alone=False)
    assert rank(visit, NOW, LIMITS).because == ("a visit was missed earlier in this outage",)
    silent = rank(replace(visit, no_reply=True, account="B"), NOW, LIMITS)
    assert silent.ranked_as == "red"
    assert silent.because == ("nobody answers the door", "a visit was missed earlier in this outage")
    assert silent.minutes == LIMITS.red_can_wait - 10 - 30 - 60
