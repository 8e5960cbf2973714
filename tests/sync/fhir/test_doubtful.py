"""What could be taken for more, or for less, than the main system says."""

from typing import Any

import pytest

from tests.sync.fhir.make import about, allergy, bundle, flag, one_person, patient, reasons, staged


@pytest.mark.parametrize(
    ("severity", "said"),
    [("mild", "high risk: mild so far"), ("severe", "severe"), (None, "high risk")],
)
def test_a_mild_reaction_does_not_hide_that_the_next_may_kill(severity: str | None, said: str) -> None:
    reaction: dict[str, Any] = {"reaction": [{"severity": severity}]} if severity else {}
    nuts, latex = (
        allergy("Nuts", criticality="high", **reaction),
        allergy("Aspirin", "a2", reaction=[{"severity": "moderate"}]),
    )
    found = one_person(patient(), latex, nuts).summary.allergies.items
    assert [(each.substance, each.severity) for each in found] == [("Nuts", said), ("Aspirin", "moderate")]


@pytest.mark.parametrize("kind", ["permit", "deny"])
def test_a_decision_with_exceptions_is_left_to_its_form(kind: str) -> None:
    def decided(**more: Any) -> bool | None:
        provision = {"type": kind, **more}
        form = about("Consent", status="active", category=[{"text": "DNACPR"}], provision=provision)
        return one_person(patient(), form).summary.cpr.decided

    assert decided() is (kind == "deny")
    assert decided(provision=[{"type": "permit"}]) is None


def test_an_address_and_a_number_that_ended_come_after_those_that_stand() -> None:
    ended = {"period": {"end": "2020-01-01"}}
    person = patient(
        address=[{"use": "home", "text": "Old Street", **ended}, {"use": "home", "text": "New Street"}],
        telecom=[
            {"system": "phone", "value": "01632 960001", "rank": 1, **ended},
            {"system": "phone", "value": "01632 960002"},
            {"system": "phone", "value": "01632 960003", "rank": 1},
        ],
    )
    summary = one_person(person).summary
    assert (summary.address, summary.phone) == ("New Street", "01632 960003")


@pytest.mark.parametrize("words", ["Keysafe PIN 12 34", "Key pad 4 4 1 2", "Gate: 4412"])
def test_a_code_in_parts_is_a_code(words: str) -> None:
    person = one_person(patient(), flag(words))
    assert (len(person.entry_codes), person.summary.alerts.state) == (1, "not recorded")


@pytest.mark.parametrize("words", ["Access: ring the neighbour, 01632 960123", "Door is locked 20:00-07:00"])
def test_a_warning_with_a_telephone_number_or_times_stays_a_warning(words: str) -> None:
    person = one_person(patient(), flag(words))
    assert (person.entry_codes, len(person.summary.alerts.items)) == ((), 1)


def test_an_old_nhs_number_is_not_the_number() -> None:
    system = "https://fhir.nhs.uk/Id/nhs-number"
    old, now = (
        {"system": system, "value": "9990000018", "use": "old"},
        {"system": system, "value": "9990000026"},
    )
    assert one_person(patient(identifier=[old, now])).nhs_number == "9990000026"


def test_a_history_is_not_what_is_there_now() -> None:
    found = staged(bundle(patient("p1"), kind="history"), patient("p2"))
    assert [each.id for each in found.people()] == ["p2"]
    assert reasons(found) == ["it is a history of what was, not what is there now"]
