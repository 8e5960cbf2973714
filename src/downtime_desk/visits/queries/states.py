"""The state of a visit, worked out from the copy, our account of it and the clock; nobody types it.

- no reply: nobody answers the door, and how that ended is not written down. It comes before all others.
- cancelled: the main system cancelled it or no longer lists it, and nobody here said otherwise.
- done: our account is settled, or the main system had it as fulfilled when the copy was taken.
- not done: our account says that it did not happen, and why; or the main system had it as a no-show.
- in progress: our account says that somebody is there now.
- with the main system: no outage runs, or it was over before the outage began, or was to begin after the main
  system was back; and nobody here wrote about it.
- due: it is not late yet. A person with a medicine at an exact time has no grace.
- late: it should have begun, and nobody said that it did.
- unaccounted: its planned end is past, or an hour since its start, whichever came first, and what we know does
  not settle it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select
from sqlalchemy.sql.selectable import FromClause

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.outages.queries import Outage
from downtime_desk.people.model import people
from downtime_desk.rota.today import moved_out, visits
from downtime_desk.visits.model import deviations, no_replies, verifications
from downtime_desk.visits.settings import Thresholds

# The source's own words.
CANCELLED = ("cancelled", "entered-in-error")
FULFILLED = ("fulfilled", "finished", "completed")
NO_SHOW = "noshow"


class State(StrEnum):
    """How a visit stands."""

    NO_REPLY = "no reply"
    DUE = "due"
    LATE = "late"
    IN_PROGRESS = "in progress"
    DONE = "done"
    NOT_DONE = "not done"
    CANCELLED = "cancelled"
    UNACCOUNTED = "unaccounted"
    ELSEWHERE = "with the main system"


# Our account comes before the person: a visit that is settled needs no look at its person.
JOINED: FromClause = visits.outerjoin(verifications, verifications.c.visit == visits.c.id).outerjoin(
    people, people.c.id == visits.c.person_id
)
OF_A_VISIT: tuple[ColumnElement[Any], ...] = (
    visits.c.id,
    visits.c.person_id,
    visits.c.start,
    visits.c.end,
    visits.c.carers_needed,
    visits.c.carers,
    visits.c.origin,
    people.c.family,
    people.c.given,
    people.c.priority,
)
"""What every row about a visit begins with, in this order."""
UNTOLD: ColumnElement[bool] = verifications.c.visit.is_(None)

# What the main system says of a visit, which stands until somebody here said otherwise.
TAKEN_OUT_THERE: ColumnElement[bool] = or_(visits.c.status.in_(CANCELLED), visits.c.withdrawn_at.is_not(None))
SETTLED_THERE: ColumnElement[bool] = visits.c.status.in_((*FULFILLED, NO_SHOW))

CANCELLED_THERE: ColumnElement[bool] = and_(UNTOLD, TAKEN_OUT_THERE)
SETTLED: ColumnElement[bool] = case((UNTOLD, SETTLED_THERE), else_=verifications.c.settled == 1)
NO_REPLY_OPEN: ColumnElement[bool] = exists(
    select(no_replies.c.id).where(no_replies.c.visit == visits.c.id, no_replies.c.ended_at.is_(None))
)
DEVIATION_DUE: ColumnElement[bool] = and_(
    verifications.c.proposed.is_not(None),
    ~exists(
        select(deviations.c.id).where(
            deviations.c.visit == verifications.c.visit, deviations.c.type == verifications.c.proposed
        )
    ),
)


def state(now: datetime, limits: Thresholds, running: Outage | None) -> ColumnElement[str]:
    """Return the state of each visit of `JOINED` at an instant, as a column, given the outage that runs."""
    elsewhere = UNTOLD if running is None else and_(UNTOLD, _outside(running))
    return case(
        (NO_REPLY_OPEN, State.NO_REPLY.value),
        (CANCELLED_THERE, State.CANCELLED.value),
        (and_(UNTOLD, visits.c.status.in_(FULFILLED)), State.DONE.value),
        (and_(UNTOLD, visits.c.status == NO_SHOW), State.NOT_DONE.value),
        (elsewhere, State.ELSEWHERE.value),
        (
            and_(verifications.c.settled == 1, verifications.c.outcome == "did not happen"),
            State.NOT_DONE.value,
        ),
        (verifications.c.settled == 1, State.DONE.value),
        (verifications.c.outcome == "there now", State.IN_PROGRESS.value),
        (
            or_(visits.c.end <= to_text(now), visits.c.start <= _ago(now, limits.settled_after)),
            State.UNACCOUNTED.value,
        ),
        (late(now, limits), State.LATE.value),
        else_=State.DUE.value,
    )


def late(now: datetime, limits: Thresholds) -> ColumnElement[bool]:
    """Say which visits should have begun by an instant, with their grace."""
    return case(
        (people.c.time_critical == 1, visits.c.start <= _ago(now, limits.critical_late_after)),
        else_=visits.c.start <= _ago(now, limits.late_after),
    )


def planned_between(since: datetime, until: datetime) -> ColumnElement[bool]:
    """Say which visits have any planned minute from `since` on and begin before `until`."""
    return and_(
        # no visit is longer than a day; the index is on the start
        visits.c.start > to_text(since - timedelta(days=1)),
        visits.c.start < to_text(until),
        visits.c.end > to_text(since),
    )


def belongs(session: Session, outage: Outage, now: datetime) -> ColumnElement[bool]:
    """Say which visits are of an outage: those planned in it up to now or its end.

    Once it ended, one moved by hand to a later time is of it too: the main system has it when it was planned.
    """
    ended = outage.back_at or outage.stood_down_at
    within = planned_between(outage.since, ended or now)
    moved = moved_out(session, outage.since, ended) if ended else []
    return or_(within, visits.c.id.in_(moved)) if moved else within


def until(running: Outage, now: datetime) -> datetime:
    """Return up to when visits belong to an outage: the main system's return, or an instant before it."""
    return now if running.back_at is None else min(now, running.back_at)


def _outside(running: Outage) -> ColumnElement[bool]:
    before = visits.c.end <= to_text(running.since)
    return before if running.back_at is None else or_(before, visits.c.start >= to_text(running.back_at))


def _ago(now: datetime, minutes: int) -> str:
    return to_text(now - timedelta(minutes=minutes))
