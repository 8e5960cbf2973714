"""A visit as the rota has it now: what is planned, for whom, by whom. Read, never written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.people import names
from downtime_desk.people.model import people
from downtime_desk.people.summary import Person, Summary
from downtime_desk.rota.model import carers
from downtime_desk.rota.references import is_ours
from downtime_desk.rota.today import Origin, visits
from downtime_desk.visits.doses import Dose, due

_summary = msgspec.json.Decoder(Summary)
_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True)
class PlannedCarer:
    """A carer on the rota for a visit."""

    id: str
    name: str
    phone: str | None


@dataclass(frozen=True)
class Planned:
    """A planned visit and its person. Instants are aware UTC; `None` means not recorded.

    `origin` says where the visit comes from; `changes` what was changed by hand, by whom and why.
    """

    visit: str
    version: str | None
    start: datetime
    end: datetime
    status: str
    service: str | None
    tasks: tuple[str, ...]
    note: str | None
    carers_needed: int
    carers: tuple[PlannedCarer, ...]
    who: Person
    origin: Origin = "copy"
    changes: tuple[str, ...] = ()

    @property
    def reference(self) -> str | None:
        """Return the downtime reference of a visit the main system does not know, None for the others."""
        return self.visit if is_ours(self.visit) else None

    @property
    def name(self) -> str:
        """Return `HOLLOWAY, Edwin (Mr)`."""
        return names.full_name(self.who)

    @property
    def born(self) -> str | None:
        """Return the date of birth as ISO text."""
        return self.who.born.isoformat() if self.who.born else None

    @property
    def summary(self) -> Summary:
        """Return the care summary."""
        return self.who.summary

    @property
    def length(self) -> timedelta:
        """Return how long the visit is planned to be."""
        return self.end - self.start

    def doses(self) -> tuple[Dose, ...]:
        """Return the doses due in the visit."""
        return due(self.summary.medicines.items, self.start, self.end)


def planned(session: Session, visit_id: str) -> Planned:
    """Return a planned visit; raise Trouble when this copy does not have it."""
    row = session.execute(_PLANNED, {"visit": visit_id}).first()
    if row is None and is_ours(visit_id):
        raise Trouble(
            "This visit does not stand under this reference any more.",
            "Look for the person on the day’s list: the main system may have the visit itself by now.",
        )
    if row is None:
        raise Trouble(
            "This visit is not in the copy on this laptop.",
            "Write it down in the log, with the person's name.",
        )
    return Planned(
        visit=visit_id,
        version=row.version,
        start=from_text(row.start),
        end=from_text(row.end),
        status=row.status,
        service=row.service,
        tasks=_ids.decode(row.tasks),
        note=row.note,
        carers_needed=row.carers_needed,
        carers=_carers(session, _ids.decode(row.carers)),
        who=_person(row),
        origin=row.origin,
        changes=_ids.decode(row.changes),
    )


def _person(row: Any) -> Person:
    """Return the person of a visit; one the copy does not have is known by id alone."""
    if row.family is None:
        return Person(row.person_id, row.person_id, "")
    return Person(
        id=row.person_id,
        family=row.family,
        given=row.given,
        title=row.title,
        known_as=row.known_as,
        born=date.fromisoformat(row.born) if row.born else None,
        nhs_number=row.nhs_number,
        summary=_summary.decode(row.summary),
    )


_PLANNED = (
    select(
        visits.c.version,
        visits.c.start,
        visits.c.end,
        visits.c.status,
        visits.c.service,
        visits.c.tasks,
        visits.c.note,
        visits.c.carers_needed,
        visits.c.carers,
        visits.c.person_id,
        visits.c.origin,
        visits.c.changes,
        people.c.family,
        people.c.given,
        people.c.title,
        people.c.known_as,
        people.c.born,
        people.c.nhs_number,
        people.c.summary,
    )
    .select_from(visits.outerjoin(people, people.c.id == visits.c.person_id))
    .where(visits.c.id == bindparam("visit"))
)


_CARERS = select(carers.c.id, carers.c.given, carers.c.family, carers.c.phone).where(
    carers.c.id.in_(bindparam("ids", expanding=True))
)


def short_name(person_id: str, family: str | None, given: str | None) -> str:
    """Return `HOLLOWAY, Edwin`; a person the copy does not have is shown by id."""
    return names.listed(family, given or "") if family is not None else person_id


def person_named(session: Session, person_id: str) -> tuple[str, str | None, str | None]:
    """Return name, born and NHS number of a person; raise Trouble when this copy does not have them."""
    row = session.execute(
        select(people.c.family, people.c.given, people.c.title, people.c.born, people.c.nhs_number).where(
            people.c.id == person_id
        )
    ).first()
    if row is None:
        raise Trouble("This person is not in the copy on this laptop.", "Write it down in the log.")
    who = Person(person_id, row.family, row.given, row.title)
    return names.full_name(who), row.born, row.nhs_number


def _carers(session: Session, ids: tuple[str, ...]) -> tuple[PlannedCarer, ...]:
    if not ids:
        return ()
    rows = session.execute(_CARERS, {"ids": ids})
    known = {row.id: PlannedCarer(row.id, f"{row.given} {row.family}".strip(), row.phone) for row in rows}
    return tuple(known.get(each, PlannedCarer(each, each, None)) for each in ids)


def told_apart(listed: Iterable[PlannedCarer]) -> dict[str, str]:
    """Return how carers are listed, by their id: those of one name with their number, or their id without one."""
    known = tuple(listed)
    often = Counter(each.name.casefold() for each in known)
    return {
        each.id: each.name if often[each.name.casefold()] == 1 else f"{each.name}, {each.phone or each.id}"
        for each in known
    }


def carer_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of carers by their id, told apart; one this copy does not have is left out."""
    return told_apart(carers_of(session, ids))


def carers_of(session: Session, ids: Iterable[str]) -> tuple[PlannedCarer, ...]:
    """Return carers by their ids; one this copy does not have is left out."""
    rows = session.execute(
        select(carers.c.id, carers.c.given, carers.c.family, carers.c.phone).where(
            carers.c.id.in_(sorted(set(ids)))
        )
    )
    return tuple(PlannedCarer(row.id, f"{row.given} {row.family}".strip(), row.phone) for row in rows)


def everybody_on_call(session: Session) -> tuple[PlannedCarer, ...]:
    """Return every carer of the copy, by name."""
    rows = session.execute(
        select(carers.c.id, carers.c.given, carers.c.family, carers.c.phone)
        .where(carers.c.withdrawn_at.is_(None))
        .order_by(carers.c.given, carers.c.family)
    )
    return tuple(PlannedCarer(row.id, f"{row.given} {row.family}".strip(), row.phone) for row in rows)
