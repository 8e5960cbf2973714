"""The copied days as they are to go on: the copy's own visits, with what was changed to go on every week.

A change that goes on every week holds for that person, weekday and clock time, whichever copied week is
repeated. A change made once is left behind: it was for that day.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core.clock import LONDON, day_bounds, from_text, local, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.rota.facts import Before
from downtime_desk.rota.model import local_visits
from downtime_desk.rota.model import visits as copied
from downtime_desk.rota.rollforward import Planned
from downtime_desk.rota.standing import NOT_GOING, person_name

_before = msgspec.json.Decoder(Before)
_ids = msgspec.json.Decoder(tuple[str, ...])

Key = tuple[str, int, str]
"""A person, a weekday and a clock face: what a visit is known by from week to week."""


@dataclass(frozen=True)
class _Change:
    """How visits at one clock time go on: `later` is how much later than before, None when not at all."""

    later: timedelta | None
    length: timedelta
    carers: tuple[str, ...]
    carers_needed: int


def pattern_visits(session: Session, sources: Set[date]) -> Iterator[Planned]:
    """Yield the visits of some copied London days as they are to go on."""
    changes = _every_week(session)
    for day in sorted(sources):
        first, last = (to_text(each) for each in day_bounds(day))
        rows = session.execute(
            _COPIED.where(
                copied.c.start >= first,
                copied.c.start < last,
                copied.c.withdrawn_at.is_(None),
                copied.c.status.not_in(NOT_GOING),
            )
        )
        for row in rows:
            if (each := _goes_on(row, changes.get(_key(row.person_id, row.start)))) is not None:
                yield each
    for row in session.execute(_ADDED):
        yield from _on_its_weekday(row, sources)


_NAME = (people.c.family, people.c.given, people.c.title)
_COPIED = select(copied, *_NAME).select_from(copied.outerjoin(people, people.c.id == copied.c.person_id))
_ADDED = (
    select(local_visits, *_NAME)
    .select_from(local_visits.outerjoin(people, people.c.id == local_visits.c.person_id))
    .where(local_visits.c.origin == "added", local_visits.c.every_week.is_not(None))
    .order_by(local_visits.c.id)
)


def _every_week(session: Session) -> dict[Key, _Change]:
    rows = session.execute(
        select(local_visits.c.person_id, local_visits.c.base, local_visits.c.every_week)
        .where(
            # a visit the main system dropped and a manager kept has nothing it goes on in place of
            local_visits.c.base != "null",
            local_visits.c.every_week.is_not(None),
        )
        .order_by(local_visits.c.changed_at, local_visits.c.last_entry)
    )
    found: dict[Key, _Change] = {}
    for row in rows:
        base, now = _before.decode(row.base), _before.decode(row.every_week)
        found[_key(row.person_id, base.start)] = _Change(
            later=None if now.status in NOT_GOING else _wall(now.start) - _wall(base.start),
            length=_wall(now.end) - _wall(now.start),
            carers=tuple(each.carer for each in now.carers),
            carers_needed=now.carers_needed,
        )
    return found


def _key(person: str, start: str) -> Key:
    there = local(from_text(start))
    return person, there.weekday(), f"{there:%H:%M}"


def _goes_on(row: Row[Any], change: _Change | None) -> Planned | None:
    if change is None:
        return _planned(
            row, from_text(row.start), from_text(row.end), _ids.decode(row.carers), row.carers_needed
        )
    if change.later is None:
        return None
    begins = _wall(row.start) + change.later
    return _planned(
        row, _instant(begins), _instant(begins + change.length), change.carers, change.carers_needed
    )


def _on_its_weekday(row: Row[Any], sources: Set[date]) -> Iterator[Planned]:
    """Yield an added visit on each copied day of its weekday; cancelled to go on so, on none."""
    state = _before.decode(row.every_week)
    if state.status in NOT_GOING:
        return
    begins, length = _wall(state.start), _wall(state.end) - _wall(state.start)
    carers = tuple(each.carer for each in state.carers)
    for day in sorted(sources):
        if day.weekday() == begins.weekday():
            there = datetime.combine(day, begins.time())
            yield _planned(row, _instant(there), _instant(there + length), carers, state.carers_needed)


def _planned(
    row: Row[Any], start: datetime, end: datetime, carers: tuple[str, ...], carers_needed: int
) -> Planned:
    return Planned(
        id=row.id,
        person=row.person_id,
        person_name=person_name(row.person_id, row.family, row.given, row.title) or row.person_id,
        start=start,
        end=end,
        carers=carers,
        carers_needed=carers_needed,
        service=row.service,
        tasks=_ids.decode(row.tasks),
        area=row.area,
        note=row.note,
    )


def _wall(stored: str) -> datetime:
    """Return what the clock on the wall says, without a zone."""
    return local(from_text(stored)).replace(tzinfo=None)


def _instant(wall: datetime) -> datetime:
    return wall.replace(tzinfo=LONDON).astimezone(UTC)
