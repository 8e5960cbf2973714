"""Writing down what went otherwise than planned, and deciding about it later."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from downtime_desk.core import journal
from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.visits import codes
from downtime_desk.visits.codes import Harm, Safeguarding, Severity
from downtime_desk.visits.facts import DeviationLogged
from downtime_desk.visits.model import deviations
from downtime_desk.visits.planned import person_named, planned


@dataclass(frozen=True)
class LogDeviation:
    """A deviation as written down. `happened_at` is UTC text; `corrects` an earlier entry about the same."""

    person: str
    visit: str | None
    type: str
    severity: Severity
    harm: Harm
    happened_at: str
    what: str
    actions: tuple[str, ...]
    safeguarding: Safeguarding
    safeguarding_reason: str = ""
    hazard: str | None = None
    corrects: str | None = None
    fact_id: str | None = None


def log_deviation(session: Session, command: LogDeviation) -> Entry:
    """Keep a deviation, or what is now known or decided of one."""
    _check_deviation(command, acting(session).now())
    name, born, nhs_number, version = _whom(session, command)
    if command.corrects:
        _check_known(session, command.corrects)
    return journal.record(
        session,
        DeviationLogged(
            visit=command.visit,
            person=command.person,
            person_name=name,
            born=born,
            nhs_number=nhs_number,
            type=command.type,
            severity=command.severity,
            harm=command.harm,
            happened_at=command.happened_at,
            what=command.what.strip(),
            actions=command.actions,
            safeguarding=command.safeguarding,
            safeguarding_reason=command.safeguarding_reason.strip(),
            hazard=command.hazard,
        ),
        subject=f"visit/{command.visit}" if command.visit else f"person/{command.person}",
        base_version=version,
        corrects=command.corrects,
        fact_id=command.fact_id,
    )


def _check_deviation(command: LogDeviation, now: datetime) -> None:
    if command.type not in codes.DEVIATIONS:
        raise Trouble("What kind of deviation it is was not chosen.", "Choose one from the list.")
    if not command.what.strip():
        raise Trouble("What happened is not written down.", "Write it in a sentence.")
    if not command.actions:
        raise Trouble("What was done about it is not chosen.", "Choose what was done, or No action.")
    if command.safeguarding != "to decide" and not command.safeguarding_reason.strip():
        raise Trouble(
            f"Safeguarding is decided ({command.safeguarding}) without a reason.",
            "Say why, in a sentence: it is asked for either way.",
        )
    if from_text(command.happened_at) > now:
        raise Trouble(
            f"{clock_face(from_text(command.happened_at))} has not come yet.", "Type when it happened."
        )


def _whom(session: Session, command: LogDeviation) -> tuple[str, str | None, str | None, str | None]:
    """Return name, born, NHS number as the copy has them, and the version of the visit."""
    if command.visit:
        visit = planned(session, command.visit)
        return visit.name, visit.born, visit.who.nhs_number, visit.version
    return (*person_named(session, command.person), None)


def _check_known(session: Session, corrected: str) -> None:
    known = select(deviations.c.id).where(
        (deviations.c.id == corrected) | (deviations.c.last_entry == corrected)
    )
    if session.execute(known).first() is None:
        raise Trouble(
            "Somebody else changed this deviation since you opened it.",
            "Your words are still here. Look at what is new, then save again.",
        )
