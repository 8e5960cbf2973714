"""What is recorded about looking at what is kept apart."""

from dataclasses import dataclass

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class EntryCodeRevealed(Fact, kind="entry_code.revealed"):
    """A manager looked at a person's home-entry codes. The codes themselves are in no fact."""

    person: str
    person_name: str
    codes: int
    reason: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the log shows it."""

    def words(self) -> str:
        """Say whose, and why."""
        return f"Entry code of {self.person_name} shown. Why: {self.reason}"
