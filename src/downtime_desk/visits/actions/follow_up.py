"""What is to be done about a deviation: by whom, until when, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from downtime_desk.core import journal
from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.drafts import forget_draft
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.visits.facts import FollowUpDone, FollowUpPlanned
from downtime_desk.visits.model import deviations, follow_ups


@dataclass(frozen=True)
class ToDo:
    """What is to be done about a deviation, by whom, until when. `due` is UTC text."""

    what: str
    owner: str
    due: str


@dataclass(frozen=True)
class FollowUp:
    """Plan what is to be done about a deviation."""

    deviation: str
    to_do: ToDo
    fact_id: str | None = None


def follow_up(session: Session, command: FollowUp) -> Entry:
    """Keep what is to be done, with its owner and its time."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    row = standing(session, command.deviation)
    check_to_do(command.to_do, acting(session).now())
    fact = FollowUpPlanned(
        deviation=row.id,
        visit=row.visit,
        person=row.person,
        person_name=row.person_name,
        type=row.type,
        what=command.to_do.what.strip(),
        owner=command.to_do.owner.strip(),
        due=command.to_do.due,
    )
    return journal.record(session, fact, subject=subject_of(row.visit, row.person), fact_id=command.fact_id)


@dataclass(frozen=True)
class CloseFollowUp:
    """What was to be done was done, or is not needed; `outcome` says which."""

    follow_up: str
    outcome: str
    fact_id: str | None = None


def close_follow_up(session: Session, command: CloseFollowUp) -> Entry:
    """Keep what became of a follow-up."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    row = session.execute(select(follow_ups).where(follow_ups.c.id == command.follow_up)).first()
    if row is None or row.done_at is not None:
        raise Trouble("This is done already.", "Look at the list again: somebody wrote how.")
    if not command.outcome.strip():
        raise Trouble("What became of it is not written down.", "Write it in a sentence.")
    fact = FollowUpDone(row.id, row.person_name, row.what, command.outcome.strip())
    entry = journal.record(session, fact, subject=subject_of(row.visit, row.person), fact_id=command.fact_id)
    forget_draft(session, draft_subject(row.id))
    return entry


def draft_subject(id_: str) -> str:
    """Return what the draft about one thing to do, or one decision, is kept under."""
    return f"follow-up/{id_}"


def check_to_do(wanted: ToDo, now: datetime) -> None:
    """Raise Trouble when what is to be done, its owner or a time to come is missing."""
    if not wanted.what.strip() or not wanted.owner.strip():
        raise Trouble("What is to be done, or who does it, is missing.", "Type both.")
    if from_text(wanted.due) <= now:
        raise Trouble(
            f"{clock_face(from_text(wanted.due))} is over.", "Type by when it is to be done: 0900 or +60."
        )


def standing(session: Session, entry: str) -> Row[Any]:
    """Return a deviation by the entry that logged it or the last one; raise Trouble when it moved on."""
    known = (deviations.c.id == entry) | (deviations.c.last_entry == entry)
    row = session.execute(select(deviations).where(known)).first()
    if row is None:
        raise Trouble(
            "Somebody else changed this deviation since you opened it.",
            "Your words are still here. Look at what is new, then save again.",
        )
    return row


def subject_of(visit: str | None, person: str) -> str:
    """Return what an entry is about: the visit where there is one, else the person."""
    return f"visit/{visit}" if visit else f"person/{person}"
