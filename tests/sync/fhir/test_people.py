"""Who a person is, row by row of docs/fhir-mapping.md."""

from datetime import date
from typing import Any

import pytest

from downtime_desk.people.summary import Contact, CprDecision, EntryCode, Person
from tests.sync.fhir.make import about, extension, flag, one_person, patient, reasons, staged, statement

NHS = "https://fhir.nhs.uk/Id/nhs-number"


def test_the_official_name_comes_before_the_others() -> None:
    names = [
        {"use": "old", "family": "Never"},
        {"use": "nickname", "given": ["Ted"]},
        {"use": "usual", "family": "Usual", "given": ["U"]},
        {"use": "official", "family": "Holloway", "given": ["Edwin", "John"], "prefix": ["Mr"]},
    ]
    person = one_person(patient(name=names))
    assert (person.family, person.given, person.title, person.known_as) == (
        "Holloway",
        "Edwin John",
        "Mr",
        "Ted",
    )


@pytest.mark.parametrize(
    ("name", "family", "given"),
    [
        ({"text": "Mary Anne Łapińska"}, "Łapińska", "Mary Anne"),
        ({"text": "Cher"}, "Cher", ""),
        ({"family": "Singh"}, "Singh", ""),
        ({"given": ["Asha", None, "Devi"]}, "", "Asha Devi"),
        ({"use": "usual", "family": "Usual"}, "Usual", ""),
    ],
)
def test_names_in_other_shapes(name: dict[str, Any], family: str, given: str) -> None:
    person = one_person(patient(name=[name]))
    assert (person.family, person.given) == (family, given)


def test_numbers_born_gender_and_version() -> None:
    person = one_person(
        patient(
            identifier=[{"system": "urn:x", "value": "HL7"}, {"system": NHS, "value": "999 000 0018"}],
            birthDate="1941-03-14",
            gender="male",
            meta={"versionId": "3"},
        )
    )
    assert (person.nhs_number, person.local_id, person.born, person.gender, person.version) == (
        "9990000018",
        "HL7",
        date(1941, 3, 14),
        "male",
        "3",
    )


def test_what_a_patient_does_not_say_is_not_recorded() -> None:
    person = one_person(patient())
    summary = person.summary
    for section in (
        summary.allergies,
        summary.medicines,
        summary.alerts,
        summary.conditions,
        summary.contacts,
    ):
        assert section.state == "not recorded"
    assert (summary.gp, summary.address, summary.postcode, summary.phone, summary.lives_alone) == (None,) * 5
    assert (summary.cpr, summary.priority.level, summary.has_entry_code) == (CprDecision(), None, False)
    assert (person.born, person.nhs_number, person.local_id, person.known_as) == (None,) * 4


@pytest.mark.parametrize("part", ["1941", "1941-03"])
def test_part_of_a_date_of_birth_is_not_recorded(part: str) -> None:
    assert one_person(patient(birthDate=part)).born is None


def test_a_date_of_birth_that_is_none_is_listed_and_the_person_comes_in() -> None:
    found = staged(patient(birthDate="14/03/1941"))
    assert reasons(found) == ["its date of birth is not a date"]
    assert [person.born for person in found.people()] == [None]


def test_address_phone_language_and_directions() -> None:
    person = one_person(
        patient(
            address=[
                {"use": "old", "text": "Never"},
                {"use": "temp", "text": "Respite"},
                {
                    "use": "home",
                    "line": ["4 Quay Street", "Flat 2"],
                    "city": "Nether Wick",
                    "district": "Wexshire",
                    "postalCode": "WX9 7FN",
                    "extension": [extension("directions", valueString="Side gate")],
                },
            ],
            telecom=[
                {"system": "email", "value": "x@example.org"},
                {"system": "phone", "use": "old", "value": "01632 960999"},
                {"system": "phone", "value": "01632 960201"},
            ],
            communication=[
                {"language": {"text": "Polish"}},
                {"language": {"coding": [{"code": "cy", "display": "Welsh"}]}, "preferred": True},
            ],
        )
    )
    said = person.summary
    assert said.address == "4 Quay Street, Flat 2, Nether Wick, Wexshire"
    assert (said.postcode, said.directions, said.phone) == ("WX9 7FN", "Side gate", "01632 960201")
    assert said.communication.language == "Welsh"


