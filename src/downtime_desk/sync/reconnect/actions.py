"""Connecting again: beginning the checks, making them, judging the sample, going ahead all the same."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.session import Session
from downtime_desk.outages import actions as outages
from downtime_desk.outages.integrity.actions import OpenIncident, open_by_itself
from downtime_desk.outages.integrity.facts import Affected
from downtime_desk.sync.connection import chosen
from downtime_desk.sync.reconnect.facts import (
    CHECKS,
    Compared,
    ReconnectBegan,
    ReconnectChecked,
    RecordJudged,
    SampleCompared,
    WentAhead,
)
from downtime_desk.sync.reconnect.queries import Standing, standing

BY_SAMPLE: Final = "by the sample compared when the main system was back"
NEED_WORDS: Final = frozenset({"supplier"})


def begin(session: Session, happened_at: datetime) -> None:
    """Write down that the main system is back, and begin the checks: nothing is copied or sent until they are done."""
    outages.main_system_back(session, happened_at)
    reference = outages.running(session).reference
    record(session, ReconnectBegan(reference), subject=f"outage/{reference}")


@dataclass(frozen=True)
class Check:
    """Make one of the checks, with a word on how it is known."""

    check: str
    how: str = ""


def check(session: Session, command: Check) -> Entry:
    """Keep a check; raise Trouble when it needs words and has none."""
    here = _under_way(session)
    if command.check not in CHECKS:
        raise ValueError(f"there is no check {command.check}")
    if command.check in NEED_WORDS and not command.how.strip():
        raise Trouble(
            "It is not said who at the supplier said so.", "Type the name, and what they said was wrong."
        )
    return record(session, ReconnectChecked(command.check, command.how.strip()), subject=_subject(here))


def keep_sample(session: Session, compared: SampleCompared) -> Entry:
    """Keep a sample that was read and compared."""
    return record(session, compared, subject=_subject(_under_way(session)))


@dataclass(frozen=True)
class Judge:
    """Say whether what the main system has of one person is right."""

    person: str
    right: bool
    how: str = ""


def judge(session: Session, command: Judge) -> Entry:
    """Keep what a person said of a record. A wrong one opens a data-integrity incident; raise Trouble without words."""
    here = _under_way(session)
    record_of = next((each for each in here.state.sample if each.id == command.person), None)
    if record_of is None:
        raise Trouble("This record is not in the sample.", "Read ten records first.")
    if (record_of.differences != () or not command.right) and not command.how.strip():
        raise Trouble(
            "It is not said how you know.", "Type who you asked, or what you looked at: label, chart, family."
        )
    judged = RecordJudged(command.person, record_of.name, command.right, command.how.strip())
    entry = record(session, judged, subject=_subject(here))
    if not command.right:
        _open(session, record_of, command.how.strip())
    return entry


def _open(session: Session, wrong: Compared, how: str) -> None:
    source = chosen(session)
    missing = tuple(each.field for each in wrong.differences or ()) or ("the whole record",)
    open_by_itself(
        session,
        OpenIncident(
            source.name if source else "the main system",
            f"The record of {wrong.name} is wrong in the main system since it is back: {how}",
            BY_SAMPLE,
            (Affected(wrong.id, wrong.name, missing),),
            len(standing_of(session).state.sample),
        ),
    )


def go_ahead(session: Session, why: str) -> Entry:
    """Let copying and sending go on before the checks are done; raise Trouble without a reason."""
    here = _under_way(session)
    if not why.strip():
        raise Trouble("It is not said why it cannot wait.", "Type the reason. It is kept.")
    if not here.left:
        raise Trouble("The checks are done.", "Nothing is held back.")
    return record(session, WentAhead(here.left, why.strip()), subject=_subject(here))


def standing_of(session: Session) -> Standing:
    """Return how far connecting again is; raise Trouble when it is not under way."""
    return _under_way(session)


def _under_way(session: Session) -> Standing:
    here = standing(session)
    if here is None:
        raise Trouble("The main system is not written down as back.", "Say so on the Return page first.")
    return here


def _subject(here: Standing) -> str:
    return f"outage/{here.state.outage}"
