"""Where carers are to be at a time, as the rota stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.rota.standing import NOT_GOING, in_parts, person_name
from downtime_desk.rota.today import runs, visits

# No visit is longer than a day; the index is on the start.
_BEFORE = timedelta(days=1)
_PART = 400


@dataclass(frozen=True)
class Clash:
    """A visit a carer is to make at that time. Times are UTC text."""

    carer: str
    visit: str
    person_name: str
    start: str
    end: str


def clashes(
    session: Session, carers: Sequence[str], start: str, end: str, without: str = ""
) -> tuple[Clash, ...]:
    """Return the visits of some carers that lie in a stretch of time, in order of carer and time."""
    theirs = session.execute(
        select(runs.c.visit_id, runs.c.carer_id).where(
            runs.c.carer_id.in_(carers),
            runs.c.start > to_text(from_text(start) - _BEFORE),
            runs.c.start < end,
        )
    ).all()
    wanted = dict.fromkeys(each.visit_id for each in theirs if each.visit_id != without)
    going = {
        row.id: row
        for part in in_parts(list(wanted), _PART)
        for row in session.execute(
            _GOING.where(visits.c.id.in_(part), visits.c.end > start, visits.c.start < end)
        )
    }
    found = [
        Clash(each.carer_id, row.id, _name(row), row.start, row.end)
        for each in theirs
        if (row := going.get(each.visit_id)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (each.carer, each.start, each.visit)))


_GOING = (
    select(
        visits.c.id,
        visits.c.person_id,
        visits.c.start,
        visits.c.end,
        people.c.family,
        people.c.given,
    )
    .select_from(visits.outerjoin(people, people.c.id == visits.c.person_id))
    .where(visits.c.withdrawn_at.is_(None), visits.c.status.not_in(NOT_GOING))
)


def _name(row: Any) -> str:
    return person_name(row.person_id, row.family, row.given, None) or str(row.person_id)
