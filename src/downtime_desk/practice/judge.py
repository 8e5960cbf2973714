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
    shape = _shape(kind)
    wrong = [
        Fault("required", f"Missing required property {where}.{name}", f"{where}.{name}")
        for name in shape.required
        if name not in found and f"_{name}" not in found
    ]
    if shape.choices:
        wrong += _choice_faults(found, shape.choices, where)
    for name, value in found.items():
        if name == "resourceType" or (name.startswith("_") and name[1:] in shape.elements):
            continue
        here = f"{where}.{name}"
        element = shape.elements.get(name)
        if element is None:
            wrong.append(Fault("structure", f'Invalid additional property "{name}"', here))
        elif element.many:
            wrong += _list_faults(value, element, here)
        else:
            wrong += _one_faults(value, element, here)
    return wrong


@dataclass(frozen=True, slots=True)
class _Element:
    """What one element may be: `kind` is the name of its type, `codes` what it is one of, if it is."""

    kind: str
    many: bool
    codes: tuple[str, ...]
    is_object: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """A type: its elements, which of them have to be there, and which are one of a choice, and of which."""

    elements: dict[str, _Element]
    required: tuple[str, ...]
    choices: dict[str, str]


@cache
def _shape(kind: str) -> _Shape:
    table: Table = _elements()["types"][kind]
    return _Shape(
        {
            name: _Element(
                kind=each["type"],
                many=bool(each.get("many")),
                codes=tuple(each.get("codes") or ()),
                is_object=each["type"][0].isupper(),
            )
            for name, each in table.items()
        },
        tuple(name for name, each in table.items() if each.get("required")),
        {name: each["choice"] for name, each in table.items() if each.get("choice")},
    )


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


def _list_faults(value: Any, element: _Element, where: str) -> list[Fault]:
    if not isinstance(value, list):
        return [Fault("structure", f"Expected array for property {where}", where)]
    if not value:
        return [Fault("structure", f"An array may not be empty: {where}", where)]
    wrong: list[Fault] = []
    for place, one in enumerate(value):
        wrong += _one_faults(one, element, f"{where}[{place}]")
    return wrong


def _one_faults(value: Any, element: _Element, where: str) -> list[Fault]:
    kind = element.kind
    if kind == "Resource":
        return faults(value)
    if element.is_object:
        if not isinstance(value, dict):
            return [Fault("structure", f"Invalid JSON type for {where}: expected an object", where)]
        return _object_faults(value, kind, where)
    if not _is_primitive(value, kind):
        return [Fault("structure", f"Invalid {kind} for {where}", where)]
    if element.codes and value not in element.codes:
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
