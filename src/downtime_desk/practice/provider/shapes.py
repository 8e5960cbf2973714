"""The FHIR R4 shapes the reader knows: extensions, codes and references under our own names."""

from datetime import date, timedelta
from typing import Any

Resource = dict[str, Any]

OURS = "https://fhir.downtimedesk.example"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
LOCAL_ID = "https://harbourlane.example/person"
STAFF_ID = "https://harbourlane.example/staff"
CLINICAL = "http://terminology.hl7.org/CodeSystem"
SNOMED_CT = "http://snomed.info/sct"
ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips"


def extension(name: str, kind: str, value: Any) -> Resource:
    """Return one of our extensions; `kind` is the FHIR type of its value, `String` and the like."""
    return {"url": f"{OURS}/StructureDefinition/{name}", f"value{kind}": value}


def coded(system: str, code: str, text: str = "") -> Resource:
    """Return a CodeableConcept with one code."""
    concept: Resource = {"coding": [{"system": system, "code": code}]}
    return {**concept, "text": text} if text else concept


def refer(kind: str, resource_id: str) -> Resource:
    """Return a reference to a resource here."""
    return {"reference": f"{kind}/{resource_id}"}


def phones(number: str, use: str = "home") -> list[Resource]:
    """Return a telecom list with one telephone number, or an empty one."""
    return [{"system": "phone", "value": number, "use": use}] if number else []


def ago(today: date, days: int) -> str:
    """Return the date some days before today."""
    return (today - timedelta(days=days)).isoformat()


def without_blanks(resource: Resource) -> Resource:
    """Return a resource without the elements nobody recorded: FHIR has no empty ones."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}
