"""How the outage stands in numbers: what was due, what is verified, what is not, by priority."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people.model import people
from downtime_desk.rota.today import each_of
from downtime_desk.visits.queries.states import CANCELLED_THERE, JOINED, SETTLED, planned_between, until

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
