"""Judges a resource as a strict FHIR R4 server does: every element known, of its type, none missing."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Table = dict[str, dict[str, Any]]

PATTERNS = {
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "code": re.compile(r"[^\s]+( [^\s]+)*"),
    "date": re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"),
    "dateTime": re.compile(
        r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])"
        r"(T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?"
    ),
    "instant": re.compile(
        r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
        r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    ),
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?"),
}

NUMBERS = {"integer": None, "unsignedInt": 0, "positiveInt": 1}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a resource: a FHIR issue code, what is wrong, and where."""

    code: str
    words: str
    where: str


@cache
def _elements() -> dict[str, Any]:
    written = Path(__file__).with_name("elements.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(written)
    return loaded


def takes(resource_type: str) -> bool:
    """Return whether the practice system holds this type of resource."""
    return resource_type in _elements()["resources"]


def resource_types() -> tuple[str, ...]:
    """Return every type of resource the practice system holds, in alphabetical order."""
    return tuple(_elements()["resources"])


def faults(resource: Any) -> list[Fault]:
    """Return what is wrong with a resource; nothing when it may be kept."""
    if not isinstance(resource, dict):
        return [Fault("structure", "A resource must be a JSON object", "")]
    resource_type = resource.get("resourceType")
    if not isinstance(resource_type, str):
        return [Fault("required", "resourceType is missing", "resourceType")]
    if not takes(resource_type):
        return [Fault("not-supported", f"Unknown resource type {resource_type}", "resourceType")]
    return _object_faults(resource, resource_type, resource_type)


def _object_faults(found: dict[str, Any], kind: str, where: str) -> list[Fault]:
    table: Table = _elements()["types"][kind]
    wrong = [
        Fault("required", f"Missing required property {where}.{name}", f"{where}.{name}")
        for name in _required(kind)
        if name not in found and f"_{name}" not in found
    ]
    wrong += _choice_faults(found, _choices(kind), where)
    for name, value in found.items():
        if name == "resourceType":
            continue
        here = f"{where}.{name}"
        if name.startswith("_") and name[1:] in table:
            continue
        if name not in table:
            wrong.append(Fault("structure", f'Invalid additional property "{name}"', here))
            continue
        wrong += _value_faults(value, table[name], here)
    return wrong


@cache
def _required(kind: str) -> tuple[str, ...]:
    table: Table = _elements()["types"][kind]
    return tuple(name for name, element in table.items() if element.get("required"))


@cache
def _choices(kind: str) -> dict[str, str]:
    """Return which elements of a type are one of a choice, and of which."""
    table: Table = _elements()["types"][kind]
    return {name: element["choice"] for name, element in table.items() if element.get("choice")}


def _choice_faults(found: dict[str, Any], choices: dict[str, str], where: str) -> list[Fault]:
    chosen: dict[str, list[str]] = {}
    for name in found:
        if name in choices:
            chosen.setdefault(choices[name], []).append(name)
    return [
        Fault("structure", f"Only one of {', '.join(names)} may be given", f"{where}.{choice}[x]")
        for choice, names in chosen.items()
        if len(names) > 1
    ]


def _value_faults(value: Any, element: dict[str, Any], where: str) -> list[Fault]:
    if not element.get("many"):
        return _one_faults(value, element, where)
    if not isinstance(value, list):
        return [Fault("structure", f"Expected array for property {where}", where)]
    if not value:
        return [Fault("structure", f"An array may not be empty: {where}", where)]
    wrong: list[Fault] = []
    for place, one in enumerate(value):
        wrong += _one_faults(one, element, f"{where}[{place}]")
    return wrong


def _one_faults(value: Any, element: dict[str, Any], where: str) -> list[Fault]:
    kind = element["type"]
    if kind == "Resource":
        return faults(value)
    if kind[0].isupper():
        if not isinstance(value, dict):
            return [Fault("structure", f"Invalid JSON type for {where}: expected an object", where)]
        return _object_faults(value, kind, where)
    if not _is_primitive(value, kind):
        return [Fault("structure", f"Invalid {kind} for {where}", where)]
    if element.get("codes") and value not in element["codes"]:
        return [Fault("code-invalid", f'Value "{value}" is not one of the codes of {where}', where)]
    return []


def _is_primitive(value: Any, kind: str) -> bool:
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "decimal":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind in NUMBERS:
        least = NUMBERS[kind]
        return isinstance(value, int) and not isinstance(value, bool) and (least is None or value >= least)
    if not isinstance(value, str) or not value:
        return False
    pattern = PATTERNS.get(kind)
    return pattern is None or pattern.fullmatch(value) is not None
