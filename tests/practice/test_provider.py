"""The invented provider: the same every time, feasible, and with every awkward person in it."""

import hashlib
import json
import re
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from itertools import islice, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import nhs_number
import pytest
from fhir.resources.R4B import get_fhir_model_class

from downtime_desk.core.errors import Trouble
from downtime_desk.practice import Provider, judge
from tests.practice.conftest import TODAY

DD = "https://fhir.downtimedesk.example"
NHS = "https://fhir.nhs.uk/Id/nhs-number"
LONDON = ZoneInfo("Europe/London")

Resource = dict[str, Any]


def digest(resources: Iterable[Resource]) -> str:
    hashed = hashlib.sha256()
    for resource in resources:
        hashed.update(json.dumps(resource).encode())
    return hashed.hexdigest()


def of_type(resources: Iterable[Resource], kind: str) -> list[Resource]:
    return [resource for resource in resources if resource["resourceType"] == kind]


def named(resources: Iterable[Resource], family: str, given: str) -> Resource:
    found = [
        one
        for one in of_type(resources, "Patient")
        if one["name"][0].get("family") == family and given in one["name"][0].get("given", ())
    ]
    assert found, (family, given)
    return found[0]


def about(resources: Iterable[Resource], patient: Resource, kind: str) -> list[Resource]:
    reference = f"Patient/{patient['id']}"
    return [
        one
        for one in of_type(resources, kind)
        if reference in json.dumps(one.get("subject") or one.get("patient") or one.get("participant"))
    ]


def summary(resources: Iterable[Resource], patient: Resource) -> dict[str, Resource]:
    return {one["code"]["coding"][0]["code"]: one for one in about(resources, patient, "Observation")}


def carers_of(visit: Resource) -> list[str]:
    actors = [part.get("actor", {}).get("reference", "") for part in visit["participant"]]
    return [actor for actor in actors if actor.startswith("Practitioner/")]


def instant(text: str) -> datetime:
    there = datetime.fromisoformat(text)
    assert there.tzinfo is not None
    return there


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(sixty: list[Resource]) -> None:
    again = Provider(people=60, seed=1, today=TODAY)
    other = Provider(people=60, seed=2, today=TODAY)
    assert digest(again.resources()) == digest(sixty)
    assert digest(other.resources()) != digest(sixty)


def test_ids_are_unique_and_references_lead_somewhere(sixty: list[Resource]) -> None:
    known = Counter(f"{one['resourceType']}/{one['id']}" for one in sixty)
    assert [place for place, times in known.items() if times > 1] == []
    pointed = set(re.findall(r'"reference": "([^"]+)"', json.dumps(sixty)))
    assert pointed - set(known) == set()
    assert len(pointed) > 110


def test_every_resource_is_fhir_by_a_judge_nobody_here_wrote(sixty: list[Resource]) -> None:
    for resource in sixty:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)


def test_every_resource_passes_the_practice_systems_own_judge(sixty: list[Resource]) -> None:
    wrong = [(one["id"], judge.faults(one)) for one in sixty if judge.faults(one)]
    assert wrong == []


@pytest.mark.parametrize(("people", "visits"), [(60, 200), (500, 2000), (1000, 4000)])
def test_sizes_are_those_of_real_providers(people: int, visits: int) -> None:
    resources = list(Provider(people=people, seed=5, today=TODAY, days=2).resources())
    assert len(of_type(resources, "Patient")) == people
    days = Counter(
        instant(one["start"]).astimezone(LONDON).date() for one in of_type(resources, "Appointment")
    )
    assert sorted(days) == [date(2026, 11, 21), date(2026, 11, 22)]
    assert all(abs(count - visits) <= visits * 0.12 for count in days.values()), days


def test_red_amber_and_green_are_as_usual_with_a_reason_a_reviewer_and_a_date() -> None:
    resources = list(Provider(people=600, seed=3, today=TODAY, days=1).resources())
    levels = Counter()
    for one in of_type(resources, "Observation"):
        if one["code"]["coding"][0]["code"] != "priority":
            continue
        levels[one["valueCodeableConcept"]["coding"][0]["code"]] += 1
        assert one["valueCodeableConcept"]["text"]
        assert one["performer"][0]["display"]
        assert one["effectiveDateTime"] <= TODAY.isoformat()
    assert levels == {"red": 100, "amber": 300, "green": 200}


def test_nhs_numbers_are_for_tests_and_check_but_for_the_one_that_must_not() -> None:
    patients = of_type(Provider(people=2000, seed=4, today=TODAY, days=1).resources(), "Patient")
    numbers = [one["value"] for p in patients for one in p["identifier"] if one["system"] == NHS]
    assert len(set(numbers)) == len(numbers) == 2000
    assert all(number.startswith("999") for number in numbers)
    assert [number for number in numbers if not nhs_number.is_valid(number)] == ["9990002561"]


