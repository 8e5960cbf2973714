"""Carers and visits, row by row of docs/fhir-mapping.md."""

import json
from datetime import date
from typing import Any

import pytest

from downtime_desk.rota.plan import Carer
from downtime_desk.sync.staged import Known
from tests.data import hhcrsp_rota
from tests.sync.fhir.make import (
    DD,
    Resource,
    carer_taking_part,
    coded,
    extension,
    one_visit,
    patient,
    raw,
    reasons,
    staged,
    visit,
)

CARER = [coded("carer", f"{DD}CodeSystem/participant")]


def practitioner(id_: str = "c1", **more: Any) -> Resource:
    return {
        "resourceType": "Practitioner",
        "id": id_,
        "name": [{"family": "Okafor", "given": ["Ann"]}],
        **more,
    }


def test_a_carer_with_what_their_role_says() -> None:
    role = {
        "resourceType": "PractitionerRole",
        "id": "r1",
        "practitioner": {"reference": "Practitioner/c1"},
        "code": [{"text": "Senior carer"}],
        "specialty": [{"text": "hoist"}, {"text": "insulin"}],
        "location": [{"display": "North"}],
        "telecom": [{"system": "phone", "value": "07700 900446"}],
    }
    found = staged(role, practitioner(meta={"versionId": "2"}))
    assert found.carers == [
        Carer("c1", "Okafor", "Ann", "07700 900446", "Senior carer", "North", ("hoist", "insulin"), "2")
    ]


def test_who_no_longer_works_here_is_left_out_and_who_has_no_name_is_listed() -> None:
    found = staged(practitioner(active=False), practitioner("c2", name=[]))
    assert (found.carers, reasons(found)) == ([], ["it gives no name"])


def test_a_visit_in_full() -> None:
    said = visit(
        "v1",
        carer_taking_part("c1", type=CARER),
        {"type": CARER, "status": "needs-action"},
        start="2026-07-01T08:00:00+01:00",
        end="2026-07-01T08:45:00+01:00",
        serviceType=[{"text": "Personal care"}],
        patientInstruction="Wash; Dress ; ; Breakfast",
        comment="Side door",
        extension=[extension("area", valueString="North")],
        meta={"versionId": "7"},
    )
    assert one_visit(patient(), said)[:12] == (
        "v1",
        "p1",
        "2026-07-01T07:00:00Z",
        "2026-07-01T07:45:00Z",
        "booked",
        2,
        '["c1"]',
        "Personal care",
        '["Wash","Dress","Breakfast"]',
        "North",
        "Side door",
        "7",
    )


@pytest.mark.parametrize(
    ("carers", "needed", "named"),
    [
        ((), 1, []),
        ((carer_taking_part("c1"),), 1, ["c1"]),
        ((carer_taking_part("c1"), carer_taking_part("c2")), 2, ["c1", "c2"]),
        ((carer_taking_part("c1"), carer_taking_part("c2", status="declined")), 2, ["c1"]),
        ((carer_taking_part("c1"), carer_taking_part("c2", required="information-only")), 1, ["c1"]),
        (({"type": CARER}, {"type": CARER}), 2, []),
        ((carer_taking_part("c1", type=CARER), {"type": CARER}, {"type": CARER}), 3, ["c1"]),
        (({"actor": {"reference": "RelatedPerson/r"}}, {"actor": {"reference": "Location/l"}}), 1, []),
    ],
)
def test_how_many_it_takes_and_who_goes(carers: tuple[Resource, ...], needed: int, named: list[str]) -> None:
    row = one_visit(patient(), visit("v1", *carers))
    assert (row[5], json.loads(row[6])) == (needed, named)


@pytest.mark.parametrize(
    "status", ["booked", "cancelled", "fulfilled", "noshow", "pending", "arrived", "checked-in"]
)
def test_the_status_is_kept_as_the_source_has_it(status: str) -> None:
    assert one_visit(patient(), visit(status=status))[4] == status


