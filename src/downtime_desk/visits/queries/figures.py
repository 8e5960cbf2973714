"""How the outage stands in numbers: what was due, what is verified, what is not, by priority."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, select

from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people.model import people
from downtime_desk.rota.today import each_of, visits
from downtime_desk.visits.model import verifications
from downtime_desk.visits.queries.states import (
    CANCELLED_THERE,
    JOINED,
    SETTLED,
    SETTLED_THERE,
    TAKEN_OUT_THERE,
    planned_between,
    until,
)

LEVELS = ("red", "amber", "green", None)


@dataclass(frozen=True)
class Figures:
    """Visits of the outage that have begun by now. `open_by_level` has every level; None is not recorded."""

    due: int
    verified: int
    open_by_level: dict[str | None, int]
    since: datetime | None

    @property
    def open(self) -> int:
        """Return how many are not verified."""
        return self.due - self.verified


def figures(session: Session, now: datetime) -> Figures:
    """Count the visits of the running outage; nothing is counted when none runs."""
    running = outages.current(session)
    by_level: dict[str | None, int] = dict.fromkeys(LEVELS, 0)
    if running is None:
        return Figures(0, 0, by_level, None)
    each = each_of(
        select(people.c.priority, SETTLED.label("settled"))
        .select_from(JOINED)
        .where(and_(planned_between(running.since, until(running, now)), ~CANCELLED_THERE))
    )
    counted = session.execute(
        select(each.c.priority, func.count(), func.total(each.c.settled)).group_by(each.c.priority)
    )
    due = verified = 0
    for level, number, settled in counted:
        due += number
        verified += int(settled)
        key = level if level in LEVELS else None
        by_level[key] += number - int(settled)
    return Figures(due, verified, by_level, running.since)


def counted_again(
    session: Session, before: Figures, now: datetime, accounts: Mapping[str, bool | None]
) -> Figures:
    """Return the figures of the same instant after accounts were written, by what they changed.

    `accounts` has every visit that was written about: None when nothing was known of it before, else whether it was
    settled. Nothing planned may have changed since.
    """
    running = outages.current(session)
    if running is None or not accounts:
        return before
    rows = session.execute(
        select(
            visits.c.id,
            people.c.priority,
            TAKEN_OUT_THERE.label("taken_out"),
            SETTLED_THERE.label("settled_there"),
            verifications.c.settled,
        )
        .select_from(JOINED)
        .where(visits.c.id.in_(accounts), planned_between(running.since, until(running, now)))
    )
    due, verified, by_level = before.due, before.verified, dict(before.open_by_level)
    for row in rows:
        settled = accounts[row.id]
        was_due = settled is not None or not row.taken_out
        was_settled = was_due and bool(row.settled_there if settled is None else settled)
        newly_due, newly_settled = 1 - was_due, int(row.settled) - was_settled
        due, verified = due + newly_due, verified + newly_settled
        by_level[row.priority if row.priority in LEVELS else None] += newly_due - newly_settled
    return replace(before, due=due, verified=verified, open_by_level=by_level)
