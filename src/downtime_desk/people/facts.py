"""What is recorded about people: looking at what is kept apart, and what was told since the copy."""

from dataclasses import dataclass

from sqlalchemy import insert, select, update

from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.people.kinds import Kind, Verdict
from downtime_desk.people.model import told


@dataclass(frozen=True)
class EntryCodeRevealed(Fact, kind="entry_code.revealed"):
    """A manager looked at a person's home-entry codes. The codes themselves are in no fact."""

    person: str
    person_name: str
    codes: int
    reason: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the log shows it."""

    def words(self) -> str:
        """Say whose, and why."""
        return f"Entry code of {self.person_name} shown. Why: {self.reason}"


@dataclass(frozen=True)
class PersonLookedAt(Fact, kind="person.looked_at", quiet=True):
    """A manager had a person's record before them. Kept for the audit, once a quarter of an hour."""

    person: str
    person_name: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the audit shows it."""

    def words(self) -> str:
        """Say whose."""
        return f"The record of {self.person_name} was looked at."


@dataclass(frozen=True)
class PeopleListed(Fact, kind="people.listed", quiet=True):
    """A list of people, with their allergies, was given out at the command line."""

    number: int

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the audit shows it."""

    def words(self) -> str:
        """Say how many."""
        return f"{self.number} people were listed at the command line."


@dataclass(frozen=True)
class PersonTold(Fact, kind="person.told", sort="Told", goes_back=True):
    """Somebody said that something about a person is otherwise than in the copy.

    `told_at` is UTC text. A correction (the entry's `corrects` names an earlier one about the same) replaces
    the words, and is not checked until somebody checks it. `withdrawn` says that it is taken back, and why.
    """

    person: str
    person_name: str
    born: str | None
    nhs_number: str | None
    about: Kind
    what: str
    told_by: str
    relation: str
    told_at: str
    withdrawn: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep what was told, or what is said of it now."""
        first = first_of_told(session, entry.corrects)
        if first is None:
            row = {"id": entry.id, "outage": entry.outage, **self._said(), **self._stamp(entry)}
            session.execute(insert(told).values(**row))
            return
        if self.withdrawn is None:
            said = {**self._said(), "checked_with": None, "checked_at": None, "found": None}
        else:
            said = {"withdrawn_at": entry.recorded_at, "withdrawn_why": self.withdrawn}
        now = {**said, **self._stamp(entry)}
        session.execute(update(told).where(told.c.id == first).values(**now))

    @property
    def happened_at(self) -> str | None:
        """Return when it was told, UTC text; None for taking it back, which happens as it is written."""
        return None if self.withdrawn else self.told_at

    def _said(self) -> dict[str, str | None]:
        return {
            "person": self.person,
            "person_name": self.person_name,
            "kind": self.about,
            "what": self.what,
            "told_by": self.told_by,
            "relation": self.relation,
            "told_at": self.told_at,
        }

    def _stamp(self, entry: Entry) -> dict[str, str]:
        return {
            "last_entry": entry.id,
            "recorded_at": entry.recorded_at,
            "recorded_by": entry.actor_name,
        }

    def words(self) -> str:
        """Say what was told, and by whom."""
        if self.withdrawn is not None:
            return f"{self.person_name}: taken back: {self.what} Why: {self.withdrawn}"
        who = f"{self.told_by} ({self.relation})"
        return f"{self.person_name}: {who} said at {clock_face(from_text(self.told_at))}: {self.what}"


@dataclass(frozen=True)
class PersonToldChecked(Fact, kind="person.told_checked", sort="Told", goes_back=True):
    """Something told was checked with somebody who knows. `at` is UTC text; the entry's `corrects` names it."""

    person: str
    person_name: str
    what: str
    checked_with: str
    at: str
    found: Verdict
    born: str | None = None
    nhs_number: str | None = None

    @property
    def happened_at(self) -> str:
        """Return when it was checked, UTC text."""
        return self.at

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep with whom, when, and what was found."""
        checked = {
            "checked_with": self.checked_with,
            "checked_at": self.at,
            "found": self.found,
            "last_entry": entry.id,
        }
        first = first_of_told(session, entry.corrects)
        session.execute(update(told).where(told.c.id == first).values(**checked))

    def words(self) -> str:
        """Say what was checked, with whom, and what came of it."""
        when = clock_face(from_text(self.at))
        return f"{self.person_name}: checked with {self.checked_with} at {when}, {self.found}: {self.what}"


def first_of_told(session: Session, entry: str | None) -> str | None:
    """Return the entry that first said what an entry is about; None when it says something new."""
    if entry is None:
        return None
    found: str | None = session.execute(
        select(told.c.id).where((told.c.id == entry) | (told.c.last_entry == entry))
    ).scalar()
    return found
