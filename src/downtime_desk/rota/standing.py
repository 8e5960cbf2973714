"""Visits and carers as they stand now, whole: what an act by hand starts from and carries as evidence."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Row, Select, select

from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.people.names import full_name
from downtime_desk.people.summary import Person
from downtime_desk.rota.facts.keeping import Assigned, Before, DeskVisit
from downtime_desk.rota.model import absences, carers, local_visits
from downtime_desk.rota.rollforward import Off, known_off
from downtime_desk.rota.today import visits

# The source's own words for a visit nobody is to make.
NOT_GOING = frozenset({"cancelled", "noshow", "entered-in-error"})
# Long lists are asked for in parts.
_PART = 400

_ids = msgspec.json.Decoder(tuple[str, ...])
Item = TypeVar("Item")


@dataclass(frozen=True)
class Standing:
    """A visit as it stands. `last_entry` is the last change by hand, None when there was none.

    `priority` is the person's, None when not recorded; `changes` are the changes by hand, one sentence each.
    """

    visit: DeskVisit
    last_entry: str | None
    priority: str | None
    changes: tuple[str, ...] = ()

    @property
    def before(self) -> Before:
        """Return what a change carries as the state it found."""
        return Before(
            self.visit.start,
            self.visit.end,
            self.visit.carers,
            self.visit.carers_needed,
            self.visit.status,
        )


def standing(session: Session, visit: str) -> Standing:
    """Return a visit as it stands; raise Trouble when neither the copy nor the desk has it."""
    found = list(_standing(session, _WANTED.where(visits.c.id == visit)))
    if not found:
        raise Trouble(
            "This visit is not in the rota on this laptop.", "Add it as a visit, or write it in the log."
        )
    return found[0]


def all_standing(session: Session, ids: Sequence[str]) -> Iterator[Standing]:
    """Yield visits as they stand, by start."""
    found: list[Standing] = []
    for part in in_parts(ids, _PART):
        found += _standing(session, _WANTED.where(visits.c.id.in_(part)))
    yield from sorted(found, key=lambda each: (each.visit.start, each.visit.id))


_WANTED = select(
    visits,
    people.c.family,
    people.c.given,
    people.c.title,
    people.c.born,
    people.c.nhs_number,
    people.c.priority,
    local_visits.c.person_name,
    local_visits.c.away,
    local_visits.c.last_entry,
).select_from(
    visits.outerjoin(people, people.c.id == visits.c.person_id).outerjoin(
        local_visits, local_visits.c.id == visits.c.id
    )
)


def _standing(session: Session, wanted: Select[Any]) -> Iterator[Standing]:
    rows = session.execute(wanted).all()
    named = names_of(session, {carer for row in rows for carer in _ids.decode(row.carers)})
    for row in rows:
        visit = DeskVisit(
            id=row.id,
            person=row.person_id,
            person_name=_person_name(row),
            born=row.born,
            nhs_number=row.nhs_number,
            start=row.start,
            end=row.end,
            carers=tuple(Assigned(each, named.get(each, each)) for each in _ids.decode(row.carers)),
            carers_needed=row.carers_needed,
            status="cancelled" if row.withdrawn_at else row.status,
            service=row.service,
            tasks=_ids.decode(row.tasks),
            area=row.area,
            note=row.note,
            version=row.version,
            origin="changed" if row.origin == "copy" else row.origin,
            away=_ids.decode(row.away) if row.away else (),
        )
        yield Standing(visit, row.last_entry, row.priority, _ids.decode(row.changes))


def _person_name(row: Row[Any]) -> str:
    return person_name(row.person_id, row.family, row.given, row.title) or str(
        row.person_name or row.person_id
    )


def person_name(person: str, family: str | None, given: str | None, title: str | None) -> str | None:
    """Return `HOLLOWAY, Edwin (Mr)`; None for a person the copy does not have."""
    return None if family is None else full_name(Person(person, family, given or "", title))


def names_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of carers by their id; one this copy does not have is left out."""
    found: dict[str, str] = {}
    for part in in_parts(sorted(set(ids)), _PART):
        rows = session.execute(
            select(carers.c.id, carers.c.given, carers.c.family).where(carers.c.id.in_(part))
        )
        found |= {row.id: f"{row.given} {row.family}".strip() for row in rows}
    return found


def assigned(session: Session, ids: Sequence[str]) -> tuple[Assigned, ...]:
    """Return carers by name; raise Trouble for one who is not in the copy or is named twice."""
    named = names_of(session, ids)
    if len(set(ids)) < len(ids):
        raise Trouble("One carer is chosen twice.", "Choose somebody else for the second.")
    if any(each not in named for each in ids):
        raise Trouble("One of the carers is not in the copy on this laptop.", "Choose from the list.")
    return tuple(Assigned(each, named[each]) for each in ids)


def off_between(session: Session, start: str, end: str) -> tuple[Off, ...]:
    """Return who is off in a stretch of time, given in stored form."""
    return tuple(each for each in all_off(session) if each.during(start, end))


def all_off(session: Session) -> tuple[Off, ...]:
    """Return every absence that is known."""
    rows = session.execute(
        select(absences.c.carer, absences.c.since, absences.c.until, absences.c.back_at).order_by(
            absences.c.since, absences.c.id
        )
    )
    return known_off((row.carer, row.since, row.until, row.back_at) for row in rows)


def changed_carers(visit: DeskVisit, now: tuple[Assigned, ...]) -> DeskVisit:
    """Return a visit with other carers; who was taken off because they are off is settled by it."""
    return replace(visit, carers=now, away=())


def in_parts(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    """Yield a sequence in parts."""
    waiting = iter(items)
    while part := list(islice(waiting, size)):
        yield part