@pytest.mark.parametrize("status", ["proposed", "waitlist", "entered-in-error"])
def test_what_is_not_planned_is_left_out(status: str) -> None:
    found = staged(patient(), visit(status=status))
    assert (found.visits_count, found.rejected) == (0, [])


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"start": "2026-11-22T07:00:00"}, "its start does not say in which time zone it is"),
        ({"end": "2026-11-22T07:30:00"}, "its end does not say in which time zone it is"),
        ({"start": "2026-11-22"}, "its start is not a date, a time and a time zone"),
        ({"start": "2026-11-22T25:00:00Z"}, "its start is not a date, a time and a time zone"),
        ({"start": "soon"}, "its start is not a date, a time and a time zone"),
        ({"start": None}, "it gives no start"),
        ({"end": None}, "it gives no end"),
        ({"end": "2026-11-22T06:59:59Z"}, "it ends before it starts"),
        ({"end": "2026-11-22T07:30:00+01:00"}, "it ends before it starts"),
        ({"status": None}, "it has no status"),
        ({"id": None}, "it has no id"),
        ({"participant": []}, "it does not say whom it is for"),
        ({"participant": "Edwin"}, "its participant is not in the form FHIR gives it"),
        (
            {"participant": [{"actor": {"reference": "Patient/p1"}}, {"actor": {"reference": "Patient/p2"}}]},
            "it is for more than one person",
        ),
    ],
)
def test_a_visit_that_cannot_be_one_is_listed_and_the_rest_come_in(wrong: dict[str, Any], why: str) -> None:
    found = staged(patient(), visit("v1", **wrong), visit("v2"))
    assert reasons(found) == [why]
    assert [row[0] for row in found.visits()] == ["v2"]
    assert found.keep_visits == ({"v1"} if "id" not in wrong else set())


def test_a_visit_may_give_its_length_instead_of_its_end() -> None:
    assert one_visit(patient(), visit(end=None, minutesDuration=45))[3] == "2026-11-22T07:45:00Z"


def test_a_visit_for_somebody_who_did_not_come_is_listed() -> None:
    found = staged(patient(), visit("v1"), visit("v2", person="p9"), visit("v3"))
    assert [row[0] for row in found.visits()] == ["v1", "v3"]
    assert (found.visits_count, found.keep_visits) == (2, {"v2"})
    assert found.rejected[0].person_id == "p9"
    assert found.rejected[0].id == "v2"


def test_a_visit_may_come_before_its_person() -> None:
    assert one_visit(visit(), patient())[1] == "p1"


def test_a_marked_visit_comes_in_and_says_so() -> None:
    note = one_visit(patient(), visit(comment="Side door", modifierExtension=[{"url": "x"}]))[10]
    assert note is not None
    assert note.startswith("The main system marks this visit")
    assert note.endswith("Side door")


def test_the_same_visit_twice_is_one_and_two_that_differ_are_listed() -> None:
    found = staged(patient(), visit("v1"), visit("v1"), visit("v2"), visit("v2", comment="changed"))
    assert [row[0] for row in found.visits()] == ["v1", "v2"]
    assert reasons(found) == ["it came twice and the two do not agree; the first was kept"]
    assert (found.visits_count, found.keep_visits) == (2, {"v2"})


def test_the_same_person_twice_is_one_and_two_that_differ_are_listed() -> None:
    found = staged(patient(), patient(), patient(birthDate="1941-03-14"))
    assert found.people_count == 1
    assert len(found.rejected) == 1


def test_a_visit_already_known_is_not_staged_again() -> None:
    digest = one_visit(patient(), visit())[12]
    known = Known(visits={digest, b"another"})
    found = staged(patient(), visit(), known=known)
    assert (found.unchanged, found.visits_count, found.unseen) == (1, 1, {b"another"})
    assert list(found.visits()) == []
    changed = staged(patient(), visit(comment="x"), known=Known(visits={digest}))
    assert (changed.unchanged, changed.visits_count, changed.unseen) == (0, 1, {digest})


