"""Going back to a copy from before: a decision, with a reason, also while an outage runs."""

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import insert, select, update

from downtime_desk.core.clock import day_and_clock, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.people import entry_codes
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.copies import Snapshot
from downtime_desk.people.fold import folded
from downtime_desk.people.model import copies as copies_table
from downtime_desk.people.model import snapshots
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.actions import find_bookings, take_off_new
from downtime_desk.rota.mirror import ID, Rota, VisitRow, Window
from downtime_desk.rota.model import visits
from downtime_desk.sync.previous.facts import CopyPutBack
from downtime_desk.sync.previous.queries import kept
from downtime_desk.sync.previous.reading import carer_of, person_of, rows, visit_of
from downtime_desk.visits.queries.written import written_about

ALWAYS = Window(datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class PutBack:
    """Put a copy from before in use again, by its number, with the reason."""

    number: int
    why: str


def put_back(session: Session, command: PutBack) -> Entry:
    """Put a copy from before in use again, whole. Entry codes stay as they are now: old ones are not kept.

    Raises Trouble without a reason, and when that copy is in use or cannot be looked into any more.
    """
    if not command.why.strip():
        raise Trouble("It is not said why.", "Type what is wrong with the copy in use, and who says so.")
    known = kept(session)
    wanted = next((each for each in known if each.number == command.number), None)
    if wanted is None:
        raise Trouble(f"Copy {command.number} is not kept any more.", "Choose a later one.")
    if wanted.number == known[0].number:
        raise Trouble("That copy is in use already.", "Choose one from before.")
    now, at = acting(session).now(), to_text(wanted.started)
    if now <= known[0].started:
        raise Trouble("The clock of this laptop is behind the last copy.", "Put it right, then try again.")
    _write(session, at, now)
    number = known[0].number + 1
    _note(session, wanted, number, now)
    fact = CopyPutBack(number, wanted.number, day_and_clock(wanted.started), command.why.strip())
    entry = record(session, fact, subject=f"copy/{number}")
    find_bookings(session, written_about(session))
    take_off_new(session, now)
    return entry


def _write(session: Session, at: str, now: datetime) -> None:
    people = sorted(
        (person_of(row) for row in rows(session, "person", at)),
        key=lambda each: (folded(each.family), folded(each.given)),
    )
    carers = [carer_of(row) for row in rows(session, "carer", at)]
    planned = {row[ID]: row for row in map(visit_of, rows(session, "visit", at))}
    with_codes = (
        msgspec.structs.replace(each, entry_codes=entry_codes.unsealed(session, each.id)) for each in people
    )
    people_mirror.apply(session, with_codes, now, frozenset())
    chunk, unseen = _against_the_present(session, planned)
    rota_mirror.apply(session, Rota(carers, [chunk], unseen, frozenset(), ALWAYS), now)


def _against_the_present(session: Session, planned: dict[str, VisitRow]) -> tuple[list[VisitRow], set[bytes]]:
    """Return the visits to write, and the digests of those in use that the copy from before does not have so."""
    present = {
        row.id: row.digest
        for row in session.execute(
            select(visits.c.id, visits.c.digest).where(visits.c.withdrawn_at.is_(None))
        )
    }
    chunk = [row for id_, row in planned.items() if present.get(id_) != row[-1]]
    unseen = {digest for id_, digest in present.items() if id_ not in planned or planned[id_][-1] != digest}
    return chunk, unseen


def _note(session: Session, wanted: Snapshot, number: int, now: datetime) -> None:
    session.execute(
        insert(snapshots).values(
            number=number,
            source=f"copy {wanted.number} of {wanted.source}",
            started=to_text(now),
            finished=to_text(now),
            counts=msgspec.json.encode(wanted.counts).decode(),
            rejected=wanted.rejected,
            watermark=None,
        )
    )
    # it is as old as it was: nothing of it may look fresher than it is
    older = update(copies_table).where(copies_table.c.as_of > to_text(wanted.started))
    session.execute(older.values(as_of=to_text(wanted.started), snapshot=number))
