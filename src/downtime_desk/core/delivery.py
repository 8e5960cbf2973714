"""The delivery table: what has to reach the main system, one row a fact.

A row begins as waiting when its fact is recorded, in the same transaction. What happens to it later is
told by facts of the return, so that replay rebuilds this table like any other.
"""

from typing import TYPE_CHECKING, Literal

from sqlalchemy import Column, Index, Integer, Text, func, insert, select

from downtime_desk.core.session import Session
from downtime_desk.core.tables import projection

if TYPE_CHECKING:
    from downtime_desk.core.journal import Entry

State = Literal["waiting", "sent", "checked", "needs you", "not required"]

delivery = projection(
    "delivery",
    Column("fact_id", Text, primary_key=True),
    Column("seq", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("changed_at", Text, nullable=False),
    # what the main system said, in its words, and what we saw there when it differs from ours
    Column("answer", Text),
    Column("theirs", Text),
    Column("remote_id", Text),
    Column("remote_version", Text),
    Column("decision", Text),
    Index(None, "state", "seq"),
    Index(None, "subject"),
)


def queue(session: Session, entry: "Entry") -> None:
    """Put a fact in line for the main system."""
    row = {
        "fact_id": entry.id,
        "seq": entry.seq,
        "kind": entry.kind,
        "subject": entry.subject,
        "state": "waiting",
        "attempts": 0,
        "changed_at": entry.recorded_at,
    }
    session.execute(_QUEUE, row)


_QUEUE = insert(delivery)


def counts(session: Session) -> dict[State, int]:
    """Return how many facts are in each state; every state is there."""
    found: dict[State, int] = {"waiting": 0, "sent": 0, "checked": 0, "needs you": 0, "not required": 0}
    counted = session.execute(select(delivery.c.state, func.count()).group_by(delivery.c.state))
    found.update((row[0], row[1]) for row in counted)
    return found
