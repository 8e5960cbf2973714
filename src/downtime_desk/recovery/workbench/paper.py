"""The worksheet on paper: a block of things for somebody without a sign-in, as a numbered sheet that comes back."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import msgspec

from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people.entry_codes import unsealed
from downtime_desk.people.queries import person
from downtime_desk.people.summary import Person
from downtime_desk.printing.actions.issuing import IssueCopies, issue_copies
from downtime_desk.printing.batch import begin
from downtime_desk.printing.papers.return_worksheet import ReturnWorksheet, TypedOnPaper
from downtime_desk.recovery.workbench.actions import TakeBlock, take_block
from downtime_desk.recovery.workbench.things import ByHand, things
from downtime_desk.recovery.workbench.worksheet import worksheet
from downtime_desk.sync.reconnect import queries as reconnect

BACK_WITHIN = timedelta(hours=12)


@dataclass(frozen=True)
class Printed:
    """A worksheet that was written to a file: its number and how many things are on it."""

    number: str
    things: int
    file: Path


def print_block(store: Store, who: Acting, holder: str, number: int, folder: Path) -> Printed:
    """Take the next things for a named person and write them to a numbered sheet. Runs beside the window.

    The sheet is in the register before it leaves, and the outage stays open until it is back. Raises Trouble when
    nobody is named, nothing is free, the main system is not cleared yet, or the folder does not take it.
    """
    # brought in when a sheet is made, on a worker: what draws PDF is large
    from downtime_desk.printing.pack import press_all
    from downtime_desk.printing.papers.catalogue import described

    name = " ".join(holder.split())
    if not name:
        raise Trouble("It is not said who the worksheet is for.", "Type their name.")
    with store.write(who) as session:
        reconnect.not_held(session)
        take_block(session, TakeBlock(number, name))
    with store.read() as session:
        sheet = _sheet(session, who, name)
    pack = press_all([sheet], described)
    with store.write(who) as session:
        file = folder / f"{sheet.copy_number}.pdf"
        issue_copies(
            session, IssueCopies([sheet], pack, name, f"file {file.name}", "To type in after the outage")
        )
        # inside the transaction: a sheet that could not be written is in no register
        try:
            replace_file(file, pack.pdf)
        except OSError as failure:
            raise Trouble(
                f"The worksheet cannot be written to {folder} ({failure.strerror}).", "Choose another folder."
            ) from failure
    return Printed(sheet.copy_number, len(sheet.things), file)


def _sheet(session: Session, who: Acting, holder: str) -> ReturnWorksheet:
    now = who.now()
    batch = begin(session, who, now + BACK_WITHIN)
    block = [each for each in things(session, now) if each.taken_by == holder and each.stage == "to type"]
    if not block:
        raise Trouble("Nothing is left to type.", "What is left is to scan, or waits for a second check.")
    whose = tuple(dict.fromkeys(thing.person for thing in block))
    return ReturnWorksheet(
        batch.number(),
        batch.stamp,
        holder,
        tuple(_typed(session, each, who) for each in block),
        tuple(_with_codes(session, each) for each in whose),
    )


def _with_codes(session: Session, person_id: str) -> Person:
    """Return a person with their entry codes, which are read here only to be kept off the page."""
    known = person(session, person_id)
    bare = known.person if known else Person(id=person_id, family="", given="")
    return msgspec.structs.replace(bare, entry_codes=unsealed(session, person_id))


def _typed(session: Session, thing: ByHand, who: Acting) -> TypedOnPaper:
    sheet = worksheet(session, thing, "", who.now())
    fields = tuple((each.screen, each.label, each.words) for each in sheet.lines)
    return TypedOnPaper(thing.seq, thing.words(), fields, sheet.behalf, thing.wrong or "")
