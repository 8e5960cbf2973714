"""Who is off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, or_, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.rota.model import absences, local_visits
from downtime_desk.rota.queries.clashes import clashes
from downtime_desk.rota.standing import Standing, all_standing, names_of

_FOR_EVER = "9"
_ids = msgspec.json.Decoder(tuple[str, ...])


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

    def at(self, instant: datetime) -> bool:
        """Return whether they are off at an instant."""
        return self.since <= instant and (self.until is None or instant < self.until)


def who_is_off(session: Session, now: datetime) -> tuple[Absence, ...]:
    """Return who is off now or will be, soonest first."""
    return _read(session, _not_over(now))


def off_during(session: Session, since: datetime, until: datetime) -> tuple[Absence, ...]:
    """Return who is off some time in a stretch of time, soonest first."""
    return _read(session, _not_over(since), absences.c.since < to_text(until))


def _not_over(at: datetime) -> ColumnElement[bool]:
    there, instant = absences.c, to_text(at)
    return or_(there.until.is_(None), there.until > instant) & or_(
        there.back_at.is_(None), there.back_at > instant
    )


def _read(session: Session, *which: ColumnElement[bool]) -> tuple[Absence, ...]:
    there = absences.c
    rows = session.execute(select(absences).where(*which).order_by(there.since, there.carer_name, there.id))
    return tuple(_absence(row) for row in rows)


def absence(session: Session, absence_id: str) -> Absence:
    """Return one absence; raise Trouble when the carer is not written down as off any more."""
    row = session.execute(select(absences).where(absences.c.id == absence_id)).first()
    if row is None or row.back_at is not None:
        raise Trouble("They are not written down as off any more.", "Look at who is off.")
    return _absence(row)


def _absence(row: Row[Any]) -> Absence:
    return Absence(
        row.id,
        row.carer,
        row.carer_name,
        from_text(row.since),
        from_text(row.until) if row.until else None,
        row.why,
        row.recorded_by,
    )


def taken_off(session: Session, carer: str, since: str, until: str | None) -> tuple[Standing, ...]:
    """Return the visits that somebody else has to make when a carer is off, by start. Times are UTC text.

    A visit that has begun stays theirs: whether they are still there is for the account of it to say.
    """
    theirs = clashes(session, [carer], since, until or _FOR_EVER)
    return tuple(all_standing(session, [each.visit for each in theirs if each.start >= since]))


def off_from(session: Session, ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the names of those who were to make some visits and are off, by visit; visits without any are left out."""
    rows = session.execute(
        select(local_visits.c.id, local_visits.c.away).where(
            local_visits.c.away != "[]", local_visits.c.id.in_(list(ids))
        )
    ).all()
    away = {row.id: _ids.decode(row.away) for row in rows}
    named = names_of(session, {carer for each in away.values() for carer in each})
    return {visit: tuple(named.get(each, each) for each in carers) for visit, carers in away.items()}


def given_back(session: Session, absence_id: str, at: str) -> tuple[Standing, ...]:
    """Return the visits that are a carer's again when they are back at an instant (UTC text), by start.

    Whoever was chosen in their place settled that they are away.
    """
    row = session.execute(select(absences).where(absences.c.id == absence_id)).one()
    waiting = session.execute(
        select(local_visits.c.id).where(
            local_visits.c.start >= max(at, row.since),
            local_visits.c.start < (row.until or _FOR_EVER),
            local_visits.c.away.like(f'%"{row.carer}"%'),
        )
    ).scalars()
    return tuple(
        each
        for each in all_standing(session, waiting.all())
        if each.visit.status != "cancelled" and row.carer in each.visit.away
    )
