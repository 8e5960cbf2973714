"""Every visit of a London day with its state, whole or kept to one state."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, select

from downtime_desk.core.clock import day_bounds, from_text, local, to_text
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.people.told import Told, whereabouts
from downtime_desk.rota.today import Origin, page, visits
from downtime_desk.visits.code_lists import SHIPPED_LISTS, code_lists
from downtime_desk.visits.codes import Grade
from downtime_desk.visits.model import verifications
from downtime_desk.visits.planned import carer_names, short_name
from downtime_desk.visits.queries.kept_to import EVERYTHING, KeptTo, conditions
from downtime_desk.visits.queries.states import JOINED, OF_A_VISIT, State, state
from downtime_desk.visits.settings import thresholds

WINDOW = 200

_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class DayRow:
    """A visit of the day. Instants are aware UTC; `arrived` and `left` as we were told; `reason` in its words.

    `whereabouts` is what was told since the copy of the person being in hospital or home again.
    """

    visit: str
    person: str
    name: str
    priority: PriorityLevel | None
    start: datetime
    end: datetime
    state: State
    carers_needed: int
    carers: tuple[str, ...]
    grade: Grade | None
    arrived: datetime | None
    left: datetime | None
    origin: Origin = "copy"
    whereabouts: Told | None = None
    reason: str | None = None


def day(
    session: Session,
    which: date,
    now: datetime,
    only: State | None = None,
    offset: int = 0,
    limit: int = WINDOW,
    kept: KeptTo = EVERYTHING,
) -> tuple[DayRow, ...]:
    """Return visits that begin on a London day, in time order, `limit` of them from `offset` on."""
    first, last = day_bounds(which)
    standing = _standing(session, now)
    if only is None and kept == EVERYTHING:
        ids = page(session, to_text(first), to_text(last), offset, limit)
    else:
        wanted = [_between(first, last), *conditions(session, kept, which)]
        if only is not None:
            wanted.append(standing == only.value)
        found = select(visits.c.id, visits.c.start).select_from(JOINED).where(*wanted)
        found = found.order_by(visits.c.start, visits.c.id).offset(offset).limit(limit)
        ids = session.execute(found).scalars().all()
    return _built(session, _planned(standing).where(visits.c.id.in_(ids)))


def of_people(
    session: Session, people_ids: Collection[str], now: datetime, limit: int = WINDOW
) -> tuple[DayRow, ...]:
    """Return visits of people, in time order: those of the outage that runs, and all of today."""
    first, last = day_bounds(local(now).date())
    running = outages.current(session)
    if running is not None:
        first = min(first, running.since)
    wanted = _planned(_standing(session, now)).where(
        _between(first, last), visits.c.person_id.in_(people_ids)
    )
    return _built(session, wanted.limit(limit))


def _standing(session: Session, now: datetime) -> ColumnElement[str]:
    return state(now, thresholds(session), outages.current(session))


def _between(first: datetime, last: datetime) -> ColumnElement[bool]:
    return and_(visits.c.start >= to_text(first), visits.c.start < to_text(last))


def _planned(standing: ColumnElement[str]) -> Select[Any]:
    return (
        select(
            *OF_A_VISIT,
            verifications.c.grade,
            verifications.c.arrived,
            verifications.c.left,
            verifications.c.reason,
            standing.label("state"),
        )
        .select_from(JOINED)
        .order_by(visits.c.start, visits.c.id)
    )


def _built(session: Session, wanted: Select[Any]) -> tuple[DayRow, ...]:
    rows = session.execute(wanted).all()
    names = carer_names(session, {carer for row in rows for carer in _ids.decode(row.carers)})
    where = whereabouts(session, {row.person_id for row in rows})
    reasons = code_lists(session).reason if any(row.reason for row in rows) else SHIPPED_LISTS.reason
    return tuple(
        DayRow(
            visit=row.id,
            person=row.person_id,
            name=short_name(row.person_id, row.family, row.given),
            priority=row.priority,
            start=from_text(row.start),
            end=from_text(row.end),
            state=State(row.state),
            carers_needed=row.carers_needed,
            carers=tuple(names.get(each, each) for each in _ids.decode(row.carers)),
            grade=row.grade,
            arrived=from_text(row.arrived) if row.arrived else None,
            left=from_text(row.left) if row.left else None,
            origin=row.origin,
            whereabouts=where.get(row.person_id),
            reason=reasons.said(row.reason) if row.reason else None,
        )
        for row in rows
    )
