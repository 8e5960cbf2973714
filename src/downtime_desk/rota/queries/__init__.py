"""What screens ask about the rota as it stands: the copy with what was changed by hand over it."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, func, select

from downtime_desk.core.clock import day_bounds, from_text, local, to_text
from downtime_desk.core.session import Session
from downtime_desk.rota import today
from downtime_desk.rota.queries.away import Away, away
from downtime_desk.rota.queries.clashes import Clash, clashes
from downtime_desk.rota.queries.cover import Uncovered, candidates, candidates_for, uncovered
from downtime_desk.rota.queries.day import DayRota, Held, RunInShort, day_rota, to_cover
from downtime_desk.rota.queries.differences import Differs, differences
from downtime_desk.rota.queries.handed import Holds, carers_with_runs, holds, run_of, who_holds
from downtime_desk.rota.queries.off import Absence, absence, given_back, taken_off, who_is_off
from downtime_desk.rota.queries.people_to_ring import CarerOnCall, Ring, everybody, to_ring
from downtime_desk.rota.queries.rolling import Reach, reach, rolled_from
from downtime_desk.rota.queries.run import CarerRun, RunVisit, carer_run
from downtime_desk.rota.standing import NOT_GOING, Standing, names_of, standing
from downtime_desk.rota.today import Origin, each_of, visits

TABLES = frozenset(
    {"visits", "carers", "local_visits", "absences", "handouts", "roll_forwards", "matched_visits", "told"}
)
RANKED_BY = today.TABLES | {"carers", "people"}
"""What the order of those who could go depends on."""

__all__ = [
    "NOT_GOING",
    "RANKED_BY",
    "TABLES",
    "Absence",
    "Away",
    "CarerOnCall",
    "CarerRun",
    "Clash",
    "DayRota",
    "Differs",
    "Held",
    "Holds",
    "NextVisit",
    "Reach",
    "Ring",
    "RunInShort",
    "RunVisit",
    "Standing",
    "Uncovered",
    "absence",
    "away",
    "candidates",
    "candidates_for",
    "carer_run",
    "carers_with_runs",
    "clashes",
    "day_rota",
    "differences",
    "due_before_midnight",
    "everybody",
    "given_back",
    "holds",
    "next_visits",
    "reach",
    "rolled_from",
    "run_of",
    "standing",
    "taken_off",
    "to_cover",
    "to_ring",
    "uncovered",
    "who_holds",
    "who_is_off",
]


@dataclass(frozen=True)
class NextVisit:
    """A visit to come: aware UTC instants, and the names of who is to go; `short_of` carers are missing."""

    id: str
    start: datetime
    end: datetime
    carers: tuple[str, ...]
    short_of: int
    service: str | None
    origin: Origin = "copy"


def next_visits(session: Session, person: str, now: datetime, limit: int = 3) -> tuple[NextVisit, ...]:
    """Return a person's visits that are not over yet, the next first."""
    rows = session.execute(
        select(visits)
        .where(visits.c.person_id == person, visits.c.end > to_text(now), _planned())
        .order_by(visits.c.start, visits.c.id)
        .limit(limit)
    ).all()
    going = [msgspec.json.decode(row.carers, type=tuple[str, ...]) for row in rows]
    names = names_of(session, {carer for each in going for carer in each})
    return tuple(
        NextVisit(
            id=row.id,
            start=from_text(row.start),
            end=from_text(row.end),
            carers=tuple(names.get(carer, carer) for carer in each),
            short_of=max(0, row.carers_needed - len(each)),
            service=row.service,
            origin=row.origin,
        )
        for row, each in zip(rows, going, strict=True)
    )


def due_before_midnight(session: Session, now: datetime) -> int:
    """Return how many visits are planned to begin from now to the end of the London day."""
    end = day_bounds(local(now).date())[1]
    due = select(visits.c.start).where(
        visits.c.start >= to_text(now), visits.c.start < to_text(end), _planned()
    )
    return session.execute(select(func.count()).select_from(each_of(due))).scalar_one()


def _planned() -> ColumnElement[bool]:
    return visits.c.withdrawn_at.is_(None) & visits.c.status.not_in(NOT_GOING)
