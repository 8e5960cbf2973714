"""Opening a data-integrity incident, adding to it, checking samples, and closing it."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, select

from downtime_desk.core.clock import local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.outages.integrity.facts import (
    MOST_NAMED,
    Affected,
    IntegrityAmended,
    IntegrityClosed,
    IntegrityOpened,
    SpotChecked,
)
from downtime_desk.outages.integrity.model import incidents
from downtime_desk.outages.integrity.queries import Incident, accuracy, checks, incident

BY_ITSELF: Final = "by itself, when the new copy was compared with the one in use"


@dataclass(frozen=True)
class OpenIncident:
    """Open an incident: what is wrong in words, how it was found, and who is affected."""

    source: str
    what: str
    how_found: str
    affected: tuple[Affected, ...] = ()
    of_people: int = 0


def open_incident(session: Session, command: OpenIncident) -> str:
    """Open an incident and return its reference; raise Trouble when it is not said what is wrong."""
    if not command.what.strip():
        raise Trouble("It is not said what is wrong.", "Type what is missing or wrong, and for whom.")
    counted: dict[str, int] = {}
    for each in command.affected:
        for what in each.missing:
            counted[what] = counted.get(what, 0) + 1
    reference = _new_reference(session)
    opened = IntegrityOpened(
        reference=reference,
        source=command.source,
        how_found=command.how_found.strip(),
        what=command.what.strip(),
        affected=command.affected[:MOST_NAMED],
        number_affected=len(command.affected),
        of_people=command.of_people,
        sections=counted,
    )
    record(session, opened, subject=f"integrity/{reference}")
    return reference


def open_by_itself(session: Session, command: OpenIncident) -> str | None:
    """Open an incident the program found, unless one it found in the same source is open already."""
    asked = select(func.count()).where(
        incidents.c.closed_at.is_(None),
        incidents.c.source == command.source,
        incidents.c.how_found == command.how_found,
    )
    return None if session.execute(asked).scalar_one() else open_incident(session, command)


@dataclass(frozen=True)
class Amend:
    """Add what became known; empty and None leave things be."""

    reference: str
    ticket: str = ""
    root_cause: str = ""
    agreed_with: str = ""
    supervised_until: date | None = None
    accuracy_before: int | None = None


def amend(session: Session, command: Amend) -> Entry:
    """Keep what became known; raise Trouble when nothing is new."""
    here = _open(session, command.reference)
    before = command.accuracy_before
    if before is not None and not 0 <= before <= 100:
        raise Trouble(f"{before} % is not possible.", "Type 0 to 100.")
    until = command.supervised_until.isoformat() if command.supervised_until else None
    added = IntegrityAmended(
        here.reference,
        _new(command.ticket, here.ticket),
        _new(command.root_cause, here.root_cause),
        _new(command.agreed_with, here.agreed_with),
        _new(until or "", here.supervised_until.isoformat() if here.supervised_until else None),
        before if before != here.accuracy_before else None,
    )
    if added == IntegrityAmended(here.reference):
        raise Trouble("Nothing in that is new.", "Type what became known.")
    return record(session, added, subject=f"integrity/{here.reference}")


@dataclass(frozen=True)
class SpotCheck:
    """Hold one person's record against another source; `right` and `wrong` count its statements."""

    reference: str
    person: str
    person_name: str
    against: str
    right: int
    wrong: int
    found: str = ""


def spot_check(session: Session, command: SpotCheck) -> Entry:
    """Keep a spot check; raise Trouble when it is not said against what, or nothing was looked at."""
    here = _open(session, command.reference)
    if not command.person_name.strip():
        raise Trouble("It is not said whose record was checked.", "Type the name of the person.")
    if not command.against.strip():
        raise Trouble(
            "It is not said what the record was held against.",
            "Type it: the label, the chart in the home, family.",
        )
    if command.right < 0 or command.wrong < 0 or not command.right + command.wrong:
        raise Trouble("Nothing was looked at.", "Type how many statements were right, and how many wrong.")
    if command.wrong and not command.found.strip():
        raise Trouble("It is not said what was wrong.", "Type it in a few words.")
    made = SpotChecked(
        here.reference,
        command.person,
        command.person_name.strip(),
        command.against.strip(),
        command.right,
        command.wrong,
        command.found.strip(),
    )
    return record(session, made, subject=f"integrity/{here.reference}")


@dataclass(frozen=True)
class Close:
    """Close an incident, with what was learnt in a few words."""

    reference: str
    closing: str


def close(session: Session, command: Close) -> Entry:
    """Close an incident; raise Trouble while its cause is not known, or no record was checked."""
    here = _open(session, command.reference)
    if not here.root_cause:
        raise Trouble("The root cause is not written down.", "Find it with the supplier, and add it first.")
    after = accuracy(checks(session, here.reference))
    if after is None:
        raise Trouble(
            "No record was checked.", "Hold at least one against another source, and write it down."
        )
    if not command.closing.strip():
        raise Trouble("It is not said how it ended.", "Type what was put right, in a few words.")
    closed = IntegrityClosed(here.reference, after, command.closing.strip())
    return record(session, closed, subject=f"integrity/{here.reference}")


def _open(session: Session, reference: str) -> Incident:
    here = incident(session, reference)
    if here is None:
        raise Trouble(f"There is no incident {reference}.", "Look at the list again.")
    if here.closed_at is not None:
        raise Trouble(f"{reference} is closed.", "Open a new one if more was found.")
    return here


def _new(typed: str, before: str | None) -> str | None:
    words = typed.strip()
    return words if words and words != before else None


def _new_reference(session: Session) -> str:
    """Return the next reference of this desk and year: it ends in the desk's own mark, so two never meet."""
    who = acting(session)
    year, mark = local(who.now()).year, who.desk.removeprefix("D")
    mine = incidents.c.reference.like(f"DI-{year}-%-{mark}")
    number = session.execute(select(func.count()).select_from(incidents).where(mine)).scalar_one() + 1
    return f"DI-{year}-{number:03d}-{mark}"
