"""Which doses fall due in a visit."""

from datetime import UTC, datetime, timedelta

import pytest

from downtime_desk.people.summary import Medicine
from downtime_desk.visits.doses import due

WEEKLY = Medicine("Methotrexate", "10 mg", times=("00:15", "08:00"), days=("mon",))


def faces(on: datetime) -> list[str]:
    """Return the times due in an hour's visit."""
    return [each.time for each in due((WEEKLY,), on, on + timedelta(hours=1))]


@pytest.mark.parametrize(("day", "doses"), [(22, []), (23, ["08:00"]), (24, [])])
def test_a_weekly_medicine_is_due_on_its_day_alone(day: int, doses: list[str]) -> None:
    assert faces(datetime(2026, 11, day, 7, 45, tzinfo=UTC)) == doses


def test_its_day_is_that_of_the_dose_by_the_clock_in_london() -> None:
    # 23:00 in UTC, and midnight of Monday 19 October in London
    assert faces(datetime(2026, 10, 18, 23, 0, tzinfo=UTC)) == ["00:15"]
    assert faces(datetime(2026, 10, 19, 23, 0, tzinfo=UTC)) == []
