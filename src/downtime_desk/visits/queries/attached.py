"""The photos and scans of a visit."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.visits.model import attachments, visit_attachments
from downtime_desk.visits.picture_kinds import PictureKind


@dataclass(frozen=True)
class Attached:
    """A photo or scan of a visit. `size` is in bytes."""

    id: str
    name: str
    kind: PictureKind
    size: int
    sha256: str
    added_at: datetime
    added_by: str


def attached(session: Session, visit: str) -> tuple[Attached, ...]:
    """Return the photos and scans of a visit, the first added first."""
    rows = session.execute(
        select(visit_attachments).where(visit_attachments.c.visit == visit).order_by(literal_column("rowid"))
    )
    return tuple(
        Attached(row.id, row.name, row.kind, row.size, row.sha256, from_text(row.added_at), row.added_by)
        for row in rows
    )


def how_many_attached(session: Session, visit: str) -> int:
    """Return how many photos and scans a visit has."""
    wanted = select(func.count()).where(visit_attachments.c.visit == visit)
    return session.execute(wanted).scalar_one()


def bytes_of(session: Session, one: Attached) -> bytes:
    """Return the bytes; raise Trouble when they are not there or not those that were recorded."""
    kept: bytes | None = session.execute(
        select(attachments.c.bytes).where(attachments.c.sha256 == one.sha256)
    ).scalar()
    if kept is None:
        raise Trouble(f"“{one.name}” is not on this laptop.", "Look on the laptop it was added at.")
    if hashlib.sha256(kept).hexdigest() != one.sha256:
        raise Trouble(
            f"“{one.name}” is damaged.", "Scan the paper again. Restore a copy of the store if you can."
        )
    return kept
