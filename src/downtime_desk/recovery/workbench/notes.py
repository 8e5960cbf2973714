"""Downtime notes: one a person, saying in one place what happened to them while the main system was down.

A note is written from what the journal says, never typed anew. Who has none, or one older than what was written
since, is **due**; the outage stays open until nobody is.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from downtime_desk.core.clock import clock_face, short_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, decode, journal, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.outages.actions import running
from downtime_desk.outages.queries import Outage
from downtime_desk.people.model import people
from downtime_desk.recovery import said
from downtime_desk.recovery.workbench.things import KIND_OF
from downtime_desk.sync.sending.model import downtime_notes
from downtime_desk.sync.sending.note import DowntimeNoteWritten
from downtime_desk.sync.sending.reporting import report_of
from downtime_desk.sync.sending.reports import (
    Attendance,
    CancelledReport,
    DeviationReport,
    Report,
    ToldReport,
    VisitReport,
)
from downtime_desk.sync.sending.risk import PERSON
from downtime_desk.visits.queries import unaccounted

OUTCOMES = {
    "done": "done",
    "in progress": "the carer was there when it was written",
    "missed": "did not happen",
    "cancelled": "not needed",
    "not known": "not known yet",
}


@dataclass(frozen=True)
class Due:
    """A person whose note is missing or older than what was written since. `last` is the last entry about them."""

    person: str
    last: int


def due(session: Session, outage: Outage) -> tuple[Due, ...]:
    """Return whose downtime note is due, by person."""
    kinds = [kind for kind, of in KIND_OF.items() if of != "note"]
    person = PERSON.label("person")
    last = func.max(journal.c.seq).label("last")
    about = (
        select(person, last)
        .where(
            journal.c.outage == outage.reference, journal.c.kind.in_(kinds), journal.c.payload.is_not(None)
        )
        .group_by(person)
        .subquery()
    )
    note = downtime_notes
    rows = session.execute(
        select(about.c.person, about.c.last)
        .outerjoin(note, (note.c.person == about.c.person) & (note.c.outage == outage.reference))
        .where(about.c.person.is_not(None), func.coalesce(note.c.covers, 0) < about.c.last)
        .order_by(about.c.person)
    )
    return tuple(Due(row.person, row.last) for row in rows)


def write_notes(session: Session, outage: Outage) -> int:
    """Write the note of everybody whose note is due and whose visits all have an answer; return how many."""
    open_ = {each.person for each in unaccounted(session, outage, acting(session).now())}
    ready = [each for each in due(session, outage) if each.person not in open_]
    entries = _entries(session, outage)
    for each in ready:
        _write(session, outage, each.person, entries[each.person])
    return len(ready)


def write_due(session: Session, _command: object = None) -> int:
    """Write the notes that are due in the outage that runs; raise Trouble when none does, or nobody's is ready."""
    written = write_notes(session, running(session))
    if not written:
        raise Trouble(
            "No downtime note can be written now.",
            "Everybody has one, or a visit of theirs has no answer yet: settle those on Visits.",
        )
    return written


def _write(session: Session, outage: Outage, person: str, entries: list[Entry]) -> Entry:
    about = decode(entries[-1])
    name, born, nhs_number = said.whose(about)
    note = DowntimeNoteWritten(
        outage=outage.reference,
        person=person,
        person_name=name,
        born=born,
        nhs_number=nhs_number,
        priority=session.execute(select(people.c.priority).where(people.c.id == person)).scalar(),
        since=to_text(outage.since),
        lines=(_opening(outage), *_lines(session, entries)),
        covers=entries[-1].seq,
    )
    before = session.execute(
        select(downtime_notes.c.last_entry).where(
            downtime_notes.c.outage == outage.reference, downtime_notes.c.person == person
        )
    ).scalar()
    return record(session, note, subject=f"note/{outage.reference}/{person}", corrects=before)


def _opening(outage: Outage) -> str:
    until = f" to {short_stamp(outage.back_at)}" if outage.back_at else ""
    return (
        f"Downtime note, outage {outage.reference}, {short_stamp(outage.since)}{until}. "
        "The main system was down; this was written down at the duty desk."
    )


def _entries(session: Session, outage: Outage) -> dict[str, list[Entry]]:
    """Return what was written down of each person in an outage, in its order."""
    kinds = [kind for kind, of in KIND_OF.items() if of != "note"]
    rows = session.execute(
        select(journal, PERSON.label("person"))
        .where(
            journal.c.outage == outage.reference, journal.c.kind.in_(kinds), journal.c.payload.is_not(None)
        )
        .order_by(journal.c.seq)
    ).all()
    found: dict[str, list[Entry]] = defaultdict(list)
    for row in rows:
        said_of = {name: row._mapping[name] for name in journal.c.keys()}  # noqa: SLF001, SIM118
        found[row.person].append(Entry(**said_of))
    return found


def _lines(session: Session, entries: list[Entry]) -> Iterator[str]:
    """Yield a line for each thing as it stands now, in the order of when it happened."""
    latest: dict[tuple[type, str], tuple[datetime, str]] = {}
    for entry in entries:
        report = report_of(session, entry)
        if report is None:
            continue
        root = report.fact if isinstance(report, CancelledReport) else report.root
        at, words = _line(report)
        latest[type(report), root] = (
            at,
            f"{words} Written down {short_stamp(_recorded(entry))}, {entry.actor_name}.",
        )
    yield from (words for _, words in sorted(latest.values()))


def _recorded(entry: Entry) -> datetime:
    return datetime.fromisoformat(entry.recorded_at)


def _line(report: Report) -> tuple[datetime, str]:
    match report:
        case VisitReport():
            at = report.seen.start if report.seen else report.recorded
            planned = f"Visit planned {short_stamp(at)}" if report.seen else "Visit not on the rota"
            carers = "; ".join(map(_carer, report.carers))
            came = f" {carers}." if carers else ""
            note = f" {_sentence(report.note)}" if report.note else ""
            return at, f"{planned}: {OUTCOMES[report.outcome]}.{came} {report.evidence.words}{note}"
        case DeviationReport():
            words = (
                f"Deviation {short_stamp(report.at)}: {report.label}, {report.severity}. {_sentence(report.detail)} "
                f"Harm: {report.harm}. Safeguarding: {report.safeguarding}, {_sentence(report.safeguarding_reason)}"
            )
            return report.at, words
        case ToldReport():
            back = " Taken back." if report.taken_back else ""
            return (
                report.at,
                f"Told {short_stamp(report.at)}: {report.label}: {_sentence(report.words)}{back}",
            )
        case _:
            return report.at, _sentence(report.words)


def _carer(carer: Attendance) -> str:
    times = [clock_face(each) if each else "time not recorded" for each in (carer.arrived, carer.left)]
    return f"{carer.name or 'carer not recorded'} {times[0]} to {times[1]}"


def _sentence(words: str) -> str:
    one_line = " ".join(words.split())
    return one_line if one_line[-1:] in ".!?" else f"{one_line}."
