"""Declaring an outage, adding to it, writing down what happens, and standing down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from downtime_desk.core import settings
from downtime_desk.core.clock import day_and_clock, local, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, find, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.outages.facts import (
    CAN_STOP,
    DecisionRecorded,
    LogNoted,
    MainSystemBack,
    MainSystemGoneAgain,
    OutageAmended,
    OutageDeclared,
    OutageStoodDown,
)
from downtime_desk.outages.model import decisions, outages
from downtime_desk.outages.queries import Mode, Outage, current, evidence


@dataclass(frozen=True)
class Declare:
    """Declare an outage. `what` holds words of `CAN_STOP`; `since` is an aware instant, typed by a person."""

    what: tuple[str, ...]
    since: datetime
    first_sign: str
    ticket: str | None = None
    fact_id: str | None = None


def declare(session: Session, command: Declare) -> str:
    """Declare an outage and return its reference. The age and size of the copy are kept as evidence."""
    if command.fact_id and find(session, command.fact_id):
        return running(session).reference
    if current(session) is not None:
        raise Trouble("An outage is running already.", "Add what else has stopped to it in the log.")
    what = _known(command.what)
    if not what:
        raise Trouble("Nothing is ticked.", "Tick at least one thing that has stopped.")
    if not command.first_sign.strip():
        raise Trouble("How you know is missing.", "Write one line: who noticed, and what they saw.")
    _not_ahead(session, command.since)
    reference = _new_reference(session)
    declared = OutageDeclared(
        reference=reference,
        what=what,
        since=to_text(command.since),
        first_sign=command.first_sign.strip(),
        ticket=_words_or_none(command.ticket),
        evidence=evidence(session, acting(session).now()),
    )
    record(session, declared, subject=f"outage/{reference}", fact_id=command.fact_id)
    return reference


@dataclass(frozen=True)
class Amend:
    """Add a supplier's ticket, or more things that have stopped, to the outage that runs."""

    also: tuple[str, ...] = ()
    ticket: str | None = None


def amend(session: Session, command: Amend) -> None:
    """Add what is new; raise Trouble when nothing is."""
    outage = running(session)
    also = tuple(word for word in _known(command.also) if word not in outage.what)
    ticket = _words_or_none(command.ticket)
    if ticket == outage.ticket:
        ticket = None
    if not also and ticket is None:
        raise Trouble("Nothing in that is new.", "Tick what else has stopped, or type the ticket number.")
    record(session, OutageAmended(outage.reference, also, ticket), subject=f"outage/{outage.reference}")


def main_system_back(session: Session, happened_at: datetime) -> None:
    """Write down that the main system works again; the desk begins returning."""
    outage = running(session)
    if outage.mode is Mode.RETURNING:
        raise Trouble("The main system is written down as back already.")
    _not_ahead(session, happened_at)
    back = MainSystemBack(outage.reference, to_text(happened_at))
    record(session, back, subject=f"outage/{outage.reference}")


def main_system_gone_again(session: Session, happened_at: datetime) -> None:
    """Write down that the main system stopped again before the desk stood down."""
    outage = running(session)
    if outage.mode is Mode.OUTAGE:
        raise Trouble("The main system is not written down as back.")
    _not_ahead(session, happened_at)
    gone = MainSystemGoneAgain(outage.reference, to_text(happened_at))
    record(session, gone, subject=f"outage/{outage.reference}")


@dataclass(frozen=True)
class StandDown:
    """End the outage. `unaccounted` names visits whose outcome nobody knows: none may be left.

    `without_answer` counts all of them, where only the first are named.
    """

    unaccounted: Sequence[str]
    figures: Mapping[str, int] = field(default_factory=dict)
    certificate: str | None = None
    without_answer: int = 0


def stand_down(session: Session, command: StandDown) -> None:
    """Stand down; raise Trouble while a visit is not accounted for."""
    outage = running(session)
    left = list(command.unaccounted)
    number = max(len(left), command.without_answer)
    if number:
        named = ", ".join(left[:5]) + (" and more" if number > 5 else "")
        count = "1 visit is" if number == 1 else f"{number:,} visits are"
        raise Trouble(f"{count} not accounted for: {named}.", "Settle each of them, then stand down.")
    over = OutageStoodDown(outage.reference, dict(command.figures), command.certificate)
    record(session, over, subject=f"outage/{outage.reference}")


