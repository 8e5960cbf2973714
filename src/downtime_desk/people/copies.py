"""How fresh the copy is, kind by kind, and what was in each one taken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import copies, rejected, snapshots

CopyKind = Literal["rota", "people", "contacts", "entry codes"]
TABLES = frozenset({"copies", "snapshots", "rejected"})


@dataclass(frozen=True)
class Counts:
    """What a copy holds. The last four count people for whom that is recorded, as listed or as none."""

    people: int
    carers: int
    visits: int
    allergies: int = 0
    medicines: int = 0
    contacts: int = 0
    entry_codes: int = 0


@dataclass(frozen=True)
class Snapshot:
    """One copy as it was taken. `watermark` is in the main system's own words."""

    number: int
    source: str
    started: datetime
    finished: datetime
    counts: Counts
    rejected: int
    watermark: str | None


@dataclass(frozen=True)
class NotRead:
    """Something the last refresh could not read, and whom it concerns where that is known."""

    found_in: str
    resource_type: str | None
    resource_id: str | None
    person_id: str | None
    reason: str


def as_of(session: Session) -> dict[str, datetime]:
    """Return how fresh each kind of data is; a kind that was never copied is missing."""
    return {row.kind: from_text(row.as_of) for row in session.execute(select(copies))}


def last(session: Session) -> Snapshot | None:
    """Return the copy in use, or None when none was ever taken."""
    row = session.execute(select(snapshots).order_by(snapshots.c.number.desc()).limit(1)).first()
    return _snapshot(row) if row else None


def was_taken_between(session: Session, since: str, until: str) -> bool:
    """Return whether a copy was begun in a stretch of time, in stored instants."""
    begun = select(snapshots.c.number).where(snapshots.c.started >= since, snapshots.c.started < until)
    return session.execute(begun.limit(1)).first() is not None


def taken(session: Session, most: int = 50) -> tuple[Snapshot, ...]:
    """Return the copies taken, the newest first."""
    rows = session.execute(select(snapshots).order_by(snapshots.c.number.desc()).limit(most))
    return tuple(_snapshot(row) for row in rows)


def not_read(session: Session, person_id: str | None = None) -> tuple[NotRead, ...]:
    """Return what the last refresh could not read, of one person or of all."""
    asked = select(rejected).order_by(rejected.c.position)
    if person_id is not None:
        asked = asked.where(rejected.c.person_id == person_id)
    return tuple(
        NotRead(row.found_in, row.resource_type, row.resource_id, row.person_id, row.reason)
        for row in session.execute(asked)
    )


def _snapshot(row: Row[*tuple[Any, ...]]) -> Snapshot:
    return Snapshot(
        row.number,
        row.source,
        from_text(row.started),
        from_text(row.finished),
        msgspec.json.decode(row.counts, type=Counts),
        row.rejected,
        row.watermark,
    )
