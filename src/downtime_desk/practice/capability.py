"""What the practice system says it can do."""

from collections.abc import Sequence
from typing import Any

from downtime_desk.practice.index import ABOUT
from downtime_desk.practice.judge import resource_types
from downtime_desk.practice.search import INCLUDES

INTERACTIONS = ("read", "vread", "history-instance", "search-type", "create", "update", "delete")

COMMON = (("_id", "token"), ("_lastUpdated", "date"), ("identifier", "token"), ("status", "token"))

CODED = ("AllergyIntolerance", "Condition", "DetectedIssue", "Flag", "Observation")


def capability_statement(base: str, date: str, operations: Sequence[str] = ()) -> dict[str, Any]:
    """Return the CapabilityStatement of the system at an address."""
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": date,
        "kind": "instance",
        "software": {"name": "Downtime Desk practice main system"},
        "implementation": {"description": "Invented people, for practice only", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "resource": [_of_type(name) for name in resource_types()],
                "interaction": [{"code": "batch"}, {"code": "transaction"}],
                **({"operation": [_operation(name) for name in operations]} if operations else {}),
            }
        ],
    }


def _operation(name: str) -> dict[str, str]:
    return {"name": name, "definition": f"http://hl7.org/fhir/uv/bulkdata/OperationDefinition/{name}"}


def _of_type(name: str) -> dict[str, Any]:
    searched = [*COMMON, ("patient", "reference"), ("subject", "reference")]
    if name in ("Appointment", "Encounter"):
        searched.append(("date", "date"))
    if name in CODED:
        searched.append(("code", "token"))
    if name in ABOUT:
        searched.append((ABOUT[name], "reference"))
    included = [f"{kind}:{link}" for kind, link in sorted(INCLUDES) if kind == name]
    return {
        "type": name,
        "interaction": [{"code": code} for code in INTERACTIONS],
        "versioning": "versioned-update",
        "readHistory": True,
        "updateCreate": True,
        "conditionalCreate": True,
        "conditionalRead": "not-match",
        "conditionalUpdate": False,
        "conditionalDelete": "not-supported",
        **({"searchInclude": included} if included else {}),
        "searchParam": [{"name": code, "type": kind} for code, kind in searched],
    }
