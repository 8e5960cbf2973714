"""What is still to be done about deviations: follow-ups that are open, and safeguarding left to decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import select

from downtime_desk.core.clock import from_text
from downtime_desk.core.session import Session
from downtime_desk.visits.model import deviations, follow_ups


@dataclass(frozen=True, slots=True)
class ToDoRow:
    """One thing to do. `id` is the follow-up or the deviation, `entry` the last entry about the deviation.

    `due` is aware UTC; a safeguarding decision is due from when the deviation happened.
    """

    kind: Literal["follow-up", "safeguarding"]
    id: str
    entry: str
    visit: str | None
    person: str
    name: str
    type: str
    what: str
    owner: str
    due: datetime


def to_do(session: Session) -> tuple[ToDoRow, ...]:
    """Return everything that is open: safeguarding to decide first, then follow-ups, the soonest due first."""
    undecided = select(deviations).where(deviations.c.safeguarding == "to decide")
    decisions = [
        ToDoRow(
            "safeguarding",
            row.id,
            row.last_entry,
            row.visit,
            row.person,
            row.person_name,
            row.type,
            row.what,
            row.recorded_by,
            from_text(row.happened_at),
        )
        for row in session.execute(undecided.order_by(deviations.c.happened_at, deviations.c.id))
    ]
    planned = select(follow_ups).where(follow_ups.c.done_at.is_(None))
    tasks = [
        ToDoRow(
            "follow-up",
            row.id,
            row.deviation,
            row.visit,
            row.person,
            row.person_name,
            row.type,
            row.what,
            row.owner,
            from_text(row.due),
        )
        for row in session.execute(planned.order_by(follow_ups.c.due, follow_ups.c.id))
    ]
    return (*decisions, *tasks)