@pytest.mark.parametrize("gp", ["Organization", "Practitioner", "PractitionerRole"])
def test_the_gp_is_looked_up_whatever_it_is(gp: str) -> None:
    telecom = [{"system": "phone", "value": "01632 960118"}]
    given = [
        {"resourceType": "Organization", "id": "g", "name": "Nether Wick Surgery", "telecom": telecom},
        {
            "resourceType": "Practitioner",
            "id": "g",
            "name": [{"text": "Nether Wick Surgery"}],
            "telecom": telecom,
        },
        {"resourceType": "PractitionerRole", "id": "g", "practitioner": {"reference": "Practitioner/g"}},
    ]
    person = one_person(patient(generalPractitioner=[{"reference": f"{gp}/g"}]), *given)
    assert person.summary.gp == Contact("Nether Wick Surgery", "GP", "01632 960118")


def test_a_gp_known_by_name_alone() -> None:
    person = one_person(patient(generalPractitioner=[{"display": "Dr Ashdown"}]))
    assert person.summary.gp == Contact("Dr Ashdown", "GP")


def test_a_gp_who_cannot_be_found_is_not_recorded() -> None:
    assert one_person(patient(generalPractitioner=[{"reference": "Organization/none"}])).summary.gp is None


def related(id_: str, name: str, **more: Any) -> dict[str, Any]:
    return about("RelatedPerson", id_, name=[{"text": name}], **more)


def test_contacts_come_in_the_order_of_ringing() -> None:
    key = {
        "coding": [
            {"system": "https://fhir.downtimedesk.example/CodeSystem/relationship", "code": "key-holder"}
        ]
    }
    person = one_person(
        patient(contact=[{"name": {"text": "Own Contact"}, "relationship": [{"text": "son"}]}]),
        related("r0", "Last"),
        related(
            "r1",
            "Second",
            relationship=[{"text": "Key holder"}],
            extension=[extension("ring-order", valueInteger=2)],
        ),
        related(
            "r2",
            "First",
            relationship=[{"text": "sister", **key}],
            telecom=[{"system": "phone", "value": "07700 900446"}],
            extension=[extension("ring-order", valueInteger=1), extension("may-be-told", valueBoolean=False)],
        ),
        related("r3", "Gone", active=False),
    )
    contacts = person.summary.contacts.items
    assert [contact.name for contact in contacts] == ["Own Contact", "First", "Second", "Last"]
    assert contacts[1] == Contact("First", "sister", "07700 900446", key_holder=True, may_be_told=False)
    assert (contacts[2].key_holder, contacts[3].key_holder, contacts[3].may_be_told) == (True, None, None)


def test_no_contacts_is_none_only_when_it_is_said() -> None:
    none = patient(extension=[extension("no-contacts", valueBoolean=True)])
    assert one_person(none).summary.contacts.state == "none"
    assert one_person(none, related("r1", "Somebody")).summary.contacts.state == "listed"
    no = patient(extension=[extension("no-contacts", valueBoolean=False)])
    assert one_person(no).summary.contacts.state == "not recorded"


def test_services_are_the_care_team() -> None:
    team = about(
        "CareTeam",
        "t1",
        status="active",
        participant=[
            {
                "role": [{"text": "pharmacy"}],
                "member": {"display": "Wickham Pharmacy"},
                "extension": [extension("phone", valueString="01632 960155")],
            },
            {"role": [{"text": "council"}], "member": {"reference": "Organization/c"}},
            {"role": [{"text": "nobody"}], "member": {"reference": "Organization/unknown"}},
        ],
    )
    council = {"resourceType": "Organization", "id": "c", "name": "Wexshire Council"}
    assert one_person(patient(), team, council).summary.services == (
        Contact("Wickham Pharmacy", "pharmacy", "01632 960155"),
        Contact("Wexshire Council", "council"),
    )


