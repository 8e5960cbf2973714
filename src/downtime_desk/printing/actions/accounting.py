"""What becomes of a sheet, who has it, and telling them what is no longer so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.printing.actions.losing import Lose, lose
from downtime_desk.printing.facts import CopyAccountedFor, CopyHandedOn, Fate, HolderTold
from downtime_desk.printing.model import sheets
from downtime_desk.printing.recall import wrong_sheets


@dataclass(frozen=True)
class AccountFor:
    """Say what became of a sheet: back, destroyed or lost; `note` says who saw it, or how it was lost."""

    number: str
    fate: Fate
    note: str = ""


def account_for(session: Session, command: AccountFor) -> Entry:
    """Record what became of a sheet; a sheet that was lost and turns up can be recorded again."""
    if command.fate == "lost":
        return lose(session, Lose((command.number,), command.note))[0]
    row = sheet_numbered(session, command.number)
    if row.state == command.fate:
        raise Trouble(f"{command.number} is written down as {command.fate} already.")
    fact = CopyAccountedFor(command.number, command.fate, command.note.strip() or None)
    return record(session, fact, subject=f"copy/{command.number}")


@dataclass(frozen=True)
class WriteOff:
    """Say that sheets never left: printer or disk refused them. `why` is what it said."""

    numbers: Sequence[str]
    why: str


def write_off(session: Session, command: WriteOff) -> None:
    """Record of each sheet that it was not sent; its number is not used again."""
    for number in command.numbers:
        record(session, CopyAccountedFor(number, "not sent", command.why), subject=f"copy/{number}")


@dataclass(frozen=True)
class HandOn:
    """Say who has a sheet now."""

    number: str
    holder: str


def hand_on(session: Session, command: HandOn) -> Entry:
    """Record that a sheet that is out went to somebody else."""
    holder = command.holder.strip()
    if not holder:
        raise Trouble("Who has it now is missing.", "Type their name.")
    row = sheet_numbered(session, command.number)
    if row.state != "out":
        raise Trouble(f"{row.number} is not out.", "It is written down as " + row.state + ".")
    if row.holder == holder:
        raise Trouble(f"{holder} has {row.number} already.")
    return record(session, CopyHandedOn(row.number, row.holder, holder), subject=f"copy/{row.number}")


@dataclass(frozen=True)
class Tell:
    """Say that a holder was told what is no longer so on their sheets, and said it back."""

    numbers: Sequence[str]


def tell_holder(session: Session, command: Tell) -> list[Entry]:
    """Record for each sheet what its holder was told; raise Trouble when nothing on one of them changed."""
    wrong = {each.number: each for each in wrong_sheets(session, acting(session).now(), command.numbers)}
    told = []
    for number in command.numbers:
        row = sheet_numbered(session, number)
        if number not in wrong:
            raise Trouble(f"Nothing on {number} changed since it was printed.", "Look at the list again.")
        what = wrong[number]
        fact = HolderTold(number, row.holder, what.what, what.mark)
        told.append(record(session, fact, subject=f"copy/{number}"))
    return told


def sheet_numbered(session: Session, number: str) -> Row[Any]:
    """Return the row of a sheet; raise Trouble when there is none of that number."""
    row = session.execute(select(sheets).where(sheets.c.number == number)).first()
    if row is None:
        raise Trouble(f"There is no sheet {number}.", "Read the number off the paper again.")
    return row
