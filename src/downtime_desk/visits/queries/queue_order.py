"""Which visits are open, and in what order they come to the queue.

Those ranked as red come first, exact-time medicines before the others; then priority not recorded, amber and
green; in each the longest ago first. The place depends on what is planned and on the person alone, never on what
was written down: whoever knows the order keeps it from one account to the next.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from downtime_desk.core.session import Session
from downtime_desk.outages.queries import Outage
from downtime_desk.people.model import people
from downtime_desk.rota.today import each_of, visits
from downtime_desk.visits.queries.states import (
    CANCELLED_THERE,
    DEVIATION_DUE,
    JOINED,
    SETTLED,
    planned_between,
    until,
)
from downtime_desk.visits.settings import Thresholds


class Place(NamedTuple):
    """Where an open visit comes: its class, 0 first; its planned start as stored; its id."""

    class_: int
    start: str
    visit: str


@dataclass(frozen=True)
class Instant:
    """When the queue is read, in which outage, by which thresholds."""

    now: datetime
    running: Outage
    limits: Thresholds

    def is_open(self) -> ColumnElement[bool]:
        """Say which visits of the outage need somebody, or are about to begin."""
        soon = until(self.running, self.now + timedelta(minutes=self.limits.look_ahead))
        within = planned_between(self.running.since, soon)
        return and_(within, ~CANCELLED_THERE, or_(~SETTLED, DEVIATION_DUE))


# Looked up on its own, and only for whom it decides: the walk over everybody then never reads the wide rows.
_again = people.alias()
_CANNOT_SUMMON_HELP: ColumnElement[bool] = exists(
    select(_again.c.id).where(
        _again.c.id == visits.c.person_id, func.json_extract(_again.c.summary, "$.can_summon_help") == 0
    )
)
_RED_SIGN: ColumnElement[bool] = or_(
    visits.c.carers_needed > 1, and_(people.c.lives_alone == 1, _CANNOT_SUMMON_HELP)
)
# Asked in a way that holds for a missing person too: the visits are then walked by their start, and stopped at.
_EXACT_TIME: ColumnElement[bool] = func.coalesce(people.c.time_critical, 0) == 1
_CLASS: ColumnElement[int] = case(
    (_EXACT_TIME, 0),
    (people.c.priority == "red", 1),
    (people.c.priority == "amber", 3),
    (people.c.priority == "green", 4),
    (_RED_SIGN, 1),
    else_=2,
)


def first_open(session: Session, at: Instant, number: int) -> list[Place]:
    """Return the first open visits, in order.

    Where exact-time medicines alone fill them, reading stops at the last of these. Only otherwise is everything
    that is open ranked.
    """
    exact = _rows(session, _exact_first(at, number))
    return exact if len(exact) == number else _rows(session, _all_ranked(at, number))


def places_of(session: Session, at: Instant, ids: Collection[str]) -> list[Place]:
    """Return the places of those of some visits that are open."""
    return _rows(session, _placed().where(at.is_open(), visits.c.id.in_(ids)))


def _exact_first(at: Instant, number: int) -> Select[Any]:
    found = _placed().where(at.is_open(), _EXACT_TIME)
    return found.order_by(visits.c.start, visits.c.id).limit(number)


def _all_ranked(at: Instant, number: int) -> Select[Any]:
    each = each_of(_placed().where(at.is_open()))
    return select(each).order_by(each.c["class"], each.c.start, each.c.id).limit(number)


def _placed() -> Select[Any]:
    return select(_CLASS.label("class"), visits.c.start, visits.c.id).select_from(JOINED)


def _rows(session: Session, wanted: Select[Any]) -> list[Place]:
    return [Place(*row) for row in session.execute(wanted)]
