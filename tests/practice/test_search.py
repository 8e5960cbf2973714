"""Searching the practice system: pages, instants, who and what."""

from urllib.parse import parse_qsl, urlsplit

import httpx
from fhir.resources.R4B.bundle import Bundle

from tests.practice.asking import encounter, ids, person, refused, visit


def test_paging_shows_everything_once_while_others_write(http: httpx.Client) -> None:
    for number in range(25):
        http.put(f"/Patient/p{number:02d}", json=person(f"p{number:02d}"))
    seen: list[str] = []
    address = "/Patient?_sort=_lastUpdated&_count=10"
    while address:
        answer = http.get(address)
        seen += ids(answer)
        links = {link["relation"]: link["url"] for link in answer.json()["link"]}
        address = links.get("next", "")
        if len(seen) == 10:
            assert dict(parse_qsl(urlsplit(address).query)).keys() == {"_cursor"}
            http.put("/Patient/p00", json=person("p00", family="Changed"))
    assert seen == [*(f"p{number:02d}" for number in range(25)), "p00"]
    backwards = http.get("/Patient?_sort=-_lastUpdated&_count=2")
    assert ids(backwards) == ["p00", "p24"]
    after = next(link["url"] for link in backwards.json()["link"] if link["relation"] == "next")
    assert ids(http.get(after)) == ["p23", "p22"]
    refused(http.get("/Patient?_cursor=rubbish"), 400)


def test_last_updated_takes_all_four_comparisons(http: httpx.Client) -> None:
    for name in ("p1", "p2", "p3"):
        http.put(f"/Patient/{name}", json=person(name))
    middle = http.get("/Patient/p2").json()["meta"]["lastUpdated"]
    found = {
        sign: ids(http.get(f"/Patient?_lastUpdated={sign}{middle}")) for sign in ("ge", "gt", "le", "lt")
    }
    assert found == {"ge": ["p2", "p3"], "gt": ["p3"], "le": ["p1", "p2"], "lt": ["p1"]}


def test_visits_are_found_by_instants_and_not_by_bare_days(http: httpx.Client) -> None:
    http.put("/Appointment/v1", json=visit())
    http.put("/Appointment/v2", json=visit("v2", start="2026-11-23T08:00:00Z"))
    window = "/Appointment?date=ge2026-11-22T00:00:00Z&date=lt2026-11-23T00:00:00Z"
    assert ids(http.get(window)) == ["v1"]
    assert ids(http.get("/Appointment", params={"date": "ge2026-11-23T09:00:00+01:00"})) == ["v2"]
    assert ids(http.get("/Appointment?date=2026-11-22")) == []
    refused(http.get("/Appointment?date=tomorrow"), 400)
    refused(http.get("/Patient?date=ge2026-11-22T00:00:00Z"), 400)


def test_visits_are_found_by_person_status_id_and_identifier(http: httpx.Client) -> None:
    mine = [{"system": "urn:x", "value": "7"}]
    http.put("/Appointment/v1", json=visit(identifier=mine))
    http.put("/Appointment/v2", json=visit("v2", person="p2", status="cancelled"))
    for query, expected in {
        "patient=p1": ["v1"],
        "patient=Patient/p2": ["v2"],
        "patient=p1,p2": ["v1", "v2"],
        "status=booked": ["v1"],
        "status=booked,cancelled": ["v1", "v2"],
        "status:not=booked": ["v2"],
        "_id=v2,v3": ["v2"],
        "identifier=urn:x|7": ["v1"],
        "identifier=7": ["v1"],
        "identifier=urn:y|7": [],
    }.items():
        assert ids(http.get(f"/Appointment?{query}")) == expected, query
    refused(http.get("/Appointment?colour=blue"), 400)
    refused(http.get("/Appointment?status:exact=booked"), 400)
    assert ids(http.post("/Appointment/_search", data={"status": "booked"})) == ["v1"]


def test_observations_are_found_by_code(http: httpx.Client) -> None:
    for number, code in enumerate(("priority", "eating")):
        coding = {"system": "urn:x", "code": code}
        sent = {
            "resourceType": "Observation",
            "id": f"o{number}",
            "status": "final",
            "code": {"coding": [coding]},
        }
        assert http.put(f"/Observation/o{number}", json=sent).status_code == 201
    assert ids(http.get("/Observation?code=urn:x|eating")) == ["o1"]
    assert ids(http.get("/Observation?code=urn:x|eating,urn:x|priority")) == ["o0", "o1"]
    assert ids(http.get("/Observation?code=priority")) == ["o0"]
    assert ids(http.get("/Observation?code=urn:y|priority")) == []


def test_a_phone_sync_is_found_by_its_visit(http: httpx.Client) -> None:
    http.put("/Appointment/v1", json=visit())
    link = [{"reference": "Appointment/v1"}]
    http.post("/Encounter", json=encounter("a", appointment=link))
    http.post("/Encounter", json=encounter("b"))
    found = http.get("/Encounter?appointment=v1&_include=Encounter:appointment")
    assert (len(ids(found)), ids(found, "include")) == (1, ["v1"])


def test_include_brings_who_is_on_the_page(http: httpx.Client) -> None:
    http.put("/Patient/p1", json=person())
    http.put("/Practitioner/c1", json={"resourceType": "Practitioner", "id": "c1"})
    http.put("/Appointment/v1", json=visit())
    http.put("/Appointment/v2", json=visit("v2"))
    both = http.get("/Appointment?_include=Appointment:actor")
    Bundle.model_validate(both.json())
    assert (ids(both), sorted(ids(both, "include"))) == (["v1", "v2"], ["c1", "p1"])
    assert ids(http.get("/Appointment?_include=Appointment:patient"), "include") == ["p1"]
    refused(http.get("/Appointment?_include=Appointment:slot"), 400)


def test_elements_and_totals(http: httpx.Client) -> None:
    for name in ("v1", "v2", "v3"):
        http.put(f"/Appointment/{name}", json=visit(name))
    part = http.get("/Appointment?_elements=id,status&_count=1").json()
    assert set(part["entry"][0]["resource"]) == {"resourceType", "id", "meta", "status"}
    assert part["entry"][0]["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert "total" not in part
    assert http.get("/Appointment?_total=accurate&_count=1").json()["total"] == 3
    assert http.get("/Appointment?_summary=count").json() == {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": 3,
    }
