"""Typed times: one instant, a question, or a refusal; never the future, never the plan."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core.clock import local
from downtime_desk.visits.times import Asked, Meant, Refused, read

NOW = datetime(2026, 11, 22, 2, 6, 40, tzinfo=UTC)
BEGAN = datetime(2026, 11, 21, 19, 52, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("typed", "stamp", "words"),
    [
        ("now", "2026-11-22T02:06", "02:06 today"),
        ("-20", "2026-11-22T01:46", "01:46 today"),
        ("−20", "2026-11-22T01:46", "01:46 today"),
        ("-720", "2026-11-21T14:06", "14:06 yesterday"),
        ("152", "2026-11-22T01:52", "01:52 today"),
        ("0152", "2026-11-22T01:52", "01:52 today"),
        ("1:52", "2026-11-22T01:52", "01:52 today"),
        ("1.52", "2026-11-22T01:52", "01:52 today"),
        ("20 15", "2026-11-21T20:15", "20:15 yesterday"),
        ("000", "2026-11-22T00:00", "00:00 today"),
        ("2330", "2026-11-21T23:30", "23:30 yesterday"),
        ("y2330", "2026-11-21T23:30", "23:30 yesterday"),
        ("yesterday 815", "2026-11-21T08:15", "08:15 yesterday"),
        ("Y 8:15", "2026-11-21T08:15", "08:15 yesterday"),
        ("206", "2026-11-22T02:06", "02:06 today"),
        ("815y", "2026-11-21T20:15", "20:15 yesterday"),
    ],
)
def test_every_way_of_typing_a_time(typed: str, stamp: str, words: str) -> None:
    assert read(typed, NOW, BEGAN) == Meant(datetime.fromisoformat(f"{stamp}:00+00:00"), words)


@pytest.mark.parametrize(
    "typed", ["8", "y8", "-0", "-721", "2460", "12345", "٨١٥", "<b>815</b>", "soon", "y"]
)
def test_what_is_not_a_time_is_refused_in_words(typed: str) -> None:
    reading = read(typed, NOW, BEGAN)
    assert isinstance(reading, Refused)
    assert "Type" in reading.words


def test_nothing_typed_means_nothing() -> None:
    assert read("  ", NOW) is None


def test_a_time_over_twelve_hours_ago_is_asked_about_and_answered_behind_it() -> None:
    assert read("815", NOW, BEGAN) == Asked(
        "08:15 has not come yet. Did you mean 20:15 Sat? Y, or N as typed"
    )
    assert read("815y", NOW, BEGAN) == Meant(datetime(2026, 11, 21, 20, 15, tzinfo=UTC), "20:15 yesterday")
    assert read("815n", NOW, BEGAN) == Meant(datetime(2026, 11, 21, 8, 15, tzinfo=UTC), "08:15 yesterday")


def test_the_hour_that_happens_twice_is_asked_for() -> None:
    morning = datetime(2026, 10, 25, 5, 0, tzinfo=UTC)
    assert read("130", morning) == Asked("The clocks went back: first or second 01:30? F or S")
    assert read("130f", morning) == Meant(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "first 01:30 today")
    assert read("130 second", morning) == Meant(
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "second 01:30 today"
    )


def test_between_the_two_only_the_first_has_come() -> None:
    between = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    assert read("130", between) == Meant(datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "first 01:30 today")


def test_the_hour_the_clocks_skipped_is_refused() -> None:
    reading = read("130", datetime(2026, 3, 29, 5, 0, tzinfo=UTC))
    assert isinstance(reading, Refused)
    assert "clocks went forward" in reading.words


@given(INSTANTS, st.integers(0, 23), st.integers(0, 59), st.sampled_from(["", "y", "n", "f", "s"]))
def test_no_time_is_ever_in_the_future_and_the_clock_shows_it(
    now: datetime, hour: int, minute: int, answer: str
) -> None:
    reading = read(f"{hour}:{minute:02d}{answer}", now)
    if isinstance(reading, Meant):
        assert reading.instant <= now
        assert now - reading.instant < timedelta(hours=25)
        shown = local(reading.instant)
        assert (shown.hour, shown.minute) in {(hour, minute), ((hour + 12) % 24, minute)}


@given(INSTANTS, st.integers(0, 23), st.integers(0, 59))
def test_a_question_is_always_answered_by_its_letter(now: datetime, hour: int, minute: int) -> None:
    typed = f"{hour}:{minute:02d}"
    if isinstance(reading := read(typed, now), Asked):
        letters = "fs" if reading.words.endswith("S") else "y"
        assert all(isinstance(read(typed + letter, now), Meant) for letter in letters)


@given(INSTANTS, st.text(max_size=12))
def test_any_text_is_taken_asked_or_refused(now: datetime, typed: str) -> None:
    reading = read(typed, now)
    assert reading is None or reading.words
    if isinstance(reading, Meant):
        assert now - timedelta(hours=49) < reading.instant <= now
