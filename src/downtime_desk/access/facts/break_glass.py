"""What is recorded about break-glass: who, why, what was looked at, and that a manager went through it."""

from dataclasses import dataclass

from sqlalchemy import insert, update

from downtime_desk.access.model import break_glass
from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class BreakGlassOpened(Fact, kind="break_glass.opened"):
    """Somebody opened the sealed envelope and typed its code. Recorded before anything of the store is shown.

    `at` is when it was (stored UTC text), where the store could only be read then; else it was when it was recorded.
    """

    number: str
    name: str
    job: str
    reason: str
    until: str
    at: str = ""

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it for the review."""
        session.execute(
            insert(break_glass).values(
                id=entry.id,
                number=self.number,
                name=self.name,
                job=self.job,
                reason=self.reason,
                opened_at=self.at or entry.recorded_at,
                until=self.until,
            )
        )

    def words(self) -> str:
        """Say who and why."""
        until = full_stamp(from_text(self.until))
        said = f"Break-glass: envelope {self.number} opened by {self.name}, {self.job}, until {until}. Why: {self.reason}"
        if not self.at:
            return said
        return f"{said} That was {full_stamp(from_text(self.at))}, when the store could only be read and printed from."


@dataclass(frozen=True)
class BreakGlassLooked(Fact, kind="break_glass.looked"):
    """Somebody's record, or a page, was looked at in a break-glass."""

    what: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the journal has it."""

    def words(self) -> str:
        """Say what."""
        return f"Looked at: {self.what}."


@dataclass(frozen=True)
class NightPassphraseSet(Fact, kind="break_glass.passphrase_set"):
    """Whoever opened the envelope set a passphrase for the rest of that opening."""

    until: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: it is in the key file."""

    def words(self) -> str:
        """Say until when."""
        return f"A passphrase was set for the rest of this break-glass, until {full_stamp(from_text(self.until))}."


@dataclass(frozen=True)
class BreakGlassReturned(Fact, kind="break_glass.returned"):
    """After a lock, the store was opened again with the passphrase of the night, within the same opening."""

    until: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the opening lasts as long as it did."""

    def words(self) -> str:
        """Say so."""
        return f"Unlocked again with the passphrase of the night, until {full_stamp(from_text(self.until))}."


@dataclass(frozen=True)
class BreakGlassReviewed(Fact, kind="break_glass.reviewed"):
    """A manager went through what was done in break-glass; the envelope has a new code."""

    openings: tuple[str, ...]
    note: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep by whom."""
        session.execute(
            update(break_glass)
            .where(break_glass.c.id.in_(self.openings))
            .values(reviewed_at=entry.recorded_at, reviewed_by=entry.actor_name, note=self.note)
        )

    def words(self) -> str:
        """Say what was found."""
        return f"Break-glass looked through. {self.note}"
