"""What is written down of a copy that is put in use: how much it holds, how fresh it is, and what could not be read.

Everything here runs inside the refresh's one transaction.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.people import copies
from downtime_desk.people.copies import Counts
from downtime_desk.people.model import copies as copies_table
from downtime_desk.people.model import people, snapshots
from downtime_desk.rota.model import visits
from downtime_desk.sync.facts import CopyRefreshed
from downtime_desk.sync.staged import Rejected, Staged

LEFT_BEHIND = "the list of people"
ALWAYS_READ = frozenset({"Organization", "Practitioner", "PractitionerRole"})


def counted(staged: Staged, before: Counts | None = None) -> Counts:
    """Return what the copy will hold: what came, and from `before` what the source does not speak of."""
    sections = staged.sections
    counts = Counts(
        people=staged.people_count,
        carers=len(staged.carers),
        visits=staged.visits_count,
        allergies=sections["allergies"],
        medicines=sections["medicines"],
        contacts=sections["contacts"],
        entry_codes=sections["entry codes"],
    )
    if before is None:
        return counts
    if not staged.can.read_people:
        counts = replace(before, carers=counts.carers, visits=counts.visits)
    if not staged.can.read_rota:
        counts = replace(counts, carers=before.carers, visits=before.visits)
    return counts


def not_read(session: Session, staged: Staged, now: datetime) -> tuple[Rejected, ...]:
    """Return what of the copy could not be read, now or before, and who was left behind with visits planned."""
    return (*_still_unread(session, staged), *staged.rejected, *_left_behind(session, now))


def _still_unread(session: Session, staged: Staged) -> Iterator[Rejected]:
    """Yield what could not be read before and was not read again, because only what changed was."""
    part = staged.part
    if part is None:
        return
    for each in copies.not_read(session):
        read_again = (
            each.found_in == LEFT_BEHIND
            or each.person_id in part.people
            or f"{each.resource_type}/{each.resource_id}" in part.records
            or each.resource_type in ALWAYS_READ
        )
        if not read_again:
            yield Rejected(each.found_in, each.resource_type, each.resource_id, each.reason, each.person_id)


def _left_behind(session: Session, now: datetime) -> Iterator[Rejected]:
    """Yield people whom the main system no longer lists although visits to them are still planned."""
    # an index finds those after a text, and reads all for those that are not NULL
    gone = session.execute(select(people.c.id).where(people.c.withdrawn_at > "")).scalars().all()
    for person_id in gone:
        number = session.execute(
            select(func.count())
            .select_from(visits)
            .where(
                visits.c.person_id == person_id,
                visits.c.start >= to_text(now),
                visits.c.withdrawn_at.is_(None),
                visits.c.status != "cancelled",
            )
        ).scalar_one()
        if not number:
            continue
        planned = "1 visit is" if number == 1 else f"{number} visits are"
        why = f"the main system no longer lists this person, and {planned} still planned"
        yield Rejected(LEFT_BEHIND, "Patient", person_id, why, person_id)


def note(session: Session, fact: CopyRefreshed, staged: Staged, started: datetime, now: datetime) -> None:
    """Write what was taken, and how fresh each kind of data now is."""
    session.execute(
        insert(snapshots).values(
            number=fact.snapshot,
            source=fact.source,
            started=to_text(started),
            finished=to_text(now),
            counts=msgspec.json.encode(fact.counts).decode(),
            rejected=fact.rejected,
            watermark=staged.watermark,
        )
    )
    as_of = to_text(min(started, staged.as_of or started))
    for kind in _kinds(staged, fact.counts):
        row = upsert(copies_table).values(kind=kind, as_of=as_of, snapshot=fact.snapshot)
        session.execute(
            row.on_conflict_do_update(
                index_elements=["kind"], set_={"as_of": as_of, "snapshot": fact.snapshot}
            )
        )


def _kinds(staged: Staged, counts: Counts) -> Iterator[copies.CopyKind]:
    if staged.can.read_rota:
        yield "rota"
    if staged.can.read_people:
        yield "people"
        yield "contacts"
    if staged.can.read_people and counts.entry_codes:
        yield "entry codes"


def list_not_read(session: Session, not_read: Sequence[Rejected]) -> None:
    """List what could not be read in the place of what was listed before."""
    connection = session.connection()
    connection.exec_driver_sql("DELETE FROM rejected")
    rows = [
        (position, each.where, each.resource_type, each.id, each.person_id, each.reason)
        for position, each in enumerate(not_read, 1)
    ]
    if rows:
        connection.exec_driver_sql(_REJECTED, rows)


_REJECTED = (
    "INSERT INTO rejected (position, found_in, resource_type, resource_id, person_id, reason)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
