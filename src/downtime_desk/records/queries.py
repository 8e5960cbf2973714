"""The audit: who looked, printed, was shown a code, gave out and wrote, by person and by manager."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.journal import Entry, decode, journal
from downtime_desk.core.session import Session
from downtime_desk.people import names
from downtime_desk.people.model import people
from downtime_desk.records.model import people_left
from downtime_desk.records.ownership import owned_by

TABLES = frozenset({"journal"})


class Act(StrEnum):
    """What a line of the audit is: the first of these that its kind fits."""

    LOOKED = "Looked at"
    PRINTED = "Printed"
    SHOWN = "Shown a code"
    GIVEN = "Given out or erased"
    ACCESS = "Signed in, keys"
    WROTE = "Wrote down"


_BEGIN: Final = {
    Act.LOOKED: ("person.looked_at", "people.listed"),
    Act.PRINTED: ("copy.issued", "copy.handed_on", "copy.accounted_for", "copy.queue_said", "printer."),
    Act.SHOWN: ("entry_code.",),
    Act.GIVEN: ("audit.", "record.", "journal.erased", "backup.pack_made", "return.written_to_files"),
    Act.ACCESS: ("manager.", "store.", "break_glass."),
}


def act_of(kind: str) -> Act:
    """Return what a kind of fact is for the audit."""
    return next((act for act, begins in _BEGIN.items() if kind.startswith(begins)), Act.WROTE)


@dataclass(frozen=True)
class Wanted:
    """Which lines of the audit. Empty or None takes all; instants are aware UTC, `until` is not included."""

    person: str = ""
    manager: str = ""
    act: Act | None = None
    since: datetime | None = None
    until: datetime | None = None
    words: str = ""

    def in_words(self) -> str:
        """Say which lines these are, without anybody's name but a manager's."""
        parts = [f"person {self.person}" if self.person else "everybody"]
        parts += [f"by {self.manager}"] if self.manager else []
        parts += [self.act.value.lower()] if self.act else []
        parts += [f"from {self.since:%d %b %Y}"] if self.since else []
        parts += [f"before {self.until:%d %b %Y}"] if self.until else []
        parts += ["with words looked for"] if self.words else []
        return ", ".join(parts)


@dataclass(frozen=True)
class AuditLine:
    """One line. `words` say that the content was erased when it was."""

    seq: int
    at: datetime
    by: str
    act: Act
    words: str
    outage: str | None


def audit(
    session: Session, wanted: Wanted, *, before: int | None = None, limit: int = 500
) -> list[AuditLine]:
    """Return lines of the audit, the last first; `before` goes on below a line's number."""
    found: list[AuditLine] = []
    for line in _lines(session, wanted, before):
        if len(found) == limit:
            break
        found.append(line)
    return found


def _lines(session: Session, wanted: Wanted, before: int | None) -> Iterator[AuditLine]:
    about = None
    if wanted.person:
        owned = owned_by(session, wanted.person)
        about = frozenset((*owned.alone, *owned.shared))
    asked = select(journal).order_by(journal.c.seq.desc())
    if before is not None:
        asked = asked.where(journal.c.seq < before)
    if wanted.manager:
        asked = asked.where(journal.c.actor_name == wanted.manager)
    if wanted.since is not None:
        asked = asked.where(journal.c.recorded_at >= to_text(wanted.since))
    if wanted.until is not None:
        asked = asked.where(journal.c.recorded_at < to_text(wanted.until))
    looked_for = wanted.words.casefold()
    for entry in map(Entry.of, session.execute(asked).yield_per(500)):
        act = act_of(entry.kind)
        if (about is not None and entry.id not in about) or wanted.act not in (None, act):
            continue
        line = _line(entry, act)
        if looked_for in line.words.casefold():
            yield line


def _line(entry: Entry, act: Act) -> AuditLine:
    what = decode(entry)
    words = what.words() if what else "Erased when its time was up."
    return AuditLine(entry.seq, from_text(entry.recorded_at), entry.actor_name, act, words, entry.outage)


def managers(session: Session) -> tuple[str, ...]:
    """Return everybody who ever wrote a line, by name."""
    return tuple(
        session.execute(select(journal.c.actor_name).distinct().order_by(journal.c.actor_name)).scalars()
    )


def name_of(session: Session, person: str) -> str | None:
    """Return a person's name as lists show it; None when nothing of them is kept but lines of the journal."""
    row = session.execute(select(people.c.family, people.c.given).where(people.c.id == person)).first()
    if row is not None:
        return names.listed(row.family, row.given)
    return session.execute(select(people_left.c.name).where(people_left.c.person == person)).scalar()
