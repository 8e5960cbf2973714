"""Writes down which elements FHIR R4 gives each resource, from the models fhir.resources ships.

Run as a program it rewrites `src/downtime_desk/practice/elements.json`; a test compares the two.
"""

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[2] / "src" / "downtime_desk" / "practice" / "elements.json"

RESOURCES = [
    "AllergyIntolerance",
    "Appointment",
    "CarePlan",
    "CareTeam",
    "Communication",
    "Condition",
    "Consent",
    "DetectedIssue",
    "DocumentReference",
    "Encounter",
    "Flag",
    "Location",
    "Medication",
    "MedicationRequest",
    "MedicationStatement",
    "Observation",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Provenance",
    "RelatedPerson",
    "ServiceRequest",
    "Task",
]

PRIMITIVES = {
    "Base64Binary": "base64Binary",
    "Boolean": "boolean",
    "Canonical": "uri",
    "Code": "code",
    "Date": "date",
    "DateTime": "dateTime",
    "Decimal": "decimal",
    "Id": "id",
    "Instant": "instant",
    "Integer": "integer",
    "Markdown": "string",
    "Oid": "uri",
    "PositiveInt": "positiveInt",
    "String": "string",
    "Time": "time",
    "UnsignedInt": "unsignedInt",
    "Uri": "uri",
    "Url": "uri",
    "Uuid": "uri",
}


ONLY_IN_R4B = {"CodeableReference", "RatioRange"}


def model_named(name: str) -> Any:
    """Return the R4B model of a resource, a data type or a part of a resource."""
    for module in (name, *RESOURCES, "Timing", "Dosage", "DataRequirement", "ElementDefinition"):
        try:
            loaded = importlib.import_module(f"fhir.resources.R4B.{module.lower()}")
        except ModuleNotFoundError:
            continue
        if hasattr(loaded, name):
            return getattr(loaded, name)
    raise LookupError(name)


def element_type(annotation: str) -> str:
    """Return our word for the type inside a model's annotation."""
    complex_type = re.search(r"abc\.(\w+)Type", annotation)
    if complex_type:
        return complex_type.group(1)
    if "UUID" in annotation:
        return "uri"
    if "EncodedBytes" in annotation:
        return "base64Binary"
    constrained = re.search(r"(?:, |\[)(\w+)\((?:\w+=|\))", annotation)
    if constrained:
        return PRIMITIVES[constrained.group(1)]
    if "Xhtml" in annotation:
        return "string"
    if "bool" in annotation:
        return "boolean"
    raise LookupError(annotation)


def elements_of(model: Any) -> dict[str, dict[str, Any]]:
    """Return the elements of a model: type, whether many, required, which codes, which choice."""
    found = {}
    for name, field in model.model_fields.items():
        notes = field.json_schema_extra or {}
        if not notes.get("element_property"):
            continue
        annotation = str(field.annotation)
        kind = element_type(annotation)
        if kind in ONLY_IN_R4B:
            continue
        element: dict[str, Any] = {"type": kind}
        if "List[" in annotation or "list[" in annotation:
            element["many"] = True
        if notes.get("element_required") or field.is_required():
            element["required"] = True
        # A "+" among the codes says that the models list only some of them.
        codes = notes.get("enum_values", ())
        if codes and "+" not in codes and element["type"] == "code":
            element["codes"] = sorted(codes)
        if notes.get("one_of_many"):
            element["choice"] = notes["one_of_many"]
        found[field.alias or name] = element
    return found


def tables() -> dict[str, Any]:
    """Return the elements of every resource the practice system takes and of every type they use."""
    waiting = list(RESOURCES)
    done: dict[str, Any] = {}
    while waiting:
        name = waiting.pop()
        if name in done or name == "Resource":
            continue
        done[name] = elements_of(model_named(name))
        waiting += [e["type"] for e in done[name].values() if e["type"][0].isupper()]
    return {"resources": sorted(RESOURCES), "types": {name: done[name] for name in sorted(done)}}


def as_text() -> str:
    """Return the file's text: one type a line, so that a change shows as one."""
    built = tables()
    lines = [f" {json.dumps(name)}: {json.dumps(built['types'][name])}" for name in built["types"]]
    names = json.dumps(built["resources"])
    return '{"resources": ' + names + ',\n"types": {\n' + ",\n".join(lines) + "\n}}\n"


if __name__ == "__main__":
    TARGET.write_text(as_text(), encoding="utf-8")
    sys.stdout.write(f"{TARGET}\n")
