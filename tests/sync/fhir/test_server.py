"""A whole main system read over HTTP, page after page, and every way it can fail to give all of itself."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.practice import Awkward, PracticeSystem, Provider, Running, serve
from downtime_desk.sync.fhir import server as servers
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.fhir.server import Server
from downtime_desk.sync.http import MainSystem
from downtime_desk.sync.refresh import refresh, usual_window
from downtime_desk.sync.staged import Staged
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.sync.fhir.make import Resource, bundle, patient, source, staged, visit
from tests.sync.wire_server import Say, answer
from tests.sync.wire_server import server as wire

PROVIDER = list(Provider(people=60, seed=1, today=NIGHT.date()).resources())


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    system = PracticeSystem(tmp_path_factory.mktemp("practice") / "practice.sqlite")
    system.load(PROVIDER)
    with serve(system) as listening:
        yield listening


@pytest.fixture
def practice(running: Running) -> Iterator[Server]:
    system = MainSystem(running.url, running.system.token, now=Clock(NIGHT), name="Fernway", seconds=3)
    made = Server(system, usual_window(NIGHT))
    yield made
    running.system.faults.clear()
    made.close()


def test_everything_comes_the_same_as_from_its_own_files(practice: Server) -> None:
    over_http, from_files = read(practice), staged(*PROVIDER)
    assert over_http.rejected == []
    assert (over_http.people_count, len(over_http.carers)) == (
        from_files.people_count,
        len(from_files.carers),
    )
    assert over_http.visits_count == from_files.visits_count
    assert [_bare(each) for each in over_http.people()] == [_bare(each) for each in from_files.people()]
    assert sorted(row[:11] for row in over_http.visits()) == sorted(row[:11] for row in from_files.visits())
    assert over_http.can.write_visits
    assert over_http.watermark is not None


def _bare(person: Any) -> Any:
    return (person.id, person.family, person.summary, person.entry_codes)


def test_small_pages_come_to_the_same(practice: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "PAGE", "37")
    found = read(practice)
    assert (found.people_count, found.rejected) == (60, [])


@pytest.mark.parametrize(
    ("kind", "path", "said"),
    [
        (Awkward.SERVER_ERROR, "Patient", "fault of its own"),
        (Awkward.DATABASE_DOWN, "AllergyIntolerance", "ECONNREFUSED"),
        (Awkward.UNAUTHORISED, "Flag", "refused"),
        (Awkward.CAPTIVE_PORTAL, "Appointment", "web page, not records"),
        (Awkward.EMPTY, "Condition", "nothing at all"),
        (Awkward.REDIRECT, "Consent", "another address"),
        (Awkward.GZIP_BOMB, "Observation", "more than this laptop"),
        (Awkward.TRUNCATED, "Practitioner", "not records"),
        (Awkward.WRONG_TYPE, "RelatedPerson", "not records"),
        (Awkward.HANG, "Appointment", "did not answer in time"),
        (Awkward.DRIP, "Patient", "did not answer in time"),
        (Awkward.UNAVAILABLE, "metadata", "too busy"),
    ],
)
def test_one_failure_anywhere_stops_the_whole_and_the_old_copy_stays(
    store: Store, acting: Acting, practice: Server, running: Running, kind: Awkward, path: str, said: str
) -> None:
    refresh(store, acting, source(*PROVIDER))
    with store.read() as session:
        before = session.connection().exec_driver_sql("SELECT * FROM people ORDER BY 1").all()
    detail: dict[str, Any] = {"retry_after": 99999} if kind is Awkward.UNAVAILABLE else {}
    running.system.go_awkward(kind, times=None, path=path, **detail)
    with pytest.raises(Trouble, match=said):
        refresh(store, acting, practice)
    with store.read() as session:
        assert session.connection().exec_driver_sql("SELECT * FROM people ORDER BY 1").all() == before


def test_a_server_that_is_busy_for_a_second_is_waited_for(practice: Server, running: Running) -> None:
    running.system.go_awkward(Awkward.RATE_LIMITED, times=1, path="Patient", retry_after=1)
    assert read(practice).people_count == 60


CAPABLE = {
    "resourceType": "CapabilityStatement",
    "rest": [{"resource": [{"type": "Patient"}, {"type": "Appointment"}]}],
}


def pages(*given: Resource | bytes) -> Staged:
    """Return what is read from a server that answers so, in this order."""
    says: list[Say] = [
        answer(each if isinstance(each, bytes) else json.dumps(each).encode()) for each in given
    ]
    with wire(*says) as heard:
        system = MainSystem(heard.url, now=Clock(NIGHT), name="Fernway", seconds=3)
        reader = Server(system, usual_window(NIGHT))
        try:
            return read(reader)
        finally:
            reader.close()


def page(*resources: Resource, following: str | None = None) -> Resource:
    made = bundle(*resources, kind="searchset")
    if following:
        made["link"] = [{"relation": "self", "url": "x"}, {"relation": "next", "url": following}]
    return made


def test_a_server_that_holds_little_is_asked_for_no_more() -> None:
    found = pages(CAPABLE, page(patient()), page(visit()))
    assert (found.people_count, found.visits_count, found.rejected) == (1, 1, [])
    assert not found.can.write_visits


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([{"resourceType": "CapabilityStatement"}], "does not hold what a copy needs"),
        ([b'{"resourceType":"CapabilityStatement","rest":5}'], "does not say in a readable form"),
        ([CAPABLE, page(patient(), following="https://evil.example/fhir?page=2")], "another server"),
        ([CAPABLE, page(patient(), following="//evil.example/fhir?page=2")], "another server"),
        ([CAPABLE, page(patient(), following="Patient?\npage=2")], "another server"),
        (
            [CAPABLE, page(patient(), following="Patient?page=2"), page(following="Patient?page=2")],
            "again and again",
        ),
        ([CAPABLE, b'{"resourceType":"Bundle","entry":[],"entry":[]}'], "cannot be read"),
        ([CAPABLE, {"resourceType": "Bundle", "link": "x"}], "cannot be read"),
        (
            [CAPABLE, page({"resourceType": "OperationOutcome", "issue": [{"severity": "error"}]})],
            "could not give all it holds",
        ),
    ],
)
def test_pages_that_lead_astray_stop_the_reading(given: list[Resource | bytes], said: str) -> None:
    with pytest.raises(Trouble, match=said):
        pages(*given)


def test_a_warning_among_the_results_does_not(tmp_path: Path) -> None:
    warning = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}
    assert pages(CAPABLE, page(patient(), warning), page()).people_count == 1
