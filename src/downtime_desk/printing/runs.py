"""What the papers of a run are made from: a carer's visits of the next 24 hours, read as the copy stands now."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.people.summary import Person
from downtime_desk.people.told import Told, told_of
from downtime_desk.printing.batch import Batch
from downtime_desk.printing.queries import coming, names_of, sheets_out, slips_out, visits_of
from downtime_desk.printing.run_sheet import KIND as RUN_SHEET
from downtime_desk.printing.run_sheet import RunSheet, Stop
from downtime_desk.printing.said import ON_A_RUN, Said, of_person, of_visit
from downtime_desk.printing.visit_record import PlannedVisit, VisitRecord
from downtime_desk.printing.who import MOST_BLANK
from downtime_desk.rota.today import MARKS, visits
from downtime_desk.visits.doses import due

ON_A_RECORD = frozenset({"allergy", "medicine"})
"""What was told of these stands on a visit record: it prints in the medicines that are due."""
_texts = msgspec.json.Decoder(tuple[str, ...])


def blank_records(batch: Batch, number: int) -> tuple[VisitRecord, ...]:
    """Return blank visit records, each with its own number."""
    return tuple(VisitRecord(batch.number(), batch.stamp) for _ in range(how_many(number)))


def how_many(number: int) -> int:
    """Return how many blank forms are made at once; raise Trouble when it is not a number for that."""
    if not 1 <= number <= MOST_BLANK:
        raise Trouble(f"{number} blank sheets cannot be made at once.", f"Choose 1 to {MOST_BLANK}.")
    return number


def run_records(batch: Batch, carer: str) -> tuple[VisitRecord, ...]:
    """Return a visit record for each visit of a carer's next 24 hours, in their order."""
    return _records(batch, run_from(batch.session, carer, batch.now), carer)


def visit_records(batch: Batch, visit: str) -> tuple[VisitRecord, ...]:
    """Return the visit records of one visit: one for each carer planned, or one when nobody is."""
    rows = batch.session.execute(select(visits).where(visits.c.id == visit)).all()
    planned = (_texts.decode(rows[0].carers) or ("",)) if rows else ()
    return tuple(record for carer in planned for record in _records(batch, rows, carer))


def run_sheet(batch: Batch, carer: str) -> tuple[RunSheet, ...]:
    """Return the run sheet of a carer's next 24 hours; none when there is no visit."""
    session = batch.session
    rows = run_from(session, carer, batch.now)
    if not rows:
        return ()
    named = _named(session, rows)
    slips = slips_out(session, [row.person_id for row in rows], named.get(carer, carer), batch.now)
    stops = tuple(_stop(batch, row, carer, named, slips) for row in rows)
    about = f"carer/{carer}"
    older = sheets_out(session, RUN_SHEET, (about,)).get(about)
    return (RunSheet(batch.number(), batch.stamp, carer, named.get(carer, carer), stops, replaces=older),)


def run_from(session: Session, carer: str, now: datetime) -> list[Row[Any]]:
    """Return the visits of the rota a carer makes in the 24 hours from an instant, in their order."""
    theirs = select(visits).where(visits.c.id.in_(visits_of(session, carer, now)), *coming(now))
    return list(session.execute(theirs.order_by(visits.c.start, visits.c.id)).all())


def _named(session: Session, rows: Sequence[Row[Any]]) -> dict[str, str]:
    return names_of(session, {carer for row in rows for carer in _texts.decode(row.carers)})


def _records(batch: Batch, rows: Sequence[Row[Any]], carer: str) -> tuple[VisitRecord, ...]:
    named = _named(batch.session, rows)
    made = []
    for row in rows:
        known, said = _person(batch, row.person_id)
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
        told = tuple(each for each in _told(batch, row.person_id) if each.kind in ON_A_RECORD)
        made.append(VisitRecord(batch.number(), batch.stamp, known, visit, says, told))
    return tuple(made)


def _stop(
    batch: Batch, row: Row[Any], carer: str, named: dict[str, str], slips: Mapping[str, tuple[str, ...]]
) -> Stop:
    known, said = _person(batch, row.person_id)
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
        told=_told(batch, row.person_id),
        slips=slips.get(row.person_id, ()),
    )


def _mark(row: Row[Any]) -> str | None:
    mark = MARKS[row.origin]
    return f"{mark}." if mark else None


def _others(row: Row[Any], carer: str, named: dict[str, str]) -> Iterator[str]:
    return (named.get(each, each) for each in _texts.decode(row.carers) if each != carer)


def _person(batch: Batch, person_id: str) -> tuple[Person, tuple[Said, ...]]:
    """Return a person with their entry codes, which are there to be kept off the page, and what is said of them."""
    known = batch.known(person_id)
    if known is None:
        return Person(person_id, person_id, ""), ()
    return known.person, tuple(of_person(known, ON_A_RUN))


def _told(batch: Batch, person_id: str) -> tuple[Told, ...]:
    known = batch.known(person_id)
    return known.told if known is not None else told_of(batch.session, person_id)
