"""Whom a line of the journal is about: found by following ids, never by looking for names.

A line names a person by `person`, a visit by `visit`, `visits` or its subject, an earlier line by its id, a sheet by its
number. One walk from the first line to the last settles all of it, since lines refer to earlier ones only.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
from sqlalchemy import select, union

from downtime_desk.core.journal import Entry, entries
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.records.model import people_left
from downtime_desk.rota.model import local_visits, visits

_ENTRY_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
_PERSONS: Final = frozenset({"person", "person_id", "people"})
_VISITS: Final = frozenset({"visit", "visits"})
_SHEETS: Final = frozenset({"number", "numbers"})
_PACKED: Final = frozenset({"texts"})
"""Where a pattern of many visits keeps its words, ids of people among them."""


@dataclass(frozen=True)
class Owned:
    """The ids of lines about one person: `alone` about nobody else, `shared` about others too, oldest first."""

    alone: tuple[str, ...]
    shared: tuple[str, ...]


@dataclass
class _Walk:
    """Who owns each visit, line and sheet met so far, by a key that says which of the three it is."""

    known: set[str]
    owner: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def owners(self, subject: str, said: Any) -> frozenset[str]:
        """Return the people a line is about."""
        found: set[str] = set()
        for what, name in (*_from_subject(subject), *_named(said)):
            if what == "person" or (what == "text" and name in self.known):
                found.add(name)
            elif what != "text":
                found |= self.owner.get((what, name), frozenset())
        self.known |= found
        return frozenset(found)


def owned_by(session: Session, person: str) -> Owned:
    """Return the lines of the journal about a person. 100,000 lines take a few seconds."""
    alone: list[str] = []
    shared: list[str] = []
    for entry, owners in walk(session):
        if person in owners:
            (alone if len(owners) == 1 else shared).append(entry.id)
    return Owned(tuple(alone), tuple(shared))


def lines_about(session: Session, person: str) -> tuple[tuple[Entry, ...], int]:
    """Return the lines about a person and nobody else, oldest first, and how many more are about others too."""
    alone: list[Entry] = []
    shared = 0
    for entry, owners in walk(session):
        if owners == {person}:
            alone.append(entry)
        elif person in owners:
            shared += 1
    return tuple(alone), shared


def walk(session: Session) -> Iterator[tuple[Entry, frozenset[str]]]:
    """Yield every line with the people it is about, oldest first."""
    named = union(select(people.c.id), select(people_left.c.person))
    walked = _Walk(set(session.execute(named).scalars()))
    for each in (visits, local_visits):
        for row in session.execute(select(each.c.id, each.c.person_id)):
            walked.owner["visit", row.id] = frozenset({row.person_id})
    for entry in entries(session):
        said = msgspec.json.decode(entry.payload) if entry.payload is not None else None
        owners = walked.owners(entry.subject, said)
        walked.owner["entry", entry.id] = owners
        for what, name in (*_from_subject(entry.subject), *_named(said)):
            if what in ("visit", "sheet") and owners:
                walked.owner.setdefault((what, name), owners)
        yield entry, owners


def _from_subject(subject: str) -> tuple[tuple[str, str], ...]:
    kind, _, name = subject.partition("/")
    return ((kind, name),) if kind in ("person", "visit") and name else ()


def _named(said: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield what a payload names: people, visits, sheets and earlier lines."""
    if isinstance(said, Mapping):
        if isinstance(said.get("person_id"), str) and isinstance(said.get("id"), str):
            yield "visit", said["id"]
        for name, value in said.items():
            yield from _named(value, name)
    elif isinstance(said, list):
        for value in said:
            yield from _named(value, key)
    elif isinstance(said, str):
        if key in _PERSONS:
            yield "person", said
        elif key in _VISITS:
            yield "visit", said
        elif key in _SHEETS:
            yield "sheet", said
        elif key in _PACKED:
            yield "text", said
        if _ENTRY_ID.fullmatch(said):
            yield "entry", said
