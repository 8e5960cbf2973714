"""The timeline: which carers have a lane, and the visits of the few lanes that are in view.

Lanes are found by one sum over the visits of a stretch of time; these are read whole only for lanes that are
looked at, so that a branch of 500 carers costs no more than a screen of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    bindparam,
    literal,
    select,
    union,
)

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.outages.queries import Outage
from downtime_desk.people.model import people
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.people.told import Told, whereabouts
from downtime_desk.rota.queries.away import Away, away
from downtime_desk.rota.today import Origin, runs, visits
from downtime_desk.visits.codes import Grade, Outcome
from downtime_desk.visits.model import verifications, visit_times
from downtime_desk.visits.planned import carer_names, short_name
from downtime_desk.visits.queries.heard_of import heard_of
from downtime_desk.visits.queries.lane_sums import COMING as COMING
from downtime_desk.visits.queries.lane_sums import Sums, by_carer, short_of_carers, without_carer
from downtime_desk.visits.queries.states import OF_A_VISIT, State, state
from downtime_desk.visits.settings import Thresholds, thresholds

_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True, slots=True)
class Lane:
    """A carer of the stretch; `carer` None is the lane of visits that have no carer, or too few.

    `waiting` visits are open or begin soon, `unverified` of them have begun. `ends` is when the last visit of
    the stretch ends by the plan. `beside` are carers who go to a visit together with this one; `off` is when
    the carer is off, with what became of their visits.
    """

    carer: str | None
    name: str
    waiting: int
    unverified: int
    ends: datetime
    beside: tuple[str, ...] = ()
    off: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A visit in a lane. Instants are aware UTC; `arrived` and `left` are of the lane's carer, as told.

    `outcome` and `grade` are of the account that stands, None when nobody wrote about the visit; `whereabouts`
    is what was told since the copy of the person being in hospital or home again.
    """

    visit: str
    person: str
    family: str
    name: str
    priority: PriorityLevel | None
    start: datetime
    end: datetime
    state: State
    carers_needed: int
    carers: tuple[str, ...]
    carer_names: tuple[str, ...]
    outcome: Outcome | None
    grade: Grade | None
    arrived: datetime | None
    left: datetime | None
    origin: Origin = "copy"
    whereabouts: Told | None = None


@dataclass(frozen=True, slots=True)
class LaneRead:
    """What is in a lane: its visits in time order, and when its carer was last heard of."""

    blocks: tuple[Block, ...] = ()
    heard: datetime | None = None


def lanes(session: Session, now: datetime, since: datetime, until: datetime) -> tuple[Lane, ...]:
    """Return the carers with a visit that begins in a stretch of time, and last the lane without a carer.

    Carers with a visit that is open or begins soon come first, then by name; carers who go together stand
    one under the other.
    """
    running = outages.current(session)
    sums = by_carer(session, running, now, since, until)
    names = carer_names(session, sums)
    off = _off(session, since, until)
    found = [_lane(each, carer, names.get(carer, carer), off.get(carer, ())) for carer, each in sums.items()]
    found += [
        Lane(carer, each[0].name, 0, 0, each[0].since, off=each)
        for carer, each in off.items()
        if carer not in sums and any(one.visits for one in each)
    ]
    found.sort(key=lambda lane: (not lane.waiting, lane.name.casefold(), lane.carer or ""))
    alone = without_carer(session, running, now, since, until)
    return (*_side_by_side(found), *((_lane(alone, None, "No carer yet"),) if alone.ends else ()))


def _off(session: Session, since: datetime, until: datetime) -> dict[str, tuple[Away, ...]]:
    found: dict[str, tuple[Away, ...]] = {}
    for each in away(session, since, until):
        found[each.carer] = (*found.get(each.carer, ()), each)
    return found


def _lane(sums: Sums, carer: str | None, name: str, off: tuple[Away, ...] = ()) -> Lane:
    beside = _ids.decode(sums.together) if sums.together and carer else ()
    others = tuple(each for each in beside if each != carer)
    return Lane(carer, name, sums.waiting, sums.unverified, from_text(sums.ends), others, off)


def _side_by_side(found: Sequence[Lane]) -> list[Lane]:
    """Put each carer's partner of a two-carer visit right under them; else the order stays."""
    by_carer = {lane.carer: lane for lane in found}
    ordered: dict[str | None, Lane] = {}
    for lane in found:
        ordered.setdefault(lane.carer, lane)
        for partner in lane.beside:
            if partner in by_carer:
                ordered.setdefault(partner, by_carer[partner])
    return list(ordered.values())


def _went(since: datetime, until: datetime, carers: BindParameter[Any]) -> Subquery:
    """Return which carer goes to which visit: as planned, and as it turned out."""
    first, last = to_text(since), to_text(until)
    planned = select(runs.c.carer_id.label("carer"), runs.c.visit_id.label("visit")).where(
        runs.c.carer_id.in_(carers), runs.c.start >= first, runs.c.start < last
    )
    came = select(visit_times.c.carer, visit_times.c.visit).where(
        visit_times.c.carer.in_(carers), visit_times.c.arrived >= first, visit_times.c.arrived < last
    )
    return union(planned, came).subquery("went")


