"""Who is off in a stretch of time, and what became of the visits that were taken off them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from downtime_desk.core import journal
from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.rota.facts import Before, CarerOff, CarerStillOff, Unassigned
from downtime_desk.rota.model import absences
from downtime_desk.rota.standing import NOT_GOING, Standing, all_standing


@dataclass(frozen=True, slots=True)
class Away:
    """A carer who is off. Instants are aware; `until` None is until further notice.

    `why` is what was said, `visits` what became of each visit of theirs in the stretch, in words.
    """

    carer: str
    name: str
    since: datetime
    until: datetime | None
    why: str
    visits: tuple[str, ...]

    def words(self) -> str:
        """Return `Went home sick 23:40. DACRE moved to Ade Balogun. LANGTON 04:00 has no carer.`"""
        said = f"{self.why.rstrip('.')} {clock_face(self.since)}."
        return " ".join((said, *(f"{each}." for each in self.visits)))

    def at(self, instant: datetime) -> bool:
        """Return whether they are off at an instant."""
        return self.since <= instant and (self.until is None or instant < self.until)


def away(session: Session, since: datetime, until: datetime) -> tuple[Away, ...]:
    """Return who is off some time in a stretch, in order of time."""
    there = absences.c
    over = func.min(func.coalesce(there.until, "9"), func.coalesce(there.back_at, "9"))
    rows = session.execute(
        select(absences, over.label("over"))
        .where(there.since < to_text(until), over > to_text(since), over > there.since)
        .order_by(there.since, there.id)
    ).all()
    return tuple(_away(session, row, to_text(since), to_text(until)) for row in rows)


def _away(session: Session, row: Row[Any], since: str, until: str) -> Away:
    return Away(
        carer=row.carer,
        name=row.carer_name,
        since=from_text(row.since),
        until=None if row.over == "9" else from_text(row.over),
        why=row.why,
        visits=tuple(_became(each, row.carer) for each in _taken(session, row, since, until)),
    )


def _taken(session: Session, row: Row[Any], since: str, until: str) -> Sequence[Standing]:
    ids = {
        each.visit.id: None
        for each in _runs(session, row)
        if since <= _first(each.before, each.visit.start) < until
    }
    return tuple(all_standing(session, list(ids)))


def _runs(session: Session, row: Row[Any]) -> Iterator[Unassigned]:
    """Yield the visits taken off a carer: when they were written down as off, and by copies that came since."""
    kept = journal.journal.c
    wanted = select(journal.journal).where(
        kept.subject == f"carer/{row.carer}", kept.kind.in_((CarerOff.kind, CarerStillOff.kind))
    )
    for each in session.execute(wanted.order_by(kept.seq)).all():
        fact = journal.decode(journal.Entry.of(each))
        if each.id == row.id and isinstance(fact, CarerOff):
            yield from fact.run
        if isinstance(fact, CarerStillOff) and fact.absence == row.id:
            yield from fact.run


def _first(before: Before, now: str) -> str:
    return min(before.start, now)


def _became(found: Standing, carer: str) -> str:
    visit = found.visit
    name = f"{visit.person_name.partition(',')[0]} {clock_face(from_text(visit.start))}"
    if visit.status in NOT_GOING:
        return f"{name} is cancelled"
    going = [each.name for each in visit.carers if each.carer != carer]
    if not visit.carers:
        return f"{name} has no carer"
    if not going:
        return f"{name} is theirs again"
    if len(visit.carers) < visit.carers_needed:
        return f"{name} has {' and '.join(going)} alone"
    return f"{name} moved to {' and '.join(going)}"