def test_a_carer_named_by_role_or_by_identifier_is_looked_up() -> None:
    sds = {"system": "https://fhir.nhs.uk/Id/sds-user-id", "value": "G135"}
    role = {"resourceType": "PractitionerRole", "id": "r1", "practitioner": {"identifier": sds}}
    by_role = {"actor": {"reference": "PractitionerRole/r1"}}
    by_number = {"actor": {"reference": f"Practitioner?identifier={sds['system']}|G135"}}
    row = one_visit(visit("v1", by_role, by_number), patient(), role, practitioner(identifier=[sds]))
    assert json.loads(row[6]) == ["c1"]


def test_a_planned_encounter_is_a_visit_of_its_own_kind() -> None:
    said = {
        "resourceType": "Encounter",
        "id": "v1",
        "status": "planned",
        "class": {"code": "HH"},
        "subject": {"reference": "Patient/p1"},
        "type": [{"text": "Personal care"}],
        "period": {"start": "2026-11-22T07:00:00Z", "end": "2026-11-22T07:30:00Z"},
        "participant": [
            {"individual": {"reference": "Practitioner/c1"}},
            {"individual": {"reference": "Practitioner/c2"}},
        ],
    }
    row = one_visit(patient(), said)
    assert (row[0], row[4], row[5], json.loads(row[6]), row[7]) == (
        "Encounter/v1",
        "planned",
        2,
        ["c1", "c2"],
        "Personal care",
    )
    found = staged(
        patient(), visit("v1"), said, said | {"id": "v2", "appointment": [{"reference": "Appointment/v1"}]}
    )
    assert [each[0] for each in found.visits()] == ["v1", "Encounter/v1"]
    zoneless = said | {"period": {"start": "2026-11-22T07:00:00", "end": "2026-11-22T07:30:00Z"}}
    assert staged(patient(), zoneless).keep_visits == {"Encounter/v1"}


def test_references_in_their_other_forms() -> None:
    def person_of(reference: str) -> str:
        return one_visit(patient(), visit(participant=[{"actor": {"reference": reference}}]))[1]

    for reference in ("Patient/p1", "https://fernway.example/fhir/Patient/p1", "Patient/p1/_history/4"):
        assert person_of(reference) == "p1"


@pytest.mark.parametrize("town", ["rome", "cesena"])
def test_a_real_solved_rota_comes_in_whole(town: str) -> None:
    resources = list(hhcrsp_rota.resources(town, date(2026, 11, 22)))
    found = staged(*(raw(each) for each in resources))
    assert found.rejected == []
    people = hhcrsp_rota.instance(town)["patients"]
    assert found.people_count == len(people)
    rows = list(found.visits())
    two = hhcrsp_rota.double_handed(town)
    assert two
    assert {row[1] for row in rows if row[5] == 2} == two
    planned = sorted((row[1], carer) for row in rows for carer in json.loads(row[6]))
    assert planned == sorted((call.patient, call.caregiver) for call in hhcrsp_rota.calls(town))
    skills = {carer.id: set(carer.skills) for carer in found.carers}
    assert all(call.service in skills[call.caregiver] for call in hhcrsp_rota.calls(town))
    assert all("2026-11-22T07:00:00Z" <= row[2] < row[3] for row in rows)


def test_neither_the_description_of_a_visit_nor_its_comment_hides_the_other() -> None:
    def note(**said: str) -> object:
        return one_visit(patient(), visit(**said))[10]

    assert note(description="Insulin first", comment="Side door") == "Insulin first\nSide door"
    assert note(description="Side door", comment="Side door. Knock") == "Side door. Knock"
    assert (note(description="Insulin first"), note()) == ("Insulin first", None)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"start": "0001-01-01T00:00:00+14:00"}, "its start lies in a year that cannot be right"),
        ({"end": "9999-12-31T23:59:00-14:00"}, "its end lies in a year that cannot be right"),
        ({"end": None, "minutesDuration": 10**12}, "it is longer than a month"),
    ],
)
def test_a_time_at_the_end_of_the_calendar_spoils_its_visit_alone(said: dict[str, Any], why: str) -> None:
    spoiled = {key: value for key, value in (visit("v1") | said).items() if value is not None}
    found = staged(patient(), spoiled, visit("v2"))
    assert ([each[0] for each in found.visits()], reasons(found)) == (["v2"], [why])
