"""Giving records out: the audit as a worksheet, and all that is kept of one person to that person.

Reading the journal and making pages take seconds, so neither is done in a transaction that writes: others record
meanwhile. What goes out is recorded before it is written, with who asked and why.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import private_folder, replace_file, saving_in
from downtime_desk.core.journal import record
from downtime_desk.core.store import Acting, Store
from downtime_desk.records.facts import AuditGiven, RecordGiven
from downtime_desk.records.queries import AuditLine, Wanted, audit
from downtime_desk.records.subject_access import Kept, as_json, as_pages, bytes_of, kept_of
from downtime_desk.sync.files.writing import Worksheet, as_csv

EVERY_LINE = 10_000_000


@dataclass(frozen=True)
class GiveAudit:
    """Write lines of the audit to a file. `why` says who asked."""

    wanted: Wanted
    why: str


def give_audit(store: Store, who: Acting, command: GiveAudit) -> bytes:
    """Record that lines are given out, and return them as CSV; raise Trouble when it is not said why. Runs beside the window."""
    if not command.why.strip():
        raise Trouble("Why it is written to a file is missing.", "Write who asked for it and what for.")
    _allowed(who, AuditGiven.kind)
    with store.read() as session:
        lines = audit(session, command.wanted, limit=EVERY_LINE)
    content = as_csv(as_worksheet(lines))
    said = AuditGiven(command.wanted.in_words(), len(lines), command.why.strip())
    with store.write(who) as session:
        record(session, said, subject="audit")
    return content


def save_audit(store: Store, who: Acting, command: GiveAudit, file: Path) -> Path:
    """Give lines of the audit out into a file, and return it."""
    content = give_audit(store, who, command)
    with saving_in(file.parent):
        replace_file(file, content)
    return file


def as_worksheet(lines: list[AuditLine]) -> Worksheet:
    """Return lines of the audit as a table."""
    header = ("Line", "When", "Who", "What", "In words", "Outage")
    rows = tuple(
        (str(each.seq), full_stamp(each.at), each.by, each.act.value, each.words, each.outage or "")
        for each in lines
    )
    return Worksheet("Audit", header, rows)


@dataclass(frozen=True)
class GiveRecord:
    """Write all that is kept of a person. `asked_by` and `how_known` say who asked, and how they proved who they are."""

    person: str
    asked_by: str
    how_known: str


@dataclass(frozen=True)
class Given:
    """Pages to read, the same for a machine, and photos and scans, with the name of the folder they go to."""

    name: str
    pages: bytes
    machine: bytes
    files: tuple[tuple[str, bytes], ...] = ()


def give_record(store: Store, who: Acting, command: GiveRecord) -> Given:
    """Record that it is given out, and return the files; raise Trouble when who asks is not known. Runs beside the window."""
    if not command.asked_by.strip() or not command.how_known.strip():
        raise Trouble(
            "Who asks, or how it is known who they are, is missing.",
            "Write the name and what was checked: what is kept of a person is given to nobody else.",
        )
    _allowed(who, RecordGiven.kind)
    now = who.now()
    with store.read() as session:
        kept: Kept = kept_of(session, command.person, now, who.name)
        files = bytes_of(session, kept)
    machine, pages = as_json(kept), as_pages(kept)
    said = RecordGiven(
        command.person,
        kept.name,
        command.asked_by.strip(),
        command.how_known.strip(),
        len(kept.lines),
        hashlib.sha256(pages).hexdigest(),
    )
    with store.write(who) as session:
        record(session, said, subject=f"person/{command.person}")
    return Given(f"all-that-is-kept-{now:%Y%m%d-%H%M}", pages, machine, files)


def save_record(store: Store, who: Acting, command: GiveRecord, folder: Path) -> Path:
    """Give all that is kept of a person out into a folder of its own, and return it."""
    return save(give_record(store, who, command), folder)


def _allowed(who: Acting, kind: str) -> None:
    """Raise Trouble when whoever acts may not give it out, before it is made."""
    if (refusal := who.refusal(kind)) is not None:
        raise refusal


def save(given: Given, folder: Path) -> Path:
    """Write everything into a folder of its own, and return it; no name in it says anything of the person."""
    made = folder / given.name
    with saving_in(folder):
        private_folder(made)
        for name, content in (("pages.pdf", given.pages), ("record.json", given.machine), *given.files):
            replace_file(made / name, content)
    return made
