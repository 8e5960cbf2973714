"""Visits changed by hand: added, moved, reassigned, doubled, cancelled; and what became of a difference."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, select, update

from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.rota.facts.keeping import (
    Before,
    DeskVisit,
    Lasts,
    forget_runs,
    keep,
    names,
    signed,
    span,
)
from downtime_desk.rota.model import local_visits


@dataclass(frozen=True)
class VisitAdded(Fact, kind="rota.visit_added", sort="Rota"):
    """A visit the main system does not know, under a downtime reference."""

    visit: DeskVisit
    why: str
    lasts: Lasts = "once"

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the visit."""
        keep(session, entry, self.visit, f"Added here. {self.why}", lasts=self.lasts)

    def words(self) -> str:
        """Say what was added, and why."""
        visit = self.visit
        when = f"{short_stamp(from_text(visit.start))}, {span(visit.start, visit.end)}"
        return f"{visit.person_name}: visit {visit.id} added, {when}, {names(visit.carers)}. {self.why}"


@dataclass(frozen=True)
class _Changed:
    """What every change of a planned visit carries: how it stands now, how it stood, and why."""

    visit: DeskVisit
    before: Before
    why: str
    lasts: Lasts = "once"

    def said(self) -> str:
        """Return the change itself in a few words."""
        raise NotImplementedError

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the visit as it stands now."""
        keep(session, entry, self.visit, f"{self.said()} {self.why}", self.before, self.lasts)

    def words(self) -> str:
        """Say whose visit, what was changed, and why."""
        goes_on = " Goes on every week." if self.lasts == "every week" else ""
        planned = short_stamp(from_text(self.before.start))
        return f"{self.visit.person_name}, visit of {planned}. {self.said()} {self.why}{goes_on}"


@dataclass(frozen=True)
class VisitMoved(_Changed, Fact, kind="rota.visit_moved", sort="Rota"):
    """A visit is to begin or end at another time."""

    def said(self) -> str:
        """Say from when to when."""
        before = span(self.before.start, self.before.end)
        day = "" if self.visit.start[:10] == self.before.start[:10] else f"{self._day()} "
        return f"Moved from {before} to {day}{span(self.visit.start, self.visit.end)}."

    def _day(self) -> str:
        return short_stamp(from_text(self.visit.start)).rsplit(" ", 1)[0]


@dataclass(frozen=True)
class VisitReassigned(_Changed, Fact, kind="rota.visit_reassigned", sort="Rota"):
    """Somebody else is to go."""

    def said(self) -> str:
        """Say who goes now, and who was to go."""
        return f"{names(self.visit.carers)} in place of {names(self.before.carers)}."


@dataclass(frozen=True)
class VisitDoubled(_Changed, Fact, kind="rota.visit_doubled", sort="Rota"):
    """More carers are needed than were planned, or fewer after all."""

    def said(self) -> str:
        """Say how many are needed now, and who goes."""
        needed = self.visit.carers_needed
        return f"{needed} {'carer' if needed == 1 else 'carers'} needed: {names(self.visit.carers)}."


@dataclass(frozen=True)
class VisitCancelled(_Changed, Fact, kind="rota.visit_cancelled", sort="Rota", goes_back=True):
    """Nobody is to go. `agreed_with` is who agreed to it.

    The main system is told, in words: it still has the visit, and would take it for missed.
    """

    agreed_with: str = ""

    def said(self) -> str:
        """Say with whom it was agreed."""
        return f"Cancelled, agreed with {self.agreed_with}."


@dataclass(frozen=True)
class DifferenceKept(Fact, kind="rota.difference_kept", sort="Rota"):
    """The copy says something else now, and a manager looked at it and kept what was changed by hand."""

    visit: str
    person_name: str
    theirs: Before | None
    version: str | None
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Take what the copy says now as seen."""
        kept = select(local_visits.c.changes).where(local_visits.c.id == self.visit)
        before = session.execute(kept).scalar()
        if before is None:
            return
        changes = msgspec.json.decode(before, type=list[str])
        seen = {
            "base": _json(self.theirs),
            "version": self.version,
            "changes": _json([*changes, signed(f"Kept although the copy changed. {self.why}", entry)]),
            "last_entry": entry.id,
        }
        session.execute(update(local_visits).where(local_visits.c.id == self.visit).values(**seen))

    def words(self) -> str:
        """Say that ours stands."""
        return f"{self.person_name}: kept as changed here, although the copy says otherwise now. {self.why}"


@dataclass(frozen=True)
class ChangeDropped(Fact, kind="rota.change_dropped", sort="Rota"):
    """What was changed by hand no longer stands; the visit is as the copy has it."""

    visit: str
    person_name: str
    ours: Before
    why: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Forget what was changed here."""
        forget_runs(session, [self.visit])
        session.execute(delete(local_visits).where(local_visits.c.id == self.visit))

    def words(self) -> str:
        """Say that the copy stands."""
        ours = span(self.ours.start, self.ours.end)
        return f"{self.person_name}: what was changed here ({ours}) is dropped, the copy stands. {self.why}"


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
