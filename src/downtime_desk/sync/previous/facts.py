"""What is recorded about copies from before: that one was put in use again."""

from dataclasses import dataclass

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class CopyPutBack(Fact, kind="copy.put_back", sort="Decision"):
    """A person put a copy from before in use again. The copy itself is no projection: replay writes nothing."""

    snapshot: int
    of: int
    begun: str
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Write nothing: the mirror was written beside this fact, in the same transaction."""

    def words(self) -> str:
        """Say which, and why."""
        return f"Copy {self.of}, read {self.begun}, put in use again. Why: {self.why}"
