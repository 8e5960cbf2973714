"""Who is off."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.rota.model import absences


@dataclass(frozen=True)
class Absence:
    """A carer who is off. Instants are aware; `until` None is until further notice."""

    id: str
    carer: str
    carer_name: str
    since: datetime
    until: datetime | None
    why: str
    recorded_by: str


def who_is_off(session: Session, now: datetime) -> tuple[Absence, ...]:
    """Return who is off now or will be, soonest first."""
    there, instant = absences.c, to_text(now)
    rows = session.execute(
        select(absences)
        .where(
            or_(there.until.is_(None), there.until > instant),
            or_(there.back_at.is_(None), there.back_at > instant),
        )
        .order_by(there.since, there.carer_name, there.id)
    )
    return tuple(
        Absence(
            row.id,
            row.carer,
            row.carer_name,
            from_text(row.since),
            from_text(row.until) if row.until else None,
            row.why,
            row.recorded_by,
        )
        for row in rows
    )