def test_telephone_numbers_are_those_kept_for_drama(sixty: list[Resource]) -> None:
    text = json.dumps(sixty)
    numbers = re.findall(r'"system": "phone", "value": "([^"]+)"', text)
    assert len(numbers) > 150
    assert [one for one in numbers if not re.fullmatch(r"01632 960\d{3}|07700 900\d{3}", one)] == []
    loose = re.findall(r"\b0\d{4} \d{6}\b", text)
    assert [one for one in loose if not one.startswith(("01632 960", "07700 900"))] == []


@pytest.mark.parametrize(
    "today", [TODAY, date(2027, 3, 26), date(2026, 10, 23)], ids=["winter", "into summer time", "out of it"]
)
@pytest.mark.parametrize("people", [60, 300])
def test_no_carer_and_no_person_is_in_two_places(today: date, people: int) -> None:
    resources = list(Provider(people=people, seed=7, today=today, days=8).resources())
    busy: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in of_type(resources, "Appointment"):
        span = (instant(one["start"]), instant(one["end"]))
        assert span[0] < span[1]
        for who in (*carers_of(one), one["participant"][0]["actor"]["reference"]):
            busy[who].append(span)
    for who, spans in busy.items():
        spans.sort()
        for (_, ends), (starts, _) in pairwise(spans):
            assert ends <= starts, (who, ends, starts)
    assert len(busy) > 60


def test_clock_times_stay_the_same_across_a_clock_change() -> None:
    resources = list(Provider(people=60, seed=1, today=date(2026, 10, 24), days=4).resources())
    ted = named(resources, "Holloway", "Edwin")
    starts = [instant(one["start"]) for one in about(resources, ted, "Appointment")]
    mornings = sorted(start for start in starts if start.astimezone(LONDON).strftime("%H:%M") == "08:45")
    assert [f"{start.astimezone(ZoneInfo('UTC')):%d %H:%M}" for start in mornings] == [
        "23 07:45",
        "24 07:45",
        "25 08:45",
        "26 08:45",
    ]


def test_a_double_handed_visit_has_two_different_carers(sixty: list[Resource]) -> None:
    maureen = named(sixty, "Ashworth", "Maureen")
    visits = [one for one in about(sixty, maureen, "Appointment") if one["status"] in ("booked", "fulfilled")]
    assert len(visits) == 14 * 6
    assert all(len(set(carers_of(one))) == 2 for one in visits)


def test_each_day_has_visits_in_the_night_and_every_booked_visit_has_its_carers(
    sixty: list[Resource],
) -> None:
    nights = [one for one in of_type(sixty, "Appointment") if "T00:" < one["start"][10:] < "T06:"]
    assert len({one["start"][:10] for one in nights}) == 14
    for one in of_type(sixty, "Appointment"):
        if one["status"] == "booked":
            assert len(carers_of(one)) == len(one["participant"]) - 1 >= 1


def test_ted_is_there_as_fully_as_on_the_picture(sixty: list[Resource]) -> None:
    ted = named(sixty, "Holloway", "Edwin")
    facts = summary(sixty, ted)
    assert ted["birthDate"] == "1941-03-14"
    assert ted["name"][1] == {"use": "nickname", "given": ["Ted"]}
    assert ted["identifier"][0]["value"] == "9990002312"
    assert ted["address"][0]["postalCode"] == "WX9 4LB"
    (allergy,) = about(sixty, ted, "AllergyIntolerance")
    assert (allergy["code"]["text"], allergy["recordedDate"]) == ("Penicillin", "2024-06-11")
    dose = about(sixty, ted, "MedicationStatement")[0]
    critical = next(one for one in dose["extension"] if one["url"].endswith("time-critical"))
    assert {"url": "windowMinutes", "valueInteger": 30} in critical["extension"]
    assert len(dose["dosage"][0]["timing"]["repeat"]["timeOfDay"]) == 6
    (cpr,) = about(sixty, ted, "Consent")
    assert (cpr["dateTime"], cpr["provision"]["period"]["end"]) == ("2025-08-05", "2027-08-05")
    assert cpr["extension"][0]["valueString"].startswith("Yellow folder")
    assert (facts["drink-level"]["valueInteger"], facts["food-level"]["valueInteger"]) == (2, 6)
    assert facts["priority"]["effectiveDateTime"] == "2026-11-02"
    contacts = about(sixty, ted, "RelatedPerson")
    assert [one["name"][0]["family"] for one in contacts] == ["Trott", "Holloway-Reid"]


