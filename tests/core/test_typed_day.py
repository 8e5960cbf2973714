"""Times on other days: the day that was typed, the reading nearest to what it is about, and never a guess."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core.clock import local
from downtime_desk.core.typed_day import day_in_words, read_after, read_day, read_near
from downtime_desk.core.typed_time import At, Refused

# Sunday 22 November 2026, 02:06
NOW = datetime(2026, 11, 22, 2, 6, tzinfo=UTC)


def utc(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "about", "meant"),
    [
        ("330", utc(22, 2, 30), utc(22, 3, 30)),
        ("2350", utc(22, 0, 30), utc(21, 23, 50)),
        ("030", utc(22, 23, 30), utc(23, 0, 30)),
        ("930", utc(23, 9), utc(23, 9, 30)),
        ("mon 930", utc(22, 2, 30), utc(23, 9, 30)),
        ("sun 0330", utc(22, 2, 30), utc(22, 3, 30)),
        ("tomorrow 9.30", utc(22, 2, 30), utc(23, 9, 30)),
        ("Today 2130", utc(22, 2, 30), utc(22, 21, 30)),
        ("25 nov 0815", utc(22, 2, 30), utc(25, 8, 15)),
        ("25/11 0815", utc(22, 2, 30), utc(25, 8, 15)),
        ("25-Nov-2026 08:15", utc(22, 2, 30), utc(25, 8, 15)),
        ("now", utc(25, 8), utc(22, 2, 6)),
        ("-20", utc(25, 8), utc(22, 1, 46)),
        ("+30", utc(25, 8), utc(22, 2, 36)),
        ("y2330", utc(25, 8), utc(21, 23, 30)),
    ],
)
def test_a_time_is_read_on_its_day(typed: str, about: datetime, meant: datetime) -> None:
    assert read_near(typed, about, NOW) == At(meant)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("1400", "14:00: which day? Type it in front, as sun 1400."),
        ("mon", "The time is missing. Type it behind the day, as mon 815."),
        ("31 nov 0900", "There is no such day. Type it as 25 nov or mon, and the time behind it."),
        ("mon y0900", "Leave out the y: the day was typed."),
        ("mon 2560", "There is no 25:60 on the clock. Type it as 815 or 2015."),
    ],
)
def test_what_could_be_meant_two_ways_is_not_guessed(typed: str, why: str) -> None:
    assert read_near(typed, NOW, NOW) == Refused(why)


def test_a_date_without_a_year_is_the_nearest_one() -> None:
    assert read_near("2 jan 0900", NOW, NOW) == At(datetime(2027, 1, 2, 9, tzinfo=UTC))
    assert read_near("30 dec 0900", NOW, datetime(2026, 1, 3, tzinfo=UTC)) == At(
        datetime(2025, 12, 30, 9, tzinfo=UTC)
    )


def test_an_end_is_after_the_beginning() -> None:
    assert read_after("030", utc(22, 23, 45), NOW) == At(utc(23, 0, 30))
    assert read_after("+45", utc(25, 9), NOW) == At(utc(25, 9, 45))
    assert read_after("wed 0700", utc(22, 2), NOW) == At(utc(25, 7))


def test_the_hour_that_comes_twice_is_asked_about() -> None:
    about = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not isinstance(read_near("130", about, about), At)
    assert read_near("130s", about, about) == At(datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - made aware below
    st.integers(0, 23),
    st.integers(0, 59),
)
def test_no_reading_is_further_off_than_nine_hours(wall: datetime, hour: int, minute: int) -> None:
    about = wall.replace(tzinfo=UTC)
    read = read_near(f"{hour:02d}{minute:02d}", about, about)
    if isinstance(read, At):
        assert abs(read.instant - about) <= timedelta(hours=10)
        assert f"{local(read.instant):%H%M}" == f"{hour:02d}{minute:02d}"


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12 dec", date(2026, 12, 12)),
        ("Sat 12 December", date(2026, 12, 12)),
        ("12/12", date(2026, 12, 12)),
        ("1/2", date(2027, 2, 1)),
        ("12-Dec-2027", date(2027, 12, 12)),
        ("sat", date(2026, 11, 28)),
        ("tomorrow", date(2026, 11, 23)),
        ("+14", date(2026, 12, 6)),
        ("4 weeks", date(2026, 12, 20)),
        ("+2w", date(2026, 12, 6)),
    ],
)
def test_a_day_without_a_time_is_read_as_it_is_typed(typed: str, meant: date) -> None:
    assert read_day(typed, TODAY) == meant


@pytest.mark.parametrize("typed", ["", "soon", "12", "31 nov", "13/13", "12 dez", "sat 815", "0/0"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    assert isinstance(read_day(typed, TODAY), Refused)


def test_a_day_in_words_says_how_far_off_it_is() -> None:
    assert day_in_words(TODAY, TODAY) == "Sun 22-Nov-2026, today"
    assert day_in_words(TODAY + timedelta(days=20), TODAY) == "Sat 12-Dec-2026, in 20 days"
    assert day_in_words(TODAY - timedelta(days=2), TODAY) == "Fri 20-Nov-2026, 2 days ago"
