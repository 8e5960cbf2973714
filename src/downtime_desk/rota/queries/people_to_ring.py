"""Which carers have to be rung after a change: what they hold of their run no longer stands, or they hold nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from downtime_desk.core.clock import DAYS, MONTHS
from downtime_desk.core.session import Session
from downtime_desk.rota.facts import (
    Assigned,
    Before,
    CarerBack,
    CarerOff,
    DeskVisit,
    VisitAdded,
    VisitCancelled,
    VisitDoubled,
    VisitMoved,
    VisitReassigned,
)
from downtime_desk.rota.model import carers
from downtime_desk.rota.queries.handed import holds
from downtime_desk.rota.rollforward import day_of
from downtime_desk.rota.standing import in_parts

Changed = VisitAdded | VisitMoved | VisitReassigned | VisitDoubled | VisitCancelled | CarerOff | CarerBack

_PART = 400


@dataclass(frozen=True)
class CarerOnCall:
    """A carer of the copy. `phone` None is not recorded."""

    id: str
    name: str
    phone: str | None
    area: str | None


@dataclass(frozen=True)
class Ring:
    """A carer to be rung about a London day: `held` says what they go by, `changes` what is otherwise now."""

    carer: str
    name: str
    phone: str | None
    day: date
    held: str
    changes: tuple[str, ...]

    def words(self) -> str:
        """Return `Iwan Prosser holds version 3, read back 21:40, for Sun 22 Nov: ring them.`"""
        when = f"{DAYS[self.day.weekday()]} {self.day.day} {MONTHS[self.day.month - 1]}"
        return f"{self.name} {self.held}, for {when}: ring them."


def everybody(session: Session) -> tuple[CarerOnCall, ...]:
    """Return every carer of the copy, by name."""
    there = carers.c
    rows = session.execute(
        select(there.id, there.given, there.family, there.phone, there.area)
        .where(there.withdrawn_at.is_(None))
        .order_by(there.given, there.family, there.id)
    )
    return tuple(
        CarerOnCall(row.id, f"{row.given} {row.family}".strip(), row.phone, row.area) for row in rows
    )


def to_ring(session: Session, changed: Changed) -> tuple[Ring, ...]:
    """Return who has to hear of a change: by day, then by name.

    Whoever goes or was to go is told, with a run in hand or without. When a whole run was taken off somebody or
    given back, of the others only those whose run in hand no longer stands.
    """
    if isinstance(changed, CarerOff | CarerBack):
        pairs = _pairs((each.visit, each.before) for each in changed.run)
        own = {each for each in pairs if each[0] == changed.carer}
        others = _rings(session, pairs - own, only_out_of_date=True)
        if isinstance(changed, CarerOff):
            return others
        return (*_rings(session, own, only_out_of_date=True), *others)
    before = None if isinstance(changed, VisitAdded) else changed.before
    return _rings(session, _pairs([(changed.visit, before)]), only_out_of_date=False)


def _pairs(states: Iterable[tuple[DeskVisit, Before | None]]) -> set[tuple[str, date]]:
    """Return every carer and London day that visits touch, as they stand and as they stood."""
    found: set[tuple[str, date]] = set()
    for visit, before in states:
        found |= _going(visit.carers, visit.start)
        if before is not None:
            found |= _going(before.carers, before.start)
    return found


def _going(going: Sequence[Assigned], start: str) -> set[tuple[str, date]]:
    return {(each.carer, day_of(start)) for each in going}


def _rings(session: Session, pairs: set[tuple[str, date]], *, only_out_of_date: bool) -> tuple[Ring, ...]:
    known = _known(session, {carer for carer, _ in pairs})
    found = []
    for carer, day in pairs:
        held = holds(session, carer, day)
        if (held is None and only_out_of_date) or (held is not None and not held.out_of_date):
            continue
        name, phone = known.get(carer, (carer, None))
        said = held.words() if held else "was given no run here"
        found.append(Ring(carer, name, phone, day, said, held.changes if held else ()))
    return tuple(sorted(found, key=lambda each: (each.day, each.name, each.carer)))


def _known(session: Session, ids: set[str]) -> dict[str, tuple[str, str | None]]:
    known: dict[str, tuple[str, str | None]] = {}
    for part in in_parts(sorted(ids), _PART):
        rows = session.execute(
            select(carers.c.id, carers.c.given, carers.c.family, carers.c.phone).where(carers.c.id.in_(part))
        )
        known |= {row.id: (f"{row.given} {row.family}".strip(), row.phone) for row in rows}
    return known
