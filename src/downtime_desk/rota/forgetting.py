"""Taking visits out of the copy: those of a person whose record goes, and those that lie far enough behind us."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import mirror_past
from downtime_desk.rota.model import visit_carers, visits


def forget_visits_of(session: Session, person: str) -> int:
    """Take a person's planned visits out of the copy, with what earlier copies said; return how many."""
    return _forget(session, visits.c.person_id == person)


def forget_visits_before(session: Session, instant: datetime) -> int:
    """Take the visits that ended before an instant out of the copy; return how many."""
    stamp = to_text(instant)
    session.execute(delete(mirror_past).where(mirror_past.c.until < stamp))
    return _forget(session, visits.c.end < stamp)


def _forget(session: Session, which: ColumnElement[bool]) -> int:
    ids = select(visits.c.id).where(which)
    session.execute(delete(visit_carers).where(visit_carers.c.visit_id.in_(ids)))
    session.execute(delete(mirror_past).where(mirror_past.c.kind == "visit", mirror_past.c.id.in_(ids)))
    return session.execute(delete(visits).where(which)).rowcount
