"""Switching the practice system off and on, its control page, and what others do meanwhile."""

import os
import subprocess
import sys
import textwrap
import time
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.practice import PracticeSystem, Provider, Running, serve
from tests.practice.asking import ids, person, refused, visit


def until(true: Any, patience: float = 5.0) -> None:
    """Wait for a condition."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def answers(running: Running) -> bool:
    try:
        return httpx.get(f"{running.url}/healthcheck", timeout=2, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def command(http: httpx.Client, **commands: Any) -> Any:
    answer = http.post("/practice/control", json=commands)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_off_is_connection_refused_and_on_is_the_same_address(running: Running) -> None:
    address = running.url
    httpx.put(f"{address}/Patient/p1", json=person(), trust_env=False)
    running.stop()
    assert not running.listening
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/Patient/p1", timeout=2, trust_env=False)
    running.stop()
    running.start()
    running.start()
    assert running.url == address
    assert httpx.get(f"{address}/Patient/p1", trust_env=False).status_code == 200


def test_it_can_be_told_to_go_off_for_a_while(http: httpx.Client, running: Running) -> None:
    command(http, off_seconds=0.5)
    until(lambda: not running.listening)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.url}/healthcheck", timeout=2, trust_env=False)
    until(lambda: answers(running))


def test_closing_ends_a_pause(system: PracticeSystem) -> None:
    running = serve(system)
    running.stop_for(3600)
    until(lambda: not running.listening)
    running.close()
    assert not running.listening


def test_a_port_in_use_is_said_plainly(running: Running, tmp_path: Path) -> None:
    other = PracticeSystem(tmp_path / "other.sqlite")
    with pytest.raises(Trouble, match="already in use"):
        serve(other, running.port)
    other.close()


def test_the_control_page_sets_and_shows(http: httpx.Client, system: PracticeSystem) -> None:
    shown = http.get("/practice/control").json()
    assert (shown["rules"], shown["delay_ms"]) == ([], 0)
    assert len(shown["awkward_answers"]) == 26
    rule = {"kind": "rate-limited", "times": 2, "method": "PUT", "path": "Patient", "retry_after": 5}
    assert command(http, awkward=rule, delay_ms=1)["rules"] == [rule]
    answer = http.put("/Patient/p1", json=person())
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert http.get("/practice/control").json()["rules"][0]["times"] == 1
    assert command(http, clear=True) == {"done": {"clear": True}, "delay_ms": 0, "rules": []}
    command(http, token="secret")
    refused(http.get("/Patient"), 401)
    command(http, token=None)
    assert http.get("/Patient").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"explode": 1},
        {"awkward": {"kind": "none"}},
        {"awkward": {}},
        {"delay_ms": "soon"},
        [1],
        {"cancel_visit": {}},
    ],
)
def test_the_control_page_refuses_what_it_does_not_know(http: httpx.Client, wrong: Any) -> None:
    answer = http.post("/practice/control", json=wrong)
    assert answer.status_code == 400
    assert answer.json()["trouble"]


def test_somebody_changes_a_visit_meanwhile(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    moved = system.change_visit("v1", start="2026-11-22T09:00:00Z", end="2026-11-22T09:30:00Z")
    assert moved.version == 2
    mine = visit(status="fulfilled")
    refused(http.put("/Appointment/v1", json=mine, headers={"If-Match": 'W/"1"'}), 412)
    done = command(http, cancel_visit={"id": "v1", "reason": "Gone to her sister"})["done"]["cancel_visit"]
    assert (done["status"], done["cancelationReason"]["text"]) == ("cancelled", "Gone to her sister")
    assert http.get("/Appointment/v1").json()["start"] == "2026-11-22T09:00:00Z"
    command(http, change_visit={"id": "v1", "comment": "Ring first"})
    assert http.get("/Appointment/v1").json()["comment"] == "Ring first"
    with pytest.raises(Trouble, match="no visit v9"):
        system.cancel_visit("v9")
    assert http.post("/practice/control", json={"cancel_visit": {"id": "v9"}}).status_code == 400


def test_a_change_that_is_not_fhir_is_refused(http: httpx.Client, system: PracticeSystem) -> None:
    http.put("/Appointment/v1", json=visit())
    with pytest.raises(Trouble, match="start"):
        system.change_visit("v1", start="half past nine")
    assert http.get("/Appointment/v1").headers["etag"] == 'W/"1"'


def test_a_carers_phone_catches_up_late(http: httpx.Client) -> None:
    http.put("/Appointment/v1", json=visit())
    late = {"id": "v1", "arrived": "2026-11-22T08:07:00Z"}
    made = command(http, phone_syncs_late=late)["done"]["phone_syncs_late"]
    assert made["period"] == {"start": "2026-11-22T08:07:00Z", "end": "2026-11-22T08:30:00Z"}
    assert made["participant"][0]["individual"] == {"reference": "Practitioner/c1"}
    assert ids(http.get("/Encounter?appointment=Appointment/v1")) == [made["id"]]
    assert http.get("/Appointment/v1").json()["status"] == "fulfilled"
    checked = {name: value for name, value in made.items() if name != "meta"}
    assert http.post("/Encounter", json=checked).status_code == 201


def test_a_phone_hands_in_a_visit_under_the_next_one_of_its_carer(http: httpx.Client) -> None:
    http.put("/Appointment/v1", json=visit())
    next_one = {**visit(), "id": "v2", "start": "2026-11-22T09:00:00Z", "end": "2026-11-22T09:30:00Z"}
    http.put("/Appointment/v2", json=next_one)
    made = command(http, phone_syncs_late={"id": "v1", "how": "wrong visit"})["done"]["phone_syncs_late"]
    assert made["appointment"] == [{"reference": "Appointment/v2"}]
    assert made["period"]["start"] == visit()["start"], "it is of the first visit"
    assert [http.get(f"/Appointment/{each}").json()["status"] for each in ("v1", "v2")] == ["booked"] * 2
    refused = http.post("/practice/control", json={"phone_syncs_late": {"id": "v1", "how": "upside down"}})
    assert refused.status_code == 400
    assert "as noted, twice, without the visit, wrong visit" in refused.json()["trouble"]


def test_the_phones_of_a_morning_catch_up_each_in_some_way(http: httpx.Client) -> None:
    for number in range(200):
        start = f"2026-11-22T{8 + number // 60:02}:{number % 60:02}:00Z"
        end = f"2026-11-22T{8 + number // 60:02}:{number % 60:02}:30Z"
        http.put(f"/Appointment/v{number}", json={**visit(), "id": f"v{number}", "start": start, "end": end})
    span = {"since": "2026-11-22T08:00:00Z", "until": "2026-11-22T11:00:00Z", "seed": 3}
    handed = command(http, phones_catch_up=span)["done"]["phones_catch_up"]
    assert set(handed) == {"as noted", "twice", "without the visit", "wrong visit"}
    assert 60 <= sum(handed.values()) <= 120, "about every second of 180"
    assert handed["as noted"] > sum(handed.values()) / 2
    records = http.get("/Encounter?_count=0&_total=accurate").json()["total"]
    assert records == sum(handed.values()) + handed["twice"]
    late = http.get("/Appointment/v199").json()
    assert late["status"] == "booked", "it is after that time"
    none = command(
        http, phones_catch_up={**span, "since": "2026-11-23T08:00:00Z", "until": "2026-11-23T11:00:00Z"}
    )
    assert none["done"]["phones_catch_up"] == {}


def test_practice_needs_no_web_server_until_it_serves() -> None:
    program = textwrap.dedent(
        """
        import sys
        for name in ("starlette", "uvicorn"):
            sys.modules[name] = None
        from pathlib import Path
        from downtime_desk.core.errors import Trouble
        from downtime_desk.practice import PracticeSystem, Provider, serve
        try:
            serve(PracticeSystem(":memory:"))
        except Trouble as trouble:
            print(trouble)
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == (
        "The practice main system is not installed on this computer. "
        'Install it with: pip install "downtime-desk[practice]".'
    )


