"""What the papers of a run are made from: a carer's visits of the next 24 hours, read as the copy stands now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import head
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.people.entry_codes import unsealed
from downtime_desk.people.queries import copy_times, person
from downtime_desk.people.summary import Person
from downtime_desk.people.told import told_of
from downtime_desk.printing.model import sheets
from downtime_desk.printing.numbered import Stamp
from downtime_desk.printing.numbers import last_place, number_of
from downtime_desk.printing.queries import coming, names_of, visits_of
from downtime_desk.printing.run_sheet import KIND as RUN_SHEET
from downtime_desk.printing.run_sheet import RunSheet, Stop
from downtime_desk.printing.said import ON_A_RUN, Said, of_person, of_visit
from downtime_desk.printing.summary.sheet import LIMITS
from downtime_desk.printing.visit_record import PlannedVisit, VisitRecord
from downtime_desk.rota.today import MARKS, visits
from downtime_desk.visits.doses import due

MOST_BLANK = 50
ON_A_RECORD = frozenset({"allergy", "medicine"})
"""What was told of these stands on a visit record: it prints in the medicines that are due."""
_texts = msgspec.json.Decoder(tuple[str, ...])


def stamp(session: Session, acting: Acting, use_until: datetime) -> Stamp:
    """Return what every sheet of this printing says; raise Trouble when it would run out at once."""
    now = acting.now()
    if use_until <= now:
        raise Trouble("The time the sheets may be used until is past.", "Type a later time.")
    organisation = settings.read(session, ORGANISATION, Organisation, Organisation())
    seal = head(session)
    return Stamp(
        organisation=organisation.name,
        desk_phone=organisation.phone,
        desk=acting.desk,
        printed_at=now,
        printed_by=acting.name,
        use_until=use_until,
        seal=seal.code,
        seal_entry=seal.seq,
        outage=settings.outage(session),
        as_of=copy_times(session),
        limits=LIMITS,
    )


def blank_records(
    session: Session, number: int, acting: Acting, use_until: datetime
) -> tuple[VisitRecord, ...]:
    """Return blank visit records, each with its own number."""
    if not 1 <= number <= MOST_BLANK:
        raise Trouble(f"{number} blank records cannot be made at once.", f"Choose 1 to {MOST_BLANK}.")
    said = stamp(session, acting, use_until)
    first = last_place(session, acting.desk) + 1
    return tuple(VisitRecord(number_of(acting.desk, first + each), said) for each in range(number))


def run_records(session: Session, carer: str, acting: Acting, use_until: datetime) -> tuple[VisitRecord, ...]:
    """Return a visit record for each visit of a carer's next 24 hours, in their order."""
    return _records(session, run_from(session, carer, acting.now()), carer, acting, use_until)


def visit_records(
    session: Session, visit: str, acting: Acting, use_until: datetime
) -> tuple[VisitRecord, ...]:
    """Return the visit records of one visit: one for each carer planned, or one when nobody is."""
    rows = session.execute(select(visits).where(visits.c.id == visit)).all()
    made: tuple[VisitRecord, ...] = ()
    for carer in (_texts.decode(rows[0].carers) or ("",)) if rows else ():
        made += _records(session, rows, carer, acting, use_until, already=len(made))
    return made


def run_sheet(session: Session, carer: str, acting: Acting, use_until: datetime) -> tuple[RunSheet, ...]:
    """Return the run sheet of a carer's next 24 hours; none when there is no visit."""
    rows = run_from(session, carer, acting.now())
    if not rows:
        return ()
    named = _named(session, rows)
    stops = tuple(_stop(session, row, carer, named) for row in rows)
    number = number_of(acting.desk, last_place(session, acting.desk) + 1)
    name = named.get(carer, carer)
    said = stamp(session, acting, use_until)
    return (RunSheet(number, said, carer, name, stops, replaces=_out_run(session, carer)),)


def run_from(session: Session, carer: str, now: datetime) -> list[Row[Any]]:
    """Return the visits of the rota a carer makes in the 24 hours from an instant, in their order."""
    theirs = select(visits).where(visits.c.id.in_(visits_of(session, carer, now)), *coming(now))
    return list(session.execute(theirs.order_by(visits.c.start, visits.c.id)).all())


def _named(session: Session, rows: list[Row[Any]]) -> dict[str, str]:
    return names_of(session, {carer for row in rows for carer in _texts.decode(row.carers)})


def _records(
    session: Session, rows: Any, carer: str, acting: Acting, use_until: datetime, already: int = 0
) -> tuple[VisitRecord, ...]:
    stamped, named = stamp(session, acting, use_until), _named(session, rows)
    first = last_place(session, acting.desk) + 1 + already
    made = []
    for place, row in enumerate(rows, first):
        known, said = _person(session, row.person_id)
        start, end = from_text(row.start), from_text(row.end)
        visit = PlannedVisit(
            id=row.id,
            start=start,
            end=end,
            carer=named.get(carer, carer),
            others=tuple(_others(row, carer, named)),
            carers_needed=row.carers_needed,
            tasks=_texts.decode(row.tasks),
            doses=due(known.summary.medicines.items, start, end),
        )
        says = (*said, of_visit(row))
        told = tuple(each for each in told_of(session, row.person_id) if each.kind in ON_A_RECORD)
        made.append(VisitRecord(number_of(acting.desk, place), stamped, known, visit, says, told))
    return tuple(made)


def _stop(session: Session, row: Row[Any], carer: str, named: dict[str, str]) -> Stop:
    known, said = _person(session, row.person_id)
    start, end = from_text(row.start), from_text(row.end)
    return Stop(
        person=known,
        start=start,
        end=end,
        others=tuple(_others(row, carer, named)),
        carers_needed=row.carers_needed,
        tasks=_texts.decode(row.tasks),
        note=" ".join(filter(None, (_mark(row), row.note))) or None,
        doses=due(known.summary.medicines.items, start, end),
        said=(*said, of_visit(row)),
        told=told_of(session, row.person_id),
    )


def _mark(row: Row[Any]) -> str | None:
    mark = MARKS[row.origin]
    return f"{mark}." if mark else None


def _others(row: Row[Any], carer: str, named: dict[str, str]) -> Iterator[str]:
    return (named.get(each, each) for each in _texts.decode(row.carers) if each != carer)


def _person(session: Session, person_id: str) -> tuple[Person, tuple[Said, ...]]:
    """Return a person with their entry codes, which are there to be kept off the page, and what is said of them."""
    known = person(session, person_id)
    if known is None:
        return Person(person_id, person_id, ""), ()
    whole = msgspec.structs.replace(known.person, entry_codes=unsealed(session, person_id))
    return whole, tuple(of_person(known, ON_A_RUN))


def _out_run(session: Session, carer: str) -> str | None:
    """Return the run sheet of this carer that is out and is to be replaced."""
    found: str | None = session.execute(
        select(sheets.c.number)
        .where(
            sheets.c.kind == RUN_SHEET,
            sheets.c.person == f"carer/{carer}",
            sheets.c.state == "out",
            sheets.c.replaced_by.is_(None),
        )
        .order_by(sheets.c.issued_at.desc(), sheets.c.place.desc())
    ).scalar()
    return found
