"""Giving back by file: everything that waits is written out, and a person says when it was taken in.

The files come first and the fact after them: a fact without its files would call something written that nobody has,
files without their fact are written over. A later account of a visit takes the place of an earlier one that was
never written; one that may be there already is marked as correcting it.
"""

import hashlib
from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.delivery import delivery
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.journal import Entry, decode, head, journal, record
from downtime_desk.core.reasons import name
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.sync.files.facts import FilesTakenIn, WrittenToFiles, remote
from downtime_desk.sync.files.worksheets import Line, worksheets
from downtime_desk.sync.files.writing import as_csv, as_workbook
from downtime_desk.sync.sending.reporting import report_of
from downtime_desk.sync.sending.reports import CancelledReport


@dataclass(frozen=True)
class Written:
    """Files that were written.

    `left_out` is how many facts could not be, because their content was erased; `held` how many wait for something.
    """

    reference: str
    files: tuple[Path, ...]
    facts: int
    left_out: int
    held: int


@dataclass(frozen=True)
class _Gathered:
    reference: str
    lines: tuple[Line, ...]
    facts: tuple[str, ...]
    left_out: int
    held: int


def write_files(store: Store, who: Acting, folder: Path, held: Set[str] = frozenset()) -> Written:
    """Write everything that waits to files in a folder, but the facts in `held` and what is later about the same.

    Raises Trouble when nothing waits or it cannot be written.
    """
    with store.read() as session:
        found = _gathered(session, who.desk, held)
    if not found.lines:
        raise Trouble(
            "Nothing waits to be written.", "What was written before is listed until it was taken in."
        )
    sheets = worksheets(found.lines, found.reference, who.now())
    contents = {
        f"{found.reference}-{each.name.lower().replace(' ', '-')}.csv": as_csv(each) for each in sheets
    }
    contents[f"{found.reference}.xlsx"] = as_workbook(sheets)
    try:
        for name, content in contents.items():
            replace_file(folder / name, content)
    except OSError as failure:
        raise Trouble(
            f"The files cannot be written to {folder} ({failure.strerror}).",
            "Choose another folder. Nothing counts as written.",
        ) from failure
    marks = tuple((name, hashlib.sha256(content).hexdigest()) for name, content in contents.items())
    with store.write(who) as session:
        fact = WrittenToFiles(found.reference, found.facts, marks)
        record(session, fact, subject=f"files/{found.reference}")
    return Written(
        found.reference,
        tuple(folder / name for name in contents),
        len(found.facts),
        found.left_out,
        found.held,
    )


def _gathered(session: Session, desk: str, held: Set[str]) -> _Gathered:
    latest: dict[tuple[type, str], tuple[Entry, Line]] = {}
    facts: list[str] = []
    left_out = held_back = 0
    not_now: set[str] = set()
    for entry in _waiting(session):
        if entry.id in held or entry.subject in not_now:
            not_now.add(entry.subject)
            held_back += 1
            continue
        report = report_of(session, entry)
        if report is None:
            left_out += 1
            continue
        facts.append(entry.id)
        root = report.fact if isinstance(report, CancelledReport) else report.root
        said = decode(entry)
        whose = getattr(said, "visit", None) if isinstance(report, CancelledReport) else said
        name, number = getattr(whose, "person_name", ""), getattr(whose, "nhs_number", None)
        latest[type(report), root] = entry, Line(entry.seq, report, name, number or "", corrects=False)
    written = set(facts)
    lines = [_marked(line, root, written) for (_, root), (_, line) in latest.items()]
    return _Gathered(f"{desk}-{head(session).seq:06d}", tuple(lines), tuple(facts), left_out, held_back)


def _marked(line: Line, root: str, now: set[str]) -> Line:
    """Return a line, marked as correcting when its first account is not among what is written now."""
    corrects = root != line.report.fact and root not in now
    return Line(line.entry, line.report, line.name, line.nhs_number, corrects)


def _waiting(session: Session) -> Iterator[Entry]:
    rows = session.execute(
        select(journal)
        .join(delivery, delivery.c.fact_id == journal.c.id)
        .where(delivery.c.state == "waiting", func.coalesce(delivery.c.way, "type in") == "type in")
        .order_by(delivery.c.seq)
    ).all()
    for row in rows:
        yield Entry.of(row)


@dataclass(frozen=True)
class OpenFiles:
    """Files that were written and not taken in yet: how many entries, and when, aware UTC."""

    reference: str
    facts: int
    at: datetime


def open_files(session: Session) -> tuple[OpenFiles, ...]:
    """Return the files that wait to be taken in, the oldest first."""
    rows = session.execute(
        select(delivery.c.remote_id, func.count(), func.min(delivery.c.changed_at))
        .where(delivery.c.remote_id.startswith(remote("")), delivery.c.state == "sent")
        .group_by(delivery.c.remote_id)
        .order_by(func.min(delivery.c.changed_at))
    )
    return tuple(OpenFiles(row[0].removeprefix(remote("")), row[1], from_text(row[2])) for row in rows)


@dataclass(frozen=True)
class TakeIn:
    """Say that files were taken in: who saw it in the main system, and which entries are not there after all."""

    reference: str
    seen_by: str
    without: tuple[int, ...] = ()


def take_in(session: Session, command: TakeIn) -> Entry:
    """Settle what was written under a reference. Raises Trouble when nothing of it is left or nobody saw it."""
    if not command.seen_by.strip():
        raise Trouble("It is not said who saw it there.", "Type who looked in the main system.")
    rows = session.execute(
        select(delivery.c.fact_id, delivery.c.seq, delivery.c.subject).where(
            delivery.c.remote_id == remote(command.reference), delivery.c.state == "sent"
        )
    ).all()
    unknown = set(command.without) - {row.seq for row in rows}
    if unknown:
        raise Trouble(f"Entry {min(unknown)} is not in these files.", "Take the numbers from the files.")
    # an earlier account of the same, which this line took the place of, is not there either
    without = {row.subject for row in rows if row.seq in command.without}
    facts = tuple(row.fact_id for row in rows if row.subject not in without)
    if not facts:
        raise Trouble(
            f"Nothing of {command.reference} waits to be taken in.", "Look at the reference on the files."
        )
    fact = FilesTakenIn(command.reference, facts, name(command.seen_by))
    return record(session, fact, subject=f"files/{command.reference}")
