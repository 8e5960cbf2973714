"""How far the rota reaches: the copy's own days, and the days rolled forward."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select

from downtime_desk.core.clock import day_bounds, to_text
from downtime_desk.core.session import Session
from downtime_desk.rota.model import local_visits, roll_forwards
from downtime_desk.rota.model import visits as copied
from downtime_desk.rota.rollforward import day_of, days_after, whole_days


@dataclass(frozen=True)
class Reach:
    """How far the rota reaches. Days are London days, None when there is none.

    `covered_from` is the first day rolled forward that the copy holds itself now: from there on the visits
    rolled forward can be given up. `repeats` are the first and the last copied day that is repeated; None when
    nothing is rolled forward, or the copy is another one since.
    """

    copy_until: date | None
    rolled_until: date | None
    rolled_visits: int
    covered_from: date | None
    repeats: tuple[date, date] | None = None


def reach(session: Session) -> Reach:
    """Return how far the rota reaches."""
    copied_whole = copied_days(session)
    ends = copied_whole[-1] if copied_whole else None
    rolled = local_visits.c.origin == "rolled forward"
    number, first = session.execute(select(func.count(), func.min(local_visits.c.start)).where(rolled)).one()
    starts = day_of(first) if first else None
    covered = starts if starts and ends and starts <= ends else None
    until = rolled_until(session)
    return Reach(ends, until, number, covered, _repeats(session, copied_whole, until))


def _repeats(session: Session, copied_whole: list[date], until: date | None) -> tuple[date, date] | None:
    if until is None or not copied_whole:
        return None
    first = session.execute(select(func.min(roll_forwards.c.first_day))).scalar_one()
    if date.fromisoformat(first) - copied_whole[-1] != timedelta(days=1) or until <= copied_whole[-1]:
        return None
    sources = [source for _, source in days_after(copied_whole[-1], until, copied_whole)]
    return date.fromisoformat(min(sources)), date.fromisoformat(max(sources))


def copied_days(session: Session) -> list[date]:
    """Return the London days the copy holds whole.

    Counted day by day, from each that has visits to the next: grouping all visits by day costs twice as much.
    """
    counted: dict[date, int] = {}
    after = ""
    while found := session.execute(_NEXT, {"after": after}).scalar():
        day = day_of(found)
        first, after = (to_text(each) for each in day_bounds(day))
        counted[day] = session.execute(_ON_A_DAY, {"first": first, "after": after}).scalar_one()
    return whole_days(counted)


_LISTED = copied.c.withdrawn_at.is_(None)
_NEXT = (
    select(copied.c.start)
    .where(copied.c.start >= bindparam("after"), _LISTED)
    .order_by(copied.c.start)
    .limit(1)
)
_ON_A_DAY = select(func.count()).where(
    copied.c.start >= bindparam("first"), copied.c.start < bindparam("after"), _LISTED
)


def rolled_until(session: Session) -> date | None:
    """Return the last London day that is rolled forward."""
    rows = session.execute(select(roll_forwards.c.last_day, roll_forwards.c.ended_from))
    lasts = [
        min(date.fromisoformat(last), date.fromisoformat(ended) - timedelta(days=1))
        if ended
        else date.fromisoformat(last)
        for last, ended in rows
    ]
    return max(lasts, default=None)


def rolled_from(session: Session, day: date) -> tuple[str, ...]:
    """Return the ids of the visits rolled forward that begin from a London day on."""
    first = to_text(day_bounds(day)[0])
    wanted = select(local_visits.c.id).where(
        local_visits.c.origin == "rolled forward", local_visits.c.start >= first
    )
    return tuple(session.execute(wanted.order_by(local_visits.c.start, local_visits.c.id)).scalars())
