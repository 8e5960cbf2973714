"""What each carer holds of their run, and whether it still says what the rota says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from downtime_desk.core.clock import clock_face, day_bounds, from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.rota.facts import DeskVisit, GivenVisit, How
from downtime_desk.rota.facts.keeping import span
from downtime_desk.rota.model import handouts
from downtime_desk.rota.queries.clashes import clashes
from downtime_desk.rota.standing import all_standing
from downtime_desk.rota.today import carers_between

_given = msgspec.json.Decoder(tuple[GivenVisit, ...])


@dataclass(frozen=True)
class Holds:
    """The last run given to a carer for a day, and what has changed of it since, one sentence each."""

    handout: str
    carer: str
    carer_name: str
    day: date
    version: int
    how: How
    given_at: datetime
    given_by: str
    read_back_at: datetime | None
    read_back_by: str | None
    changes: tuple[str, ...]

    @property
    def out_of_date(self) -> bool:
        """Return whether the carer would go by something that no longer stands."""
        return bool(self.changes)

    def words(self) -> str:
        """Return `holds version 3, read back 21:40`."""
        if self.read_back_at is None:
            return f"holds version {self.version}, not read back"
        return f"holds version {self.version}, read back {clock_face(self.read_back_at)}"


def holds(session: Session, carer: str, day: date) -> Holds | None:
    """Return what a carer holds for a London day; None when they were given nothing."""
    row = session.execute(
        select(handouts)
        .where(handouts.c.day == day.isoformat(), handouts.c.carer == carer)
        .order_by(handouts.c.version.desc(), handouts.c.given_at.desc())
        .limit(1)
    ).first()
    return None if row is None else _holds(row, run_of(session, carer, day))


def who_holds(session: Session, day: date) -> tuple[Holds, ...]:
    """Return what every carer holds for a London day: those out of date first, then by name."""
    newest = _newest(session, day)
    now = _runs_of(session, [row.carer for row in newest], day)
    found = [_holds(row, now[row.carer]) for row in newest]
    return tuple(sorted(found, key=lambda each: (not each.out_of_date, each.carer_name, each.carer)))


@dataclass(frozen=True)
class Given:
    """The last run given to a carer for a day, as it was given."""

    carer: str
    version: int
    read_back_at: datetime | None
    visits: tuple[GivenVisit, ...]


def newest_given(session: Session, day: date) -> tuple[Given, ...]:
    """Return the last run given to each carer for a London day."""
    return tuple(
        Given(
            row.carer,
            row.version,
            from_text(row.read_back_at) if row.read_back_at else None,
            _given.decode(row.visits),
        )
        for row in _newest(session, day)
    )


def _newest(session: Session, day: date) -> list[Row[Any]]:
    newest = (
        select(handouts.c.carer, func.max(handouts.c.version).label("version"))
        .where(handouts.c.day == day.isoformat())
        .group_by(handouts.c.carer)
        .subquery()
    )
    rows = session.execute(
        select(handouts)
        .join(newest, (newest.c.carer == handouts.c.carer) & (newest.c.version == handouts.c.version))
        .where(handouts.c.day == day.isoformat())
        .order_by(handouts.c.given_at)
    )
    # two desks may have given one version each: the later stands
    return list({row.carer: row for row in rows}.values())


def next_version(session: Session, carer: str, day: date) -> int:
    """Return the version of the next run given to a carer for a day."""
    last = select(func.max(handouts.c.version)).where(
        handouts.c.day == day.isoformat(), handouts.c.carer == carer
    )
    return (session.execute(last).scalar() or 0) + 1


def run_of(session: Session, carer: str, day: date) -> tuple[GivenVisit, ...]:
    """Return a carer's visits that begin on a London day, in order, as the rota stands."""
    return _runs_of(session, [carer], day)[carer]


def _runs_of(session: Session, wanted: Sequence[str], day: date) -> dict[str, tuple[GivenVisit, ...]]:
    """Return the visits of some carers that begin on a London day, in order: a few statements for all of them."""
    first, last = (to_text(each) for each in day_bounds(day))
    going: dict[str, list[str]] = {}
    for each in clashes(session, wanted, first, last):
        if first <= each.start < last:
            going.setdefault(each.visit, []).append(each.carer)
    found: dict[str, list[GivenVisit]] = {carer: [] for carer in wanted}
    for each_standing in all_standing(session, list(going)):
        for carer in going[each_standing.visit.id]:
            found[carer].append(_as_given(each_standing.visit, carer))
    return {carer: tuple(given) for carer, given in found.items()}


def _as_given(visit: DeskVisit, carer: str) -> GivenVisit:
    return GivenVisit(
        visit.id,
        visit.person_name,
        visit.start,
        visit.end,
        tuple(one.name for one in visit.carers if one.carer != carer),
    )


def carers_with_runs(session: Session, day: date) -> tuple[str, ...]:
    """Return the ids of the carers with visits that begin on a London day."""
    first, last = (to_text(each) for each in day_bounds(day))
    return tuple(sorted(carers_between(session, first, last)))


def _holds(row: Row[Any], now: Sequence[GivenVisit]) -> Holds:
    return Holds(
        handout=row.id,
        carer=row.carer,
        carer_name=row.carer_name,
        day=date.fromisoformat(row.day),
        version=row.version,
        how=row.how,
        given_at=from_text(row.given_at),
        given_by=row.given_by,
        read_back_at=from_text(row.read_back_at) if row.read_back_at else None,
        read_back_by=row.read_back_by,
        changes=changes(_given.decode(row.visits), now),
    )


def changes(given: Sequence[GivenVisit], now: Sequence[GivenVisit]) -> tuple[str, ...]:
    """Return what a run given no longer says right, one sentence a visit, in order of time."""
    before = {each.visit: each for each in given}
    after = {each.visit: each for each in now}
    in_order = sorted({**before, **after}.values(), key=lambda one: (one.start, one.visit))
    said = (_change(before.get(each.visit), after.get(each.visit)) for each in in_order)
    return tuple(filter(None, said))


def _change(given: GivenVisit | None, now: GivenVisit | None) -> str | None:
    if given is None and now is not None:
        return f"New: {now.person_name} {span(now.start, now.end)}."
    if given is not None and now is None:
        return f"No longer theirs: {given.person_name} {span(given.start, given.end)}."
    if given is None or now is None:
        return None
    if (given.start, given.end) != (now.start, now.end):
        return f"{now.person_name}: {span(given.start, given.end)} before, {span(now.start, now.end)} now."
    if given.beside != now.beside:
        return (
            f"{now.person_name} {span(now.start, now.end)}: with {' and '.join(now.beside) or 'nobody'} now."
        )
    return None
