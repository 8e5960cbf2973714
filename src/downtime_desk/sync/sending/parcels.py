"""What is next to go back: the oldest unsettled fact of each subject, with what is known of it there."""

from collections.abc import Set
from dataclasses import dataclass

import msgspec
from sqlalchemy import and_, exists, func, or_, select

from downtime_desk.core.delivery import delivery
from downtime_desk.core.journal import Entry, journal
from downtime_desk.core.session import Session
from downtime_desk.sync.sending.journey import Journey, RecordJourney
from downtime_desk.sync.sending.model import returned
from downtime_desk.sync.sending.reporting import report_of
from downtime_desk.sync.sending.reports import CancelledReport, NoteReport, ToldReport, VisitReport
from downtime_desk.sync.sending.resources import cancellation, communication, detected_issue, downtime_note
from downtime_desk.sync.sending.verdicts import Decided, Known
from downtime_desk.sync.sending.visit_journey import VisitJourney


@dataclass(frozen=True)
class Parcel:
    """A fact ready to go. `journey` is None when nothing of it can be sent, and a person must be told."""

    fact: str
    subject: str
    state: str
    journey: Journey | None


def next_facts(session: Session, most: int, without: Set[str] = frozenset()) -> list[str]:
    """Return up to `most` facts to send, the oldest first, at most one a subject; none that a person takes there."""
    earlier = delivery.alias("earlier")
    held_back = exists().where(
        earlier.c.subject == delivery.c.subject,
        earlier.c.seq < delivery.c.seq,
        earlier.c.state.in_(("waiting", "sent", "needs you")),
        func.coalesce(earlier.c.way, "send") == "send",
    )
    ready = (
        select(delivery.c.fact_id)
        .where(
            delivery.c.state.in_(("waiting", "sent")),
            func.coalesce(delivery.c.way, "send") == "send",
            ~held_back,
        )
        .order_by(delivery.c.seq)
    )
    facts: list[str] = []
    for fact in session.execute(ready).scalars():
        if fact not in without:
            facts.append(fact)
        if len(facts) == most:
            break
    return facts


def parcel(session: Session, fact: str) -> Parcel:
    """Return a fact made ready from what the store holds now."""
    row = session.execute(select(delivery).where(delivery.c.fact_id == fact)).one()
    entry = Entry.of(session.execute(select(journal).where(journal.c.id == fact)).one())
    report = report_of(session, entry)
    if report is None:
        return Parcel(fact, row.subject, row.state, None)
    chain = _chain(session, entry)
    decided = msgspec.json.decode(row.decision, type=tuple[Decided, ...]) if row.decision else ()
    known = Known(_remotes(session, row.subject, chain), decided)
    journey: Journey
    if isinstance(report, VisitReport):
        journey = VisitJourney(report, known)
    elif isinstance(report, ToldReport):
        journey = RecordJourney(report, known, communication(report), report.root)
    elif isinstance(report, NoteReport):
        journey = RecordJourney(report, known, downtime_note(report), report.root)
    elif isinstance(report, CancelledReport):
        journey = RecordJourney(report, known, cancellation(report), report.fact)
    else:
        journey = RecordJourney(report, known, detected_issue(report), report.root)
    return Parcel(fact, row.subject, row.state, journey)


def _chain(session: Session, entry: Entry) -> set[str]:
    """Return the facts that share one record there: a fact and those of its kind it goes on from."""
    if entry.kind == "visit.verified":
        same = and_(journal.c.kind == entry.kind, journal.c.subject == entry.subject)
        return set(session.execute(select(journal.c.id).where(same)).scalars())
    chain, corrects = {entry.id}, entry.corrects
    while corrects:
        chain.add(corrects)
        corrects = session.execute(select(journal.c.corrects).where(journal.c.id == corrects)).scalar()
    return chain


def _remotes(session: Session, subject: str, chain: set[str]) -> dict[str, str | None]:
    """Return what we last read back of our records, and of the visit itself, in the order it was sent."""
    rows = session.execute(
        select(returned.c.reference, returned.c.version)
        .join(delivery, delivery.c.fact_id == returned.c.fact_id)
        .where(
            delivery.c.subject == subject,
            or_(returned.c.fact_id.in_(chain), returned.c.reference.like("Appointment/%")),
        )
        .order_by(delivery.c.seq)
    )
    remotes: dict[str, str | None] = {}
    for row in rows:
        if row.version is not None or row.reference not in remotes:
            remotes[row.reference] = row.version
    return remotes
