"""Typed times: what each form means, what is asked, what is refused, on any day of the year."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from downtime_desk.core.clock import LONDON, local
from downtime_desk.core.typed_time import (
    Ask,
    At,
    Refused,
    asked,
    meaning,
    read_ahead_answered,
    read_answered,
    read_time,
    read_time_ahead,
)

NIGHT = datetime(2026, 11, 22, 2, 6, 40, tzinfo=UTC)
DECLARED = datetime(2026, 11, 21, 19, 52, tzinfo=UTC)
SPRING = datetime(2026, 3, 29, 9, 0, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 9, 0, tzinfo=UTC)

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
moments = st.integers(0, int((END - START).total_seconds())).map(lambda late: START + timedelta(seconds=late))
faces = st.tuples(st.integers(0, 23), st.integers(0, 59))


def _london(day: int, hour: int, minute: int, *, month: int = 11, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "day", "hour", "minute"),
    [
        ("now", 22, 2, 6),
        (" NOW ", 22, 2, 6),
        ("-20", 22, 1, 46),
        ("-720", 21, 14, 6),
        ("145", 22, 1, 45),
        ("0145", 22, 1, 45),
        ("1:45", 22, 1, 45),
        ("01.45", 22, 1, 45),
        ("20 15", 21, 20, 15),
        ("2015", 21, 20, 15),
        ("y2330", 21, 23, 30),
        ("y 815", 21, 8, 15),
        ("Y23:30", 21, 23, 30),
    ],
)
def test_each_form_means_one_time(typed: str, day: int, hour: int, minute: int) -> None:
    assert read_time(typed, NIGHT, DECLARED) == At(_london(day, hour, minute))


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("8", "Type 800 for 08:00"),
        ("20", "Type 2000 for 20:00"),
        ("45", "45 is not a time"),
        ("-0", "from 1 to 720"),
        ("-721", "from 1 to 720"),
        ("2460", "no 24:60 on the clock"),
        ("960", "no 09:60"),
        ("8:15pm", "type 2015"),
        ("12.30 a.m.", "type 0030"),
        ("9 am", "type 0900"),
        ("y8", "Type y800 for 08:00"),
        ("", "not a time"),
        ("soon", "not a time"),
        ("٠٨١٥", "not a time"),
        ("8:5", "not a time"),
        ("y", "not a time"),
        ("08:15:30", "not a time"),
    ],
)
def test_what_is_not_a_time_is_refused_with_what_to_type(typed: str, why: str) -> None:
    answer = read_time(typed, NIGHT)
    assert isinstance(answer, Refused)
    assert why in answer.why


def test_a_morning_time_typed_at_night_is_asked_about() -> None:
    assert read_time("815", NIGHT, DECLARED) == Ask(
        "08:15 has not come yet. Did you mean 20:15 Sat?",
        (("20:15 Sat", _london(21, 20, 15)), ("08:15 Sat", _london(21, 8, 15))),
    )


def test_half_past_midnight_typed_as_twelve_is_asked_about() -> None:
    answer = read_time("1230", NIGHT, DECLARED)
    assert isinstance(answer, Ask)
    assert answer.choices[0] == ("00:30 today", _london(22, 0, 30))


def test_an_evening_time_that_has_not_come_is_asked_about() -> None:
    now = _london(22, 18, 0)
    assert read_time("1815", now) == Ask(
        "18:15 has not come yet. Did you mean 18:15 Sat?", (("18:15 Sat", _london(21, 18, 15)),)
    )


def test_this_morning_in_the_evening_is_asked_about() -> None:
    answer = read_time("0815", _london(22, 22, 0), _london(22, 19, 52))
    assert isinstance(answer, Ask)
    assert answer.question == "08:15 was 13 h 45 m ago. Did you mean 20:15 today?"


def test_before_the_outage_is_no_question_when_nothing_nearer_is_meant() -> None:
    assert read_time("1938", NIGHT, DECLARED) == At(_london(21, 19, 38))


def test_the_other_half_of_the_day_is_no_question_when_it_is_further_off() -> None:
    now, since = _london(22, 10, 0), _london(22, 9, 0)
    assert read_time("815", now, since) == At(_london(22, 8, 15))


def test_autumn_asks_which_and_only_when_both_have_come() -> None:
    first, second = _london(25, 1, 30, month=10), _london(25, 1, 30, month=10, fold=1)
    assert second - first == timedelta(hours=1)
    answer = read_time("130", AUTUMN)
    assert isinstance(answer, Ask)
    assert answer.question == "The clocks went back: first or second 01:30?"
    assert [instant for _, instant in answer.choices] == [first, second]
    assert read_time("130", second - timedelta(minutes=1)) == At(first)
    assert meaning(first, AUTUMN).startswith("first 01:30 today")
    assert meaning(second, AUTUMN).startswith("second 01:30 today")


def test_spring_has_no_half_past_one() -> None:
    answer = read_time("130", SPRING)
    assert answer == Refused("There was no 01:30 on Sun 29-Mar-2026: the clocks went forward.")
    assert isinstance(read_time("y130", SPRING + timedelta(days=1)), Refused)
    assert read_time("130", SPRING + timedelta(days=1)) == At(_london(30, 1, 30, month=3))


@given(moments, faces, st.sampled_from(["{}{:02d}", "{:02d}{:02d}", "{}:{:02d}", "{}.{:02d}", "{} {:02d}"]))
@example(AUTUMN, (1, 30), "{}{:02d}")
@example(SPRING, (1, 30), "{}{:02d}")
def test_a_clock_time_is_never_ahead_and_always_shows_what_was_typed(
    now: datetime, face: tuple[int, int], form: str
) -> None:
    answer = read_time(form.format(*face), now)
    if isinstance(answer, Refused):
        assert "clocks went forward" in answer.why
        return
    instants = [answer.instant] if isinstance(answer, At) else [instant for _, instant in answer.choices]
    for instant in instants:
        assert now - timedelta(hours=25) <= instant <= now
        assert (local(instant).hour % 12, local(instant).minute) == (face[0] % 12, face[1])
    assert any((local(each).hour, local(each).minute) == face for each in instants)


@given(moments, faces)
def test_without_a_doubt_it_is_the_latest_such_time(now: datetime, face: tuple[int, int]) -> None:
    answer = read_time(f"{face[0]}{face[1]:02d}", now)
    if not isinstance(answer, At):
        return
    later = answer.instant + timedelta(minutes=1)
    while later <= now:
        assert (local(later).hour, local(later).minute) != face
        later += timedelta(minutes=1)


@given(moments, faces)
def test_yesterday_is_the_day_before(now: datetime, face: tuple[int, int]) -> None:
    answer = read_time(f"y{face[0]}{face[1]:02d}", now)
    if isinstance(answer, At):
        there = local(answer.instant)
        assert there.date() == local(now).date() - timedelta(days=1)
        assert (there.hour, there.minute) == face


@given(moments, st.integers(1, 720))
def test_minutes_ago_are_exact(now: datetime, minutes: int) -> None:
    whole = now.replace(second=0, microsecond=0)
    assert read_time(f"-{minutes}", now) == At(whole - timedelta(minutes=minutes))


@given(moments, faces)
def test_a_time_ahead_is_ahead(now: datetime, face: tuple[int, int]) -> None:
    answer = read_time_ahead(f"{face[0]}{face[1]:02d}", now)
    if isinstance(answer, At):
        assert now - timedelta(minutes=1) < answer.instant <= now + timedelta(hours=25)
        assert (local(answer.instant).hour, local(answer.instant).minute) == face


@given(st.text(max_size=12), moments)
def test_no_text_breaks_it(typed: str, now: datetime) -> None:
    assert isinstance(read_time(typed, now), At | Ask | Refused)
    assert isinstance(read_time_ahead(typed, now), At | Ask | Refused)


def test_ahead_refuses_yesterday_and_no_minutes() -> None:
    assert isinstance(read_time_ahead("y0815", NIGHT), Refused)
    assert isinstance(read_time_ahead("+0", NIGHT), Refused)
    assert read_time_ahead("+30", NIGHT) == At(_london(22, 2, 36))
    assert read_time_ahead("300", NIGHT) == At(_london(22, 3, 0))


def test_the_meaning_is_said_in_words() -> None:
    now = _london(21, 19, 52)
    assert meaning(_london(21, 19, 38), now) == "19:38 today, 14 min ago"
    assert meaning(_london(20, 23, 30), now) == "23:30 yesterday, 20 h 22 m ago"
    assert meaning(now, now) == "19:52 today, now"
    assert meaning(_london(22, 3, 0), now) == "03:00 tomorrow, in 7 h 08 m"
    assert meaning(_london(19, 3, 0), now).startswith("03:00 Thu 19-Nov-2026")


def test_a_letter_behind_the_time_answers_the_question() -> None:
    question = read_answered("815", NIGHT, DECLARED)
    assert isinstance(question, Ask)
    assert asked(question).endswith("Did you mean 20:15 Sat? Y, or N as typed")
    assert read_answered("815y", NIGHT, DECLARED) == At(_london(21, 20, 15))
    assert read_answered("8:15 n", NIGHT, DECLARED) == At(_london(21, 8, 15))
    assert read_answered("130s", AUTUMN) == At(_london(25, 1, 30, month=10, fold=1))
    assert read_answered("145y", NIGHT, DECLARED) == At(_london(22, 1, 45))
    assert read_ahead_answered("300", NIGHT) == At(_london(22, 3, 0))
