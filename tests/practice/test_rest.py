"""The FHIR rules of one resource on the practice system, asked over HTTP."""

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.capabilitystatement import CapabilityStatement

from downtime_desk.practice import PracticeSystem, Provider, Running, judge, serve
from tests.practice import elements
from tests.practice.asking import condition, encounter, ids, person, refused, visit
from tests.practice.conftest import TODAY


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
