"""What is recorded about paper: a numbered sheet went out, and what became of it."""

from dataclasses import dataclass
from typing import Final, Literal

import msgspec
from sqlalchemy import delete, insert, update

from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.printing.model import codes_to_change, sheet_facts, sheets
from downtime_desk.printing.numbered import span
from downtime_desk.printing.said import Said
from downtime_desk.printing.spool import Queue, in_words

Fate = Literal["back", "destroyed", "lost", "not sent", "out"]
Why = Literal["slip", "page"]
Settled = Literal["changed", "kept"]

BECAME: Final[dict[Fate, str]] = {
    "back": "is back",
    "destroyed": "was destroyed",
    "lost": "is LOST",
    "not sent": "was not sent",
    "out": "is still out",
}


@dataclass(frozen=True)
class CopyIssued(Fact, kind="copy.issued", sort="Paper"):
    """A numbered sheet was sent to a printer or a file. Nobody can know here that it was printed.

    `sheet` is what kind of paper; `sha256` is of the PDF it was in; `seal` the journal's head code printed on
    it, at entry `seal_entry`. `old_copy` is what the manager said to print from a copy past its limit.
    `visit` is the visit a visit record is for, `reference` the last part of the code on the page. `reason` is
    what it was made for; `made_at` when what it says was read.
    """

    number: str
    place: int
    sheet: str
    person: str | None
    person_name: str
    holder: str
    pages: int
    went_to: str
    use_until: str
    sha256: str
    seal: str
    seal_entry: int
    replaces: str | None = None
    old_copy: str | None = None
    visit: str | None = None
    reference: str | None = None
    reason: str | None = None
    made_at: str | None = None
    said: tuple[Said, ...] = ()

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the sheet, and mark the one it replaces."""
        session.execute(
            insert(sheets).values(
                fact_id=entry.id,
                desk=entry.desk,
                place=self.place,
                number=self.number,
                kind=self.sheet,
                person=self.person,
                person_name=self.person_name,
                holder=self.holder,
                issued_at=entry.recorded_at,
                issued_by=entry.actor_name,
                use_until=self.use_until,
                pages=self.pages,
                went_to=self.went_to,
                sha256=self.sha256,
                outage=entry.outage,
                state="out",
                state_at=entry.recorded_at,
                visit=self.visit,
                reference=self.reference,
                reason=self.reason,
                made_at=self.made_at,
            )
        )
        if self.said:
            session.execute(insert(sheet_facts), [_row(entry.id, each) for each in self.said])
        if self.replaces:
            old = update(sheets).where(sheets.c.number == self.replaces)
            session.execute(old.values(replaced_by=self.number))

    def words(self) -> str:
        """Say which paper went where, and until when it holds."""
        until = short_stamp(from_text(self.use_until))
        said = f"{self.number}, {self.sheet.lower()} of {self.person_name}, for {self.holder}: sent to {self.went_to}."
        why = f" Why: {_sentence(self.reason)}" if self.reason else ""
        replaced = f" Replaces {self.replaces}." if self.replaces else ""
        old = f" Printed from an old copy: {self.old_copy}" if self.old_copy else ""
        return f"{said} Use until {until}.{why}{replaced}{old}"


class CodeAtRisk(msgspec.Struct, frozen=True):
    """A person whose home-entry code a lost sheet puts at risk. The code itself is in no fact."""

    person: str
    person_name: str
    why: Why


@dataclass(frozen=True)
class CopyAccountedFor(Fact, kind="copy.accounted_for", sort="Paper"):
    """A sheet came back, was destroyed, is lost, or never left because printer or disk refused it.

    `out` takes back what was written down before: the sheet is still with its holder. A loss names the decision
    it opened (`breach`) and whose entry codes it puts at risk.
    """

    number: str
    fate: Fate
    note: str | None = None
    breach: str | None = None
    codes: tuple[CodeAtRisk, ...] = ()

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep what became of it."""
        session.execute(
            update(sheets)
            .where(sheets.c.number == self.number)
            .values(state=self.fate, state_at=entry.recorded_at, state_note=self.note)
        )
        if self.breach:
            lost = update(sheets).where(sheets.c.number == self.number)
            session.execute(lost.values(breach=self.breach))
        for code in self.codes:
            # a sheet that was lost twice puts the same codes at risk again
            at_risk = {**msgspec.structs.asdict(code), "since": entry.recorded_at}
            again = delete(codes_to_change).where(
                codes_to_change.c.number == self.number, codes_to_change.c.person == code.person
            )
            session.execute(again)
            session.execute(insert(codes_to_change).values(number=self.number, **at_risk))
        if self.fate == "not sent":
            # What it was to replace is still the newest paper there is.
            kept = update(sheets).where(sheets.c.replaced_by == self.number)
            session.execute(kept.values(replaced_by=None))

    def words(self) -> str:
        """Say what became of it."""
        became = BECAME[self.fate]
        return f"{self.number} {became}." + (f" {self.note}" if self.note else "")


