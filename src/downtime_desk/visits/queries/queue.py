"""The rescue queue: every visit of the outage that needs a person now, worst first, with the reason.

What a reading found is kept in a `Reading`, so that the next may take over what was not written about since.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, func, or_, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people.model import people
from downtime_desk.people.told import whereabouts
from downtime_desk.rota.queries.off import off_from, who_is_off
from downtime_desk.rota.today import visits
from downtime_desk.visits.codes import REASONS_WITHOUT_NEED
from downtime_desk.visits.model import verifications
from downtime_desk.visits.planned import PlannedCarer, carers_of, told_apart
from downtime_desk.visits.queries.no_reply import open_no_replies
from downtime_desk.visits.queries.queue_order import Instant, Place, first_open, places_of
from downtime_desk.visits.queries.queue_row import COLUMNS, Besides, QueueRow, row_of
from downtime_desk.visits.queries.states import CANCELLED_THERE, JOINED, SETTLED, State, state
from downtime_desk.visits.settings import thresholds

FIRST_SCREEN = 200
AHEAD = 50
"""How many more are known by their place, to come up as those before them are settled."""
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


@dataclass(frozen=True)
class Reading:
    """A queue, and all it was built from.

    `places` are the first that are open, `all_known` says that there are no others. `missed` is when the first
    visit that did not happen was planned, by person; None for a person without one. `off` are the names of those who
    were to make a visit and are off. `built` has each row with what it
    was built from.
    """

    at: Instant | None = None
    queue: Queue = field(default_factory=Queue)
    places: tuple[Place, ...] = ()
    all_known: bool = True
    found: Mapping[str, Any] = field(default_factory=dict)
    carers: Mapping[str, PlannedCarer] = field(default_factory=dict)
    missed: Mapping[str, str | None] = field(default_factory=dict)
    off: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    built: Mapping[str, tuple[object, QueueRow]] = field(default_factory=dict)


def queue(session: Session, now: datetime, limit: int = FIRST_SCREEN) -> Queue:
    """Return the rescue queue at an instant; empty when no outage runs.

    It holds what the outage left open: visits late or unaccounted, visits known too weakly, people who were
    to have left, deviations to be written down, visits about to begin whose carers are too few, and red ones
    whose carers were not heard of.
    """
    return read_queue(session, now, limit).queue


def read_queue(session: Session, now: datetime, limit: int = FIRST_SCREEN) -> Reading:
    """Return the same with all it was built from."""
    running = outages.current(session)
    if running is None:
        return Reading()
    at = Instant(now, running, thresholds(session))
    places = first_open(session, at, limit + AHEAD)
    started = Reading(at=at, places=tuple(places), all_known=len(places) < limit + AHEAD)
    return _built(session, started, at, limit)


def read_again(
    session: Session, before: Reading, written: Collection[str], limit: int = FIRST_SCREEN
) -> Reading | None:
    """Return the queue of the same instant, reading only visits that were written about since.

    It is what reading all of it would find as long as nothing else changed: nothing planned, nobody's summary, nothing
    told, no setting. `written` are ids. None when too many were settled to tell which come up next.
    """
    if before.at is None:
        return before
    known = [each for each in before.places if each.visit not in written]
    last = before.places[-1] if before.places else None
    now_open = places_of(session, before.at, written)
    known += [each for each in now_open if before.all_known or (last is not None and each <= last)]
    if not before.all_known and len(known) < limit:
        return None
    rows = [before.found[each] for each in written if each in before.found]
    people_ids = {each for row in rows for each in (row.person_id, row.told_of)}
    people_ids |= set(session.execute(_ABOUT, {"written": sorted(written)}).scalars())
    kept = replace(
        before,
        places=tuple(sorted(known)),
        found={each: row for each, row in before.found.items() if each not in written},
        missed={each: start for each, start in before.missed.items() if each not in people_ids},
    )
    return _built(session, kept, before.at, limit)


_ABOUT = select(verifications.c.person).where(verifications.c.visit.in_(bindparam("written", expanding=True)))


def _built(session: Session, kept: Reading, at: Instant, limit: int) -> Reading:
    """Return a reading of the places known, taking over what is kept of the one before."""
    no_replies = open_no_replies(session)
    wanted = dict.fromkeys((*(each.visit for each in kept.places[:limit]), *no_replies))
    found = _found(session, kept, at, wanted)
    planned = {each: _ids.decode(row.carers) for each, row in found.items()}
    carers = _carers(session, kept, {carer for each in planned.values() for carer in each})
    missed = _missed(session, kept, at.running.since, {row.person_id for row in found.values()})
    names = told_apart(carers.values())
    off = _off(session, kept, at.now, found, planned)
    where = whereabouts(session, {row.person_id for row in found.values()})
    built: dict[str, tuple[object, QueueRow]] = {}
    for visit, row in found.items():
        besides = Besides(
            tuple(names.get(each, each) for each in planned[visit]),
            no_replies.get(visit),
            _before(missed.get(row.person_id), row.start),
            where.get(row.person_id),
            off.get(visit, ()),
        )
        made_of, made = kept.built.get(visit, (None, None))
        if made is None or made_of != (row, besides):
            made = row_of(row, planned[visit], besides, at.now, at.limits)
        built[visit] = ((row, besides), made)
    rows = [each for _, each in built.values()]
    return replace(
        kept,
        queue=_ranked(session, at, rows, more=len(rows) >= limit),
        found=found,
        carers=carers,
        missed=missed,
        off=off,
        built=built,
    )


def _found(session: Session, kept: Reading, at: Instant, wanted: Iterable[str]) -> dict[str, Any]:
    """Return what is joined about each visit, in the order wanted."""
    new = [each for each in wanted if each not in kept.found]
    known = dict(kept.found)
    if new:
        standing = state(at.now, at.limits, at.running).label("state")
        rows = session.execute(select(*COLUMNS, standing).select_from(JOINED).where(visits.c.id.in_(new)))
        known |= {row.id: row for row in rows}
    return {each: known[each] for each in wanted if each in known}


def _carers(session: Session, kept: Reading, wanted: Collection[str]) -> dict[str, PlannedCarer]:
    new = [each for each in wanted if each not in kept.carers]
    known = {**kept.carers, **{each.id: each for each in carers_of(session, new)}} if new else kept.carers
    return {each: known[each] for each in sorted(wanted) if each in known}


def _off(
    session: Session,
    kept: Reading,
    now: datetime,
    found: Mapping[str, Any],
    planned: Mapping[str, tuple[str, ...]],
) -> dict[str, tuple[str, ...]]:
    """Return the names of those who are off, by visit: taken off it, or on it still because it had begun."""
    new = [each for each in found if each not in kept.off]
    if not new:
        return dict(kept.off)
    taken, absences = off_from(session, new), who_is_off(session, now)
    names: dict[str, tuple[str, ...]] = {}
    for visit in new:
        when = max(now, from_text(found[visit].start)) if absences else now
        still = [each.carer_name for each in absences if each.carer in planned[visit] and each.at(when)]
        names[visit] = tuple(dict.fromkeys((*taken.get(visit, ()), *still)))
    return {**kept.off, **names}


def _missed(
    session: Session, kept: Reading, since: datetime, wanted: Collection[str]
) -> dict[str, str | None]:
    """Return when the first visit of each person was planned that did not happen in this outage."""
    new = sorted(each for each in wanted if each not in kept.missed)
    found: dict[str, str | None] = dict.fromkeys(new)
    if new:
        rows = session.execute(
            select(verifications.c.person, func.min(verifications.c.planned_start).label("start"))
            .where(
                verifications.c.person.in_(new),
                verifications.c.outcome == "did not happen",
                or_(verifications.c.reason.is_(None), verifications.c.reason.not_in(REASONS_WITHOUT_NEED)),
                verifications.c.planned_end > to_text(since),
            )
            .group_by(verifications.c.person)
        )
        found |= {row.person: row.start for row in rows}
    return {**kept.missed, **found}


def _before(missed: str | None, start: str) -> bool:
    return missed is not None and missed < start


def _ranked(session: Session, at: Instant, rows: list[QueueRow], *, more: bool) -> Queue:
    overdue = {carer for row in rows if _unheard(row) for carer in row.carers}
    wanted = [each for row in rows if (each := _needs_somebody(row, overdue, at.now)) is not None]
    wanted.sort(key=lambda row: (row.rank.minutes, row.start, row.visit))
    return Queue(
        rescue=tuple(row for row in wanted if row.rank.ranked_as == "red"),
        verify=tuple(row for row in wanted if row.rank.ranked_as != "red"),
        more=more,
        since=at.running.since,
        next_due=None if wanted or at.running.back_at else _next_due(session, at.now),
    )


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
