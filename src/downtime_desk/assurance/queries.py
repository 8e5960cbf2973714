"""What the page, the sheet and the counter ask about readiness."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from downtime_desk.assurance.model import readiness_days
from downtime_desk.assurance.proof import Proof
from downtime_desk.core.clock import local
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.people.queries import Filter, kept_to
from downtime_desk.printing.queries import coming
from downtime_desk.rota.today import visits
from downtime_desk.sync.connection import chosen

TABLES: Final = frozenset(
    {"copies", "people", "visits", "local_visits", "managers", "ways_in", "settings", "readiness_days"}
)
STRIP: Final = 30
SOON: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip: how many of its proofs held. Both None: nobody looked that day."""

    day: date
    held: int | None = None
    proofs: int | None = None


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """The real numbers of the first quarter of an hour. `main_system` is empty while none is connected."""

    red: int
    main_system: str
    red_visits_soon: int


def last_days(session: Session, now: datetime) -> tuple[Day, ...]:
    """Return the last 30 days, today last; a day without a check has no figures."""
    today = local(now).date()
    first = today - timedelta(days=STRIP - 1)
    wanted = select(readiness_days.c.day, readiness_days.c.held, readiness_days.c.proofs)
    rows = session.execute(wanted.where(readiness_days.c.day >= first.isoformat()))
    kept = {row.day: Day(date.fromisoformat(row.day), row.held, row.proofs) for row in rows}
    days = (first + timedelta(days=place) for place in range(STRIP))
    return tuple(kept.get(day.isoformat(), Day(day)) for day in days)


def first_steps(session: Session, now: datetime) -> FirstSteps:
    """Return what the card of the first quarter of an hour says."""
    red = kept_to(Filter.RED)
    number = session.execute(select(func.count()).select_from(people).where(red)).scalar_one()
    soon = (
        select(func.count())
        .select_from(visits.join(people, people.c.id == visits.c.person_id))
        .where(red, *coming(now, SOON))
    )
    main_system = chosen(session)
    return FirstSteps(number, main_system.name if main_system else "", session.execute(soon).scalar_one())


def summed_up(found: Sequence[Proof]) -> tuple[str, str]:
    """Return how many hold, and what that means: `9 of 11 proofs hold.`, `Two things to look at.`"""
    look = [proof for proof in found if not proof.holds]
    held = f"{len(found) - len(look)} of {len(found)} proofs hold."
    if not look:
        return held, "If the main system stopped now, you could work."
    things = "1 thing" if len(look) == 1 else f"{len(look)} things"
    return held, f"{things} to look at before you rely on it."
