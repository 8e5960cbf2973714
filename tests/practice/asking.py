"""What the tests send to the practice system, and how they read what it answers."""

from typing import Any

import httpx
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.operationoutcome import OperationOutcome


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


def ids(answer: httpx.Response, mode: str = "match") -> list[str]:
    assert answer.status_code == 200, answer.text
    entries = answer.json().get("entry", [])
    return [one["resource"]["id"] for one in entries if one["search"]["mode"] == mode]


def refused(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    outcome = OperationOutcome.model_validate(answer.json())
    return str(outcome.issue[0].details.text)


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
