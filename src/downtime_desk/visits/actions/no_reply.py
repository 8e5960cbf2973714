"""When nobody answers the door: begin the sequence, take its steps, and say how it ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core import journal, settings
from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.visits.codes import NO_REPLY_ENDINGS, NoReplyEnding
from downtime_desk.visits.facts import NoReplyBegan, NoReplyEnded, NoReplyStepTaken, Step
from downtime_desk.visits.model import no_replies
from downtime_desk.visits.planned import planned
from downtime_desk.visits.settings import no_reply_steps

_steps = msgspec.json.Decoder(tuple[Step, ...])


@dataclass(frozen=True)
class BeginNoReply:
    """Somebody stands at the door and nobody answers. `at` is when that was found, UTC text; None is now."""

    visit: str
    told_by: str
    at: str | None = None
    fact_id: str | None = None


@dataclass(frozen=True)
class TakeStep:
    """The step at place `step` was taken, and there is still no reply. `who` None means the manager."""

    no_reply: str
    step: int
    who: str = ""
    found: str = ""
    at: str | None = None
    fact_id: str | None = None


@dataclass(frozen=True)
class EndNoReply:
    """The person was found, is known to be elsewhere, or the police or an ambulance were asked."""

    no_reply: str
    ending: NoReplyEnding
    who: str = ""
    found: str = ""
    at: str | None = None
    fact_id: str | None = None


def begin_no_reply(session: Session, command: BeginNoReply) -> Entry:
    """Begin the guided sequence with the steps in force now."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    now, visit = acting(session).now(), planned(session, command.visit)
    if settings.outage(session) is None:
        raise Trouble(
            "No outage is running: the main system looks after the visits.", "Declare the outage first."
        )
    if not command.told_by.strip():
        raise Trouble("Who found no reply is not written down.", "Type who told you.")
    if _open_at(session, visit.visit):
        raise Trouble("A no reply runs for this visit already.", "Go on with the step it is at.")
    at, steps = _when(command.at, None, now), no_reply_steps(session)
    fact = NoReplyBegan(
        visit=visit.visit,
        person=visit.who.id,
        person_name=visit.name,
        planned_start=to_text(visit.start),
        told_by=command.told_by.strip(),
        at=at,
        steps=steps,
        due=_due(at, steps[0]),
    )
    return _record(session, visit.visit, fact, command.fact_id)


def take_step(session: Session, command: TakeStep) -> Entry:
    """Keep that a step was taken, and set the clock of the next."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    row = _open(session, command.no_reply)
    steps = _steps.decode(row.steps)
    if command.step != row.step:
        raise Trouble(
            "Somebody else took this step since you looked.", "Your words are still here. Look, then go on."
        )
    if row.step >= len(steps):
        raise Trouble("All steps were taken.", "Say how it ended.")
    at = _when(command.at, row.began_at, acting(session).now())
    fact = NoReplyStepTaken(
        no_reply=row.id,
        person_name=row.person_name,
        step=row.step,
        what=steps[row.step].words,
        at=at,
        who=command.who.strip() or None,
        found=command.found.strip(),
        # after the last step its own time is given once more, then somebody asks again
        due=_due(at, steps[min(row.step + 1, len(steps) - 1)]),
    )
    return _record(session, row.visit, fact, command.fact_id)


def end_no_reply(session: Session, command: EndNoReply) -> Entry:
    """Keep how it ended, with what was found in words."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    row = _open(session, command.no_reply)
    if command.ending not in NO_REPLY_ENDINGS:
        raise Trouble("How it ended was not chosen.", "Choose one of the four.")
    if not command.found.strip():
        raise Trouble(
            f"{NO_REPLY_ENDINGS[command.ending]}: how you know is not written down.",
            "Write what was found, or the log number you were given.",
        )
    at = _when(command.at, row.began_at, acting(session).now())
    who = command.who.strip() or None
    fact = NoReplyEnded(row.id, row.person_name, command.ending, at, who, command.found.strip())
    return _record(session, row.visit, fact, command.fact_id)


def _record(
    session: Session,
    visit: str,
    fact: NoReplyBegan | NoReplyStepTaken | NoReplyEnded,
    fact_id: str | None,
) -> Entry:
    return journal.record(session, fact, subject=f"visit/{visit}", fact_id=fact_id)


def _open(session: Session, no_reply: str) -> Row[Any]:
    row = session.execute(select(no_replies).where(no_replies.c.id == no_reply)).first()
    if row is None or row.ended_at is not None:
        raise Trouble("This no reply has ended.", "Look at the visit again: somebody wrote how.")
    return row


def _open_at(session: Session, visit: str) -> bool:
    open_one = select(no_replies.c.id).where(no_replies.c.visit == visit, no_replies.c.ended_at.is_(None))
    return session.execute(open_one).first() is not None


def _when(typed: str | None, began: str | None, now: datetime) -> str:
    if typed is None:
        return to_text(now)
    if from_text(typed) > now:
        raise Trouble(f"{clock_face(from_text(typed))} has not come yet.", "Type when it was done.")
    if began is not None and typed < began:
        before = (
            f"{clock_face(from_text(typed))} is before the first knock at {clock_face(from_text(began))}."
        )
        raise Trouble(before, "Type when it was done.")
    return typed


def _due(at: str, step: Step) -> str:
    return to_text(from_text(at) + timedelta(minutes=step.minutes))