@dataclass(frozen=True)
class QueueSaid(Fact, kind="copy.queue_said", sort="Paper"):
    """The last that was heard from a printer's queue of the job some sheets were in; `said` is one of `spool.Queue`."""

    numbers: tuple[str, ...]
    printer: str
    said: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep it with each sheet."""
        theirs = update(sheets).where(sheets.c.number.in_(self.numbers))
        session.execute(theirs.values(queue=self.said))

    def words(self) -> str:
        """Say what the queue said, and no more than that."""
        return f"{span(self.numbers)}: {in_words(Queue(self.said), self.printer).words}"


@dataclass(frozen=True)
class HolderTold(Fact, kind="copy.holder_told", sort="Paper"):
    """The holder of a sheet was told what is no longer so, and said it back. `mark` is what it says now."""

    number: str
    holder: str
    what: tuple[str, ...]
    mark: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep that they know."""
        told = {"told_at": entry.recorded_at, "told_by": entry.actor_name, "told_mark": self.mark}
        session.execute(update(sheets).where(sheets.c.number == self.number).values(**told))

    def words(self) -> str:
        """Say who was told what."""
        return (
            f"{self.number}: {self.holder} was told what changed ({', '.join(self.what)}) and said it back."
        )


@dataclass(frozen=True)
class CopyHandedOn(Fact, kind="copy.handed_on", sort="Paper"):
    """A sheet went from one holder to another."""

    number: str
    from_whom: str
    holder: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep who has it now; they were told nothing yet."""
        now = {"holder": self.holder, "told_at": None, "told_by": None, "told_mark": None}
        session.execute(update(sheets).where(sheets.c.number == self.number).values(**now))

    def words(self) -> str:
        """Say who has it now."""
        return f"{self.number} went from {self.from_whom} to {self.holder}."


@dataclass(frozen=True)
class CodeSettled(Fact, kind="code.settled", sort="Paper"):
    """A home-entry code that a lost sheet put at risk was changed at the door, or is kept with a reason.

    `by` is who changed it, or who said that it is kept.
    """

    person: str
    person_name: str
    settled: Settled
    by: str
    note: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Take the person off the list."""
        done = {"settled": self.settled, "settled_at": entry.recorded_at, "settled_by": self.by}
        theirs = (codes_to_change.c.person == self.person) & codes_to_change.c.settled.is_(None)
        session.execute(update(codes_to_change).where(theirs).values(note=self.note, **done))

    def words(self) -> str:
        """Say what was done."""
        note = f" {_sentence(self.note)}" if self.note else ""
        if self.settled == "kept":
            return f"Entry code of {self.person_name} is kept as it is, said {self.by}.{note}"
        return f"Entry code of {self.person_name} was changed by {self.by}.{note}"


class LastTest(msgspec.Struct, frozen=True):
    """The last test page: to which printer, when (stored form), and what its queue said.

    `seal` is the last part of the code on it, `read_at` when that was read back from the paper; empty: it was not.
    """

    printer: str
    at: str
    said: str
    seal: str = ""
    read_at: str = ""


PRINTER_TESTED: Final = "printer tested"
NEVER: Final = LastTest("", "", "")


@dataclass(frozen=True)
class PrinterTested(Fact, kind="printer.tested", sort="Paper"):
    """A test page was sent to a printer. `said` is what its queue said of it, `seal` what its code ends in."""

    printer: str
    said: str
    seal: str = ""

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it as the last."""
        kept = LastTest(self.printer, entry.recorded_at, self.said, self.seal)
        settings.put(session, PRINTER_TESTED, kept)

    def words(self) -> str:
        """Say where it went."""
        return f"Test page sent to {self.printer}. {in_words(Queue(self.said), self.printer).words}"


@dataclass(frozen=True)
class TestPageRead(Fact, kind="printer.test_read", sort="Paper"):
    """The code of the last test page was scanned, or typed, from the paper: the printer printed."""

    printer: str
    seal: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep when, with the test it is of."""
        kept = settings.read(session, PRINTER_TESTED, LastTest, NEVER)
        settings.put(session, PRINTER_TESTED, msgspec.structs.replace(kept, read_at=entry.recorded_at))

    def words(self) -> str:
        """Say which printer it proves."""
        return f"Test page of {self.printer} read back from the paper."


def _row(sheet: str, said: Said) -> dict[str, str | None]:
    return {
        "sheet": sheet,
        "person": said.person,
        "about": said.about,
        "digest": said.digest,
        "words": said.words,
        "until": said.until,
    }


def _sentence(words: str) -> str:
    return words if words[-1:] in ".!?" else f"{words}."
