"""The gate of the stand-down: how every planned visit, every fact and every sheet of an outage stands."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from downtime_desk.core import delivery
from downtime_desk.core.journal import Head, head, journal
from downtime_desk.core.session import Session
from downtime_desk.outages.queries import Outage
from downtime_desk.printing.queries import sheets_of
from downtime_desk.recovery.reconciling.queries import SecondLook, standing
from downtime_desk.recovery.workbench.notes import due
from downtime_desk.rota.today import visits
from downtime_desk.visits.model import deviations, verifications
from downtime_desk.visits.queries import Unaccounted, unaccounted
from downtime_desk.visits.queries.states import (
    CANCELLED_THERE,
    DEVIATION_DUE,
    JOINED,
    NO_REPLY_OPEN,
    NO_SHOW,
    SETTLED,
    UNTOLD,
    belongs,
)

_NOT_DONE: ColumnElement[bool] = or_(
    verifications.c.outcome == "did not happen", and_(UNTOLD, visits.c.status == NO_SHOW)
)

LISTED: Final = 200
"""How many visits without an answer are listed; the next ones come up as these are settled."""


@dataclass(frozen=True)
class Gate:
    """How an outage stands at one instant. Every planned visit is in one of four counts.

    `unaccounted` are the first of the visits without an answer, at most `LISTED`; `without_answer` counts all.
    `decided` counts the facts a person had to decide about. Sheets are those numbered in the outage; a sheet
    the printer refused was never issued. `notes_due` counts the people something was written down of whose
    downtime note is missing, or is older than what was written since.
    """

    planned: int
    verified: int
    not_done: int
    cancelled: int
    unaccounted: tuple[Unaccounted, ...]
    returned: dict[delivery.State, int]
    decided: int
    sheets_issued: int
    sheets_out: int
    sheets_lost: int
    head: Head
    second_look: SecondLook
    notes_due: int = 0

    @property
    def without_answer(self) -> int:
        """Return how many visits nobody accounted for."""
        return self.planned - self.verified - self.not_done - self.cancelled

    @property
    def left(self) -> int:
        """Return how many things have not gone back."""
        return delivery.left(self.returned)

    @property
    def open(self) -> bool:
        """Return whether the outage may be closed."""
        held = self.without_answer or self.unaccounted or self.left or self.sheets_out or self.notes_due
        return not held and self.second_look.done

    def figures(self) -> dict[str, int]:
        """Return the figures the stand-down keeps."""
        return {
            "planned": self.planned,
            "verified": self.verified,
            "not done": self.not_done,
            "cancelled": self.cancelled,
            "unaccounted": self.without_answer,
            **{str(state): number for state, number in self.returned.items()},
            "decided": self.decided,
            "notes due": self.notes_due,
            "sheets issued": self.sheets_issued,
            "sheets out": self.sheets_out,
            "sheets lost": self.sheets_lost,
            "entries before": self.head.seq,
            "agree there": self.second_look.agrees,
            "did not agree there": self.second_look.disagrees,
            "findings decided": self.second_look.decided,
            "findings undecided": self.second_look.undecided,
        }


def gate(session: Session, outage: Outage, now: datetime) -> Gate:
    """Count the visits, the facts and the sheets of an outage."""
    answered = and_(not_(CANCELLED_THERE), SETTLED, not_(DEVIATION_DUE), not_(NO_REPLY_OPEN))
    row = session.execute(
        select(
            func.count(),
            func.total(and_(answered, not_(func.coalesce(_NOT_DONE, 0)))),
            func.total(and_(answered, func.coalesce(_NOT_DONE, 0))),
            func.total(and_(CANCELLED_THERE, not_(NO_REPLY_OPEN))),
        )
        .select_from(JOINED)
        .where(belongs(session, outage, now))
    ).one()
    planned, verified, not_done, cancelled = (int(each) for each in row)
    sheets = sheets_of(session, outage.reference)
    return Gate(
        planned=planned,
        verified=verified,
        not_done=not_done,
        cancelled=cancelled,
        unaccounted=unaccounted(session, outage, now, LISTED),
        returned=returned_of(session, outage.reference),
        decided=_decided_of(session, outage.reference),
        sheets_issued=sum(sheets.values()) - sheets.get("not sent", 0),
        sheets_out=sheets.get("out", 0),
        sheets_lost=sheets.get("lost", 0),
        head=head(session),
        notes_due=len(due(session, outage)),
        second_look=standing(session, outage.reference),
    )


def returned_of(session: Session, reference: str) -> dict[delivery.State, int]:
    """Return how the facts of an outage stand on their way back."""
    table = delivery.delivery
    counted = session.execute(
        select(table.c.state, func.count())
        .join(journal, journal.c.id == table.c.fact_id)
        .where(journal.c.outage == reference)
        .group_by(table.c.state)
    )
    found = dict.fromkeys(delivery.STATES, 0)
    found.update((row[0], row[1]) for row in counted)
    return found


def deviations_of(session: Session, reference: str) -> int:
    """Return how many deviations of an outage are written down."""
    counted = select(func.count()).select_from(deviations).where(deviations.c.outage == reference)
    return session.execute(counted).scalar_one()


def _decided_of(session: Session, reference: str) -> int:
    """Return about how many facts of an outage a person decided."""
    table = delivery.delivery
    counted = (
        select(func.count())
        .select_from(table.join(journal, journal.c.id == table.c.fact_id))
        .where(journal.c.outage == reference, table.c.decision.is_not(None))
    )
    return session.execute(counted).scalar_one()
