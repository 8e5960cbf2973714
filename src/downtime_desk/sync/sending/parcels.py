"""What is next to go back: the oldest unsettled fact of each subject, what harms first before the rest, and what is known there."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from itertools import chain as one_after_another
from itertools import islice
from typing import Final

import msgspec
from sqlalchemy import ColumnElement, bindparam, exists, func, literal_column, or_, select

from downtime_desk.core.delivery import SETTLED, delivery
from downtime_desk.core.journal import Entry, find, journal
from downtime_desk.core.prepared import Prepared, among, listed
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.sync.looking.agreeing import tolerance
from downtime_desk.sync.looking.model import paired
from downtime_desk.sync.sending.journey import Journey, RecordJourney
from downtime_desk.sync.sending.model import returned
from downtime_desk.sync.sending.reporting import report_of
from downtime_desk.sync.sending.reports import (
    CancelledReport,
    DeviationReport,
    NoteReport,
    Report,
    ToldReport,
    VisitReport,
)
from downtime_desk.sync.sending.resources import (
    Resource,
    cancellation,
    communication,
    detected_issue,
    downtime_note,
    encounter,
)
from downtime_desk.sync.sending.verdicts import Decided, Known
from downtime_desk.sync.sending.visit_journey import VisitJourney


@dataclass(frozen=True)
class Parcel:
    """A fact ready to go. `journey` is None when nothing of it can be sent, and a person must be told."""

    fact: str
    subject: str
    state: str
    journey: Journey | None


# In the statement itself: SQLite prepares one whose pattern is bound anew each time.
_OF_A_VISIT: Final[ColumnElement[str]] = literal_column("'Appointment/%'")
_MADE: Final[ColumnElement[str]] = literal_column("'Encounter/%'")


_earlier = delivery.alias("earlier")
_HELD_BACK = exists().where(
    _earlier.c.subject == delivery.c.subject,
    _earlier.c.seq < delivery.c.seq,
    _earlier.c.state.in_(("waiting", "sent", "needs you")),
    func.coalesce(_earlier.c.way, "send") == "send",
)
_WAITS = (
    select(delivery.c.fact_id)
    .where(
        delivery.c.state.in_(("waiting", "sent")),
        func.coalesce(delivery.c.way, "send") == "send",
        ~_HELD_BACK,
    )
    .order_by(delivery.c.seq)
)
_READY = Prepared(_WAITS)
_READY_OF = Prepared(_WAITS.where(delivery.c.subject.in_(among("subjects"))))
_ROW = Prepared(select(delivery).where(delivery.c.fact_id == bindparam("fact")))
_SAME_VISIT = Prepared(
    select(journal.c.id).where(journal.c.kind == "visit.verified", journal.c.subject == bindparam("about"))
)
_CORRECTS = Prepared(select(journal.c.corrects).where(journal.c.id == bindparam("fact")))
_REMOTES = Prepared(
    select(returned.c.reference, returned.c.version)
    .join(delivery, delivery.c.fact_id == returned.c.fact_id)
    .where(
        delivery.c.subject == bindparam("about"),
        or_(
            returned.c.fact_id.in_(among("chain")),
            returned.c.reference.like(_OF_A_VISIT),
        ),
        # What an earlier fact was told is kept, and never read back before a person settled it, may not be there.
        or_(returned.c.version.is_not(None), delivery.c.state.not_in(SETTLED)),
    )
    .order_by(delivery.c.seq)
)


def next_facts(
    session: Session, most: int, without: Set[str] = frozenset(), first: Set[str] = frozenset()
) -> list[str]:
    """Return up to `most` facts to send, at most one a subject; none that a person takes there.

    The subjects in `first` go before the others, which fill what is left; of both the oldest.
    """
    urgent = session.execute(_READY_OF, {"subjects": listed(first)}).scalars() if first else ()
    ready = one_after_another(urgent, session.execute(_READY).scalars())
    fitting = (fact for fact in ready if fact not in without)
    return list(islice(_each_once(fitting), most))


def _each_once(facts: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for fact in facts:
        if fact not in seen:
            seen.add(fact)
            yield fact


def parcel(session: Session, fact: str) -> Parcel:
    """Return a fact made ready from what the store holds now."""
    row = session.execute(_ROW, {"fact": fact}).one()
    entry = find(session, fact)
    report = report_of(session, entry) if entry else None
    if entry is None or report is None:
        return Parcel(fact, row.subject, row.state, None)
    chain = _chain(session, entry)
    decided = msgspec.json.decode(row.decision, type=tuple[Decided, ...]) if row.decision else ()
    known = Known(_remotes(session, row.subject, chain), decided, _said(session, chain - {fact}))
    if isinstance(report, VisitReport):
        known = replace(
            known,
            minutes=_minutes(session, report.person),
            beside=_beside(session, row.subject),
        )
    return Parcel(fact, row.subject, row.state, _journey(report, known))


def _journey(report: Report, known: Known) -> Journey:
    match report:
        case VisitReport():
            return VisitJourney(report, known)
        case CancelledReport():
            return RecordJourney(report, known, cancellation(report), report.fact)
        case NoteReport():
            return RecordJourney(report, known, downtime_note(report), report.root)
        case ToldReport():
            return RecordJourney(report, known, communication(report), report.root)
        case DeviationReport():
            return RecordJourney(report, known, detected_issue(report), report.root)


def _said(session: Session, earlier: Set[str]) -> tuple[Resource, ...]:
    """Return what earlier accounts were to be there, as far as one account does not take in the ones before it."""
    said: list[Resource] = []
    for fact in sorted(earlier):
        entry = find(session, fact)
        match report_of(session, entry) if entry else None:
            case VisitReport() as report:
                said.append(encounter(report))
            case DeviationReport() as report:
                said.append(detected_issue(report))
    return tuple(said)


def _minutes(session: Session, person: str) -> int:
    """Return how far two times may lie apart and agree, for the visits of a person."""
    critical = session.execute(_CRITICAL, {"person": person}).scalar()
    return tolerance(session).of(critical=bool(critical))


def _beside(session: Session, subject: str) -> tuple[str, ...]:
    """Return the records of a visit that do not name it."""
    return tuple(session.execute(_BESIDE, {"visit": subject.removeprefix("visit/")}).scalars())


_BESIDE = Prepared(
    select(paired.c.record)
    .where(paired.c.visit == bindparam("visit"), paired.c.record.like(_MADE))
    .order_by(paired.c.record)
)
_CRITICAL = Prepared(select(people.c.time_critical).where(people.c.id == bindparam("person")))


def _chain(session: Session, entry: Entry) -> set[str]:
    """Return the facts that share one record there: a fact and those of its kind it goes on from."""
    if entry.kind == "visit.verified":
        return set(session.execute(_SAME_VISIT, {"about": entry.subject}).scalars())
    chain, corrects = {entry.id}, entry.corrects
    while corrects:
        chain.add(corrects)
        corrects = session.execute(_CORRECTS, {"fact": corrects}).scalar()
    return chain


def _remotes(session: Session, subject: str, chain: set[str]) -> dict[str, str | None]:
    """Return what we last read back of our records, and of the visit itself, in the order it was sent."""
    remotes: dict[str, str | None] = {}
    for row in session.execute(_REMOTES, {"about": subject, "chain": listed(chain)}):
        if row.version is not None or row.reference not in remotes:
            remotes[row.reference] = row.version
    return remotes
