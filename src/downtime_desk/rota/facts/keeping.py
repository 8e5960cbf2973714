"""The desk's own rows of the rota, and the evidence every change by hand carries of the visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import clock_face, from_text, short_stamp
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.rota.model import local_runs, local_visits

Lasts = Literal["once", "every week"]
"""Whether a change is for this visit alone, or goes on every week when the rota is rolled forward."""


@dataclass(frozen=True)
class Assigned:
    """A carer on a visit, by the main system's id and by name."""

    carer: str
    name: str


@dataclass(frozen=True)
class DeskVisit:
    """A visit as it stands after a change, with all that makes it evidence.

    Times are UTC text; `version` is the copy's version of the visit, None for one the main system does not
    know; `away` are carers taken off because they are off themselves.
    """

    id: str
    person: str
    person_name: str
    born: str | None
    nhs_number: str | None
    start: str
    end: str
    carers: tuple[Assigned, ...]
    carers_needed: int
    status: str
    service: str | None
    tasks: tuple[str, ...]
    area: str | None
    note: str | None
    version: str | None
    origin: Literal["changed", "added", "rolled forward"]
    away: tuple[str, ...] = ()


@dataclass(frozen=True)
class Before:
    """How a visit stood before a change. Times are UTC text."""

    start: str
    end: str
    carers: tuple[Assigned, ...]
    carers_needed: int
    status: str


def keep(
    session: Session,
    entry: Entry,
    visit: DeskVisit,
    said: str,
    before: Before | None = None,
    lasts: Lasts = "once",
) -> None:
    """Keep a visit as it stands now, with one more sentence of what was changed."""
    kept = session.execute(
        select(local_visits.c.changes, local_visits.c.base, local_visits.c.every_week).where(
            local_visits.c.id == visit.id
        )
    ).first()
    changes = msgspec.json.decode(kept.changes, type=list[str]) if kept else []
    base = kept.base if kept else None
    if base is None and before is not None and visit.origin != "added":
        base = _json(before)
    every_week = _json(_state(visit)) if lasts == "every week" else kept.every_week if kept else None
    row = {
        **_columns(visit),
        "changes": _json([*changes, signed(said, entry)]),
        "base": base,
        "every_week": every_week,
        "last_entry": entry.id,
        "changed_at": entry.recorded_at,
    }
    put = upsert(local_visits).values(id=visit.id, **row)
    session.execute(put.on_conflict_do_update(index_elements=["id"], set_=row))
    _keep_runs(session, visit)


def _columns(visit: DeskVisit) -> dict[str, Any]:
    return {
        "person_id": visit.person,
        "person_name": visit.person_name,
        "start": visit.start,
        "end": visit.end,
        "status": visit.status,
        "carers_needed": visit.carers_needed,
        "carers": _json([each.carer for each in visit.carers]),
        "service": visit.service,
        "tasks": _json(visit.tasks),
        "area": visit.area,
        "note": visit.note,
        "version": visit.version,
        "origin": visit.origin,
        "away": _json(visit.away),
    }


def _keep_runs(session: Session, visit: DeskVisit) -> None:
    forget_runs(session, [visit.id])
    rows = [
        {"carer_id": each, "start": visit.start, "visit_id": visit.id}
        for each in dict.fromkeys(one.carer for one in visit.carers)
    ]
    if rows:
        session.execute(insert(local_runs), rows)


def forget_runs(session: Session, ids: Sequence[str]) -> None:
    """Take visits out of the runs."""
    session.execute(delete(local_runs).where(local_runs.c.visit_id.in_(ids)))


def end_local_rota(session: Session, since: str) -> None:
    """Let the main system's rota stand alone for visits that begin from an instant (UTC text) on."""
    session.execute(delete(local_runs).where(local_runs.c.start >= since))
    session.execute(delete(local_visits).where(local_visits.c.start >= since))


def signed(said: str, entry: Entry) -> str:
    """Return a sentence of a change with who made it, and when."""
    return f"{said} {entry.actor_name}, {short_stamp(from_text(entry.recorded_at))}."


def span(start: str, end: str) -> str:
    """Return `08:00–08:30` of two instants in their stored form."""
    return f"{clock_face(from_text(start))}–{clock_face(from_text(end))}"


def names(carers: Sequence[Assigned]) -> str:
    """Return the carers' names in words."""
    return " and ".join(each.name for each in carers) or "nobody"


def _state(visit: DeskVisit) -> Before:
    return Before(visit.start, visit.end, visit.carers, visit.carers_needed, visit.status)


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
