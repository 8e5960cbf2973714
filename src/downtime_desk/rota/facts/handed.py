"""Runs given to carers on paper or over the telephone, and read back."""

from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import insert, update

from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.rota.model import handouts

How = Literal["paper", "phone"]


@dataclass(frozen=True)
class GivenVisit:
    """One visit as its carer was told of it. Times are UTC text; `beside` are the names of the others who go."""

    visit: str
    person_name: str
    start: str
    end: str
    beside: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandoutGiven(Fact, kind="handout.given", sort="Rota"):
    """A carer was given a run. `day` is a London date; `read_back_by` is who read it back at once."""

    carer: str
    carer_name: str
    day: str
    version: int
    how: How
    visits: tuple[GivenVisit, ...]
    read_back_by: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep what the carer holds."""
        session.execute(
            insert(handouts).values(
                id=entry.id,
                carer=self.carer,
                carer_name=self.carer_name,
                day=self.day,
                version=self.version,
                how=self.how,
                visits=msgspec.json.encode(self.visits, order="deterministic").decode(),
                given_at=entry.recorded_at,
                given_by=entry.actor_name,
                read_back_at=entry.recorded_at if self.read_back_by else None,
                read_back_by=self.read_back_by,
            )
        )

    def words(self) -> str:
        """Say who was given which version, and how."""
        count = "1 visit" if len(self.visits) == 1 else f"{len(self.visits)} visits"
        how = "on paper" if self.how == "paper" else "by telephone"
        back = f" Read back by {self.read_back_by}." if self.read_back_by else ""
        return f"{self.carer_name} was given version {self.version} of {self.day} {how}: {count}.{back}"


@dataclass(frozen=True)
class HandoutReadBack(Fact, kind="handout.read_back", sort="Rota"):
    """A carer read back what they hold. `at` is UTC text."""

    handout: str
    carer_name: str
    version: int
    at: str
    by: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep when, and who read it."""
        read = {"read_back_at": self.at, "read_back_by": self.by}
        session.execute(update(handouts).where(handouts.c.id == self.handout).values(**read))

    def words(self) -> str:
        """Say who read back which version, and when."""
        when = clock_face(from_text(self.at))
        return f"Version {self.version} of {self.carer_name} read back by {self.by} at {when}."
