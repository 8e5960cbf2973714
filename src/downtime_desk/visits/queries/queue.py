"""The rescue queue: every visit of the outage that needs a person now, worst first, with the reason."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, exists, func, or_, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people.model import people
from downtime_desk.people.summary import Listed, Medicine, PriorityLevel
from downtime_desk.rota.model import visits
from downtime_desk.visits.codes import Grade, Outcome
from downtime_desk.visits.doses import due
from downtime_desk.visits.facts import MedicineOutcome
from downtime_desk.visits.grade import Account, still_needed
from downtime_desk.visits.model import verifications
from downtime_desk.visits.planned import carer_names, short_name
from downtime_desk.visits.queries.states import (
    CANCELLED_THERE,
    DEVIATION_DUE,
    JOINED,
    SETTLED,
    State,
    planned_between,
    state,
)
from downtime_desk.visits.rank import Rank, Standing, rank
from downtime_desk.visits.settings import Thresholds, thresholds

FIRST_SCREEN = 200
# A visit somebody is still at is asked about again this long after its planned length has passed.
ASK_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A visit that needs somebody. Instants are aware UTC; `ends` when somebody there was to leave.

    `open_points` is what keeps it from being settled; `proposed` the deviation to be written down;
    `silent` names carers who should have been heard of before it.
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
    outcome: Outcome | None
    grade: Grade | None
    arrived: datetime | None
    arrivals: int
    open_points: tuple[str, ...]
    proposed: str | None
    silent: tuple[str, ...]
    rank: Rank


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


class _RankFacts(msgspec.Struct):
    """The part of a summary the rank needs; the rest is skipped unread."""

    medicines: Listed[Medicine] = Listed()
    can_summon_help: bool | None = None


_rank_facts = msgspec.json.Decoder(_RankFacts)
_ids = msgspec.json.Decoder(tuple[str, ...])
_medicines = msgspec.json.Decoder(tuple[MedicineOutcome, ...])

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
_COLUMNS = (
    visits.c.id,
    visits.c.person_id,
    visits.c.start,
    visits.c.end,
    visits.c.carers_needed,
    visits.c.carers,
    people.c.family,
    people.c.given,
    people.c.priority,
    people.c.lives_alone,
    people.c.summary,
    verifications.c.outcome,
    verifications.c.grade,
    verifications.c.arrived,
    verifications.c.arrivals,
    verifications.c.leavings,
    verifications.c.reason,
    verifications.c.medicines,
    verifications.c.proposed,
    verifications.c.settled,
    DEVIATION_DUE.label("deviation_due"),
)


def queue(session: Session, now: datetime, limit: int = FIRST_SCREEN) -> Queue:
    """Return the rescue queue at an instant; empty when no outage runs.

    It holds what the outage left open: visits late or unaccounted, visits known too weakly, people who were
    to have left, deviations to be written down, and red visits about to begin whose carers are too few or
    were not heard of.
    """
    running = outages.current(session)
    if running is None:
        return Queue()
    limits = thresholds(session)
    rows = _open(session, running.since, now, limits, limit)
    names = carer_names(session, (carer for row in rows for carer in _ids.decode(row.carers)))
    built = [_row(row, names, now, limits) for row in rows]
    overdue = {carer for row in built if _unheard(row) for carer in row.carers}
    wanted = [each for row in built if (each := _needs_somebody(row, overdue, now)) is not None]
    wanted.sort(key=lambda row: (row.rank.minutes, row.start, row.visit))
    return Queue(
        rescue=tuple(row for row in wanted if row.rank.ranked_as == "red"),
        verify=tuple(row for row in wanted if row.rank.ranked_as != "red"),
        more=len(rows) == limit,
        since=running.since,
        next_due=None if wanted else _next_due(session, now),
    )


def _is_open(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(planned_between(since, until), ~CANCELLED_THERE, or_(~SETTLED, DEVIATION_DUE))


def _open(session: Session, since: datetime, now: datetime, limits: Thresholds, limit: int) -> list[Any]:
    """Return what is open or about to begin: red ones first, exact-time medicines and longest ago first.

    The order is found on ids alone, so that no summary is carried through the sort.
    """
    soon = now + timedelta(minutes=limits.look_ahead)
    first = (
        select(visits.c.id)
        .select_from(JOINED)
        .where(_is_open(since, soon))
        .order_by(
            func.coalesce(_RED, False).desc(),
            people.c.time_critical.desc(),
            people.c.priority == "green",
            visits.c.start,
        )
        .limit(limit)
    )
    ids = session.execute(first).scalars().all()
    details = select(*_COLUMNS, state(now, limits, since).label("state")).select_from(JOINED)
    return list(session.execute(details.where(visits.c.id.in_(ids))).all())


def _row(row: Row[Any], names: dict[str, str], now: datetime, limits: Thresholds) -> QueueRow:
    start, end = from_text(row.start), from_text(row.end)
    summary = _rank_facts.decode(row.summary) if row.summary else _RankFacts()
    dose, dose_by = _open_dose(row, summary, start, end, limits)
    planned_carers = _ids.decode(row.carers)
    expected = row.arrivals if row.outcome is not None or now >= start else len(planned_carers)
    standing = Standing(
        level=row.priority,
        start=start,
        dose=dose,
        dose_by=dose_by,
        lives_alone=None if row.lives_alone is None else bool(row.lives_alone),
        can_summon_help=summary.can_summon_help,
        carers_needed=row.carers_needed,
        carers_missing=max(0, row.carers_needed - (expected or 0)),
        account=row.grade,
    )
    return QueueRow(
        visit=row.id,
        person=row.person_id,
        name=short_name(row.person_id, row.family, row.given),
        priority=row.priority,
        start=start,
        end=end,
        state=State(row.state),
        carers_needed=row.carers_needed,
        carers=tuple(names.get(each, each) for each in planned_carers),
        outcome=row.outcome,
        grade=row.grade,
        arrived=from_text(row.arrived) if row.arrived else None,
        arrivals=row.arrivals or 0,
        open_points=_open_points(row),
        proposed=row.proposed if row.deviation_due else None,
        silent=(),
        rank=rank(standing, now, limits),
    )


def _open_dose(
    row: Row[Any], summary: _RankFacts, start: datetime, end: datetime, limits: Thresholds
) -> tuple[str | None, datetime | None]:
    """Return the exact-time medicine of the visit that is soonest too late and not known to be given."""
    critical = [each for each in summary.medicines.items if each.time_critical]
    told = {
        (each.name, each.time)
        for each in (_medicines.decode(row.medicines) if row.medicines else ())
        if each.outcome in {"given", "not required"}
    }
    waiting = [
        (dose.deadline(limits.dose_window), dose.name)
        for dose in due(critical, start, end)
        if (dose.name, dose.time) not in told
    ]
    if not waiting:
        return None, None
    by, name = min(waiting)
    return name, by


def _open_points(row: Row[Any]) -> tuple[str, ...]:
    if row.outcome is None or row.settled:
        return ()
    return still_needed(
        Account(
            row.outcome, row.grade, row.priority, row.carers_needed, row.arrivals, row.leavings, row.reason
        )
    )


def _unheard(row: QueueRow) -> bool:
    return row.outcome is None and row.state in {State.LATE, State.UNACCOUNTED}


def _needs_somebody(row: QueueRow, overdue: set[str], now: datetime) -> QueueRow | None:
    """Return the row as the queue shows it, or None when nobody has to do anything about it yet."""
    if row.state is State.IN_PROGRESS:
        to_leave = (row.arrived or row.start) + (row.end - row.start) + ASK_AGAIN
        short = row.arrivals < row.carers_needed
        return row if now >= to_leave or short else None
    if row.state is not State.DUE:
        return row
    if row.outcome is not None:
        return row
    silent = tuple(each for each in row.carers if each in overdue)
    at_risk = row.rank.ranked_as == "red" and (silent or len(row.carers) < row.carers_needed)
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