def test_summary_statements_and_their_latest() -> None:
    person = one_person(
        patient(),
        statement("carers-needed", valueInteger=2),
        statement("transfer", valueString="Hoist"),
        statement("equipment", valueString="Sling L"),
        statement("food-level", valueQuantity={"value": 5}),
        statement("drink-level", valueInteger=2),
        statement("eating", valueString="Upright"),
        statement("communication", valueString="Thumb up for yes"),
        statement("capacity", valueString="Can decide"),
        statement("lives-alone", "old", valueBoolean=False, effectiveDateTime="2025-01-01"),
        statement("lives-alone", "new", valueBoolean=True, effectiveDateTime="2026-01-01"),
        statement("lives-alone", "older", valueBoolean=False, effectiveDateTime="2024-01-01"),
        statement("can-summon-help", valueBoolean=False),
        statement("if-late-or-missed", valueString="Ring Ngozi"),
        statement("what-matters", valueString="Football"),
        statement(
            "priority",
            valueCodeableConcept={"coding": [{"code": "red"}], "text": "insulin; lives alone"},
            effectiveDateTime="2026-09-23",
            performer=[{"display": "Helen Ashdown"}],
        ),
    ).summary
    assert (person.mobility.carers, person.mobility.transfer, person.mobility.equipment) == (
        2,
        "Hoist",
        "Sling L",
    )
    assert (person.eating.food_level, person.eating.drink_level, person.eating.text) == (5, 2, "Upright")
    assert (person.communication.text, person.capacity) == ("Thumb up for yes", "Can decide")
    assert (person.lives_alone, person.can_summon_help) == (True, False)
    assert (person.if_late_or_missed, person.what_matters) == ("Ring Ngozi", "Football")
    assert person.priority.level == "red"
    assert person.priority.reasons == ("insulin", "lives alone")
    assert (person.priority.reviewed, person.priority.reviewer) == (date(2026, 9, 23), "Helen Ashdown")


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("carers-needed", {"valueInteger": 12}),
        ("carers-needed", {"valueString": "two"}),
        ("food-level", {"valueInteger": 2}),
        ("food-level", {"valueQuantity": {"value": 4.5}}),
        ("lives-alone", {"valueString": "yes"}),
        ("capacity", {"valueString": "  "}),
        ("priority", {"valueCodeableConcept": {"coding": [{"code": "purple"}]}}),
    ],
)
def test_a_statement_that_is_not_one_is_listed_and_noted_on_the_person(
    code: str, value: dict[str, Any]
) -> None:
    found = staged(patient(), statement(code, **value))
    assert len(found.rejected) == 1
    assert found.rejected[0].person_id == "p1"
    (person,) = found.people()
    assert person.summary.alerts.items[0].kind == "Not all read"
    assert person.summary.lives_alone is None
    assert person.summary.priority.level is None


def test_statements_that_do_not_stand_are_left_out() -> None:
    person = one_person(
        patient(),
        statement("lives-alone", valueBoolean=True) | {"status": "entered-in-error"},
        statement("capacity", dataAbsentReason={"text": "asked, not known"}),
    )
    assert (person.summary.lives_alone, person.summary.capacity) == (None, None)


def test_other_observations_do_not_matter_even_when_odd() -> None:
    vital = about("Observation", status="final", code={"text": "Weight"}, valueQuantity={"value": "heavy"})
    found = staged(patient(), vital)
    (person,) = found.people()
    assert person.summary.alerts.state == "not recorded"


def consent(**more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "status": "active",
        "scope": {"coding": [{"code": "adr"}]},
        "category": [{"text": "ReSPECT form"}],
        "dateTime": "2025-02-03",
        "provision": {"type": "deny", "period": {"end": "2026-02-03"}},
        "extension": [extension("form-location", valueString="Yellow folder, kitchen")],
    }
    return about("Consent", "c1", **{**made, **more})


def test_a_cpr_decision_points_to_its_form() -> None:
    person = one_person(patient(), consent())
    assert person.summary.cpr == CprDecision(
        True, "ReSPECT form", "Yellow folder, kitchen", date(2025, 2, 3), date(2026, 2, 3)
    )


@pytest.mark.parametrize(
    ("provision", "decided"), [({"type": "permit"}, False), ({}, None), ({"type": "deny"}, True)]
)
def test_a_cpr_form_is_read_as_it_decides(*, provision: dict[str, Any], decided: bool | None) -> None:
    assert one_person(patient(), consent(provision=provision)).summary.cpr.decided is decided


@pytest.mark.parametrize("status", ["draft", "proposed", "rejected", "inactive", "entered-in-error"])
def test_a_cpr_form_not_in_force_decides_nothing(status: str) -> None:
    assert one_person(patient(), consent(status=status)).summary.cpr == CprDecision()


def test_another_advance_decision_is_never_taken_for_one_about_cpr() -> None:
    person = one_person(patient(), consent(category=[{"text": "Refusal of blood products"}]))
    assert person.summary.cpr == CprDecision()
    (alert,) = person.summary.alerts.items
    assert (alert.kind, alert.text) == (
        "Advance decision",
        "Refusal of blood products. Kept: Yellow folder, kitchen",
    )


@pytest.mark.parametrize(
    ("words", "decided"),
    [
        ("DNACPR in place, form not held", True),
        ("No DNACPR", None),
        ("DNACPR not in place", None),
        ("Ask the GP", None),
    ],
)
def test_a_flag_about_cpr_points_but_is_read_with_care(*, words: str, decided: bool | None) -> None:
    cpr = one_person(patient(), flag(words, code="cpr")).summary.cpr
    assert (cpr.decided, cpr.form) == (decided, words)


