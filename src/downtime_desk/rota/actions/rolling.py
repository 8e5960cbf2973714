"""Rolling the rota forward beyond the copy, and giving it up where the copy reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from downtime_desk.core import journal
from downtime_desk.core.clock import day_bounds, from_text, local, long_date, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.rota.actions.common import in_outage, said_why
from downtime_desk.rota.actions.found import SAME_VISIT
from downtime_desk.rota.facts import RollForwardEnded, RotaRolledForward
from downtime_desk.rota.model import local_visits, roll_forwards
from downtime_desk.rota.model import visits as copied
from downtime_desk.rota.queries.off import off_during
from downtime_desk.rota.queries.pattern import pattern_visits
from downtime_desk.rota.queries.rolling import copied_days, rolled_until
from downtime_desk.rota.rollforward import MOST_WEEKS, Pattern, days_after, pattern_of, repeated
from downtime_desk.rota.standing import all_off


@dataclass(frozen=True)
class RollForward:
    """Roll the rota forward until a London day, that day included."""

    until: date
    fact_id: str | None = None


def roll_forward(session: Session, command: RollForward) -> Entry:
    """Repeat the days of the copy after it ends, with what was changed to go on every week.

    Days rolled forward already stay as they are. A visit the copy has there itself is not made twice.
    """
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    fact, _ = _to_make(session, command, acting(session).now())
    return journal.record(session, fact, subject="rota", fact_id=command.fact_id)


@dataclass(frozen=True)
class Preview:
    """What rolling forward would make, and of what. `open` visits have too few carers: some are off then.

    `repeats` are the first and the last copied day that is repeated; `off` the names of who is off in that
    time; `every_week` how many changes by hand go on.
    """

    first_day: date
    last_day: date
    visits: int
    open: int
    there_already: int
    repeats: tuple[date, date]
    off: tuple[str, ...]
    every_week: int


def preview(session: Session, command: RollForward, now: datetime) -> Preview:
    """Return what rolling forward would make, without keeping anything. Slow for a large copy."""
    fact, too_few = _to_make(session, command, now)
    sources = sorted(date.fromisoformat(source) for _, source in fact.days)
    first, last = fact.days[0][0], fact.days[-1][0]
    since, until = day_bounds(date.fromisoformat(first))[0], day_bounds(date.fromisoformat(last))[1]
    goes_on = select(func.count()).where(local_visits.c.every_week.is_not(None))
    return Preview(
        first_day=date.fromisoformat(first),
        last_day=date.fromisoformat(last),
        visits=fact.visits,
        open=too_few,
        there_already=len(fact.without),
        repeats=(sources[0], sources[-1]),
        off=tuple(dict.fromkeys(each.carer_name for each in off_during(session, since, until))),
        every_week=session.execute(goes_on).scalar_one(),
    )


def _to_make(session: Session, command: RollForward, now: datetime) -> tuple[RotaRolledForward, int]:
    """Return what rolling forward makes, and how many of its visits have too few carers."""
    in_outage(session)
    copied_whole = copied_days(session)
    if not copied_whole:
        raise Trouble("There is no rota in this copy to go by.", "Add the visits one by one.")
    last = max(filter(None, (copied_whole[-1], rolled_until(session))))
    furthest = _furthest(copied_whole[-1], now)
    if command.until > furthest:
        raise Trouble(
            f"The rota is rolled forward until {long_date(furthest)} at most.",
            f"Nobody can go by a pattern older than {MOST_WEEKS} weeks.",
        )
    if command.until <= last:
        raise Trouble(f"The rota reaches until {long_date(last)} already.", "Type a later day.")
    days = days_after(last, command.until, copied_whole)
    pattern = pattern_of(pattern_visits(session, {date.fromisoformat(source) for _, source in days}))
    off = all_off(session)
    without = _there_already(session, pattern, days)
    number = too_few = 0
    for each in repeated(pattern, days, off, without):
        number += 1
        too_few += len(each.carers) < each.carers_needed
    return RotaRolledForward(pattern, pattern.digest(), days, off, without, number), too_few


def _furthest(copy_ends: date, now: datetime) -> date:
    today = local(now).date()
    return max(copy_ends, today) + timedelta(weeks=MOST_WEEKS)


def _there_already(session: Session, pattern: Pattern, days: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """Return the references of visits the copy has itself: bookings of the same person at nearly that time."""
    first = to_text(day_bounds(date.fromisoformat(days[0][0]))[0] - SAME_VISIT)
    booked: dict[str, list[str]] = {}
    rows = session.execute(
        select(copied.c.person_id, copied.c.start).where(
            copied.c.start >= first, copied.c.withdrawn_at.is_(None)
        )
    )
    for person, start in rows:
        booked.setdefault(person, []).append(start)
    if not booked:
        return ()
    return tuple(
        each.id
        for each in repeated(pattern, days)
        if any(
            abs(from_text(each.start) - from_text(start)) <= SAME_VISIT
            for start in booked.get(each.person, ())
        )
    )


@dataclass(frozen=True)
class EndRollForward:
    """Go by the copy again from a London day on. `keep` are the ids of visits somebody wrote about."""

    from_day: date
    why: str
    keep: tuple[str, ...] = ()
    fact_id: str | None = None


def end_roll_forward(session: Session, command: EndRollForward) -> Entry:
    """Take visits rolled forward out of the rota from a day on, because the copy has those days now."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    why = said_why(command.why)
    open_ones = select(func.count()).where(
        roll_forwards.c.last_day >= command.from_day.isoformat(),
        func.coalesce(roll_forwards.c.ended_from, "9") > command.from_day.isoformat(),
    )
    if not session.execute(open_ones).scalar():
        raise Trouble("Nothing is rolled forward on that day or later.", "Look at the days in the rota.")
    fact = RollForwardEnded(command.from_day.isoformat(), command.keep, why)
    return journal.record(session, fact, subject="rota", fact_id=command.fact_id)
