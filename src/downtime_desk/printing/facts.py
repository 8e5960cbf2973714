"""What is recorded about paper: a numbered sheet went out, and what became of it."""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import insert, update

from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.printing.model import sheets

Fate = Literal["back", "destroyed", "lost", "not sent", "out"]

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
    `visit` is the visit a visit record is for, `reference` the last part of the code on the page.
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
            )
        )
        if self.replaces:
            old = update(sheets).where(sheets.c.number == self.replaces)
            session.execute(old.values(replaced_by=self.number))

    def words(self) -> str:
        """Say which paper went where, and until when it holds."""
        until = short_stamp(from_text(self.use_until))
        said = f"{self.number}, {self.sheet.lower()} of {self.person_name}, for {self.holder}: sent to {self.went_to}."
        replaced = f" Replaces {self.replaces}." if self.replaces else ""
        old = f" Printed from an old copy: {self.old_copy}" if self.old_copy else ""
        return f"{said} Use until {until}.{replaced}{old}"


@dataclass(frozen=True)
class CopyAccountedFor(Fact, kind="copy.accounted_for", sort="Paper"):
    """A sheet came back, was destroyed, is lost, or never left because printer or disk refused it.

    `out` takes back what was written down before: the sheet is still with its holder.
    """

    number: str
    fate: Fate
    note: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep what became of it."""
        session.execute(
            update(sheets)
            .where(sheets.c.number == self.number)
            .values(state=self.fate, state_at=entry.recorded_at, state_note=self.note)
        )
        if self.fate == "not sent":
            # What it was to replace is still the newest paper there is.
            kept = update(sheets).where(sheets.c.replaced_by == self.number)
            session.execute(kept.values(replaced_by=None))

    def words(self) -> str:
        """Say what became of it."""
        became = BECAME[self.fate]
        return f"{self.number} {became}." + (f" {self.note}" if self.note else "")
