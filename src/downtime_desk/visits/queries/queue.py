"""The rescue queue: every visit of the outage that needs a person now, worst first, with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.outages.queries import Outage
from downtime_desk.people.model import people
from downtime_desk.people.told import whereabouts
from downtime_desk.rota.queries.off import off_from
from downtime_desk.rota.today import each_of, visits
from downtime_desk.visits.codes import REASONS_WITHOUT_NEED
from downtime_desk.visits.model import verifications
from downtime_desk.visits.planned import carer_names
from downtime_desk.visits.queries.no_reply import open_no_replies
from downtime_desk.visits.queries.queue_row import COLUMNS, Besides, QueueRow, row_of
from downtime_desk.visits.queries.states import (
    CANCELLED_THERE,
    DEVIATION_DUE,
    JOINED,
    SETTLED,
    State,
    planned_between,
    state,
    until,
)
from downtime_desk.visits.settings import Thresholds, thresholds

FIRST_SCREEN = 200
# A visit somebody is still at is asked about again this long after its planned length has passed.
ASK_AGAIN = timedelta(minutes=5)

_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True)
class Queue:
    """`rescue` is what ranks as red, soonest harm first; `verify` the rest, longest wait first.

    `more` says that others are open beyond the first screen; they come up as those before them are settled.
    `next_due` is when the next visit begins, for a queue that is empty.
    """

    rescue: tuple[QueueRow, ...] = ()
    verify: tuple[QueueRow, ...] = ()
    more: bool = False
    since: datetime | None = None
    next_due: tuple[str, datetime] | None = None

    @property
    def rows(self) -> tuple[QueueRow, ...]:
        """Return all rows in order."""
        return self.rescue + self.verify

    @property
    def coming_up(self) -> int:
        """Return how many have not begun yet but are at risk."""
        return sum(1 for row in self.rows if row.state is State.DUE)


# Looked up on its own, and only for whom it decides: the walk over everybody then never reads the wide rows.
_again = people.alias()
_CANNOT_SUMMON_HELP: ColumnElement[bool] = exists(
    select(_again.c.id).where(
        _again.c.id == visits.c.person_id, func.json_extract(_again.c.summary, "$.can_summon_help") == 0
    )
)
_RED: ColumnElement[bool] = or_(
    people.c.priority == "red",
    people.c.time_critical == 1,
    and_(
        people.c.priority.is_(None),
        or_(
            visits.c.carers_needed > 1,
            and_(people.c.lives_alone == 1, _CANNOT_SUMMON_HELP),
        ),
    ),
)


def queue(session: Session, now: datetime, limit: int = FIRST_SCREEN) -> Queue:
    """Return the rescue queue at an instant; empty when no outage runs.

    It holds what the outage left open: visits late or unaccounted, visits known too weakly, people who were
    to have left, deviations to be written down, visits about to begin whose carers are too few, and red ones
    whose carers were not heard of.
    """
    running = outages.current(session)
    if running is None:
        return Queue()
    limits = thresholds(session)
    no_replies = open_no_replies(session)
    rows = _open(session, running, now, limits, limit, no_replies)
    names = carer_names(session, (carer for row in rows for carer in _ids.decode(row.carers)))
    besides = Besides(
        no_replies,
        _missed_before(session, running.since, rows),
        whereabouts(session, {row.person_id for row in rows}),
        off_from(session, [row.id for row in rows]),
    )
    built = [row_of(row, names, besides, now, limits) for row in rows]
    overdue = {carer for row in built if _unheard(row) for carer in row.carers}
    wanted = [each for row in built if (each := _needs_somebody(row, overdue, now)) is not None]
    wanted.sort(key=lambda row: (row.rank.minutes, row.start, row.visit))
    return Queue(
        rescue=tuple(row for row in wanted if row.rank.ranked_as == "red"),
        verify=tuple(row for row in wanted if row.rank.ranked_as != "red"),
        more=len(rows) >= limit,
        since=running.since,
        next_due=None if wanted or running.back_at else _next_due(session, now),
    )


def _is_open(since: datetime, soon: datetime) -> ColumnElement[bool]:
    return and_(planned_between(since, soon), ~CANCELLED_THERE, or_(~SETTLED, DEVIATION_DUE))


def _open(
    session: Session,
    running: Outage,
    now: datetime,
    limits: Thresholds,
    limit: int,
    no_replies: Iterable[str],
) -> list[Any]:
    """Return what is open or about to begin: red ones first, exact-time medicines and longest ago first.

    The order is found on ids alone, so that no summary is carried through the sort. Visits where nobody answers
    the door come in any case.
    """
    soon = until(running, now + timedelta(minutes=limits.look_ahead))
    each = each_of(
        select(
            visits.c.id,
            func.coalesce(_RED, False).label("red"),
            people.c.time_critical,
            (people.c.priority == "green").label("green"),
            visits.c.start,
        )
        .select_from(JOINED)
        .where(_is_open(running.since, soon))
    )
    first = (
        select(each.c.id)
        .order_by(each.c.red.desc(), each.c.time_critical.desc(), each.c.green, each.c.start)
        .limit(limit)
    )
    ids = {*session.execute(first).scalars(), *no_replies}
    details = select(*COLUMNS, state(now, limits, running).label("state")).select_from(JOINED)
    return list(session.execute(details.where(visits.c.id.in_(ids))).all())


def _missed_before(session: Session, since: datetime, rows: Sequence[Any]) -> frozenset[str]:
    """Return which of these visits are of people whose earlier visit in this outage did not happen."""
    missed = session.execute(
        select(verifications.c.person, func.min(verifications.c.planned_start).label("start"))
        .where(
            verifications.c.person.in_({row.person_id for row in rows}),
            verifications.c.outcome == "did not happen",
            or_(verifications.c.reason.is_(None), verifications.c.reason.not_in(REASONS_WITHOUT_NEED)),
            verifications.c.planned_end > to_text(since),
        )
        .group_by(verifications.c.person)
    )
    first = {row.person: row.start for row in missed}
    return frozenset(row.id for row in rows if row.person_id in first and first[row.person_id] < row.start)


def _unheard(row: QueueRow) -> bool:
    return row.outcome is None and row.state in {State.LATE, State.UNACCOUNTED}


def _needs_somebody(row: QueueRow, overdue: set[str], now: datetime) -> QueueRow | None:
    """Return the row as the queue shows it, or None when nobody has to do anything about it yet."""
    if row.state is State.NO_REPLY:
        return row
    if row.state is State.IN_PROGRESS:
        to_leave = (row.arrived or row.start) + (row.end - row.start) + ASK_AGAIN
        short = row.arrivals < row.carers_needed
        return row if now >= to_leave or short else None
    if row.state is not State.DUE:
        return row
    if row.outcome is not None:
        return row
    silent = tuple(each for each in row.carers if each in overdue)
    at_risk = len(row.carers) < row.carers_needed or (row.rank.ranked_as == "red" and silent)
    return replace(row, silent=silent) if at_risk else None


def _next_due(session: Session, now: datetime) -> tuple[str, datetime] | None:
    row = session.execute(
        select(people.c.family, visits.c.start)
        .select_from(JOINED)
        .where(visits.c.start >= to_text(now), ~CANCELLED_THERE, ~SETTLED)
        .order_by(visits.c.start)
        .limit(1)
    ).first()
    return (str(row.family or "").upper(), from_text(row.start)) if row else None
