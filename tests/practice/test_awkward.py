"""Every awkward answer, as a client on the other side of a real connection meets it."""

import json
import time
from typing import Any

import httpx
import pytest
from fhir.resources.R4B.operationoutcome import OperationOutcome

from downtime_desk.practice import Awkward, PracticeSystem, Running
from downtime_desk.practice.faults import DETAILS, WHAT_HAPPENS, Faults
from tests.practice.asking import bundle, condition, encounter, entry, ids, person, refused, statuses, visit

CUT_OFF = (httpx.NetworkError, httpx.RemoteProtocolError)

DD = "https://fhir.downtimedesk.example"


def count(http: httpx.Client, kind: str) -> int:
    return int(http.get(f"/{kind}?_summary=count").json()["total"])


def test_every_kind_is_explained_and_tested_here() -> None:
    assert set(WHAT_HAPPENS) == set(Awkward)
    assert set(DETAILS) <= set(Awkward)
    with open(__file__, encoding="utf-8") as ours:  # noqa: PTH123
        words = ours.read()
    assert [kind.name for kind in Awkward if f"Awkward.{kind.name}" not in words] == []


def test_a_rule_is_for_the_next_requests_that_fit() -> None:
    faults = Faults()
    faults.add(Awkward.EMPTY, 2, method="POST", path="^/Encounter$")
    faults.add(Awkward.UNAVAILABLE, None, path="Patient")
    assert faults.take("GET", "/Encounter") is None
    assert faults.take("POST", "/Encounter/1") is None
    for _ in range(2):
        rule = faults.take("POST", "/Encounter")
        assert rule is not None
        assert rule.kind == Awkward.EMPTY
    assert faults.take("POST", "/Encounter") is None
    assert [faults.take("GET", "/Patient") is not None for _ in range(5)] == [True] * 5
    faults.clear()
    assert faults.take("GET", "/Patient") is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "no such"},
        {"kind": "empty", "colour": 1},
        {"kind": "empty", "times": 0},
        {"kind": "empty", "path": "("},
    ],
)
def test_a_rule_nobody_knows_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"not a valid|knows no|one or more|not a pattern"):
        Faults().add(**wrong)


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        (Awkward.UNAVAILABLE, 503, "Service Unavailable"),
        (Awkward.RATE_LIMITED, 429, "Too Many Requests"),
        (Awkward.DATABASE_DOWN, 400, "connect ECONNREFUSED"),
        (Awkward.UNAUTHORISED, 401, "Unauthorized"),
        (Awkward.TOO_LARGE, 413, "Payload Too Large"),
    ],
)
def test_a_refusal_applies_nothing_and_comes_once(
    http: httpx.Client, system: PracticeSystem, kind: Awkward, status: int, words: str
) -> None:
    system.go_awkward(kind)
    assert words in refused(http.put("/Patient/p1", json=person()), status)
    assert count(http, "Patient") == 0
    assert http.put("/Patient/p1", json=person()).status_code == 201


def test_a_rate_limit_may_ask_for_a_day_of_patience(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.RATE_LIMITED)
    system.go_awkward(Awkward.UNAVAILABLE, retry_after=7)
    assert http.get("/Patient").headers["retry-after"] == "86400"
    assert http.get("/Patient").headers["retry-after"] == "7"


def test_health_says_that_the_database_is_down(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.DATABASE_DOWN, None)
    assert http.get("/healthcheck").status_code == 500
    assert http.get("/Patient").status_code == 400


def test_a_server_error_says_nothing_of_fhir(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.SERVER_ERROR)
    answer = http.get("/Patient")
    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


def test_a_rate_limit_hides_inside_a_good_bundle(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.RATE_LIMITED_INSIDE, after=1)
    sent = bundle(*(entry("PUT", f"Patient/p{n}", person(f"p{n}")) for n in range(3)))
    answer = http.post("/", json=sent)
    assert statuses(answer) == ["201", "429", "429"]
    assert answer.json()["entry"][2]["response"]["outcome"]["issue"][0]["code"] == "throttled"
    assert count(http, "Patient") == 1


def test_a_captive_portal_looks_like_success(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.CAPTIVE_PORTAL)
    answer = http.put("/Patient/p1", json=person())
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert count(http, "Patient") == 0


def test_an_empty_answer_looks_like_success(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.EMPTY)
    answer = http.put("/Patient/p1", json=person())
    assert (answer.status_code, answer.content) == (200, b"")
    assert count(http, "Patient") == 0


