"""Acts about people: looking at a home-entry code."""

from dataclasses import dataclass

from sqlalchemy import func, select

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.session import Session
from downtime_desk.people import entry_codes, names
from downtime_desk.people.facts import EntryCodeRevealed
from downtime_desk.people.model import entry_codes as kept_codes
from downtime_desk.people.model import people
from downtime_desk.people.summary import EntryCode


@dataclass(frozen=True)
class Reveal:
    """Show a person's home-entry codes. `reason` is what the log says of it."""

    person: str
    reason: str


def reveal(session: Session, command: Reveal) -> tuple[EntryCode, ...]:
    """Record that the codes are shown, and why; then return them. They reach nobody unless it was kept."""
    reason = command.reason.strip()
    if not reason:
        raise Trouble("Why the code is needed is missing.", "Write it in a few words: who is at which door.")
    named = select(people.c.family, people.c.given, people.c.version).where(people.c.id == command.person)
    person = session.execute(named).one()
    counted = select(func.count()).where(kept_codes.c.person_id == command.person)
    number = session.execute(counted).scalar_one()
    if not number:
        raise Trouble("There is no entry code in this copy.", "Ring a key holder.")
    shown = EntryCodeRevealed(command.person, names.listed(person.family, person.given), number, reason)
    record(session, shown, subject=f"person/{command.person}", base_version=person.version)
    return entry_codes.unsealed(session, command.person)
