"""What is recorded about copies: that one was taken, or that it could not be.

The copy itself is not a projection: it comes from the main system, not from the journal, so replaying these
facts writes nothing.
"""

from dataclasses import dataclass

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.people.copies import Counts


@dataclass(frozen=True)
class CopyRefreshed(Fact, kind="copy.refreshed", sort="Copy"):
    """A copy was taken. `changed` and `withdrawn` count rows of any kind; `seconds` is how long it took."""

    snapshot: int
    source: str
    counts: Counts
    changed: int
    withdrawn: int
    rejected: int
    seconds: int
    accepted: tuple[str, ...] = ()

    def apply(self, session: Session, entry: Entry) -> None:
        """Write nothing: the mirror was written beside this fact, in the same transaction."""

    def words(self) -> str:
        """Say what is in the copy, and what is not."""
        said = f"Copy refreshed from {self.source}: {self.counts.people} people, {self.counts.visits} visits."
        if self.rejected:
            said += f" {self.rejected} could not be read."
        if self.accepted:
            said += f" Accepted although it has shrunk: {' '.join(self.accepted)}"
        return said


@dataclass(frozen=True)
class CopyRefreshFailed(Fact, kind="copy.refresh_failed", sort="Copy"):
    """A refresh came to nothing; the copy from before is still in use."""

    source: str
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Write nothing."""

    def words(self) -> str:
        """Say why."""
        return f"Copy not refreshed from {self.source}. {self.why}"
