"""FHIR searches: what may be asked, as conditions on the shelf, page after page.

A page's next link is a token that means nothing to the asker. It names the last row seen, so that what is
written while somebody pages through neither doubles nor hides what they have yet to see.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from downtime_desk.practice.index import ABOUT, milliseconds

DEFAULT_COUNT = 20
MOST_COUNT = 1000

Pairs = tuple[tuple[str, str], ...]

COMPARISONS = {
    "ge": "{ends} >= ?",
    "gt": "{ends} > ?",
    "le": "{starts} <= ?",
    "lt": "{starts} < ?",
    "eq": "{starts} = ?",
}

SORTS = {"_lastUpdated": "updated", "date": "starts"}

INCLUDES = {
    ("Appointment", "actor"),
    ("Appointment", "patient"),
    ("Appointment", "practitioner"),
    ("Encounter", "appointment"),
    ("Encounter", "patient"),
    ("PractitionerRole", "practitioner"),
}

QUIET = {"_format", "_pretty"}


class BadSearch(Exception):  # noqa: N818 - the asker is told it is a bad search
    """A search this system does not understand."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search, read and checked. `pairs` are the parameters as they were asked."""

    type: str
    pairs: Pairs = ()
    conditions: tuple[str, ...] = ("r.type = ?",)
    values: tuple[Any, ...] = ()
    order: str = "updated ASC"
    count: int = DEFAULT_COUNT
    total: bool = False
    only_count: bool = False
    elements: tuple[str, ...] = ()
    includes: tuple[str, ...] = ()
    after: tuple[Any, int] | None = None

    @property
    def where(self) -> str:
        """Return the conditions every match meets, as SQL."""
        return " AND ".join(self.conditions)

    def page(self) -> tuple[str, tuple[Any, ...]]:
        """Return the conditions of the rest of the matches, from this page on."""
        if self.after is None:
            return self.where, self.values
        column, direction = self.order.split()
        beyond = "<" if direction == "DESC" else ">"
        return f"{self.where} AND (r.{column}, r.row) {beyond} (?, ?)", (*self.values, *self.after)

    def token(self, last: tuple[Any, int]) -> str:
        """Return the token of the page that follows a row."""
        written = json.dumps({"pairs": self.pairs, "after": last}, separators=(",", ":"))
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")


@dataclass(slots=True)
class _Reading:
    search: Search
    ordered: bool = False
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    def demand(self, condition: str, *values: Any) -> None:
        self.conditions.append(condition)
        self.values += values


@lru_cache(maxsize=1024)
def read_search(resource_type: str, pairs: Pairs) -> Search:
    """Return the search somebody asks for. Raises `BadSearch` when any part of it is not understood."""
    asked = dict(pairs)
    if "_cursor" in asked:
        return _resumed(resource_type, asked["_cursor"])
    reading = _Reading(Search(resource_type, pairs))
    reading.demand("r.type = ?", resource_type)
    for name, value in pairs:
        _read_one(reading, name, value)
    return replace(reading.search, conditions=tuple(reading.conditions), values=tuple(reading.values))


def _resumed(resource_type: str, token: str) -> Search:
    try:
        written = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        pairs = tuple((str(name), str(value)) for name, value in written["pairs"])
        sorted_by, row = written["after"]
    except (binascii.Error, ValueError, KeyError, TypeError) as unreadable:
        raise BadSearch("This page is no longer held: start the search again") from unreadable
    return replace(read_search(resource_type, pairs), after=(sorted_by, row))


def _read_one(reading: _Reading, name: str, value: str) -> None:
    if name in QUIET:
        return
    bare = name.partition(":")[0]
    reader = READERS.get(bare)
    if reader is None and ABOUT.get(reading.search.type) == bare:
        reader = _read_about
    if reader is None or (name != bare and name != "status:not"):
        raise BadSearch(f"Unknown search parameter: {name}")
    reader(reading, name, value)


def _marks(values: str) -> tuple[list[str], str]:
    wanted = [value for value in values.split(",") if value]
    if not wanted:
        raise BadSearch("A search parameter has no value")
    return wanted, ", ".join("?" * len(wanted))


def _read_id(reading: _Reading, _name: str, value: str) -> None:
    wanted, places = _marks(value)
    reading.demand(f"r.id IN ({places})", *wanted)


def _read_status(reading: _Reading, name: str, value: str) -> None:
    wanted, places = _marks(value)
    among = "NOT IN" if name == "status:not" else "IN"
    reading.demand(f"r.status {among} ({places})", *wanted)


def _read_code(reading: _Reading, _name: str, value: str) -> None:
    wanted, _ = _marks(value)
    either = ["r.code = ?" if "|" in one else "substr(r.code, instr(r.code, '|') + 1) = ?" for one in wanted]
    reading.demand(f"({' OR '.join(either)})", *wanted)


def _read_patient(reading: _Reading, _name: str, value: str) -> None:
    wanted, places = _marks(value)
    people = [one if one.startswith("Patient/") else f"Patient/{one}" for one in wanted]
    reading.demand(f"r.patient IN ({places})", *people)


