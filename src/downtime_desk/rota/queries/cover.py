"""Visits that have too few carers, and who could make one of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import msgspec
from sqlalchemy import func, select

from downtime_desk.core.clock import day_bounds, from_text, local, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.people.names import listed
from downtime_desk.people.summary import Listed, Medicine, Mobility, PriorityLevel
from downtime_desk.people.told import Told, whereabouts
from downtime_desk.rota.candidates import (
    Busy,
    Candidate,
    Known,
    Need,
    for_medicine,
    learnt_travel,
    rank,
    skills_called_for,
)
from downtime_desk.rota.facts import DeskVisit
from downtime_desk.rota.model import carers, local_visits
from downtime_desk.rota.standing import NOT_GOING, names_of, off_between, person_name, standing
from downtime_desk.rota.today import SHORT, Origin, visits

_ids = msgspec.json.Decoder(tuple[str, ...])


class _Needs(msgspec.Struct):
    """The part of a summary that says what a carer has to be able to do."""

    medicines: Listed[Medicine] = Listed()
    conditions: Listed[str] = Listed()
    mobility: Mobility = Mobility()


_needs = msgspec.json.Decoder(_Needs)


@dataclass(frozen=True)
class Uncovered:
    """A visit that has too few carers. Instants are aware; `short_of` is how many are missing.

    `away` are the names of those who were to go and are off; `whereabouts` is what was told since the copy of
    the person being in hospital or home again.
    """

    visit: str
    person: str
    person_name: str
    priority: PriorityLevel | None
    start: datetime
    end: datetime
    carers_needed: int
    short_of: int
    origin: Origin
    changes: tuple[str, ...]
    away: tuple[str, ...] = ()
    whereabouts: Told | None = None

    def why(self) -> str:
        """Return why nobody, or too few, are to go, as one sentence."""
        if self.changes:
            return self.changes[-1]
        if self.away:
            return f"{' and '.join(self.away)} {'is' if len(self.away) == 1 else 'are'} off."
        there = self.carers_needed - self.short_of
        return f"The copy has {there} of {self.carers_needed} carers." if there else "The copy has nobody."


def uncovered(
    session: Session, since: datetime, until: datetime, limit: int | None = None
) -> tuple[Uncovered, ...]:
    """Return the visits that begin from `since` on and before `until` with too few carers, by start."""
    going = func.json_array_length(visits.c.carers)
    rows = session.execute(
        select(
            visits.c.id,
            visits.c.person_id,
            visits.c.start,
            visits.c.end,
            visits.c.carers_needed,
            (visits.c.carers_needed - going).label("short_of"),
            visits.c.origin,
            visits.c.changes,
            people.c.family,
            people.c.given,
            people.c.title,
            people.c.priority,
            local_visits.c.person_name,
            local_visits.c.away,
        )
        .select_from(
            visits.outerjoin(people, people.c.id == visits.c.person_id).outerjoin(
                local_visits, local_visits.c.id == visits.c.id
            )
        )
        .where(
            visits.c.start >= to_text(since),
            visits.c.start < to_text(until),
            visits.c.withdrawn_at.is_(None),
            visits.c.status.not_in(NOT_GOING),
            SHORT,
        )
        .order_by(visits.c.start, visits.c.id)
        .limit(limit)
    ).all()
    named = names_of(session, {each for row in rows for each in _ids.decode(row.away or "[]")})
    where = whereabouts(session, {row.person_id for row in rows})
    return tuple(
        Uncovered(
            visit=row.id,
            person=row.person_id,
            person_name=person_name(row.person_id, row.family, row.given, row.title)
            or row.person_name
            or row.person_id,
            priority=row.priority,
            start=from_text(row.start),
            end=from_text(row.end),
            carers_needed=row.carers_needed,
            short_of=row.short_of,
            origin=row.origin,
            changes=_ids.decode(row.changes),
            away=tuple(named.get(each, each) for each in _ids.decode(row.away or "[]")),
            whereabouts=where.get(row.person_id),
        )
        for row in rows
    )


def candidates(session: Session, visit: str) -> tuple[Candidate, ...]:
    """Return who could make a visit, the best first; see `rota.candidates` for the order."""
    return candidates_for(session, standing(session, visit).visit)


def candidates_for(session: Session, visit: DeskVisit) -> tuple[Candidate, ...]:
    """Return who could make a visit, which need not be in the rota yet."""
    day_runs = _runs(session, visit)
    before = _visited(session, visit.person)
    off = {each.carer for each in off_between(session, visit.start, visit.end)}
    rows = session.execute(select(carers).where(carers.c.withdrawn_at.is_(None))).all()
    skills = {row.id: frozenset(_ids.decode(row.skills)) for row in rows}
    start, end = from_text(visit.start), from_text(visit.end)
    texts, medicines = _texts(session, visit)
    called_for = skills_called_for(frozenset().union(*skills.values()), [*texts, *medicines])
    need = Need(
        start=start,
        end=end,
        area=visit.area,
        skills=called_for,
        carers=tuple(each.carer for each in visit.carers),
        for_medicine=for_medicine(called_for, medicines),
    )
    first, last = day_bounds(local(start).date())
    known = (
        Known(
            carer=row.id,
            name=f"{row.given} {row.family}".strip(),
            phone=row.phone,
            area=row.area,
            skills=skills[row.id],
            busy=tuple(day_runs.get(row.id, ())),
            visits_that_day=sum(first <= each.start < last for each in day_runs.get(row.id, ())),
            visited_before=before[row.id],
            off=row.id in off,
        )
        for row in rows
    )
    return rank(need, known, learnt_travel(day_runs.values()))


def _runs(session: Session, visit: DeskVisit) -> dict[str, list[Busy]]:
    """Return every carer's visits of that day and the hours around it, the visit itself left out."""
    first, last = day_bounds(local(from_text(visit.start)).date())
    since, until = to_text(first - timedelta(hours=12)), to_text(last + timedelta(hours=12))
    rows = session.execute(
        select(
            visits.c.id,
            visits.c.start,
            visits.c.end,
            visits.c.area,
            visits.c.carers,
            people.c.family,
            people.c.given,
        )
        .select_from(visits.outerjoin(people, people.c.id == visits.c.person_id))
        .where(
            visits.c.start >= since,
            visits.c.start < until,
            visits.c.id != visit.id,
            visits.c.withdrawn_at.is_(None),
            visits.c.status.not_in(NOT_GOING),
        )
    )
    going: dict[str, list[Busy]] = {}
    # visits of a day begin and end at the same few times
    instant = cache(from_text)
    for row in rows:
        _, start, end, area, going_there, family, given = row
        name = listed(family, given or "") if family is not None else "somebody"
        busy = Busy(instant(start), instant(end), area, name)
        for carer in _ids.decode(going_there):
            going.setdefault(carer, []).append(busy)
    return going


def _visited(session: Session, person: str) -> Counter[str]:
    """Return how many of a person's visits each carer was to make in the days of the rota."""
    rows = session.execute(
        select(visits.c.carers).where(
            visits.c.person_id == person,
            visits.c.origin != "rolled forward",
            visits.c.withdrawn_at.is_(None),
            visits.c.status.not_in(NOT_GOING),
        )
    ).scalars()
    return Counter(carer for stored in rows for carer in _ids.decode(stored))


def _texts(session: Session, visit: DeskVisit) -> tuple[list[str], list[str]]:
    """Return what is written of the visit and of what the person needs in it, and of the medicines given in it."""
    stored = session.execute(select(people.c.summary).where(people.c.id == visit.person)).scalar()
    needs = _needs.decode(stored) if stored else _Needs()
    texts = [*visit.tasks, visit.service or "", visit.note or "", *needs.conditions.items]
    given = [each for each in needs.medicines.items if each.support in {"administer", "assist"}]
    medicines = [f"medicines {each.name} {each.route or ''} {each.instructions or ''}" for each in given]
    if visit.carers_needed > 1 or needs.mobility.equipment:
        texts.append("moving and handling")
    return texts, medicines