def test_a_redirect_leads_away(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.REDIRECT, 2)
    answer = http.get("/Patient")
    assert (answer.status_code, answer.headers["location"]) == (302, "/practice/sign-in")
    followed = http.get("/Patient", follow_redirects=True)
    assert "sign in" in followed.text


def test_a_hang_ends_when_the_other_side_gives_up(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.HANG)
    with pytest.raises(httpx.ReadTimeout):
        http.put("/Patient/p1", json=person(), timeout=0.3)
    assert count(http, "Patient") == 0


def test_switching_off_does_not_wait_for_who_hangs(running: Running, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.SLOW, milliseconds=3_600_000)
    system.go_awkward(Awkward.HANG)
    for _ in range(2):
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{running.url}/Patient", timeout=0.2, trust_env=False)
    running.stop()
    assert not running.listening


def test_a_lost_answer_was_applied(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.LOST_ANSWER, method="POST")
    with pytest.raises(CUT_OFF):
        http.post("/Encounter", json=encounter("a"), headers=condition("a"))
    assert count(http, "Encounter") == 1
    assert http.post("/Encounter", json=encounter("a"), headers=condition("a")).status_code == 200


def test_a_truncated_answer_is_no_json_but_was_applied(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.TRUNCATED)
    answer = http.put("/Patient/p1", json=person())
    assert answer.status_code == 201
    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert count(http, "Patient") == 1