@dataclass(frozen=True)
class Note:
    """Write a line in the log. `corrects` is the id of the entry it puts right."""

    text: str
    happened_at: datetime
    corrects: str | None = None
    fact_id: str | None = None


def note(session: Session, command: Note) -> Entry:
    """Keep a line in the log; it cannot be changed afterwards."""
    text = command.text.strip()
    if not text:
        raise Trouble("Nothing is written yet.", "Type what happened.")
    _not_ahead(session, command.happened_at)
    return record(
        session,
        LogNoted(text, to_text(command.happened_at)),
        subject=_log_subject(session),
        corrects=_kept(session, command.corrects),
        fact_id=command.fact_id,
    )


@dataclass(frozen=True)
class Decide:
    """Write down a decision. `follows` is the id of the decision this one looked at again."""

    title: str
    what_we_knew: str
    choices: tuple[str, ...]
    chosen: str
    why: str
    happened_at: datetime
    look_again_at: datetime | None = None
    follows: str | None = None
    fact_id: str | None = None


def decide(session: Session, command: Decide) -> Entry:
    """Keep a decision with its grounds; raise Trouble when a ground is missing."""
    needed = {
        "what it is about": command.title,
        "what we knew": command.what_we_knew,
        "what was chosen": command.chosen,
        "why": command.why,
    }
    missing = [name for name, words in needed.items() if not words.strip()]
    if missing:
        raise Trouble(
            f"Missing: {', '.join(missing)}.", "A decision can be defended only with its grounds. Type them."
        )
    _not_ahead(session, command.happened_at)
    if command.look_again_at is not None and command.look_again_at <= command.happened_at:
        raise Trouble("The time to look again is before the decision.", "Type a later time.")
    recorded = DecisionRecorded(
        number=_next_decision(session),
        title=command.title.strip(),
        what_we_knew=command.what_we_knew.strip(),
        choices=tuple(choice.strip() for choice in command.choices if choice.strip()),
        chosen=command.chosen.strip(),
        why=command.why.strip(),
        happened_at=to_text(command.happened_at),
        look_again_at=to_text(command.look_again_at) if command.look_again_at else None,
        follows=_kept(session, command.follows),
    )
    return record(session, recorded, subject=_log_subject(session), fact_id=command.fact_id)


def running(session: Session) -> Outage:
    """Return the outage that is running; raise Trouble when none is."""
    outage = current(session)
    if outage is None:
        raise Trouble("No outage is running.", "Declare one first (Ctrl+Shift+O).")
    return outage


def _known(what: Sequence[str]) -> tuple[str, ...]:
    unknown = set(what).difference(CAN_STOP)
    if unknown:
        raise ValueError(f"nothing here is called {unknown}")
    return tuple(word for word in CAN_STOP if word in what)


def _not_ahead(session: Session, instant: datetime) -> None:
    if instant > acting(session).now():
        raise Trouble(f"{day_and_clock(instant)} has not come yet.", "Type the time it happened.")


def _words_or_none(typed: str | None) -> str | None:
    return (typed or "").strip() or None


def _kept(session: Session, fact_id: str | None) -> str | None:
    if fact_id is not None and find(session, fact_id) is None:
        raise ValueError(f"there is no entry {fact_id}")
    return fact_id


def _log_subject(session: Session) -> str:
    reference = settings.outage(session)
    return f"outage/{reference}" if reference else "log"


def _new_reference(session: Session) -> str:
    """Return the next reference of this desk and year: it ends in the desk's own mark, so two never meet."""
    who = acting(session)
    year, mark = local(who.now()).year, who.desk.removeprefix("D")
    mine = outages.c.reference.like(f"DT-{year}-%-{mark}")
    number = session.execute(select(func.count()).where(mine)).scalar_one() + 1
    return f"DT-{year}-{number:03d}-{mark}"


def _next_decision(session: Session) -> int:
    mine = decisions.c.outage.is_(settings.outage(session))
    highest: int | None = session.execute(select(func.max(decisions.c.number)).where(mine)).scalar()
    return (highest or 0) + 1
