"""Keeping what the proofs said, once a day."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from downtime_desk.assurance.facts import ReadinessChecked
from downtime_desk.assurance.model import readiness_days
from downtime_desk.assurance.proof import Proof
from downtime_desk.core.clock import local
from downtime_desk.core.journal import Entry, record
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting


@dataclass(frozen=True)
class KeepDay:
    """Keep how many of the proofs hold today."""

    proofs: Sequence[Proof]


def keep_day(session: Session, command: KeepDay) -> Entry | None:
    """Record today's figures; return None when today was looked at already."""
    today = local(acting(session).now()).date().isoformat()
    if session.execute(select(readiness_days.c.day).where(readiness_days.c.day == today)).first():
        return None
    look_at = tuple(proof.title for proof in command.proofs if not proof.holds)
    held = len(command.proofs) - len(look_at)
    return record(
        session, ReadinessChecked(today, held, len(command.proofs), look_at), subject=f"readiness/{today}"
    )
