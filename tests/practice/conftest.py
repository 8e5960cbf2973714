"""A provider of sixty people, and a practice system that really listens."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from downtime_desk.practice import PracticeSystem, Provider, Running, serve

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def sixty() -> list[dict[str, Any]]:
    """Return every resource of the smallest provider."""
    return list(Provider(people=60, seed=1, today=TODAY).resources())


@pytest.fixture
def system(tmp_path: Path) -> Iterator[PracticeSystem]:
    """Return an empty practice system in a file of its own."""
    made = PracticeSystem(tmp_path / "practice.sqlite")
    yield made
    made.close()


@pytest.fixture
def running(system: PracticeSystem) -> Iterator[Running]:
    """Return the empty system, listening."""
    with serve(system) as listening:
        yield listening


@pytest.fixture
def http(running: Running) -> Iterator[httpx.Client]:
    """Return a client of the listening system that gives up after a few seconds."""
    with httpx.Client(base_url=running.url, timeout=5, trust_env=False) as client:
        yield client


def visit(visit_id: str = "v1", person: str = "p1", start: str = "2026-11-22T08:00:00Z", **more: Any) -> Any:
    """Return an Appointment of one person with one carer."""
    return {
        "resourceType": "Appointment",
        "id": visit_id,
        "status": "booked",
        "start": start,
        "end": start.replace(":00:00", ":30:00"),
        "participant": [
            {"actor": {"reference": f"Patient/{person}"}, "status": "accepted"},
            {"actor": {"reference": "Practitioner/c1"}, "status": "accepted"},
        ],
        **more,
    }


def person(person_id: str = "p1", family: str = "Holloway", **more: Any) -> Any:
    """Return a Patient."""
    return {"resourceType": "Patient", "id": person_id, "name": [{"family": family}], **more}


def encounter(fact: str, **more: Any) -> Any:
    """Return an Encounter that carries one of our fact ids."""
    return {
        "resourceType": "Encounter",
        "identifier": [{"system": "https://fhir.downtimedesk.example/fact", "value": fact}],
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "HH"},
        **more,
    }


def condition(fact: str) -> dict[str, str]:
    """Return the header that makes a create conditional on a fact id not being there."""
    return {"If-None-Exist": f"identifier=https://fhir.downtimedesk.example/fact|{fact}"}
