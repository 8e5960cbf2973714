"""How a medicine is taken: what is regular, what is for some days, what is for when it is needed, and for how long."""

from typing import Any

import pytest

from downtime_desk.people.summary import Medicine
from tests.sync.fhir.make import medicine, one_person, patient


def taken(*dosage: dict[str, Any]) -> Medicine:
    """Return a medicine with these dosages."""
    (found,) = one_person(patient(), medicine(dosage=list(dosage))).summary.medicines.items
    return found


def mg(value: int, **repeat: Any) -> dict[str, Any]:
    """Return so many milligrams, how often."""
    return {
        "timing": {"repeat": repeat},
        "doseAndRate": [{"doseQuantity": {"value": value, "unit": "mg"}}],
    }


DAILY = mg(10, frequency=2, period=1, periodUnit="d", timeOfDay=["08:00:00", "20:00:00"])


@pytest.mark.parametrize("needed_first", [True, False])
def test_a_regular_dose_stays_due_beside_one_for_when_it_is_needed(*, needed_first: bool) -> None:
    needed = mg(5, timeOfDay=["12:00:00"]) | {"asNeededCodeableConcept": {"text": "pain"}}
    found = taken(*((needed, DAILY) if needed_first else (DAILY, needed)))
    assert (found.as_needed, found.dose, found.times) == (False, "10 mg", ("08:00", "20:00"))
    assert found.instructions == "2 times every day; also when needed: 5 mg at 12:00, when needed for pain"


def test_a_dose_of_some_days_beside_one_of_every_day_is_not_due_every_day() -> None:
    found = taken(DAILY, mg(5, dayOfWeek=["mon"], timeOfDay=["12:00:00"]))
    assert (found.days, found.dose, found.times) == ((), "10 mg", ("08:00", "20:00"))
    assert found.instructions == "2 times every day; also: 5 mg at 12:00, on Mon"


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        ({"period": 1, "periodUnit": "wk"}, "every week"),
        ({"period": 2, "periodUnit": "d"}, "every 2 days"),
        ({"period": 72, "periodUnit": "h"}, "every 72 hours"),
        ({"period": 1, "periodMax": 2, "periodUnit": "d"}, "every 1 to 2 days"),
        ({"period": 2, "periodUnit": "wk", "dayOfWeek": ["mon"]}, "every 2 weeks on Mon"),
    ],
)
def test_what_is_not_for_every_day_is_never_due_every_day_nor_hidden_by_other_words(
    repeat: dict[str, Any], words: str
) -> None:
    found = taken(mg(10, timeOfDay=["08:00:00"], **repeat) | {"text": "10 mg by mouth"})
    assert (found.dose, found.times, found.days) == ("10 mg", (), ())
    assert found.instructions == f"at 08:00; 10 mg by mouth; {words}"


def test_its_weekday_is_told_unless_its_own_words_tell_it() -> None:
    weekly = mg(10, timeOfDay=["08:00:00"], dayOfWeek=["mon"])
    assert taken(weekly | {"text": "10 mg"}).instructions == "10 mg; on Mon"
    assert taken(weekly | {"text": "10 mg on Mondays"}).instructions == "10 mg on Mondays"


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        (
            {"boundsPeriod": {"start": "2026-11-01", "end": "2026-11-07"}},
            "from 01-Nov-2026 until 07-Nov-2026",
        ),
        ({"boundsDuration": {"value": 7, "unit": "days"}}, "for 7 days"),
        ({"boundsRange": {"low": {"value": 5, "unit": "days"}}}, "for 5 days"),
        ({"count": 3}, "3 times in all"),
        ({"frequency": 1, "frequencyMax": 4, "period": 1, "periodUnit": "d"}, "1 to 4 times every day"),
        ({"offset": 30, "when": ["AC"]}, "30 minutes before meals"),
    ],
)
def test_for_how_long_and_at_most_how_often_are_told(repeat: dict[str, Any], words: str) -> None:
    assert taken(mg(10, **repeat)).instructions == words


def test_a_dose_that_is_only_a_limit_says_so() -> None:
    limit = {"value": 20, "unit": "mg", "comparator": "<"}
    found = taken({"doseAndRate": [{"doseQuantity": limit}], "maxDosePerAdministration": {"value": 10}})
    assert (found.dose, found.instructions) == ("<20 mg", "at one time not more than 10")