def test_it_runs_from_a_command_line_until_a_key_stops_it(tmp_path: Path) -> None:
    file = tmp_path / "practice.sqlite"
    program = (
        # a shell that started these tests in the background had them ignore the key, and so would this program
        "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from datetime import date\nfrom downtime_desk.practice import serve_forever\n"
        f"serve_forever({str(file)!r}, 0, 60, 1, date(2026, 11, 22))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env={**os.environ}
    ) as running:
        try:
            assert running.stdout is not None
            assert "60 people" in running.stdout.readline()
            url = running.stdout.readline().split()[-1]
            total = httpx.get(f"{url}/Patient?_summary=count", trust_env=False).json()["total"]
            assert total == 60
            running.send_signal(2)
            assert running.wait(10) == 0
        finally:
            running.kill()


def test_five_thousand_people_are_loaded_and_served(tmp_path: Path) -> None:
    system = PracticeSystem(tmp_path / "large.sqlite")
    system.load(Provider(people=5000, seed=1, today=date(2026, 11, 22), days=1))
    with serve(system) as running:
        window = (
            "date=ge2026-11-21T00:00:00Z&date=lt2026-11-22T00:00:00Z&_count=1000&_include=Appointment:actor"
        )
        page = httpx.get(f"{running.url}/Appointment?{window}", timeout=30, trust_env=False)
    assert len(ids(page)) == 1000
