"""Reading a copy from before, as of the moment it was begun."""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import msgspec
from sqlalchemy import Table, select

from downtime_desk.core.session import Session
from downtime_desk.people.model import mirror_past, people
from downtime_desk.people.summary import Person, Summary
from downtime_desk.rota.mirror import VisitRow
from downtime_desk.rota.model import carers, visits
from downtime_desk.rota.plan import Carer

KINDS: Final[dict[str, Table]] = {"person": people, "carer": carers, "visit": visits}
_PERSON = (
    "id", "family", "given", "title", "known_as", "born", "nhs_number", "local_id", "gender", "version",
)  # fmt: skip
_VISIT = (
    "id", "person_id", "start", "end", "status", "carers_needed", "carers", "service", "tasks", "area",
    "note", "version",
)  # fmt: skip


def rows(session: Session, kind: str, at: str, id_: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the rows of a kind as they stood at a stored instant: those listed then, with JSON as objects."""
    table = KINDS[kind]
    past = select(mirror_past.c.id, mirror_past.c.body).where(
        mirror_past.c.kind == kind, mirror_past.c.since <= at, mirror_past.c.until > at
    )
    present = select(table).where(table.c.received_at <= at)
    if id_ is not None:
        past, present = past.where(mirror_past.c.id == id_), present.where(table.c.id == id_)
    for row in session.execute(past):
        found = {"id": row.id, **msgspec.json.decode(row.body)}
        if not _is_gone(found, at):
            yield found
    for row in session.execute(present):
        found = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
        if not _is_gone(found, at):
            yield found


def _is_gone(row: dict[str, Any], at: str) -> bool:
    return row["withdrawn_at"] is not None and row["withdrawn_at"] <= at


def person_of(row: dict[str, Any]) -> Person:
    """Return the person of a row, without entry codes."""
    told = {name: row[name] for name in _PERSON}
    told["born"] = date.fromisoformat(row["born"]) if row["born"] else None
    summary = row["summary"]
    read = (
        msgspec.json.decode(summary, type=Summary)
        if isinstance(summary, str)
        else msgspec.convert(summary, Summary)
    )
    return Person(**told, summary=read)


def person_at(session: Session, at: str, id_: str) -> Person | None:
    """Return a person as they stood at a stored instant; None when they were not listed."""
    return next((person_of(row) for row in rows(session, "person", at, id_)), None)


def carer_of(row: dict[str, Any]) -> Carer:
    """Return the carer of a row."""
    skills = row["skills"]
    told = msgspec.json.decode(skills) if isinstance(skills, str) else skills
    names = ("id", "version", "family", "given", "phone", "role", "area")
    return Carer(**{name: row[name] for name in names}, skills=tuple(told))


def visit_of(row: dict[str, Any]) -> VisitRow:
    """Return the row of a visit as a refresh writes it. Its digest is its own, for the source's is not kept."""
    told = [
        msgspec.json.encode(row[name]).decode() if isinstance(row[name], list) else row[name]
        for name in _VISIT
    ]
    digest = row.get("digest") or hashlib.sha256(msgspec.json.encode(told)).digest()[:16]
    whole: tuple[Any, ...] = (*told, digest)
    return whole
