"""What screens ask about the organisation, its managers and the ways in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from downtime_desk.access.facts import ORGANISATION, CodeKind, Organisation
from downtime_desk.access.facts.codes import NAMES
from downtime_desk.access.model import break_glass, managers, ways_in
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text
from downtime_desk.core.journal import Entry, decode, journal
from downtime_desk.core.session import Session

TABLES = frozenset({"settings", "managers", "ways_in", "break_glass"})
TEST_EVERY = timedelta(days=91)
"""A quarter: how old the last test of a code may be."""


def organisation(session: Session) -> Organisation:
    """Return the care provider as it stands on screens and paper."""
    return settings.read(session, ORGANISATION, Organisation, Organisation())


@dataclass(frozen=True)
class ManagerRow:
    """Somebody who may sign in, is invited, or was removed. `until` is the invitation's end."""

    id: str
    name: str
    role: str
    state: str
    signed_in_at: datetime | None
    until: datetime | None
    removed_at: datetime | None

    def standing(self, now: datetime) -> str:
        """Return how they stand: active, invited, invitation over, removed."""
        if self.state == "invited" and self.until is not None and self.until <= now:
            return "invitation over"
        return self.state


def all_managers(session: Session) -> tuple[ManagerRow, ...]:
    """Return everybody there is or was: those who may sign in first, by name."""
    order = {"active": 0, "invited": 1, "removed": 2}
    found = [
        ManagerRow(
            row.id,
            row.name,
            row.role,
            row.state,
            _instant(row.last_signed_in_at),
            _instant(row.until),
            _instant(row.removed_at),
        )
        for row in session.execute(select(managers))
    ]
    return tuple(sorted(found, key=lambda each: (order[each.state], each.name.casefold())))


@dataclass(frozen=True)
class WayIn:
    """The recovery code or the break-glass envelope in use. Instants are None for what did not happen."""

    kind: CodeKind
    number: str | None
    made_at: datetime | None = None
    kept_at: datetime | None = None
    tested_at: datetime | None = None

    @property
    def name(self) -> str:
        """Return what it is called."""
        return NAMES[self.kind]

    def test_due(self) -> datetime | None:
        """Return when it has to be tested next; None when there is none."""
        last = self.tested_at or self.made_at
        return last + TEST_EVERY if last else None

    def wants(self, now: datetime) -> str:
        """Return what is to be done about it, in words; empty when nothing is."""
        if self.number is None:
            return f"No {self.name.lower()} was made."
        if self.kept_at is None and self.tested_at is None:
            return f"Nobody said that {self.name.lower()} {self.number} is put away."
        due = self.test_due()
        if due is not None and due <= now:
            return f"{self.name} {self.number} was not tested for a quarter."
        return ""


def ways_in_now(session: Session) -> tuple[WayIn, WayIn]:
    """Return the recovery code and the break-glass envelope in use, with when each was last tested."""
    rows = session.execute(select(ways_in).where(ways_in.c.dead_at.is_(None)))
    found = {
        row.kind: WayIn(
            row.kind, row.number, _instant(row.made_at), _instant(row.kept_at), _instant(row.tested_at)
        )
        for row in rows
    }
    return found.get("recovery", WayIn("recovery", None)), found.get(
        "break-glass", WayIn("break-glass", None)
    )


@dataclass(frozen=True)
class Done:
    """A line of what was done in break-glass."""

    at: datetime
    words: str
    kind: str


@dataclass(frozen=True)
class Opening:
    """One opening of the envelope, and all that was recorded in it."""

    id: str
    number: str
    name: str
    job: str
    reason: str
    opened_at: datetime
    until: datetime
    done: tuple[Done, ...]


def to_review(session: Session) -> tuple[Opening, ...]:
    """Return the openings nobody looked through yet, the oldest first."""
    waiting = select(break_glass).where(break_glass.c.reviewed_at.is_(None))
    return tuple(
        Opening(
            row.id,
            row.number,
            row.name,
            row.job,
            row.reason,
            from_text(row.opened_at),
            from_text(row.until),
            _done_in(session, row.id),
        )
        for row in session.execute(waiting.order_by(break_glass.c.opened_at))
    )


def _done_in(session: Session, opening: str) -> tuple[Done, ...]:
    """Return what the same actor recorded after an opening and before the next one."""
    first = session.execute(select(journal).where(journal.c.id == opening)).one()
    after = select(journal).where(journal.c.seq > first.seq, journal.c.actor == first.actor)
    lines = []
    for row in session.execute(after.order_by(journal.c.seq)):
        if row.kind == first.kind:
            break
        entry = Entry.of(row)
        what = decode(entry)
        lines.append(Done(from_text(entry.recorded_at), what.words() if what else "Erased.", entry.kind))
    return tuple(lines)


def _instant(stored: str | None) -> datetime | None:
    return from_text(stored) if stored else None
