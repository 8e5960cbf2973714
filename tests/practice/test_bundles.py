"""Many requests in one: each entry is judged by itself."""

import httpx
import pytest

from downtime_desk.practice import PracticeSystem
from tests.practice.asking import bundle, condition, encounter, entry, ids, person, refused, statuses, visit


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
