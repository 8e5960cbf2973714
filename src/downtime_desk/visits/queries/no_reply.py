"""Visits where nobody answers the door: the step that is next, when it is due, and what was done before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.session import Session
from downtime_desk.visits.codes import NoReplyEnding
from downtime_desk.visits.facts import Step, Taken
from downtime_desk.visits.model import no_replies

_steps = msgspec.json.Decoder(tuple[Step, ...])
_taken = msgspec.json.Decoder(tuple[Taken, ...])


@dataclass(frozen=True)
class NoReplyNow:
    """A no reply. `place` counts the steps taken, of all `steps`; `due` is when the next has to be done.

    `ending` is None while it runs. Instants are aware UTC.
    """

    id: str
    person: str
    name: str
    began: datetime
    told_by: str
    steps: tuple[Step, ...]
    taken: tuple[Taken, ...]
    place: int
    due: datetime
    ending: NoReplyEnding | None
    ended: datetime | None
    found: str | None

    @property
    def step(self) -> str:
        """Return what to do now; after the last step, to say how it ended."""
        return (
            self.steps[self.place].words
            if self.place < len(self.steps)
            else "All steps taken: chase the answer"
        )

    @property
    def which(self) -> str:
        """Return `step 2 of 7`."""
        return f"step {min(self.place + 1, len(self.steps))} of {len(self.steps)}"


def open_no_replies(session: Session) -> dict[str, NoReplyNow]:
    """Return every no reply that runs, by its visit."""
    rows = session.execute(select(no_replies).where(no_replies.c.ended_at.is_(None)))
    return {row.visit: _now(row) for row in rows}


def no_reply_of(session: Session, visit: str) -> NoReplyNow | None:
    """Return the last no reply of a visit, whether it runs or ended; None when there was none."""
    newest = (
        select(no_replies)
        .where(no_replies.c.visit == visit)
        .order_by(no_replies.c.ended_at.is_(None).desc(), no_replies.c.began_at.desc())
        .limit(1)
    )
    row = session.execute(newest).first()
    return _now(row) if row else None


def _now(row: Row[Any]) -> NoReplyNow:
    return NoReplyNow(
        id=row.id,
        person=row.person,
        name=row.person_name,
        began=from_text(row.began_at),
        told_by=row.told_by,
        steps=_steps.decode(row.steps),
        taken=_taken.decode(row.taken),
        place=row.step,
        due=from_text(row.due),
        ending=row.ending,
        ended=from_text(row.ended_at) if row.ended_at else None,
        found=row.found,
    )