@pytest.mark.parametrize("people", [60, 240])
def test_the_awkward_people_are_there_at_every_size(people: int) -> None:
    every = list(Provider(people=people, seed=9, today=TODAY, days=1).resources())
    patients = of_type(every, "Patient")
    smiths = [one for one in patients if one["name"][0].get("family") == "Smith"]
    assert len({one["birthDate"] for one in smiths}) == 2
    assert named(every, "Wiśniewski", "Łukasz")
    assert named(every, "O'Brien", "Bridget")
    assert [one["name"][0]["text"] for one in patients if "family" not in one["name"][0]] == ["Lakshmi"]
    assert "birthDate" not in named(every, "Tuttle", "Winifred")
    assert about(every, named(every, "Holt", "Dennis"), "AllergyIntolerance") == []
    pike = named(every, "Pike", "Ronald")
    assert about(every, pike, "AllergyIntolerance")[0]["code"]["coding"][0]["code"] == "no-allergy-info"
    assert about(every, pike, "RelatedPerson") == []
    assert "contact" not in pike
    assert "extension" not in pike
    hilda = named(every, "Cardew", "Hilda")
    assert hilda["extension"] == [{"url": f"{DD}/StructureDefinition/no-contacts", "valueBoolean": True}]
    facts = summary(every, hilda)
    assert (facts["lives-alone"]["valueBoolean"], facts["can-summon-help"]["valueBoolean"]) == (True, False)
    severe = about(every, named(every, "Irving", "Moira"), "AllergyIntolerance")
    assert sum(one["reaction"][0]["severity"] == "severe" for one in severe) == 2


def test_the_long_record_overflows_a_page(sixty: list[Resource]) -> None:
    billie = next(
        one for one in of_type(sixty, "Patient") if one["name"][0].get("prefix") == ["Professor Dame"]
    )
    words = " ".join(
        one.get("valueString", "") or one.get("code", {}).get("text", "")
        for kind in ("Observation", "Flag", "AllergyIntolerance", "MedicationStatement")
        for one in about(sixty, billie, kind)
    )
    assert len(words) > 4000


def test_entry_codes_are_restricted_and_nowhere_else(sixty: list[Resource]) -> None:
    flags = of_type(sixty, "Flag")
    entries = [one for one in flags if "coding" in one["code"]]
    assert len(entries) > 10
    for one in entries:
        assert one["meta"]["security"][0]["code"] == "R"
        assert one["code"]["coding"][0] == {"system": f"{DD}/CodeSystem/flag", "code": "entry-code"}
        label, code = one["code"]["text"].split(": ")
        assert label
        others = json.dumps([other for other in sixty if other is not one and len(code) > 4])
        assert f": {code}" not in others


def test_every_person_has_what_a_stranger_must_know(sixty: list[Resource]) -> None:
    for patient in of_type(sixty, "Patient"):
        facts = summary(sixty, patient)
        assert {"priority", "carers-needed"} <= set(facts), patient["name"]
        assert patient["address"][0]["line"]
        assert patient["generalPractitioner"]
        assert about(sixty, patient, "Appointment")


def test_a_dose_at_an_exact_time_falls_within_a_visit() -> None:
    resources = list(Provider(people=300, seed=6, today=TODAY, days=2).resources())
    visits: dict[str, list[tuple[datetime, datetime]]] = defaultdict(list)
    for one in of_type(resources, "Appointment"):
        span = [instant(one[end]).astimezone(LONDON) for end in ("start", "end")]
        visits[one["participant"][0]["actor"]["reference"]].append((span[0], span[1]))
    doses = 0
    for one in of_type(resources, "MedicationStatement"):
        if not any(extension["url"].endswith("time-critical") for extension in one.get("extension", ())):
            continue
        for clock in one["dosage"][0]["timing"]["repeat"]["timeOfDay"]:
            due = datetime.combine(TODAY, datetime.strptime(clock, "%H:%M:%S").time(), LONDON)  # noqa: DTZ007
            spans = visits[one["subject"]["reference"]]
            assert any(start <= due <= end for start, end in spans), (one["id"], clock, spans)
            doses += 1
    assert doses > 50


def test_too_small_a_provider_is_refused() -> None:
    with pytest.raises(Trouble, match="at least 60"):
        Provider(people=20, today=TODAY)


def test_a_large_provider_streams() -> None:
    tracemalloc.start()
    many = sum(1 for _ in islice(Provider(people=50_000, seed=1, today=TODAY).resources(), 15_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert many == 15_000
    assert peak < 10_000_000
