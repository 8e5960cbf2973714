"""The facts about the lists of codes: one is added, reads otherwise, or is not offered any more. None is deleted."""

from dataclasses import dataclass

from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.visits.codes import LIST_NAMES, ListName
from downtime_desk.visits.model import listed_codes


@dataclass(frozen=True)
class CodeAdded(Fact, kind="code.added"):
    """A code came onto a list, or came back onto it."""

    listed: ListName
    code: str
    words_shown: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Offer it from now on."""
        _keep(session, self.listed, self.code, self.words_shown, entry.recorded_at, None)

    def words(self) -> str:
        """Say what was added to which list."""
        return f"{LIST_NAMES[self.listed]}: {self.code} {self.words_shown} added."


@dataclass(frozen=True)
class CodeRenamed(Fact, kind="code.renamed"):
    """A code reads otherwise from now on; what was written down before keeps its words."""

    listed: ListName
    code: str
    words_before: str
    words_shown: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Show the new words."""
        _keep(session, self.listed, self.code, self.words_shown, entry.recorded_at, None)

    def words(self) -> str:
        """Say both words."""
        before = f"{LIST_NAMES[self.listed]}: {self.code} {self.words_before}"
        return f"{before} now reads {self.words_shown}."


@dataclass(frozen=True)
class CodeArchived(Fact, kind="code.archived"):
    """A code is not offered any more; it still shows wherever it was used."""

    listed: ListName
    code: str
    words_shown: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Offer it no more."""
        _keep(session, self.listed, self.code, self.words_shown, entry.recorded_at, entry.recorded_at)

    def words(self) -> str:
        """Say which code is not offered any more."""
        return f"{LIST_NAMES[self.listed]}: {self.code} {self.words_shown} archived."


def _keep(
    session: Session, listed: ListName, code: str, words: str, since: str, archived_at: str | None
) -> None:
    row = upsert(listed_codes).values(
        listed=listed, code=code, words=words, since=since, archived_at=archived_at
    )
    now = {"words": words, "archived_at": archived_at}
    session.execute(row.on_conflict_do_update(index_elements=["listed", "code"], set_=now))