def test_a_drip_outlasts_every_single_read(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Patient/p1", json=person())
    system.go_awkward(Awkward.DRIP, bytes=8, milliseconds=20)
    started = time.monotonic()
    answer = http.get("/Patient/p1", timeout=0.2)
    assert time.monotonic() - started > 0.2
    assert answer.json()["id"] == "p1"


def test_switching_off_cuts_a_drip(running: Running, system: PracticeSystem) -> None:
    system.shelf.put(person(), "p1")
    system.go_awkward(Awkward.DRIP, bytes=1, milliseconds=1000)
    with httpx.stream("GET", f"{running.url}/Patient/p1", timeout=5, trust_env=False) as answer:
        chunks = answer.iter_bytes()
        assert next(chunks)
        running.stop()
        with pytest.raises(CUT_OFF):
            list(chunks)


def test_a_slow_answer_and_a_slow_server(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.SLOW, milliseconds=150)
    started = time.monotonic()
    assert http.get("/Patient").status_code == 200
    assert time.monotonic() - started >= 0.15
    system.faults.delay_ms = 100
    started = time.monotonic()
    assert http.get("/Patient").status_code == 200
    assert time.monotonic() - started >= 0.1


def test_a_slow_answer_was_applied_before_the_other_side_gave_up(
    http: httpx.Client, system: PracticeSystem
) -> None:
    system.go_awkward(Awkward.SLOW, milliseconds=60_000)
    with pytest.raises(httpx.ReadTimeout):
        http.put("/Patient/p1", json=person(), timeout=0.3)
    assert count(http, "Patient") == 1


def test_a_gzip_bomb_is_small_on_the_wire(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.GZIP_BOMB, megabytes=20)
    with http.stream("GET", "/Patient") as answer:
        assert answer.headers["content-encoding"] == "gzip"
        raw = sum(len(chunk) for chunk in answer.iter_raw())
    assert raw < 100_000
    system.go_awkward(Awkward.GZIP_BOMB, megabytes=20)
    assert len(http.get("/Patient").content) == 20 * 1024 * 1024


def test_a_wrong_content_type_carries_the_right_answer(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.WRONG_TYPE)
    answer = http.put("/Patient/p1", json=person())
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.json()["id"] == "p1"


def test_a_retrying_proxy_doubles_a_create(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.APPLIED_TWICE, 2, method="POST")
    assert http.post("/Encounter", json=encounter("a")).status_code == 201
    assert count(http, "Encounter") == 2
    assert http.post("/Encounter", json=encounter("b"), headers=condition("b")).status_code == 200
    assert count(http, "Encounter") == 3


def test_a_retrying_proxy_turns_success_into_its_own_conflict(
    http: httpx.Client, system: PracticeSystem
) -> None:
    http.put("/Appointment/v1", json=visit())
    system.go_awkward(Awkward.APPLIED_TWICE)
    changed = visit(status="fulfilled")
    refused(http.put("/Appointment/v1", json=changed, headers={"If-Match": 'W/"1"'}), 412)
    assert http.get("/Appointment/v1").json()["status"] == "fulfilled"


def test_a_lagging_replica_shows_what_was(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    system.go_awkward(Awkward.STALE_READ, 4, method="GET")
    http.put("/Appointment/v1", json=visit(status="fulfilled"))
    http.put("/Appointment/v2", json=visit("v2"))
    http.delete("/Patient/p1")
    old = http.get("/Appointment/v1")
    assert (old.json()["status"], old.headers["etag"]) == ("booked", 'W/"1"')
    assert http.get("/Appointment/v2").status_code == 404
    assert ids(http.get("/Appointment")) == ["v1"]
    assert http.get("/Appointment").json()["entry"][0]["resource"]["status"] == "booked"
    assert http.get("/Appointment/v1").json()["status"] == "fulfilled"


def test_a_racy_conditional_create_doubles(http: httpx.Client, system: PracticeSystem) -> None:
    http.post("/Encounter", json=encounter("a"), headers=condition("a"))
    system.go_awkward(Awkward.RACY_CREATE)
    assert http.post("/Encounter", json=encounter("a"), headers=condition("a")).status_code == 201
    refused(http.post("/Encounter", json=encounter("a"), headers=condition("a")), 412)


def test_a_version_named_may_be_ignored(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    http.put("/Appointment/v1", json=visit(comment="Moved by the office"))
    system.go_awkward(Awkward.IGNORES_IF_MATCH)
    answer = http.put("/Appointment/v1", json=visit(status="fulfilled"), headers={"If-Match": 'W/"1"'})
    assert (answer.status_code, answer.headers["etag"]) == (200, 'W/"3"')
    assert "comment" not in http.get("/Appointment/v1").json()


def test_a_conflict_may_be_409(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    system.go_awkward(Awkward.CONFLICT_409)
    refused(http.put("/Appointment/v1", json=visit(), headers={"If-Match": 'W/"7"'}), 409)


def test_a_search_may_not_listen(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    http.put("/Appointment/v2", json=visit("v2", status="cancelled"))
    system.go_awkward(Awkward.IGNORES_SEARCH, parameter="status")
    assert ids(http.get("/Appointment?status=booked&patient=nobody")) == []
    system.go_awkward(Awkward.IGNORES_SEARCH)
    assert ids(http.get("/Appointment?status=booked&patient=nobody")) == ["v1", "v2"]


def test_extensions_may_be_dropped(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.DROPS_EXTENSIONS)
    kept = {"url": f"{DD}/StructureDefinition/visit-evidence", "valueString": "grade B"}
    sent = encounter("a", extension=[kept], subject={"reference": "Patient/p1", "extension": [kept]})
    made = http.post("/Encounter", json=sent).json()
    assert "extension" not in made
    assert made["subject"] == {"reference": "Patient/p1"}
    assert http.get(f"/Encounter/{made['id']}").json() == made


def test_ids_may_be_rewritten(http: httpx.Client, system: PracticeSystem) -> None:
    system.go_awkward(Awkward.REWRITES_IDS)
    answer = http.put("/Encounter/mine", json=encounter("a", id="mine"))
    assert (answer.status_code, answer.json()["id"] == "mine") == (201, False)
    assert answer.json()["id"] in answer.headers["location"]
    assert http.get("/Encounter/mine").status_code == 404


def test_versions_may_not_be_told(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    system.go_awkward(Awkward.NO_ETAG, 3)
    read = http.get("/Appointment/v1")
    assert "etag" not in read.headers
    assert "versionId" not in read.json()["meta"]
    assert "versionId" not in http.get("/Appointment").json()["entry"][0]["resource"]["meta"]
    sent = bundle(entry("PUT", "Appointment/v1", visit()))
    (done,) = http.post("/", json=sent).json()["entry"]
    assert "etag" not in done["response"]
    assert "versionId" not in done["resource"]["meta"]


def test_an_awkward_answer_reaches_into_a_bundle(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    system.go_awkward(Awkward.CONFLICT_409)
    sent = bundle(entry("PUT", "Appointment/v1", visit(), ifMatch='W/"9"'))
    assert statuses(http.post("/", json=sent)) == ["409"]


def test_every_refusal_is_an_operation_outcome(http: httpx.Client, system: PracticeSystem) -> None:
    for kind in (Awkward.UNAVAILABLE, Awkward.RATE_LIMITED, Awkward.DATABASE_DOWN, Awkward.UNAUTHORISED):
        system.go_awkward(kind)
        OperationOutcome.model_validate(http.get("/Patient").json())
