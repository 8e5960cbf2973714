"""The rota of a day at a glance: every run, what its carer holds of it, and what needs somebody.

Read in one pass over the day, because at 20,000 visits every query a carer would be a second.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import func, select

from downtime_desk.core import settings
from downtime_desk.core.clock import clock_face, day_bounds, from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.rota.facts import GivenVisit
from downtime_desk.rota.model import carers
from downtime_desk.rota.queries.cover import Uncovered, uncovered
from downtime_desk.rota.queries.differences import Differs, differences
from downtime_desk.rota.queries.handed import Given, changes, newest_given
from downtime_desk.rota.queries.off import Absence, off_during
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.rota.today import SHORT, each_of, visits

WINDOW: Final = 200
"""So many visits without enough carers are listed; how many there are is always said."""

AHEAD: Final = timedelta(hours=24)
"""How far ahead visits without enough carers are counted."""

_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True)
class Held:
    """What a carer holds of a run: version, when it was read back, how many visits are otherwise by now."""

    version: int
    read_back_at: datetime | None
    changed: int

    def words(self) -> str:
        """Return `holds version 3, read back 21:40`."""
        back = f"read back {clock_face(self.read_back_at)}" if self.read_back_at else "not read back"
        if not self.changed:
            return f"holds version {self.version}, {back}"
        return f"holds version {self.version}, {self.changed} changed since"


@dataclass(frozen=True)
class RunInShort:
    """A carer's run of a day. Instants are aware, None for a run whose visits are all gone.

    `held` is None when nothing was given; `off` says that the carer is off some time that day.
    """

    carer: str
    name: str
    visits: int
    first: datetime | None
    last: datetime | None
    held: Held | None
    off: bool = False

    @property
    def to_put_right(self) -> bool:
        """Return whether the carer goes by something that no longer stands, or did not read it back."""
        return self.held is not None and (bool(self.held.changed) or self.held.read_back_at is None)


@dataclass(frozen=True)
class DayRota:
    """The rota of a London day. `uncovered` is a window of the `short` visits; `runs` are in order of names."""

    day: date
    outage: str | None
    visits: int
    short: int
    uncovered: tuple[Uncovered, ...]
    runs: tuple[RunInShort, ...]
    off: tuple[Absence, ...]
    differences: tuple[Differs, ...]


@dataclass
class _Day:
    """What one pass over the visits of a day gathers, by carer where it is about runs. Times are stored text."""

    visits: int = 0
    short: int = 0
    times: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    given: dict[str, list[GivenVisit]] = field(default_factory=lambda: defaultdict(list))


def day_rota(session: Session, day: date) -> DayRota:
    """Return the rota of a London day as it stands."""
    first, last = day_bounds(day)
    handed = newest_given(session, day)
    named = _names(session)
    found = _passed(session, to_text(first), to_text(last), {each.carer for each in handed}, named)
    held = {each.carer: _held(each, found.given.get(each.carer, [])) for each in handed}
    off = off_during(session, first, last)
    away = {each.carer for each in off}
    runs = [
        RunInShort(
            carer=carer,
            name=named.get(carer, carer),
            visits=len(found.times.get(carer, ())),
            first=_instant(min((start for start, _ in found.times.get(carer, ())), default=None)),
            last=_instant(max((end for _, end in found.times.get(carer, ())), default=None)),
            held=held.get(carer),
            off=carer in away,
        )
        for carer in {**found.times, **held}
    ]
    return DayRota(
        day=day,
        outage=settings.outage(session),
        visits=found.visits,
        short=found.short,
        uncovered=uncovered(session, first, last, WINDOW) if found.short else (),
        runs=tuple(sorted(runs, key=lambda each: (each.name.casefold(), each.carer))),
        off=off,
        differences=differences(session),
    )


def to_cover(session: Session, now: datetime) -> int:
    """Return how many visits of the coming 24 hours have too few carers; none outside an outage."""
    if settings.outage(session) is None:
        return 0
    short = select(visits.c.id, visits.c.start).where(
        visits.c.start >= to_text(now),
        visits.c.start < to_text(now + AHEAD),
        visits.c.withdrawn_at.is_(None),
        visits.c.status.not_in(NOT_GOING),
        SHORT,
    )
    return session.execute(select(func.count()).select_from(each_of(short))).scalar_one()


def _passed(session: Session, first: str, last: str, handed: set[str], named: dict[str, str]) -> _Day:
    rows = session.execute(
        select(visits.c.id, visits.c.start, visits.c.end, visits.c.carers, visits.c.carers_needed).where(
            visits.c.start >= first,
            visits.c.start < last,
            visits.c.withdrawn_at.is_(None),
            visits.c.status.not_in(NOT_GOING),
        )
    ).all()
    found = _Day()
    for visit, start, end, stored, needed in rows:
        going = _ids.decode(stored)
        found.visits += 1
        found.short += len(going) < needed
        for carer in going:
            found.times[carer].append((start, end))
            if carer in handed:
                beside = tuple(named.get(each, each) for each in going if each != carer)
                found.given[carer].append(GivenVisit(visit, "", start, end, beside))
    return found


def _names(session: Session) -> dict[str, str]:
    rows = session.execute(select(carers.c.id, carers.c.given, carers.c.family))
    return {carer: f"{given} {family}".strip() for carer, given, family in rows}


def _held(given: Given, now: list[GivenVisit]) -> Held:
    return Held(given.version, given.read_back_at, len(changes(given.visits, now)))


def _instant(stored: str | None) -> datetime | None:
    return None if stored is None else from_text(stored)
