"""What is recorded about the columns of exports, and about giving back by file."""

from dataclasses import dataclass

from sqlalchemy import update

from downtime_desk.core import settings
from downtime_desk.core.delivery import State, delivery
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.sync.files.profiles import Profile

SETTING = "columns of exports"


@dataclass(frozen=True)
class ColumnsMapped(Fact, kind="files.columns_mapped"):
    """A manager said which column of an export is which."""

    profile: Profile

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep it in the place of an earlier one for the same header."""
        others = [each for each in profiles(session) if each.fingerprint != self.profile.fingerprint]
        settings.put(session, SETTING, [*others, self.profile])

    def words(self) -> str:
        """Say which."""
        return f"Columns mapped: {self.profile.name}, {len(self.profile.columns)} columns."


def profiles(session: Session) -> tuple[Profile, ...]:
    """Return the profiles managers of this desk made."""
    return settings.read(session, SETTING, tuple[Profile, ...], ())


@dataclass(frozen=True)
class WrittenToFiles(Fact, kind="return.written_to_files", sort="Return"):
    """Facts were written to files for somebody to take in. Nothing is there yet. `files` are names with SHA-256."""

    reference: str
    facts: tuple[str, ...]
    files: tuple[tuple[str, str], ...]

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep that they are on their way, by which files."""
        _move(
            session, self.facts, ("waiting",), entry, "sent", f"Written to {self.reference}, to be taken in."
        )
        session.execute(
            update(delivery)
            .where(delivery.c.fact_id.in_(self.facts), delivery.c.state == "sent")
            .values(attempts=delivery.c.attempts + 1, remote_id=remote(self.reference))
        )

    def words(self) -> str:
        """Say it."""
        return f"{len(self.facts)} written to files {self.reference}, to be taken in. Nothing is there yet."


@dataclass(frozen=True)
class FilesTakenIn(Fact, kind="return.taken_in", sort="Return"):
    """Somebody saw in the main system that what was written to files is there. Not read back by this program."""

    reference: str
    facts: tuple[str, ...]
    seen_by: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Settle them, with whose word it is."""
        answer = (
            f"Taken in from {self.reference}, seen there by {self.seen_by}. Not read back by this laptop."
        )
        _move(session, self.facts, ("sent",), entry, "taken in", answer)

    def words(self) -> str:
        """Say it."""
        return f"{len(self.facts)} of files {self.reference} taken in, seen in the main system by {self.seen_by}."


def remote(reference: str) -> str:
    """Return what the delivery of a fact written to files is known by."""
    return f"files/{reference}"


def _move(
    session: Session, facts: tuple[str, ...], of: tuple[State, ...], entry: Entry, to: State, answer: str
) -> None:
    session.execute(
        update(delivery)
        .where(delivery.c.fact_id.in_(facts), delivery.c.state.in_(of))
        .values(state=to, changed_at=entry.recorded_at, answer=answer)
    )