def _read_about(reading: _Reading, name: str, value: str) -> None:
    wanted, places = _marks(value)
    kinds = {"encounter": "Encounter", "appointment": "Appointment", "practitioner": "Practitioner"}
    kind = kinds.get(name)
    whole = [one if "/" in one or kind is None else f"{kind}/{one}" for one in wanted]
    reading.demand(f"r.about IN ({places})", *whole)


def _read_identifier(reading: _Reading, _name: str, value: str) -> None:
    wanted, _ = _marks(value)
    either: list[str] = []
    values: list[str] = []
    for one in wanted:
        system, bar, code = one.rpartition("|")
        either.append("(value = ? AND system = ?)" if bar else "value = ?")
        values += [code, system] if bar else [code]
    found = f"SELECT row FROM identifier WHERE {' OR '.join(either)}"  # noqa: S608 - conditions are ours
    reading.demand(f"r.row IN ({found})", *values)


def _compare(reading: _Reading, value: str, starts: str, ends: str) -> None:
    known = value[:2] in COMPARISONS
    words = value[2:] if known else value
    instant = milliseconds(words.replace(" ", "+"))
    if instant is None:
        raise BadSearch(f"Invalid date value: {value}")
    condition = COMPARISONS[value[:2] if known else "eq"]
    reading.demand(condition.format(starts=starts, ends=ends), instant)


def _read_date(reading: _Reading, _name: str, value: str) -> None:
    if reading.search.type not in ("Appointment", "Encounter"):
        raise BadSearch("Unknown search parameter: date")
    _compare(reading, value, "r.starts", "r.ends")
    if not reading.ordered:
        reading.search = replace(reading.search, order="starts ASC")


def _read_last_updated(reading: _Reading, _name: str, value: str) -> None:
    _compare(reading, value, "r.updated", "r.updated")


def _read_sort(reading: _Reading, _name: str, value: str) -> None:
    column = SORTS.get(value.removeprefix("-"))
    if column is None or (column == "starts" and reading.search.type not in ("Appointment", "Encounter")):
        raise BadSearch(f"Unknown sort: {value}")
    direction = "DESC" if value.startswith("-") else "ASC"
    reading.ordered = True
    reading.search = replace(reading.search, order=f"{column} {direction}")
    if column == "starts":
        reading.demand("r.starts IS NOT NULL")


def _read_count(reading: _Reading, _name: str, value: str) -> None:
    if not value.isdecimal():
        raise BadSearch(f"Invalid _count: {value}")
    wanted = int(value)
    reading.search = replace(
        reading.search, count=min(wanted, MOST_COUNT), only_count=reading.search.only_count or wanted == 0
    )


def _read_total(reading: _Reading, _name: str, value: str) -> None:
    if value not in ("none", "estimate", "accurate"):
        raise BadSearch(f"Invalid _total: {value}")
    reading.search = replace(reading.search, total=value != "none")


def _read_summary(reading: _Reading, _name: str, value: str) -> None:
    if value not in ("count", "false"):
        raise BadSearch(f"Unsupported _summary: {value}")
    reading.search = replace(reading.search, only_count=value == "count")


def _read_elements(reading: _Reading, _name: str, value: str) -> None:
    wanted, _ = _marks(value)
    reading.search = replace(reading.search, elements=(*reading.search.elements, *wanted))


def _read_include(reading: _Reading, _name: str, value: str) -> None:
    kind, _, link = value.partition(":")
    if (kind, link) not in INCLUDES or kind != reading.search.type:
        raise BadSearch(f"Unknown _include: {value}")
    reading.search = replace(reading.search, includes=(*reading.search.includes, link))


READERS: dict[str, Callable[[_Reading, str, str], None]] = {
    "_id": _read_id,
    "_lastUpdated": _read_last_updated,
    "_sort": _read_sort,
    "_count": _read_count,
    "_total": _read_total,
    "_summary": _read_summary,
    "_elements": _read_elements,
    "_include": _read_include,
    "identifier": _read_identifier,
    "status": _read_status,
    "code": _read_code,
    "patient": _read_patient,
    "subject": _read_patient,
    "date": _read_date,
}


def included_references(resource: dict[str, Any], links: Sequence[str]) -> list[str]:
    """Return what a match refers to by the links somebody asked to have beside it."""
    found: list[str] = []
    for link in links:
        found += _linked(resource, link)
    return found


def _linked(resource: dict[str, Any], link: str) -> list[str]:
    if resource["resourceType"] == "Appointment":
        actors = [part.get("actor", {}).get("reference", "") for part in resource.get("participant", ())]
        kinds = {"actor": "", "patient": "Patient/", "practitioner": "Practitioner/"}
        return [actor for actor in actors if actor and actor.startswith(kinds[link])]
    named = resource.get("subject" if link == "patient" else link, ())
    several = named if isinstance(named, list) else [named]
    return [one["reference"] for one in several if isinstance(one, dict) and "reference" in one]
