"""What a cell says: nothing that could be read in two ways is guessed."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core.clock import LONDON, MONTHS
from downtime_desk.sync.files import values
from downtime_desk.sync.files.values import WrongOrder
from downtime_desk.sync.strict import Unreadable

DAYS = st.dates(date(1890, 1, 1), date(2199, 12, 31))
MINUTES = st.times().map(lambda face: face.replace(second=0, microsecond=0, fold=0))
WAYS = (
    "{0:%d/%m/%Y}",
    "{0.day}/{0.month}/{0:%Y}",
    "{0:%d.%m.%Y}",
    "{0:%d-%m-%Y}",
    "{0:%Y-%m-%d}",
    "{0:%Y/%m/%d}",
    "{0.day} {1} {0:%Y}",
    "{0:%d}-{1}-{0:%Y}",
    "Sun {0.day} {1} {0:%Y}",
)


@given(DAYS, st.sampled_from(WAYS))
def test_a_day_written_any_uk_way_is_that_day(there: date, way: str) -> None:
    assert values.day(way.format(there, MONTHS[there.month - 1])) == there


@given(DAYS)
def test_a_day_with_its_month_first_is_never_taken_for_another(there: date) -> None:
    said = f"{there:%m/%d/%Y}"
    assert values.day(said, "month first") == there
    if there.day > 12:
        with pytest.raises(WrongOrder):
            values.day(said)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("03/04/26", "two digits"),
        ("31/11/2026", "no such day"),
        ("29/02/2026", "no such day"),
        ("00/01/2026", "no such day"),
        ("01/01/0026", "year cannot be right"),
        ("46348", "not a date"),
        ("46348.3125", "not a date"),
        ("22 Smarch 2026", "not a date"),
        ("tomorrow", "not a date"),
        ("٢٢/١١/٢٠٢٦x", "not a date"),
    ],
)
def test_what_is_no_sure_day_is_refused(cell: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        values.day(cell)


@given(DAYS, MINUTES)
def test_a_london_time_is_read_back_the_same(there: date, face: time) -> None:
    read = values.instant(f"{there:%d/%m/%Y} {face:%H:%M}")
    assert read is not None
    back = read.at.astimezone(LONDON)
    if read.doubt != values.NEVER:
        assert (back.date(), back.time()) == (there, face)
    assert (read.doubt is None) == _is_sure(datetime.combine(there, face, LONDON))


def _is_sure(at: datetime) -> bool:
    return at.utcoffset() == at.replace(fold=1).utcoffset()


@pytest.mark.parametrize(
    ("cell", "at", "doubt"),
    [
        ("25/10/2026 01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), values.TWICE),
        ("28/03/2027 01:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC), values.NEVER),
        ("25/10/2026 02:30", datetime(2026, 10, 25, 2, 30, tzinfo=UTC), None),
        ("2026-07-01T07:30:00", datetime(2026, 7, 1, 6, 30, tzinfo=UTC), None),
        ("2026-07-01T07:30:00Z", datetime(2026, 7, 1, 7, 30, tzinfo=UTC), None),
        ("2026-07-01T07:30:00.000+02:00", datetime(2026, 7, 1, 5, 30, tzinfo=UTC), None),
        ("1 Jul 2026 7:30 pm", datetime(2026, 7, 1, 18, 30, tzinfo=UTC), None),
        ("01/07/2026, 07:30", datetime(2026, 7, 1, 6, 30, tzinfo=UTC), None),
    ],
)
def test_an_instant(cell: str, at: datetime, doubt: str | None) -> None:
    assert values.instant(cell) == (at, doubt)


def test_a_profile_says_that_times_are_utc() -> None:
    read = values.instant("01/07/2026 07:30", "UTC")
    assert read is not None
    assert read.at == datetime(2026, 7, 1, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "cell", ["01/07/2026", "07:30", "01/07/2026 25:00", "01/07/2026 13:00 pm", "x 07:30"]
)
def test_half_an_instant_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable):
        values.instant(cell)


@pytest.mark.parametrize(
    ("cell", "id_"),
    [
        ("1234.0", "1234"),
        ("1234", "1234"),
        ("0071", "0071"),
        ("71.5", "71.5"),
        ("E10", "E10"),
        ("1E2B", "1E2B"),
        (" a b ", "a b"),
        ("NULL", None),
        ("-", None),
        ("NaN", None),
    ],
)
def test_an_id_is_text(cell: str, id_: str | None) -> None:
    assert values.identity(cell) == id_


@pytest.mark.parametrize("cell", ["1.23457E+12", "9E+09", "1e15"])
def test_an_id_that_lost_its_digits_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable, match="last digits"):
        values.identity(cell)


def test_a_person_may_be_called_null() -> None:
    assert values.text("Null") == "Null"
    assert values.text("NULL") is None


@pytest.mark.parametrize("cell", ["a\x00b", "a\x1bb", "#REF!", "x" * 10_001])
def test_what_cannot_be_shown_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable):
        values.text(cell)


@given(st.integers(0, 24 * 60 - 1))
def test_a_length_written_any_way_is_as_long(minutes: int) -> None:
    length = timedelta(minutes=minutes)
    face = f"{minutes // 60:02d}:{minutes % 60:02d}"
    for cell in (
        str(minutes),
        f"{minutes}.0",
        f"{minutes} mins",
        face,
        f"{face}:00",
        f"0 days {face}:00.000000000",
    ):
        assert values.span(cell) == length


@pytest.mark.parametrize("cell", ["half an hour", "-30", "00:75", "12345"])
def test_no_length_is_refused(cell: str) -> None:
    with pytest.raises(Unreadable):
        values.span(cell)


def test_yes_no_and_numbers() -> None:
    assert [values.yes_or_no(cell) for cell in ("Y", "false", "1.0", "")] == [True, False, True, None]
    assert [values.number(cell) for cell in ("2.0", "0", "")] == [2, 0, None]
    for read, cell in ((values.yes_or_no, "perhaps"), (values.number, "two"), (values.number, "-1")):
        with pytest.raises(Unreadable):
            read(cell)


@given(st.text(max_size=40))
def test_no_cell_brings_anything_down(cell: str) -> None:
    for read in (
        values.text,
        values.identity,
        values.day,
        values.clock,
        values.instant,
        values.span,
        values.number,
        values.yes_or_no,
        values.several,
    ):
        try:
            read(cell)
        except Unreadable as why:
            assert str(why)  # noqa: PT017 - whatever is refused says why


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1632960123", "01632960123"),
        ("1632960123.0", "01632960123"),
        ("7700900123", "07700900123"),
        ("447700900123", "+447700900123"),
        ("01632 960123", "01632 960123"),
        ("07700 900123 (son)", "07700 900123 (son)"),
        ("960123", "960123"),
        ("", None),
    ],
)
def test_a_telephone_number_gets_back_what_a_spreadsheet_took(cell: str, said: str | None) -> None:
    assert values.phone(cell) == said


def test_a_telephone_number_that_lost_digits_is_refused() -> None:
    with pytest.raises(Unreadable, match="cut its last digits off"):
        values.phone("7.7009E+09")


def test_a_date_that_does_not_fit_the_order_of_its_file_puts_all_of_it_in_doubt() -> None:
    for cell, order in (("04/25/2026", "day first"), ("25/04/2026", "month first")):
        with pytest.raises(WrongOrder):
            values.day(cell, order)
