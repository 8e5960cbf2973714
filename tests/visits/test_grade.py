"""Grades of evidence, and what keeps a visit in the queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.visits.codes import METHODS
from downtime_desk.visits.grade import Account, Voice, grade, still_needed

EVENT = datetime(2026, 11, 22, 1, 52, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


def voice(method: str, minutes: int = 5, told_by: str | None = None) -> Voice:
    return Voice(method, told_by, EVENT + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("voices", "letter"),
    [
        ((), "D"),
        ((voice("none"),), "D"),
        ((voice("carer-at-time"),), "B"),
        ((voice("carer-at-time", 30),), "B"),
        ((voice("carer-at-time", 31),), "C"),
        ((voice("carer-at-time", -1),), "C"),
        ((voice("carer-later"),), "C"),
        ((voice("paper"),), "C"),
        ((voice("app"),), "C"),
        ((voice("rang-carer"), voice("person", 300)), "A"),
        ((voice("carer-later", 300), voice("alarm")), "A"),
        ((voice("carer-later"), voice("person", 300)), "C"),
        ((voice("carer-at-time"), voice("rang-carer")), "B"),
        ((voice("carer-at-time"), voice("paper", 300)), "B"),
        ((voice("carer-at-time"), voice("second-carer")), "A"),
        ((voice("family", 5, "Susan"), voice("family", 5, "susan ")), "B"),
        ((voice("family", 5, "Susan"), voice("family", 5, "Bill Trott")), "A"),
        ((voice("family", 5, "Susan"), voice("family", 5)), "B"),
    ],
)
def test_a_grade_counts_voices_and_how_soon(voices: tuple[Voice, ...], letter: str) -> None:
    assert grade(voices, EVENT, "done", HALF_AN_HOUR).grade == letter


def test_what_is_not_known_yet_is_d_whoever_says_so() -> None:
    assert grade((voice("person"),), EVENT, "not known yet", HALF_AN_HOUR).grade == "D"


VOICES = st.builds(
    voice, st.sampled_from(list(METHODS)), st.integers(-600, 600), st.sampled_from([None, "A", "B"])
)


@given(st.lists(VOICES, max_size=1), VOICES)
def test_another_voice_never_makes_a_grade_worse(first: list[Voice], second: Voice) -> None:
    alone = grade(first, EVENT, "done", HALF_AN_HOUR).grade
    assert grade([*first, second], EVENT, "done", HALF_AN_HOUR).grade <= alone


DONE = Account("done", "A", "red", 1, 1, 1, None)


@pytest.mark.parametrize(
    ("known", "settled"),
    [
        (DONE, True),
        (replace(DONE, grade="B"), False),
        (replace(DONE, grade="B", priority="amber"), True),
        (replace(DONE, grade="C", priority="amber"), True),
        (replace(DONE, grade="C", priority=None), True),
        (replace(DONE, grade="C", priority="green"), True),
        (replace(DONE, grade="D", priority="green"), False),
        (replace(DONE, carers_needed=2), False),
        (replace(DONE, carers_needed=2, arrivals=2), False),
        (replace(DONE, carers_needed=2, arrivals=2, leavings=2), True),
        (replace(DONE, carers_needed=2, reason="DT12"), True),
        (replace(DONE, leavings=0), False),
        (replace(DONE, outcome="there now", leavings=0), False),
        (replace(DONE, outcome="did not happen", arrivals=0, leavings=0), False),
        (replace(DONE, outcome="did not happen", arrivals=0, leavings=0, reason="DT11"), True),
        (replace(DONE, outcome="not known yet"), False),
    ],
)
def test_what_is_needed_to_leave_the_queue(known: Account, *, settled: bool) -> None:
    assert (still_needed(known) == ()) is settled
