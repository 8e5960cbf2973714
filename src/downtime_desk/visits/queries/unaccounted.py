"""The gate of the stand-down: every visit of an outage must be accounted for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.session import Session
from downtime_desk.outages.queries import Outage
from downtime_desk.people.model import people
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.rota.today import Origin, visits
from downtime_desk.visits.grade import Account, still_needed
from downtime_desk.visits.model import verifications
from downtime_desk.visits.planned import short_name
from downtime_desk.visits.queries.states import (
    CANCELLED_THERE,
    DEVIATION_DUE,
    JOINED,
    NO_REPLY_OPEN,
    SETTLED,
    belongs,
)


@dataclass(frozen=True, slots=True)
class Unaccounted:
    """A visit nobody accounted for, and what is missing, in words."""

    visit: str
    person: str
    name: str
    priority: PriorityLevel | None
    start: datetime
    end: datetime
    missing: tuple[str, ...]
    origin: Origin = "copy"


def unaccounted(
    session: Session, outage: Outage, now: datetime, limit: int | None = None
) -> tuple[Unaccounted, ...]:
    """Return the visits of an outage that are not accounted for, in time order, the first `limit` of them.

    A visit belongs to the outage when any planned minute of it lies after the outage began and it was to
    begin before the main system was back (before now, while it is not); so does, once it is, one
    planned so that was moved by hand to a later time. It is accounted for when

    - our account of it is settled: done, with the times of every carer needed and the sources its priority
      asks for; or not happened, with a reason; and the deviation it calls for is written down; or
    - nobody here wrote about it, and the main system cancelled it, withdrew it, or has it as fulfilled or
      as a no-show.

    A no reply counts until it is written down how it ended, whatever else is known. "There now" and "not
    known yet" are never accounts. A visit the main system dropped after somebody here
    wrote about it still counts: what was written must be settled.
    """
    rows = session.execute(
        select(
            visits.c.id,
            visits.c.person_id,
            visits.c.start,
            visits.c.end,
            visits.c.carers_needed,
            visits.c.origin,
            people.c.family,
            people.c.given,
            people.c.priority,
            verifications.c.outcome,
            verifications.c.grade,
            verifications.c.priority.label("priority_seen"),
            verifications.c.arrivals,
            verifications.c.leavings,
            verifications.c.reason,
            DEVIATION_DUE.label("deviation_due"),
            NO_REPLY_OPEN.label("no_reply"),
        )
        .select_from(JOINED)
        .where(
            belongs(session, outage, now),
            or_(and_(~CANCELLED_THERE, or_(~SETTLED, DEVIATION_DUE)), NO_REPLY_OPEN),
        )
        .order_by(visits.c.start, visits.c.id)
        .limit(limit)
    )
    return tuple(
        Unaccounted(
            visit=row.id,
            person=row.person_id,
            name=short_name(row.person_id, row.family, row.given),
            priority=row.priority,
            start=from_text(row.start),
            end=from_text(row.end),
            missing=_missing(
                None
                if row.outcome is None
                else Account(
                    row.outcome,
                    row.grade,
                    row.priority_seen,
                    row.carers_needed,
                    row.arrivals,
                    row.leavings,
                    row.reason,
                ),
                *(("the deviation, written down",) if row.deviation_due else ()),
                *(("how the no reply ended",) if row.no_reply else ()),
            ),
            origin=row.origin,
        )
        for row in rows
    )


def _missing(known: Account | None, *besides: str) -> tuple[str, ...]:
    return (("what happened",) if known is None else still_needed(known)) + besides
