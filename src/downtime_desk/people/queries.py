"""Finding people and reading all that is known of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, func, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.session import Session
from downtime_desk.people.completeness import missing_facts
from downtime_desk.people.model import copies, people, rejected
from downtime_desk.people.model import entry_codes as kept_codes
from downtime_desk.people.summary import Allergy, Listed, Person, PriorityLevel, Summary
from downtime_desk.people.told import ALLERGIES_TOLD, Told, told_for
from downtime_desk.people.told import TABLES as TOLD_TABLES

TABLES = frozenset({"people", "copies", "entry_codes"}) | TOLD_TABLES


class Filter(Enum):
    """Which people a list is kept to."""

    ALL = "All"
    RED = "Red"
    EXACT_TIME = "Exact-time medicine"
    TWO_CARERS = "Two carers"
    FACTS_MISSING = "Facts missing"


_KEPT_TO: dict[Filter, ColumnElement[bool]] = {
    Filter.RED: people.c.priority == "red",
    Filter.EXACT_TIME: people.c.time_critical == 1,
    Filter.TWO_CARERS: people.c.carers_needed >= 2,
    Filter.FACTS_MISSING: people.c.facts_missing > 0,
}


def kept_to(which: Filter) -> ColumnElement[bool]:
    """Return the condition of a filter: people of the last copy only."""
    there = people.c.withdrawn_at.is_(None)
    return there if which is Filter.ALL else there & _KEPT_TO[which]


def counts(session: Session) -> dict[Filter, int]:
    """Return how many people each filter keeps."""
    row = session.execute(
        select(func.count(), *(func.total(condition) for condition in _KEPT_TO.values())).where(
            people.c.withdrawn_at.is_(None)
        )
    ).one()
    return dict(zip((Filter.ALL, *_KEPT_TO), (int(number) for number in row), strict=True))


@dataclass(frozen=True, slots=True)
class Found:
    """A person in a list. `allergies` None means not recorded, empty that there are none known.

    `allergies_told` is what was told of them since the copy, not in the record: no list may leave it out.
    """

    id: str
    family: str
    given: str
    title: str | None
    known_as: str | None
    born: date | None
    priority: PriorityLevel | None
    allergies: tuple[str, ...] | None
    address: str | None
    withdrawn: bool
    allergies_told: str | None = None


class _ListFacts(msgspec.Struct):
    """The part of a summary a list shows; the rest is skipped unread."""

    allergies: Listed[Allergy] = Listed()


_list_facts = msgspec.json.Decoder(_ListFacts)
_summary = msgspec.json.Decoder(Summary)

FOUND_COLUMNS = (
    people.c.id,
    people.c.family,
    people.c.given,
    people.c.title,
    people.c.known_as,
    people.c.born,
    people.c.priority,
    people.c.address,
    people.c.summary,
    people.c.withdrawn_at,
    ALLERGIES_TOLD.label("allergies_told"),
)


def found(row: Sequence[Any]) -> Found:
    """Return the list row of a row of `FOUND_COLUMNS`."""
    id_, family, given, title, known_as, born, priority, address, summary, withdrawn_at, told = row
    allergies = _list_facts.decode(summary).allergies
    return Found(
        id=id_,
        family=family,
        given=given,
        title=title,
        known_as=known_as,
        born=date.fromisoformat(born) if born else None,
        priority=priority,
        allergies=None
        if allergies.state == "not recorded"
        else tuple(allergy.substance for allergy in allergies.items),
        address=address,
        withdrawn=withdrawn_at is not None,
        allergies_told=told,
    )


def listed(session: Session, person_id: str) -> Found | None:
    """Return the list row of one person; None when there is no such person in this copy."""
    row = session.execute(select(*FOUND_COLUMNS).where(people.c.id == person_id)).first()
    return None if row is None else found(row)


@dataclass(frozen=True)
class Known:
    """All that is known of one person, and which facts are not recorded.

    `as_of` is when the main system last said it: the last copy, or an earlier one when the last did not list
    the person or could not read their record. `withdrawn_at` is when the main system stopped listing them;
    `entry_codes` how many are kept apart. `told` is what was told since the copy, newest first: it stands above
    what the copy says.
    """

    person: Person
    as_of: datetime
    withdrawn_at: datetime | None
    missing: tuple[str, ...]
    entry_codes: int
    told: tuple[Told, ...] = ()


def person(session: Session, person_id: str) -> Known | None:
    """Return a person, without their entry codes; None when there is no such person in this copy."""
    row = session.execute(select(people).where(people.c.id == person_id)).first()
    if row is None:
        return None
    read = Person(
        id=row.id,
        family=row.family,
        given=row.given,
        title=row.title,
        known_as=row.known_as,
        born=date.fromisoformat(row.born) if row.born else None,
        nhs_number=row.nhs_number,
        local_id=row.local_id,
        gender=row.gender,
        version=row.version,
        summary=_summary.decode(row.summary),
    )
    codes = select(func.count()).where(kept_codes.c.person_id == person_id)
    return Known(
        person=read,
        as_of=_as_of(session, row),
        withdrawn_at=from_text(row.withdrawn_at) if row.withdrawn_at else None,
        missing=missing_facts(read),
        entry_codes=session.execute(codes).scalar_one(),
        told=told_for(session, (person_id,)).get(person_id, ()),
    )


def _as_of(session: Session, row: Row[Any]) -> datetime:
    """Return when a person was last read whole: a row that says the same again is not written anew."""
    unread = select(rejected.c.position).where(
        rejected.c.person_id == row.id, rejected.c.resource_type == "Patient"
    )
    if row.withdrawn_at is None and session.execute(unread).first() is None:
        copied = session.execute(select(copies.c.as_of).where(copies.c.kind == "people")).scalar()
        return from_text(copied or row.received_at)
    return from_text(row.received_at)


def copy_times(session: Session) -> dict[str, datetime]:
    """Return the as-of instant of each kind of data: rota, people, contacts, entry codes."""
    return {row.kind: from_text(row.as_of) for row in session.execute(select(copies).order_by(copies.c.kind))}
