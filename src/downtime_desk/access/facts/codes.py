"""What is recorded about the recovery code and the break-glass envelope. The codes themselves are in no fact."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import func, insert, select, update

from downtime_desk.access.model import ways_in
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session

CodeKind = Literal["recovery", "break-glass"]
NAMES: dict[CodeKind, str] = {"recovery": "Recovery code", "break-glass": "Break-glass envelope"}
_LETTERS: dict[CodeKind, str] = {"recovery": "R", "break-glass": "E"}


def next_number(session: Session, kind: CodeKind) -> str:
    """Return the number of the next code of a kind: `E-02`."""
    made = session.execute(select(func.count()).where(ways_in.c.kind == kind)).scalar_one()
    return f"{_LETTERS[kind]}-{made + 1:02d}"


def take_over(session: Session, kind: CodeKind, number: str, at: str) -> None:
    """Keep a new code; the one before it is dead."""
    session.execute(
        update(ways_in).where(ways_in.c.kind == kind, ways_in.c.dead_at.is_(None)).values(dead_at=at)
    )
    session.execute(insert(ways_in).values(number=number, kind=kind, made_at=at))


@dataclass(frozen=True)
class RecoveryCodeMade(Fact, kind="way_in.recovery_code_made"):
    """A new recovery code took the place of the one before."""

    number: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep its number."""
        take_over(session, "recovery", self.number, entry.recorded_at)

    def words(self) -> str:
        """Say which."""
        return f"Recovery code {self.number} made. The one before opens nothing any more."


@dataclass(frozen=True)
class EnvelopeMade(Fact, kind="way_in.envelope_made"):
    """A new break-glass code was made, to be sealed in the envelope of this number."""

    number: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep its number."""
        take_over(session, "break-glass", self.number, entry.recorded_at)

    def words(self) -> str:
        """Say which."""
        return f"Break-glass envelope {self.number} made. The one before opens nothing any more."


@dataclass(frozen=True)
class WayInKept(Fact, kind="way_in.kept"):
    """A manager said that a code is printed or written down and put away."""

    code: CodeKind
    number: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep when."""
        session.execute(
            update(ways_in).where(ways_in.c.number == self.number).values(kept_at=entry.recorded_at)
        )

    def words(self) -> str:
        """Say which."""
        return f"{NAMES[self.code]} {self.number} is put away."


@dataclass(frozen=True)
class CodeTested(Fact, kind="way_in.tested"):
    """A code was typed and opened its slot; it was not used up."""

    code: CodeKind
    number: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep when."""
        session.execute(
            update(ways_in).where(ways_in.c.number == self.number).values(tested_at=entry.recorded_at)
        )

    def words(self) -> str:
        """Say that it opens."""
        return f"{NAMES[self.code]} {self.number} tested: it opens. It was not used up."
