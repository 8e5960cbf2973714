"""The downtime note: what happened to one person while the main system was down, for that system's record."""

from dataclasses import dataclass

from sqlalchemy.dialects.sqlite import insert

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.sync.sending.model import downtime_notes


@dataclass(frozen=True)
class DowntimeNoteWritten(Fact, kind="downtime_note.written", sort="Return", goes_back=True):
    """A manager wrote a person's note. `since` is when the outage began, UTC text; `lines` what happened, in order.

    `covers` is the last entry of the journal it takes in. A later note of the same person and outage (the entry's
    `corrects` names the one before) takes its place.
    """

    outage: str
    person: str
    person_name: str
    born: str | None
    nhs_number: str | None
    priority: str | None
    since: str
    lines: tuple[str, ...]
    covers: int

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep that the person has a note, and up to which entry."""
        now = {"last_entry": entry.id, "covers": self.covers}
        row = insert(downtime_notes).values(
            outage=self.outage, person=self.person, first_entry=entry.id, **now
        )
        session.execute(row.on_conflict_do_update(index_elements=["outage", "person"], set_=now))

    def words(self) -> str:
        """Say whose."""
        return f"Downtime note of {self.person_name} written: {len(self.lines)} lines."
