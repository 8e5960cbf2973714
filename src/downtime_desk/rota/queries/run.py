"""One carer's run of a day, visit by visit, and what is known of the carer."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import select

from downtime_desk.core.clock import day_bounds, from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.people.told import Told, whereabouts
from downtime_desk.rota.model import carers, local_visits
from downtime_desk.rota.queries.clashes import clashes
from downtime_desk.rota.queries.handed import Holds, holds
from downtime_desk.rota.queries.off import Absence, off_during
from downtime_desk.rota.standing import in_parts, names_of, person_name
from downtime_desk.rota.today import Origin, visits

_PART = 400
_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True)
class RunVisit:
    """A visit of a run. Instants are aware; `beside` are the names of the others who go.

    `whereabouts` is what was told since the copy of the person being in hospital or home again.
    """

    visit: str
    person_name: str
    priority: PriorityLevel | None
    start: datetime
    end: datetime
    beside: tuple[str, ...]
    short_of: int
    origin: Origin
    changes: tuple[str, ...]
    whereabouts: Told | None = None


@dataclass(frozen=True)
class CarerRun:
    """A carer, their visits that begin on a day, what they hold of them, and when they are off that day."""

    carer: str
    name: str
    phone: str | None
    area: str | None
    visits: tuple[RunVisit, ...]
    holds: Holds | None
    off: tuple[Absence, ...]


def carer_run(session: Session, carer: str, day: date) -> CarerRun:
    """Return a carer's run of a London day, in order of time."""
    first, last = day_bounds(day)
    start, end = to_text(first), to_text(last)
    ids = [each.visit for each in clashes(session, [carer], start, end) if start <= each.start < end]
    known = session.execute(
        select(carers.c.given, carers.c.family, carers.c.phone, carers.c.area).where(carers.c.id == carer)
    ).first()
    return CarerRun(
        carer=carer,
        name=carer if known is None else f"{known.given} {known.family}".strip(),
        phone=None if known is None else known.phone,
        area=None if known is None else known.area,
        visits=_visits(session, carer, ids),
        holds=holds(session, carer, day),
        off=tuple(each for each in off_during(session, first, last) if each.carer == carer),
    )


_WANTED = select(
    visits.c.id,
    visits.c.person_id,
    visits.c.start,
    visits.c.end,
    visits.c.carers,
    visits.c.carers_needed,
    visits.c.origin,
    visits.c.changes,
    people.c.family,
    people.c.given,
    people.c.title,
    people.c.priority,
    local_visits.c.person_name,
).select_from(
    visits.outerjoin(people, people.c.id == visits.c.person_id).outerjoin(
        local_visits, local_visits.c.id == visits.c.id
    )
)


def _visits(session: Session, carer: str, ids: list[str]) -> tuple[RunVisit, ...]:
    rows = [
        row for part in in_parts(ids, _PART) for row in session.execute(_WANTED.where(visits.c.id.in_(part)))
    ]
    going = {row.id: _ids.decode(row.carers) for row in rows}
    named = names_of(session, {each for those in going.values() for each in those})
    where = whereabouts(session, {row.person_id for row in rows})
    return tuple(
        RunVisit(
            visit=row.id,
            person_name=person_name(row.person_id, row.family, row.given, row.title)
            or row.person_name
            or row.person_id,
            priority=row.priority,
            start=from_text(row.start),
            end=from_text(row.end),
            beside=tuple(named.get(each, each) for each in going[row.id] if each != carer),
            short_of=max(0, row.carers_needed - len(going[row.id])),
            origin=row.origin,
            changes=_ids.decode(row.changes),
            whereabouts=where.get(row.person_id),
        )
        for row in sorted(rows, key=lambda each: (each.start, each.id))
    )