def read_lanes(
    session: Session, wanted: Iterable[Lane], now: datetime, since: datetime, until: datetime
) -> dict[str | None, LaneRead]:
    """Return what is in some lanes, by carer."""
    listed = [lane.carer for lane in wanted]
    carers = [carer for carer in listed if carer is not None]
    running = outages.current(session)
    asked = _Asked(now, since, until, _known(running), thresholds(session), running)
    rows = _planned_rows(session, asked, carers) if carers else []
    if None in listed:
        rows += session.execute(_for_nobody(asked)).all()
    names = carer_names(session, {each for row in rows for each in _ids.decode(row.carers)})
    where = whereabouts(session, {row.person_id for row in rows}) if rows else {}
    blocks: dict[str | None, list[Block]] = {carer: [] for carer in listed}
    for row in rows:
        blocks[row.carer].append(_block(row, names, where))
    heard = heard_of(session, carers, now) if carers else {}
    return {carer: LaneRead(tuple(found), heard.get(carer or "")) for carer, found in blocks.items()}


def _planned_rows(session: Session, asked: "_Asked", carers: list[str]) -> list[Row[Any]]:
    """Return the visits of some carers. Their ids come first: joined by carer the whole rota would be read."""
    went = _visits_of(asked.since, asked.until)
    ids = session.execute(went, {"wanted": carers}).scalars().all()
    return list(session.execute(_planned_for(asked), {"wanted": carers, "ids": ids}))


@lru_cache(maxsize=4)
def _visits_of(since: datetime, until: datetime) -> Select[Any]:
    return select(_went(since, until, bindparam("wanted", expanding=True)).c.visit).distinct()


@dataclass(frozen=True)
class _Asked:
    """What decides how a statement reads; `known` is what of the outage does."""

    now: datetime
    since: datetime
    until: datetime
    known: tuple[datetime | None, ...]
    limits: Thresholds
    running: Outage | None = field(compare=False)


def _known(running: Outage | None) -> tuple[datetime | None, ...]:
    return () if running is None else (running.since, running.back_at)


@lru_cache(maxsize=4)
def _planned_for(asked: _Asked) -> Select[Any]:
    """Return the statement for some carers. Kept: building it takes longer than a few lanes take to read."""
    went = _went(asked.since, asked.until, bindparam("wanted", expanding=True))
    theirs = and_(visit_times.c.visit == went.c.visit, visit_times.c.carer == went.c.carer)
    return (
        select(went.c.carer, visit_times.c.arrived, visit_times.c.left, *_columns(asked))
        .select_from(
            went.join(visits, visits.c.id == went.c.visit)
            .outerjoin(verifications, verifications.c.visit == visits.c.id)
            .outerjoin(people, people.c.id == visits.c.person_id)
            .outerjoin(visit_times, theirs)
        )
        .where(visits.c.id.in_(bindparam("ids", expanding=True)))
        .order_by(visits.c.start, visits.c.id)
    )


@lru_cache(maxsize=4)
def _for_nobody(asked: _Asked) -> Select[Any]:
    nobody = (literal(None).label("carer"), literal(None).label("arrived"), literal(None).label("left"))
    return (
        select(*nobody, *_columns(asked))
        .select_from(
            visits.outerjoin(verifications, verifications.c.visit == visits.c.id).outerjoin(
                people, people.c.id == visits.c.person_id
            )
        )
        .where(short_of_carers(asked.since, asked.until))
        .order_by(visits.c.start, visits.c.id)
    )


def _columns(asked: _Asked) -> tuple[ColumnElement[Any], ...]:
    return (
        *OF_A_VISIT,
        verifications.c.outcome,
        verifications.c.grade,
        state(asked.now, asked.limits, asked.running).label("state"),
    )


def _block(row: Row[Any], names: dict[str, str], where: dict[str, Told]) -> Block:
    # taken apart once: a name looked up on a row costs more than reading the row
    _, arrived, left, visit, person, start, end, needed, carers, origin, family, given, *rest = tuple(row)
    priority, outcome, grade, standing = rest
    ids = _ids.decode(carers)
    return Block(
        visit=visit,
        person=person,
        family=f"{(family or person).upper()} {(given or '')[:1]}".strip(),
        name=short_name(person, family, given),
        priority=priority,
        start=from_text(start),
        end=from_text(end),
        state=State(standing),
        carers_needed=needed,
        carers=ids,
        carer_names=tuple(names.get(each, each) for each in ids),
        outcome=outcome,
        grade=grade,
        arrived=from_text(arrived) if arrived else None,
        left=from_text(left) if left else None,
        origin=origin,
        whereabouts=where.get(person),
    )
