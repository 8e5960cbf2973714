"""The three states: listed, recorded as none, not recorded. Absence, damage and doubt never become none."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.people.summary import Allergy, Medicine
from tests.sync.fhir.make import (
    Resource,
    about,
    allergy,
    coded,
    extension,
    flag,
    medicine,
    one_person,
    patient,
    raw,
    reasons,
    staged,
)

MARK = [{"url": "https://example.org/changes-the-meaning"}]
NO_ALLERGY = coded("716186003", display="No known allergy")
NO_MEDICINE = coded("787481004", display="No known medications")
NO_PROBLEM = coded("160245001", display="No current problems or disability")


def none_known(section: str) -> Resource:
    """Return the resource that says, in so many words, that there are none."""
    return {
        "allergies": about("AllergyIntolerance", "none", code=NO_ALLERGY, recordedDate="2024-12-10"),
        "medicines": about(
            "MedicationStatement", "none", status="active", medicationCodeableConcept=NO_MEDICINE
        ),
        "conditions": about("Condition", "none", code=NO_PROBLEM, recordedDate="2025-03-30"),
    }[section]


def one(section: str, **more: Any) -> Resource:
    """Return a resource of one item."""
    return {
        "allergies": allergy(**more),
        "medicines": medicine(**more),
        "conditions": about("Condition", "c1", code={"text": "Stroke"}, **more),
    }[section]


SECTIONS = ("allergies", "medicines", "conditions")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_three_states(section: str) -> None:
    def state(*given: Resource) -> str:
        return str(getattr(one_person(patient(), *given).summary, section).state)

    assert state() == "not recorded"
    assert state(none_known(section)) == "none"
    assert state(one(section)) == "listed"


@pytest.mark.parametrize("section", SECTIONS)
def test_both_listed_and_none_is_listed_with_a_note(section: str) -> None:
    summary = one_person(patient(), one(section), none_known(section)).summary
    assert getattr(summary, section).state == "listed"
    assert summary.alerts.items[0].kind == "Check this record"


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("spoilt", ["marked", "rules", "twice", "cut", "odd", "key"])
def test_a_record_that_cannot_be_read_never_leaves_none(section: str, spoilt: str) -> None:
    lost = one(section)
    spoil = {
        "marked": raw(lost | {"modifierExtension": MARK}),
        "rules": raw(lost | {"implicitRules": "https://example.org/rules"}),
        "twice": raw(lost)[:-1] + b',"id":"again"}',
        "cut": raw({"x": {"reference": "Patient/p1"}, **lost})[:-20],
        "odd": raw(lost | {"id": 7}),
        "key": raw(lost)[:-1] + b',"deep":' + b"[" * 5000 + b"}",
    }
    found = staged(patient(), none_known(section), spoil[spoilt])
    assert len(found.rejected) == 1
    assert found.rejected[0].person_id == "p1"
    (person,) = found.people()
    assert getattr(person.summary, section).state == "not recorded"
    (note, _rest) = person.summary.alerts.items
    assert note.kind == "Not all read"
    assert note.text is not None
    assert section.capitalize() in note.text


def test_a_lost_allergy_beside_others_is_noted() -> None:
    found = staged(patient(), allergy("Latex"), allergy("Penicillin", "a2", modifierExtension=MARK))
    (person,) = found.people()
    assert [each.substance for each in person.summary.allergies.items] == ["Latex"]
    assert person.summary.alerts.items[0].text == (
        "Allergies: 1 entry in the main system could not be read. Ask before relying on this."
    )
    assert reasons(found) == [
        "it carries a mark that changes its meaning and that this program does not know"
    ]


def test_something_damaged_beyond_its_kind_spoils_every_none_of_that_person() -> None:
    damaged = b'{"patient":{"reference":"Patient/p1"},"code":'
    found = staged(patient(), patient("p2"), *(none_known(section) for section in SECTIONS), damaged)
    first, second = found.people()
    assert {getattr(first.summary, section).state for section in SECTIONS} == {"not recorded"}
    assert first.summary.alerts.items[0].kind == "Not all read"
    assert second.summary.alerts.state == "not recorded"


def test_a_note_on_the_copy_does_not_pass_for_the_list_of_alerts() -> None:
    (person,) = staged(patient(), allergy(modifierExtension=MARK)).people()
    assert [alert.kind for alert in person.summary.alerts.items] == ["Not all read", "Alerts"]
    (person,) = staged(patient(), allergy(modifierExtension=MARK), flag("Dog")).people()
    assert [alert.kind for alert in person.summary.alerts.items] == ["Not all read", "Dog"]


@pytest.mark.parametrize("code", ["no-allergy-info", "1631000175102"])
def test_no_information_is_not_recorded(code: str) -> None:
    assert (
        one_person(patient(), about("AllergyIntolerance", code=coded(code))).summary.allergies.state
        == "not recorded"
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("no-known-medication-allergies", "No known medication allergies"),
        ("409137002", "No known drug allergy"),
        ("429625007", "No known food allergy"),
    ],
)
def test_none_of_one_sort_is_said_in_its_own_words_and_is_not_none(code: str, words: str) -> None:
    allergies = one_person(
        patient(), about("AllergyIntolerance", code=coded(code, display=words))
    ).summary.allergies
    assert (allergies.state, allergies.items[0].substance) == ("listed", words)


@pytest.mark.parametrize(
    "status",
    [
        {"verificationStatus": {"coding": [{"code": "refuted"}]}},
        {"verificationStatus": {"coding": [{"code": "entered-in-error"}]}},
        {"clinicalStatus": {"coding": [{"code": "resolved"}]}},
        {"clinicalStatus": {"coding": [{"code": "inactive"}]}},
    ],
)
@pytest.mark.parametrize("kind", ["item", "none"])
def test_what_no_longer_holds_says_nothing(status: dict[str, Any], kind: str) -> None:
    said = {**(allergy() if kind == "item" else none_known("allergies")), **status}
    assert one_person(patient(), said).summary.allergies.state == "not recorded"


def test_an_unknown_status_is_listed_rather_than_lost() -> None:
    said = allergy() | {"clinicalStatus": {"coding": [{"code": "whatever"}]}}
    assert one_person(patient(), said).summary.allergies.state == "listed"


def test_an_allergy_in_full() -> None:
    said = allergy(
        recordedDate="2022-06-16T10:00:00+01:00",
        criticality="high",
        reaction=[
            {"manifestation": [{"text": "Rash"}, coded("1", display="Wheeze")], "severity": "mild"},
            {"manifestation": [{"text": "Rash"}], "severity": "severe"},
        ],
    )
    assert one_person(patient(), said).summary.allergies.items == (
        Allergy("Penicillin", "Rash, Wheeze", "severe", date(2022, 6, 16)),
    )


def test_high_criticality_stands_in_for_severity_and_codes_for_words() -> None:
    said = about("AllergyIntolerance", code=coded("91936005"), criticality="high")
    assert one_person(patient(), said).summary.allergies.items == (
        Allergy("code 91936005", None, "high risk"),
    )


def test_an_allergy_to_nothing_is_listed_as_unreadable() -> None:
    found = staged(patient(), about("AllergyIntolerance"))
    assert reasons(found) == ["it does not say what the allergy is to"]
    (person,) = found.people()
    assert person.summary.alerts.items[0].kind == "Not all read"


def test_a_medicine_in_full() -> None:
    said = medicine(
        dosage=[
            {
                "text": "1 tablet",
                "patientInstruction": "With water",
                "additionalInstruction": [{"text": "Not with milk"}],
                "timing": {"repeat": {"timeOfDay": ["20:30:00", "08:30:00"]}},
                "route": {"text": "by mouth"},
                "doseAndRate": [{"doseQuantity": {"value": 1.0, "unit": "tablet"}}],
                "maxDosePerPeriod": {
                    "numerator": {"value": 4, "unit": "tablets"},
                    "denominator": {"value": 24, "unit": "hours"},
                },
            }
        ],
        extension=[
            extension(
                "time-critical",
                extension=[
                    {"url": "windowMinutes", "valueInteger": 30},
                    {"url": "ifLate", "valueString": "Give at once"},
                    {"url": "ifMissed", "valueString": "Ring 111"},
                ],
            ),
            extension("support", valueCode="administer"),
        ],
    )
    assert one_person(patient(), said).summary.medicines.items == (
        Medicine(
            "Levodopa 100 mg",
            "1 tablet",
            "by mouth",
            ("08:30", "20:30"),
            time_critical=True,
            window_minutes=30,
            if_late="Give at once",
            if_missed="Ring 111",
            support="administer",
            instructions="1 tablet; With water; Not with milk; not more than 4 tablets in 24 hours",
        ),
    )


def test_doses_that_differ_are_told_apart() -> None:
    def dose(value: int, at: str) -> dict[str, Any]:
        return {
            "timing": {"repeat": {"timeOfDay": [at]}},
            "doseAndRate": [{"doseQuantity": {"value": value, "unit": "units"}}],
        }

    (found,) = one_person(
        patient(), medicine(dosage=[dose(10, "08:00:00"), dose(6, "18:00:00")])
    ).summary.medicines.items
    assert (found.dose, found.times) == (None, ("08:00", "18:00"))
    assert found.instructions == "10 units at 08:00; 6 units at 18:00"


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        ({"frequency": 1, "period": 1.0, "periodUnit": "d"}, "once a day"),
        ({"frequency": 3, "period": 1, "periodUnit": "d"}, "3 times every day"),
        ({"period": 8, "periodUnit": "h"}, "every 8 hours"),
        ({"period": 1, "periodUnit": "wk", "dayOfWeek": ["mon", "thu"]}, "every week on Mon, Thu"),
        ({"when": ["HS"]}, "at bedtime"),
    ],
)
def test_how_often_is_put_in_words(repeat: dict[str, Any], words: str) -> None:
    (found,) = one_person(
        patient(), medicine(dosage=[{"timing": {"repeat": repeat}}])
    ).summary.medicines.items
    assert found.instructions == words


@pytest.mark.parametrize(
    ("repeats", "days"),
    [
        ([{"period": 1, "periodUnit": "wk", "dayOfWeek": ["thu", "mon"]}], ("mon", "thu")),
        ([{"dayOfWeek": ["sun"]}], ("sun",)),
        ([{"period": 2, "periodUnit": "wk", "dayOfWeek": ["thu"]}], ()),
        ([{"period": 1, "periodUnit": "mo", "dayOfWeek": ["thu"]}], ()),
        ([{"period": 1, "periodUnit": "wk"}], ()),
        ([{"dayOfWeek": ["sun"]}, {"period": 1, "periodUnit": "d"}], ()),
        ([{"dayOfWeek": ["sun"]}, {"dayOfWeek": ["wed"]}], ("wed", "sun")),
    ],
)
def test_days_are_those_of_every_week_or_none(repeats: list[dict[str, Any]], days: tuple[str, ...]) -> None:
    dosage = [{"timing": {"repeat": repeat}} for repeat in repeats]
    (found,) = one_person(patient(), medicine(dosage=dosage)).summary.medicines.items
    assert found.days == days


@pytest.mark.parametrize("needed", [{"asNeededBoolean": True}, {"asNeededCodeableConcept": {"text": "pain"}}])
def test_as_needed(needed: dict[str, Any]) -> None:
    (found,) = one_person(patient(), medicine(dosage=[needed])).summary.medicines.items
    assert found.as_needed


@pytest.mark.parametrize("status", ["completed", "stopped", "on-hold", "not-taken", "entered-in-error"])
def test_medicines_not_taken_now_are_left_out(status: str) -> None:
    assert one_person(patient(), medicine() | {"status": status}).summary.medicines.state == "not recorded"


def test_a_medicine_of_unknown_status_is_listed_and_says_so() -> None:
    (found,) = one_person(patient(), medicine() | {"status": "unknown"}).summary.medicines.items
    assert found.instructions == "The main system does not say whether this is still taken."


def order(id_: str = "r1", **more: Any) -> Resource:
    made = {"status": "active", "intent": "order", "medicationCodeableConcept": {"text": "Ramipril 5 mg"}}
    return about("MedicationRequest", id_, **{**made, **more})


@pytest.mark.parametrize("intent", ["order", "plan", "original-order", "filler-order", "instance-order"])
def test_orders_and_plans_are_medicines(intent: str) -> None:
    assert one_person(patient(), order(intent=intent)).summary.medicines.items[0].name == "Ramipril 5 mg"


@pytest.mark.parametrize("intent", ["proposal", "option"])
def test_suggestions_are_not(intent: str) -> None:
    assert one_person(patient(), order(intent=intent)).summary.medicines.state == "not recorded"


def test_an_order_not_to_give_is_a_warning_and_never_a_medicine() -> None:
    summary = one_person(patient(), order(doNotPerform=True)).summary
    assert summary.medicines.state == "not recorded"
    assert (summary.alerts.items[0].kind, summary.alerts.items[0].text) == ("Do not give", "Ramipril 5 mg")


def test_a_statement_stands_for_the_order_it_rests_on() -> None:
    said = medicine("Ramipril 5 mg", basedOn=[{"reference": "MedicationRequest/r1"}])
    assert len(one_person(patient(), order(), said).summary.medicines.items) == 1
    assert len(one_person(patient(), order("r2"), said).summary.medicines.items) == 1
    another = order("r2", medicationCodeableConcept={"text": "Senna"})
    assert len(one_person(patient(), another, said).summary.medicines.items) == 2


@pytest.mark.parametrize(
    ("named", "extra"),
    [
        (
            {"medicationReference": {"reference": "Medication/x"}},
            [{"resourceType": "Medication", "id": "x", "code": {"text": "Senna"}}],
        ),
        (
            {
                "medicationReference": {"reference": "#in"},
                "contained": [{"resourceType": "Medication", "id": "in", "code": {"text": "Senna"}}],
            },
            [],
        ),
        ({"medicationReference": {"display": "Senna"}}, []),
    ],
)
def test_a_medicine_is_named_where_it_is_named(named: dict[str, Any], extra: list[Resource]) -> None:
    said = about("MedicationStatement", "m1", status="active", **named)
    assert one_person(patient(), said, *extra).summary.medicines.items[0].name == "Senna"


def test_a_medicine_whose_name_did_not_come_is_listed_and_noted() -> None:
    said = about(
        "MedicationStatement", "m1", status="active", medicationReference={"reference": "Medication/x"}
    )
    found = staged(patient(), said, none_known("medicines"))
    assert reasons(found) == ["the medicine it refers to did not come"]
    (person,) = found.people()
    assert person.summary.medicines.state == "not recorded"
    assert person.summary.alerts.items[0].kind == "Not all read"


def test_time_critical_medicines_come_first() -> None:
    critical = medicine("Levodopa", "m2", extension=[extension("time-critical")])
    medicines = one_person(patient(), medicine("Aspirin"), critical).summary.medicines.items
    assert [each.name for each in medicines] == ["Levodopa", "Aspirin"]


def test_conditions_once_each_and_none_that_are_over() -> None:
    over = about("Condition", "c9", code={"text": "Flu"}, clinicalStatus={"coding": [{"code": "resolved"}]})
    twice = [about("Condition", f"c{number}", code={"text": "Stroke"}) for number in (1, 2)]
    assert one_person(patient(), over, *twice).summary.conditions.items == ("Stroke",)


STATUSES = st.sampled_from(["active", "inactive", "resolved", "odd", None])
CODES = st.sampled_from(["91936005", "409137002", "no-allergy-info", "no-known-food-allergies", "x", None])


def any_allergy(number: int) -> st.SearchStrategy[bytes]:
    def build(status: str | None, code: str | None, marked: bool, cut: int) -> bytes:  # noqa: FBT001
        made = about("AllergyIntolerance", f"a{number}")
        if status:
            made["clinicalStatus"] = {"coding": [{"code": status}]}
        if code:
            made["code"] = coded(code)
        if marked:
            made["modifierExtension"] = MARK
        whole = json.dumps(made).encode()
        return whole[: len(whole) - cut]

    return st.builds(build, STATUSES, CODES, st.booleans(), st.sampled_from([0, 0, 0, 1, 5, 30, 60]))


@given(st.lists(st.integers(0, 5).flatmap(any_allergy), max_size=5))
def test_nothing_but_a_plain_statement_ever_says_none(lines: list[bytes]) -> None:
    for person in staged(patient(), *lines).people():
        assert person.summary.allergies.state != "none"


@given(st.lists(st.integers(0, 5).flatmap(any_allergy), max_size=4), st.integers(0, 4))
def test_none_stands_only_where_everything_else_was_read_and_says_nothing(
    lines: list[bytes], at: int
) -> None:
    given_ = [*lines[:at], raw(none_known("allergies")), *lines[at:]]
    found = staged(patient(), *given_)
    (person,) = found.people()
    if person.summary.allergies.state == "none":
        assert not [each for each in found.rejected if each.person_id == "p1"]
        assert not any(
            b"91936005" in line and b"inactive" not in line and b"resolved" not in line for line in lines
        )
