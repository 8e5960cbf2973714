"""Acts about people: looking at a home-entry code, and writing down what was told since the copy."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from downtime_desk.core.clock import clock_face, to_text
from downtime_desk.core.drafts import forget_draft
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, find, journal, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.people import entry_codes, names
from downtime_desk.people.facts import (
    EntryCodeRevealed,
    PeopleListed,
    PersonLookedAt,
    PersonTold,
    PersonToldChecked,
)
from downtime_desk.people.kinds import KINDS, Kind, Verdict
from downtime_desk.people.model import entry_codes as kept_codes
from downtime_desk.people.model import people
from downtime_desk.people.summary import EntryCode, Person
from downtime_desk.people.told import Told, one_told


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


AGAIN_AFTER: Final = timedelta(minutes=15)
"""Whoever goes on looking at one person is written down once in this time."""


@dataclass(frozen=True)
class LookAt:
    """A person's record is before the manager."""

    person: str


def look_at(session: Session, command: LookAt) -> None:
    """Keep for the audit that the manager looks at a person, unless it was kept a moment ago."""
    who, subject = acting(session), f"person/{command.person}"
    lately = select(journal.c.seq).where(
        journal.c.subject == subject,
        journal.c.kind == PersonLookedAt.kind,
        journal.c.actor == who.manager,
        journal.c.recorded_at > to_text(who.now() - AGAIN_AFTER),
    )
    named = select(people.c.family, people.c.given).where(people.c.id == command.person)
    person = session.execute(named).first()
    if person is None or session.execute(lately).first():
        return
    record(
        session, PersonLookedAt(command.person, names.listed(person.family, person.given)), subject=subject
    )


def list_people(session: Session, number: int) -> None:
    """Keep for the audit that so many people were listed."""
    record(session, PeopleListed(number), subject="people")


_CODE: Final = re.compile(
    r"(?i)\b(?:code|key ?safe|pin|combination)\b.{0,60}?(?<!\d)[a-z]?\d{3,8}[a-z]?(?![\d:])"
)
"""What looks like a home-entry code in words: it would stand beside a name, on screen and on paper."""
_PHONE: Final = re.compile(r"\b0\d[\d ]{7,}\d\b")


def draft_about(person: str) -> str:
    """Return what a change told of a person is kept under while it is being typed."""
    return f"told-of/{person}"


def draft_on(told: str) -> str:
    """Return what is kept while something told is being checked or changed; `told` is its first entry."""
    return f"told/{told}"


@dataclass(frozen=True)
class Checked:
    """How something was checked as soon as it was told: with whom, when (aware), and what they said."""

    checked_with: str
    at: datetime
    found: Verdict


@dataclass(frozen=True)
class Tell:
    """Write down what somebody said of a person. `told_at` is aware; `corrects` is the last entry about it."""

    person: str
    kind: Kind
    what: str
    told_by: str
    relation: str
    told_at: datetime
    corrects: str | None = None
    checked: Checked | None = None
    fact_id: str | None = None


def tell(session: Session, command: Tell) -> Entry:
    """Keep what was told, unchecked unless it says how; a correction stands in place of what was told before."""
    if command.fact_id and (kept := find(session, command.fact_id)):
        return kept
    if command.kind not in KINDS:
        raise Trouble("What it is about was not chosen.", "Choose one from the list.")
    what = _sentence(command.what, "What was said is missing.", "Write it in a sentence.")
    told_by = _words(command.told_by, "Who said it is missing.", "Write their name.")
    relation = _words(
        command.relation, "Who they are is missing.", "Write it: daughter, GP, carer, the person."
    )
    _without_code(session, command.person, what)
    _not_ahead(command.told_at, acting(session).now())
    if command.corrects:
        forget_draft(session, draft_on(_standing(session, command.corrects).id))
    person = session.execute(_TOLD_OF.where(people.c.id == command.person)).first()
    if person is None:
        raise Trouble("This person is not in the copy on this laptop.", "Write it down in the log.")
    fact = PersonTold(
        person=command.person,
        person_name=names.full_name(Person(command.person, person.family, person.given, person.title)),
        born=person.born,
        nhs_number=person.nhs_number,
        about=command.kind,
        what=what,
        told_by=told_by,
        relation=relation,
        told_at=to_text(command.told_at),
    )
    entry = record(
        session,
        fact,
        subject=f"person/{command.person}",
        base_version=person.version,
        corrects=command.corrects,
        fact_id=command.fact_id,
    )
    if command.corrects is None:
        forget_draft(session, draft_about(command.person))
    if command.checked is not None:
        known = command.checked
        check(session, Check(entry.id, known.checked_with, known.at, known.found))
    return entry


