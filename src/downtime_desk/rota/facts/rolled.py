"""The rota rolled forward beyond the copy, and given up again when the copy reaches there."""

from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import day_bounds, to_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.rota.model import local_runs, local_visits, roll_forwards
from downtime_desk.rota.rollforward import Off, Pattern, Rolled, repeated

_TOGETHER = 2_000
_ROLLED = "rolled forward"


@dataclass(frozen=True)
class RotaRolledForward(Fact, kind="rota.rolled_forward", sort="Rota"):
    """The rota was rolled forward. It carries the pattern, so that every store makes the same visits of it.

    `days` are London days, each with the copied day it repeats; `off` the absences known then; `without` the
    references left out because the copy has a visit there.
    """

    pattern: Pattern
    digest: str
    days: tuple[tuple[str, str], ...]
    off: tuple[Off, ...]
    without: tuple[str, ...]
    visits: int

    def apply(self, session: Session, entry: Entry) -> None:
        """Write the visits. One that is there already is left as it is: somebody may have changed it."""
        session.execute(
            insert(roll_forwards).values(
                id=entry.id,
                first_day=self.days[0][0],
                last_day=self.days[-1][0],
                pattern=self.digest,
                visits=self.visits,
                recorded_at=entry.recorded_at,
                recorded_by=entry.actor_name,
            )
        )
        made = repeated(self.pattern, self.days, self.off, self.without)
        while some := list(islice(made, _TOGETHER)):
            _write(session, entry, some)

    def words(self) -> str:
        """Say from when to when, and how many visits."""
        first, last = self.days[0][0], self.days[-1][0]
        return f"Rota rolled forward from {first} to {last}: {self.visits} visits, none of them from the main system."


@dataclass(frozen=True)
class RollForwardEnded(Fact, kind="rota.roll_forward_ended", sort="Rota"):
    """The copy holds these days now: visits rolled forward from a London day on are not used any more.

    `keep` are visits somebody wrote about; they stay.
    """

    from_day: str
    keep: tuple[str, ...]
    why: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Take the visits out of the rota."""
        since = to_text(day_bounds(date.fromisoformat(self.from_day))[0])
        gone = select(local_visits.c.id).where(
            local_visits.c.origin == _ROLLED,
            local_visits.c.start >= since,
            local_visits.c.id.not_in(self.keep),
        )
        session.execute(delete(local_runs).where(local_runs.c.visit_id.in_(gone)))
        session.execute(delete(local_visits).where(local_visits.c.id.in_(gone)))
        earlier = func.coalesce(roll_forwards.c.ended_from, "9") > self.from_day
        ended = update(roll_forwards).where(roll_forwards.c.last_day >= self.from_day, earlier)
        session.execute(ended.values(ended_from=self.from_day))

    def words(self) -> str:
        """Say from when on, and why."""
        return f"Visits rolled forward are not used from {self.from_day} on. {self.why}"


def _write(session: Session, entry: Entry, visits: list[Rolled]) -> None:
    there = set(
        session.execute(
            select(local_visits.c.id).where(local_visits.c.id.in_(each.id for each in visits))
        ).scalars()
    )
    new = [each for each in visits if each.id not in there]
    if not new:
        return
    session.execute(upsert(local_visits), [_row(each, entry) for each in new])
    runs = [
        {"carer_id": carer, "start": each.start, "visit_id": each.id} for each in new for carer in each.carers
    ]
    if runs:
        session.execute(upsert(local_runs).on_conflict_do_nothing(), runs)


def _row(visit: Rolled, entry: Entry) -> dict[str, Any]:
    return {
        "id": visit.id,
        "person_id": visit.person,
        "person_name": visit.person_name,
        "start": visit.start,
        "end": visit.end,
        "status": "booked",
        "carers_needed": visit.carers_needed,
        "carers": _json(visit.carers),
        "service": visit.service,
        "tasks": _json(visit.tasks),
        "area": visit.area,
        "note": visit.note,
        "version": None,
        "origin": _ROLLED,
        "away": _json(visit.away),
        "changes": "[]",
        "base": None,
        "every_week": None,
        "last_entry": entry.id,
        "changed_at": entry.recorded_at,
    }


def _json(texts: tuple[str, ...]) -> str:
    return msgspec.json.encode(texts).decode()
