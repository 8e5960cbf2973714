"""What is recorded about records themselves: that they were given out."""

from dataclasses import dataclass

from sqlalchemy.dialects.sqlite import insert

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.records.model import people_left


@dataclass(frozen=True)
class AuditGiven(Fact, kind="audit.given"):
    """Lines of the audit were written to a file. `about` says in words which."""

    about: str
    lines: int
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the log shows it."""

    def words(self) -> str:
        """Say what was given out, and why."""
        return f"Audit written to a file: {self.about}, {self.lines} lines. Why: {self.why}"


@dataclass(frozen=True)
class RecordGiven(Fact, kind="record.given"):
    """All that is kept of one person was written to a file, for a request of theirs."""

    person: str
    person_name: str
    asked_by: str
    how_known: str
    lines: int
    sha256: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the log shows it."""

    def words(self) -> str:
        """Say whose, who asked and how it was known who they are."""
        return (
            f"All that is kept of {self.person_name} was written to a file. Asked by {self.asked_by}; "
            f"identity: {self.how_known}"
        )


@dataclass(frozen=True)
class PersonErased(Fact, kind="record.erased"):
    """What was kept of a person was erased. Their name is not in it: it would be kept again."""

    person: str
    rule: str
    lines: int
    shared: int
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: what was erased is not there any more."""

    def words(self) -> str:
        """Say how much, by which rule, and what stays."""
        return (
            f"What was kept of the person with the number {self.person} was erased: {self.lines} entries, "
            f"{self.shared} that are about others too stay. {self.rule}. Why: {self.why}"
        )


@dataclass(frozen=True)
class CopyErased(Fact, kind="record.copy_erased"):
    """A person who left the service was taken out of the copy; what was written about them stays until its time is up."""

    person: str
    person_name: str
    left_at: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep that they left, and when."""
        row = {"name": self.person_name, "left_at": self.left_at, "copy_erased_at": entry.recorded_at}
        kept = insert(people_left).values(person=self.person, **row)
        session.execute(kept.on_conflict_do_update(index_elements=["person"], set_=row))

    def words(self) -> str:
        """Say who."""
        return f"{self.person_name} left the service; their record was taken out of the copy."


@dataclass(frozen=True)
class PastVisitsErased(Fact, kind="record.past_visits_erased", quiet=True):
    """Planned visits that lie further back than they are kept were taken out of the copy."""

    visits: int
    before: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: they were only a copy."""

    def words(self) -> str:
        """Say how many."""
        return f"{self.visits} planned visits of the past were taken out of the copy."
