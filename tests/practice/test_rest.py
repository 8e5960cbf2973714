"""The FHIR rules of the practice system, asked over HTTP."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement
from fhir.resources.R4B.operationoutcome import OperationOutcome

from downtime_desk.practice import PracticeSystem, Provider, Running, judge, serve
from tests.practice import elements
from tests.practice.conftest import TODAY, condition, encounter, person, visit


def ids(answer: httpx.Response, mode: str = "match") -> list[str]:
    assert answer.status_code == 200, answer.text
    entries = answer.json().get("entry", [])
    return [one["resource"]["id"] for one in entries if one["search"]["mode"] == mode]


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    outcome = OperationOutcome.model_validate(answer.json())
    return str(outcome.issue[0].details.text)


def test_create_read_and_the_version_it_has(http: httpx.Client) -> None:
    made = http.post("/Patient", json=person())
    assert made.status_code == 201
    place = urlsplit(made.headers["location"]).path
    assert place.endswith("/_history/1")
    assert made.headers["etag"] == 'W/"1"'
    assert made.json()["id"] != "p1"
    read = http.get(place.removesuffix("/_history/1"))
    assert (read.status_code, read.json()) == (200, made.json())
    assert read.headers["etag"] == 'W/"1"'
    assert read.headers["last-modified"].endswith("GMT")
    assert read.headers["content-type"].startswith("application/fhir+json")
    assert http.get(place).json() == made.json()
    assert http.get(read.url.path, headers={"If-None-Match": 'W/"1"'}).status_code == 304
    refused(http.get("/Patient/nobody"), 404)
    refused(http.get("/Elephant/1"), 404)


def test_update_is_guarded_by_the_version(http: httpx.Client) -> None:
    assert http.put("/Patient/p1", json=person()).status_code == 201
    changed = http.put("/Patient/p1", json=person(family="Prosser"), headers={"If-Match": 'W/"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, 'W/"2"')
    assert changed.json()["meta"]["versionId"] == "2"
    late = http.put("/Patient/p1", json=person(family="Nobody"), headers={"If-Match": 'W/"1"'})
    assert "current is version 2" in refused(late, 412)
    assert http.get("/Patient/p1").json()["name"] == [{"family": "Prosser"}]
    assert http.put("/Patient/p1", json=person(), headers={"If-Match": '"2"'}).status_code == 200
    refused(http.put("/Patient/p2", json=person("p2"), headers={"If-Match": 'W/"1"'}), 412)
    refused(http.put("/Patient/p1", json=person("p9")), 400)


def test_an_update_of_an_unknown_id_creates_only_where_it_is_allowed(
    http: httpx.Client, system: PracticeSystem
) -> None:
    system.rest.update_creates = False
    refused(http.put("/Patient/p1", json=person()), 404)
    system.rest.update_creates = True
    assert http.put("/Patient/p1", json=person()).status_code == 201
    assert http.get("/Patient/p1").status_code == 200


def test_delete_leaves_the_history(http: httpx.Client) -> None:
    http.put("/Patient/p1", json=person())
    http.put("/Patient/p1", json=person(family="Prosser"))
    refused(http.delete("/Patient/p1", headers={"If-Match": 'W/"1"'}), 412)
    assert http.delete("/Patient/p1").status_code == 204
    assert http.delete("/Patient/p1").status_code == 204
    refused(http.get("/Patient/p1"), 410)
    refused(http.delete("/Patient/unknown"), 404)
    assert ids(http.get("/Patient")) == []
    history = http.get("/Patient/p1/_history").json()
    Bundle.model_validate(history)
    assert [one["request"]["method"] for one in history["entry"]] == ["DELETE", "PUT", "POST"]
    assert history["entry"][2]["resource"]["name"] == [{"family": "Holloway"}]
    refused(http.get("/Patient/p1/_history/3"), 410)
    refused(http.get("/Patient/p1/_history/9"), 404)
    assert http.put("/Patient/p1", json=person()).headers["etag"] == 'W/"4"'


def test_conditional_create_makes_one_finds_one_refuses_two(http: httpx.Client) -> None:
    first = http.post("/Encounter", json=encounter("a"), headers=condition("a"))
    again = http.post("/Encounter", json=encounter("a"), headers=condition("a"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["location"] == first.headers["location"]
    assert again.json() == first.json()
    assert http.post("/Encounter", json=encounter("a")).status_code == 201
    refused(http.post("/Encounter", json=encounter("a"), headers=condition("a")), 412)
    refused(http.post("/Encounter", json=encounter("b"), headers={"If-None-Exist": "no-such=1"}), 400)
    refused(http.post("/Encounter", json=encounter("b"), headers={"If-None-Exist": ""}), 400)
    assert len(ids(http.get("/Encounter"))) == 2


def test_a_deleted_resource_does_not_stop_a_conditional_create(http: httpx.Client) -> None:
    made = http.post("/Encounter", json=encounter("a"), headers=condition("a")).json()
    http.delete(f"/Encounter/{made['id']}")
    assert http.post("/Encounter", json=encounter("a"), headers=condition("a")).status_code == 201


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"resourceType": "Patient", "colour": "blue"}, 'additional property "colour"'),
        ({"resourceType": "Patient", "name": {"family": "x"}}, "Expected array"),
        ({"resourceType": "Patient", "name": [{"family": 7}]}, "Invalid string"),
        ({"resourceType": "Patient", "active": "yes"}, "Invalid boolean"),
        ({"resourceType": "Patient", "gender": "robot"}, "not one of the codes"),
        ({"resourceType": "Patient", "birthDate": "14/03/1941"}, "Invalid date"),
        ({"resourceType": "Patient", "deceasedBoolean": False, "deceasedDateTime": "2020"}, "Only one of"),
        ({"resourceType": "Patient", "name": []}, "may not be empty"),
        ({"resourceType": "Appointment"}, "Missing required property Appointment.participant"),
        (visit(start="2026-11-22T08:00:00"), "Invalid instant"),
        ({"resourceType": "Practitioner"}, "cannot be kept"),
        ({"name": []}, "resourceType is missing"),
    ],
)
def test_what_is_not_fhir_is_refused_with_its_reason(http: httpx.Client, body: Any, words: str) -> None:
    kind = "Appointment" if body.get("resourceType") == "Appointment" else "Patient"
    answer = http.post(f"/{kind}", json=body)
    refused(answer, 400)
    assert any(words in issue["details"]["text"] for issue in answer.json()["issue"]), answer.text
    assert ids(http.get(f"/{kind}")) == []


@pytest.mark.parametrize("body", [b"", b"{", b'{"resourceType":"Patient","id":"a","id":"b"}', b"\xff\xfe"])
def test_what_is_not_json_is_refused(http: httpx.Client, body: bytes) -> None:
    refused(http.post("/Patient", content=body), 400)


def test_the_elements_known_are_those_fhir_has() -> None:
    assert elements.TARGET.read_text(encoding="utf-8") == elements.as_text()


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


def bundle(*entries: Any, kind: str = "batch") -> Any:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def entry(method: str, url: str, resource: Any = None, full_url: str = "", **more: str) -> Any:
    found: dict[str, Any] = {"request": {"method": method, "url": url, **more}}
    if resource is not None:
        found["resource"] = resource
    return {**found, **({"fullUrl": full_url} if full_url else {})}


def statuses(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    Bundle.model_validate(answer.json())
    return [one["response"]["status"][:3] for one in answer.json()["entry"]]


@pytest.mark.parametrize("kind", ["batch", "transaction"])
def test_every_entry_of_a_bundle_is_judged_by_itself(http: httpx.Client, kind: str) -> None:
    http.put("/Appointment/v1", json=visit())
    once = condition("a")["If-None-Exist"]
    answer = http.post(
        "/",
        json=bundle(
            entry("PUT", "Appointment/v1", visit(status="fulfilled"), ifMatch='W/"1"'),
            entry("PUT", "Appointment/v1", visit(status="noshow"), ifMatch='W/"1"'),
            entry("POST", "Encounter", encounter("a"), ifNoneExist=once),
            entry("POST", "Encounter", encounter("a"), ifNoneExist=once),
            entry("POST", "Encounter", {"resourceType": "Encounter", "colour": "red"}),
            entry("GET", "Appointment/v1"),
            entry("GET", "Appointment?status=fulfilled"),
            entry("DELETE", "Appointment/none"),
            {"resource": person()},
            kind=kind,
        ),
    )
    assert statuses(answer) == ["200", "412", "201", "200", "400", "200", "200", "404", "400"]
    entries = answer.json()["entry"]
    assert entries[0]["response"]["etag"] == 'W/"2"'
    assert entries[0]["response"]["lastModified"]
    assert entries[1]["response"]["outcome"]["resourceType"] == "OperationOutcome"
    assert entries[2]["response"]["location"] == entries[3]["response"]["location"]
    assert entries[5]["resource"]["status"] == "fulfilled"
    assert entries[6]["resource"]["entry"][0]["resource"]["id"] == "v1"


def test_entries_point_to_one_another(http: httpx.Client) -> None:
    sent = bundle(
        entry("POST", "Encounter", encounter("a"), "urn:uuid:1", ifNoneExist=condition("a")["If-None-Exist"]),
        entry(
            "POST",
            "Communication",
            {
                "resourceType": "Communication",
                "status": "completed",
                "encounter": {"reference": "urn:uuid:1"},
                "payload": [{"contentString": "Ate well."}],
            },
        ),
    )
    for expected in (["201", "201"], ["200", "201"]):
        assert statuses(http.post("/", json=sent)) == expected
    (made,) = ids(http.get("/Encounter"))
    assert len(ids(http.get(f"/Communication?encounter={made}"))) == 2


def test_a_transaction_is_all_or_nothing_only_when_asked_to(
    http: httpx.Client, system: PracticeSystem
) -> None:
    system.bundles.atomic_transactions = True
    sent = bundle(
        entry("PUT", "Patient/p1", person()),
        entry("PUT", "Patient/p2", person("p9")),
        kind="transaction",
    )
    refused(http.post("/", json=sent), 400)
    refused(http.get("/Patient/p1"), 404)
    assert statuses(http.post("/", json={**sent, "type": "batch"})) == ["201", "400"]


def test_bundles_that_are_none_are_refused(http: httpx.Client, system: PracticeSystem) -> None:
    refused(http.post("/", json=person()), 400)
    refused(http.post("/", json=bundle(kind="document")), 400)
    refused(http.post("/", json={"resourceType": "Bundle", "type": "batch", "entry": {}}), 400)
    refused(http.get("/"), 405)
    system.bundles.most_entries = 1
    refused(http.post("/", json=bundle(entry("GET", "Patient"), entry("GET", "Patient"))), 413)


def test_metadata_and_health(http: httpx.Client) -> None:
    stated = http.get("/metadata").json()
    CapabilityStatement.model_validate(stated)
    assert {one["type"] for one in stated["rest"][0]["resource"]} == set(judge.resource_types())
    assert http.get("/healthcheck").json() == {"ok": True}
    refused(http.patch("/Patient/p1", json={}), 405)


def test_a_token_is_asked_for_where_one_is_set(http: httpx.Client, system: PracticeSystem) -> None:
    system.token = "first"
    answer = http.get("/Patient")
    assert answer.headers["www-authenticate"] == "Bearer"
    refused(answer, 401)
    assert http.get("/metadata").status_code == 200
    right = {"Authorization": "Bearer first"}
    assert http.get("/Patient", headers=right).status_code == 200
    system.token = "second"
    refused(http.get("/Patient", headers=right), 401)


def test_what_was_kept_is_there_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "practice.sqlite"
    system = PracticeSystem(file)
    assert system.empty
    with serve(system) as running:
        httpx.put(f"{running.url}/Patient/p1", json=person(), trust_env=False)
    again = PracticeSystem(file)
    assert not again.empty
    with serve(again) as running:
        answer = httpx.put(f"{running.url}/Patient/p1", json=person(), trust_env=False)
        assert answer.headers["etag"] == 'W/"2"'


def test_a_whole_provider_is_served(running: Running, sixty: list[dict[str, Any]]) -> None:
    loaded = running.system.load(Provider(people=60, seed=1, today=TODAY))
    assert loaded == len(sixty)
    with httpx.Client(base_url=running.url, trust_env=False) as client:
        found: dict[str, Any] = {}
        for kind in sorted({one["resourceType"] for one in sixty}):
            address = f"/{kind}?_count=400"
            while address:
                answer = client.get(address).json()
                for one in answer.get("entry", []):
                    found[f"{kind}/{one['resource']['id']}"] = one["resource"]
                address = next((link["url"] for link in answer["link"] if link["relation"] == "next"), "")
        day = f"/Appointment?date=ge{date(2026, 11, 22)}T00:00:00Z&date=lt2026-11-23T00:00:00Z&_summary=count"
        visits = [one for one in sixty if one["resourceType"] == "Appointment"]
        expected = sum(one["start"].startswith("2026-11-22") for one in visits)
        assert client.get(day).json()["total"] == expected
    for one in sixty:
        kept = found.pop(f"{one['resourceType']}/{one['id']}")
        meta = {**kept["meta"]}
        assert meta.pop("versionId") == "1"
        assert meta.pop("lastUpdated")
        assert {**kept, "meta": meta} == {**one, "meta": one.get("meta", {})}
    assert found == {}