_TOLD_OF = select(
    people.c.family, people.c.given, people.c.title, people.c.born, people.c.nhs_number, people.c.version
)


@dataclass(frozen=True)
class Check:
    """Write down with whom something told was checked, and what they said. `told` is the last entry about it."""

    told: str
    checked_with: str
    at: datetime
    found: Verdict
    fact_id: str | None = None


def check(session: Session, command: Check) -> Entry:
    """Keep that something told was checked."""
    if command.fact_id and (kept := find(session, command.fact_id)):
        return kept
    told = _standing(session, command.told)
    who = _words(
        command.checked_with, "With whom it was checked is missing.", "Write their name and who they are."
    )
    _not_ahead(command.at, acting(session).now())
    if command.at < told.told_at:
        raise Trouble(
            f"It was told at {clock_face(told.told_at)}, and cannot be checked before.",
            "Type when it was checked.",
        )
    person = session.execute(_TOLD_OF.where(people.c.id == told.person)).first()
    fact = PersonToldChecked(
        person=told.person,
        person_name=told.person_name,
        what=told.what,
        checked_with=who,
        at=to_text(command.at),
        found=command.found,
        born=person.born if person else None,
        nhs_number=person.nhs_number if person else None,
    )
    forget_draft(session, draft_on(told.id))
    return record(
        session, fact, subject=f"person/{told.person}", corrects=command.told, fact_id=command.fact_id
    )


@dataclass(frozen=True)
class Withdraw:
    """Take back something told by mistake. `told` is the last entry about it."""

    told: str
    why: str
    fact_id: str | None = None


def withdraw(session: Session, command: Withdraw) -> Entry:
    """Take something told back: it is shown and printed no more; the log keeps it."""
    if command.fact_id and (kept := find(session, command.fact_id)):
        return kept
    told = _standing(session, command.told)
    why = _sentence(command.why, "Why it is taken back is missing.", "Write it in a few words.")
    forget_draft(session, draft_on(told.id))
    person = session.execute(_TOLD_OF.where(people.c.id == told.person)).first()
    fact = PersonTold(
        person=told.person,
        person_name=told.person_name,
        born=person.born if person else None,
        nhs_number=person.nhs_number if person else None,
        about=told.kind,
        what=told.what,
        told_by=told.told_by,
        relation=told.relation,
        told_at=to_text(told.told_at),
        withdrawn=why,
    )
    return record(
        session, fact, subject=f"person/{told.person}", corrects=command.told, fact_id=command.fact_id
    )


def _standing(session: Session, last_entry: str) -> Told:
    """Return something told that stands; raise Trouble when somebody else changed it since it was shown."""
    told = one_told(session, last_entry)
    if told is None or told.last_entry != last_entry:
        raise Trouble(
            "Somebody else wrote about this since you opened it.", "Look at what is new, then save again."
        )
    if told.withdrawn_why is not None:
        raise Trouble("This was taken back.", "Write it down anew if it is true after all.")
    return told


def _sentence(typed: str, missing: str, do: str) -> str:
    words = _words(typed, missing, do)
    return words if words[-1] in ".!?" else f"{words}."


def _words(typed: str, missing: str, do: str) -> str:
    words = typed.strip()
    if not words:
        raise Trouble(missing, do)
    return words


def _without_code(session: Session, person: str, what: str) -> None:
    known = (each.code for each in entry_codes.unsealed(session, person) if each.code.strip())
    written = any(re.search(rf"(?<!\w){re.escape(code)}(?!\w)", what) for code in known)
    if written or _CODE.search(_PHONE.sub("", what)):
        raise Trouble(
            "This looks like a home-entry code. It would stand beside the name, on screen and on paper.",
            "Leave the number out: write that the code changed, and who has it.",
        )


def _not_ahead(at: datetime, now: datetime) -> None:
    if at > now:
        raise Trouble(f"{clock_face(at)} has not come yet.", "Type when it was.")
