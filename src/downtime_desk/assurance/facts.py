"""What is recorded of readiness: how many proofs held on a day."""

from dataclasses import dataclass

import msgspec
from sqlalchemy.dialects.sqlite import insert

from downtime_desk.assurance.model import readiness_days
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class ReadinessChecked(Fact, kind="readiness.checked"):
    """The proofs were looked at, for the first time on a day (London's, `2026-11-22`)."""

    day: str
    held: int
    proofs: int
    look_at: tuple[str, ...]

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep the figures of the day; its first check stays."""
        looks = msgspec.json.encode(self.look_at).decode()
        row = insert(readiness_days).values(day=self.day, held=self.held, proofs=self.proofs, looks=looks)
        session.execute(row.on_conflict_do_nothing())

    def words(self) -> str:
        """Say how many held, and what did not."""
        rest = f" To look at: {', '.join(self.look_at)}." if self.look_at else ""
        return f"Readiness: {self.held} of {self.proofs} proofs hold.{rest}"
