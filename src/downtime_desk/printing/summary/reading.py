"""What emergency summaries are made from, read as the copy stands now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.printing.batch import Batch, begin
from downtime_desk.printing.queries import chunks, coming, names_of, sheets_out
from downtime_desk.printing.said import of_person, of_visit
from downtime_desk.printing.summary.sheet import (
    MOST_VISITS,
    PEOPLE,
    ROTA,
    SUMMARY,
    NextVisit,
    SummarySheet,
    Told,
)
from downtime_desk.rota.today import MARKS, visits


def sheets_for(
    session: Session, ids: Sequence[str], acting: Acting, use_until: datetime
) -> tuple[SummarySheet, ...]:
    """Return the numbered summaries of these people, in this order, as the copy stands now.

    Their numbers are the next of this desk; `actions.issue_copies` gives them away. Raises Trouble for a
    person who is not in the copy, and when the sheets would run out before they are made.
    """
    return summaries(begin(session, acting, use_until), ids)


def summaries(batch: Batch, ids: Sequence[str], kind: str = SUMMARY) -> tuple[SummarySheet, ...]:
    """Return the numbered summaries of a printing; they replace the sheets of their kind that are out."""
    session, said = batch.session, batch.stamp
    next_ones = next_visits(session, ids, batch.now) if ROTA in said.as_of else None
    older = sheets_out(session, kind, ids)
    made = []
    for person_id in ids:
        known = batch.known(person_id)
        if known is None:
            raise Trouble("One of the people chosen is not in this copy.", "Choose again.")
        made.append(
            SummarySheet(
                person=known.person,
                organisation=said.organisation,
                desk_phone=said.desk_phone,
                desk=said.desk,
                copy_number=batch.number(),
                as_of={**said.as_of, PEOPLE: known.as_of} if PEOPLE in said.as_of else said.as_of,
                printed_at=said.printed_at,
                printed_by=said.printed_by,
                use_until=said.use_until,
                seal=said.seal,
                seal_entry=said.seal_entry,
                replaces=older.get(person_id),
                visits=None if next_ones is None else next_ones.get(person_id, ()),
                told=tuple(
                    Told(
                        each.told_at,
                        each.what,
                        each.from_whom,
                        each.checked,
                        each.kind,
                        stands=each.found != "not true",
                    )
                    for each in known.told
                ),
                withdrawn_at=known.withdrawn_at,
                limits=said.limits,
                said=tuple(of_person(known)),
            )
        )
    return tuple(made)


def next_visits(session: Session, ids: Sequence[str], now: datetime) -> dict[str, tuple[NextVisit, ...]]:
    """Return the visits of each person in the next 24 hours, at most `MOST_VISITS`, with who makes them and what they do."""
    rows: list[Row[tuple[object, ...]]] = []
    for part in chunks(ids):
        wanted = select(visits).where(visits.c.person_id.in_(part), *coming(now))
        rows += session.execute(wanted.order_by(visits.c.start, visits.c.id)).all()
    going = [msgspec.json.decode(row.carers, type=tuple[str, ...]) for row in rows]
    named = names_of(session, {carer for each in going for carer in each})
    found: dict[str, tuple[NextVisit, ...]] = {}
    for row, each in zip(rows, going, strict=True):
        before = found.get(row.person_id, ())
        if len(before) < MOST_VISITS:
            found[row.person_id] = (
                *before,
                _next_visit(row, tuple(named.get(carer, carer) for carer in each)),
            )
    return found


def _next_visit(row: Row[Any], names: tuple[str, ...]) -> NextVisit:
    return NextVisit(
        start=from_text(row.start),
        end=from_text(row.end),
        carers=names,
        carers_needed=row.carers_needed,
        tasks=msgspec.json.decode(row.tasks, type=tuple[str, ...]),
        note=row.note,
        mark=MARKS[row.origin],
        said=of_visit(row),
    )
