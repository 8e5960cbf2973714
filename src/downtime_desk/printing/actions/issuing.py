"""Issuing numbered sheets: each has its place in the register before it leaves the desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from downtime_desk.core import settings
from downtime_desk.core.clock import to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.printing.facts import (
    NEVER,
    PRINTER_TESTED,
    CopyIssued,
    LastTest,
    PrinterTested,
    QueueSaid,
    TestPageRead,
)
from downtime_desk.printing.numbered import Numbered
from downtime_desk.printing.numbers import SERIES, last_place, next_numbers, series_of
from downtime_desk.printing.scanned import test_seal
from downtime_desk.printing.spool import Queue
from downtime_desk.printing.summary.finished import Pack, Singles


@dataclass(frozen=True)
class IssueCopies:
    """Give a finished pack of sheets its place in the register, before it leaves the desk.

    `holder` is who it is for, `reason` what for; `went_to` a printer's name or a file's; `old_copy` what the
    manager said when the copy it was made from is past its limit.
    """

    sheets: Sequence[Numbered]
    pack: Pack | Singles
    holder: str
    went_to: str
    reason: str
    old_copy: str | None = None


def issue_copies(session: Session, command: IssueCopies) -> list[Entry]:
    """Record every sheet of the pack with its number, all or none.

    Raises Trouble when holder or reason is missing, when the copy is old and nobody said so, or when a number was
    given away since the pages were made: the pack has to be made again then.
    """
    holder = command.holder.strip()
    if not holder:
        raise Trouble("It is not said who the sheets are for.", "Type a name, or “duty folder”.")
    if not command.reason.strip():
        raise Trouble(
            "What the sheets are for is missing.", "Write it in a few words: on call tonight, a drill."
        )
    old = [sheet for sheet in command.sheets if sheet.too_old()]
    said = (command.old_copy or "").strip()
    if old and not said:
        raise Trouble(
            "The copy these sheets are made from is past its limit.",
            "Say how the facts will be checked, then print.",
        )
    _numbers_are_next(session, command.sheets)
    _codes_are_there(command.sheets)
    return [
        _issued(session, place, sheet, command, said or None) for place, sheet in enumerate(command.sheets)
    ]


def _codes_are_there(made: Sequence[Numbered]) -> None:
    if any(sheet.about().lacks_code for sheet in made):
        raise Trouble(
            "A slip has no code on it yet.",
            "Write why the code is needed; it is printed once the log has that.",
        )


def _numbers_are_next(session: Session, made: Sequence[Numbered]) -> None:
    desk = acting(session).desk
    following = {series: next_numbers(session, desk, series) for series in SERIES}
    if any(sheet.copy_number != next(following[series_of(sheet.about().kind)]) for sheet in made):
        raise Trouble(
            "Other sheets were given these numbers while the pages were made.",
            "Nothing has left the desk. Make the pages again.",
        )


def _issued(session: Session, in_pack: int, sheet: Numbered, command: IssueCopies, said: str | None) -> Entry:
    desk, about = acting(session).desk, sheet.about()
    fact = CopyIssued(
        number=sheet.copy_number,
        place=last_place(session, desk, series_of(about.kind)) + 1,
        sheet=about.kind,
        person=about.person,
        person_name=about.whose,
        holder=command.holder.strip(),
        pages=command.pack.pages[in_pack],
        went_to=command.went_to,
        use_until=to_text(sheet.use_until),
        sha256=command.pack.digest_of(in_pack),
        seal=sheet.seal,
        seal_entry=sheet.seal_entry,
        replaces=sheet.replaces,
        old_copy=said if sheet.too_old() else None,
        visit=about.visit,
        reference=about.reference,
        reason=command.reason.strip(),
        made_at=to_text(sheet.printed_at),
        said=about.said,
    )
    return record(session, fact, subject=f"copy/{sheet.copy_number}")


@dataclass(frozen=True)
class KeepTest:
    """Say that a test page was sent to a printer, what its queue said of it, and what its code ends in."""

    printer: str
    said: Queue
    seal: str = ""


def keep_test(session: Session, command: KeepTest) -> Entry:
    """Record the test: the print room says which was the last."""
    fact = PrinterTested(command.printer, str(command.said), command.seal)
    return record(session, fact, subject="printer")


@dataclass(frozen=True)
class ReadTest:
    """Say that the code of a test page was read from the paper: the code as scanned, or the log seal as typed."""

    typed: str


def read_test(session: Session, command: ReadTest) -> Entry:
    """Record that the last test page was read back; raise Trouble when the paper is another one."""
    last = settings.read(session, PRINTER_TESTED, LastTest, NEVER)
    seal = test_seal(command.typed)
    if not last.seal or seal != last.seal.upper():
        raise Trouble(
            "This is a test page, and not the last one that was sent from this desk.",
            "Throw it away. Send a test page and scan that one.",
        )
    return record(session, TestPageRead(last.printer, last.seal), subject="printer")


@dataclass(frozen=True)
class HearOfJob:
    """Say what a printer's queue last said of the job that sheets were in."""

    numbers: Sequence[str]
    printer: str
    said: Queue


def hear_of_job(session: Session, command: HearOfJob) -> Entry:
    """Record the last that was heard of a job: never that a sheet was printed."""
    fact = QueueSaid(tuple(command.numbers), command.printer, str(command.said))
    return record(session, fact, subject=f"copy/{command.numbers[0]}")