def test_a_dated_form_comes_before_a_flag() -> None:
    cpr = one_person(patient(), flag("DNACPR", code="cpr"), consent()).summary.cpr
    assert cpr.form == "ReSPECT form"


def test_a_flag_is_an_alert() -> None:
    alerts = one_person(patient(), flag("Falls: uses a frame: always"), flag("Dog", "f2")).summary.alerts
    assert [(alert.kind, alert.text) for alert in alerts.items] == [
        ("Falls", "uses a frame: always"),
        ("Dog", None),
    ]


def test_an_entry_code_is_kept_apart_and_never_an_alert() -> None:
    code = flag("Key safe: 4417", code="entry-code", meta={"security": [{"code": "R"}]})
    person = one_person(patient(), code)
    assert person.entry_codes == (EntryCode("Key safe", "4417"),)
    assert person.summary.has_entry_code
    assert person.summary.alerts.state == "not recorded"
    assert "4417" not in repr(person.summary)


@pytest.mark.parametrize(
    "words", ["Keysafe 4417", "Door code: 4417#", "Alarm: 44170", "key safe by the door 4417"]
)
def test_what_looks_like_an_entry_code_is_taken_for_one(words: str) -> None:
    person = one_person(patient(), flag(words))
    assert person.summary.alerts.state == "not recorded"
    assert "4417" in person.entry_codes[0].code


def told_how_to_get_in(words: str) -> Person:
    address = [{"line": ["1 Mill Row"], "extension": [extension("directions", valueString=words)]}]
    return one_person(patient(address=address))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            "Key safe left of the door, 4417. Ring twice.",
            "Key safe left of the door, (code kept apart). Ring twice.",
        ),
        ("Ring 01632 960201. Door code 44170", "Ring 01632 960201. Door code (code kept apart)"),
    ],
)
def test_a_code_among_the_directions_is_kept_apart_and_the_way_in_stays(words: str, shown: str) -> None:
    person = told_how_to_get_in(words)
    assert person.summary.directions == shown
    assert person.entry_codes == (EntryCode("Directions", words),)
    assert person.summary.has_entry_code


@pytest.mark.parametrize(
    "words", ["Side gate. Ring 01632 960201.", "Blue door. Outside light is on the left.", "Flat 12"]
)
def test_directions_without_a_code_stay_as_they_are(words: str) -> None:
    person = told_how_to_get_in(words)
    assert (person.summary.directions, person.entry_codes) == (words, ())


def test_a_damaged_entry_code_shows_no_part_of_itself() -> None:
    code = flag("Key safe: 4417", code="entry-code") | {"modifierExtension": [{"url": "x"}]}
    found = staged(patient(), code)
    assert "4417" not in repr(found.rejected)
    (person,) = found.people()
    assert "4417" not in repr(person)


@pytest.mark.parametrize(
    "gone",
    [
        {"active": False},
        {"deceasedBoolean": True},
        {"deceasedDateTime": "2026-01-01"},
        {"link": [{"type": "replaced-by", "other": {"reference": "Patient/p2"}}]},
    ],
)
def test_who_is_not_on_the_books_is_counted_and_left_out(gone: dict[str, Any]) -> None:
    found = staged(patient(**gone))
    assert (found.people_count, found.rejected) == (0, [])
    assert sum(found.left_out.values()) == 1


@pytest.mark.parametrize(
    ("bad", "why"),
    [({"name": []}, "it gives no name"), ({"name": "Edwin"}, "its name is not in the form FHIR gives it")],
)
def test_a_person_who_cannot_be_read_keeps_what_the_copy_has(bad: dict[str, Any], why: str) -> None:
    found = staged(patient(**bad), patient("p2"))
    assert reasons(found) == [why]
    assert found.keep_people == {"p1"}
    assert [person.id for person in found.people()] == ["p2"]


def test_a_mark_on_a_person_shows() -> None:
    person = one_person(patient(modifierExtension=[{"url": "https://example.org/odd"}]))
    assert person.summary.alerts.items[0].kind == "Check this record"


def test_people_are_in_order_of_display() -> None:
    names = ["Zheng", "Łapiński", "adams", "Lamb"]
    found = staged(*(patient(name, name=[{"family": name}]) for name in names))
    assert [person.family for person in found.people()] == ["adams", "Lamb", "Łapiński", "Zheng"]
