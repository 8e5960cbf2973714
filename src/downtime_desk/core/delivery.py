"""The delivery table: what has to reach the main system, one row a fact.

A row begins as waiting when its fact is recorded, in the same transaction. What happens to it later is
told by facts of the return, so that replay rebuilds this table like any other.

What was settled says by what proof, and the proofs are never mixed: **checked** was read back by this program and is
the same; **second-checked** was typed in by a person and looked over by another; **scanned** is there as paper;
**taken in** came there by a file, and a person saw it; **not required** has a reason instead.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, get_args

from sqlalchemy import Column, Index, Integer, Text, bindparam, func, insert, select

from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.core.tables import projection

if TYPE_CHECKING:
    from downtime_desk.core.journal import Entry

State = Literal[
    "waiting",
    "sent",
    "typed",
    "needs you",
    "checked",
    "second-checked",
    "scanned",
    "taken in",
    "not required",
]
STATES: Final[tuple[State, ...]] = get_args(State)
LEFT: Final[tuple[State, ...]] = ("waiting", "sent", "typed", "needs you")
"""What has not gone back yet. `typed` stands in the main system and waits for another person's look."""
SETTLED: Final[tuple[State, ...]] = ("checked", "second-checked", "scanned", "taken in", "not required")
BY_HAND: Final[tuple[State, ...]] = ("second-checked", "scanned", "taken in")
"""Settled on a person's word, not read back."""

Way = Literal["send", "type in", "scan"]
"""How a thing goes back. Which ways are open, and which is usual, the kind of main system says."""

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
    # how it goes back where somebody chose; NULL goes the usual way of the main system
    Column("way", Text),
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
        "way": _way_of(session, entry.corrects) if entry.corrects else None,
    }
    session.execute(_QUEUE, row)


_QUEUE = Prepared(insert(delivery))


def _way_of(session: Session, fact: str) -> str | None:
    """Return the way an earlier account goes: a later one of the same goes no other, or it would be there twice."""
    way: str | None = session.execute(_WAY, {"fact": fact}).scalar()
    return way


def counts(session: Session) -> dict[State, int]:
    """Return how many facts are in each state; every state is there."""
    found = dict.fromkeys(STATES, 0)
    found.update((row[0], row[1]) for row in session.execute(_COUNTS))
    return found


_COUNTS = Prepared(select(delivery.c.state, func.count()).group_by(delivery.c.state))
_WAY = Prepared(select(delivery.c.way).where(delivery.c.fact_id == bindparam("fact")))


def left(counted: Mapping[State, int]) -> int:
    """Return how many have not gone back."""
    return sum(counted[state] for state in LEFT)


def all_checked(counted: Mapping[State, int]) -> bool:
    """Return whether everything was read back the same by this program: only then it is "all sent and checked"."""
    return bool(counted["checked"]) and not any(counted[state] for state in STATES if state != "checked")
