"""Finding that a visit rolled forward is one a later copy has itself, so that nobody is visited twice."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Row, func, select

from downtime_desk.core import journal, settings
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.rota.facts import Assigned, Before, BookingsFound, NowChanged
from downtime_desk.rota.model import local_visits, matched_visits
from downtime_desk.rota.model import visits as copied
from downtime_desk.rota.standing import NOT_GOING, names_of

SAME_VISIT: Final = timedelta(minutes=60)
"""A booking this near a visit of the pattern, of the same person, is taken to be that visit."""

_ids = msgspec.json.Decoder(tuple[str, ...])
_before = msgspec.json.Decoder(Before)


def find_bookings(session: Session, written_about: Set[str]) -> Entry | None:
    """Record which visits rolled forward the copy has itself now; None when there is none.

    `written_about` are the references something is written under. Outside an outage nothing is done: the main
    system's rota stands alone then.
    """
    if settings.outage(session) is None:
        return None
    pairs = list(_pairs(session, written_about))
    if not pairs:
        return None
    changed = [pair for pair in pairs if pair.visit not in written_about and _by_hand(pair.row)]
    by_hand = {pair.visit for pair in changed}
    named = names_of(session, {each for pair in changed for each in _planned_carers(pair.row)})
    fact = BookingsFound(
        given_up=tuple(
            (pair.visit, pair.booking)
            for pair in pairs
            if pair.visit not in written_about and pair.visit not in by_hand
        ),
        changed=tuple(
            NowChanged(pair.visit, pair.booking, pair.version, _base(pair.row, named)) for pair in changed
        ),
        written_about=tuple((pair.visit, pair.booking) for pair in pairs if pair.visit in written_about),
    )
    return journal.record(session, fact, subject="rota")


@dataclass(frozen=True)
class _Pair:
    visit: str
    booking: str
    version: str | None
    row: Row[Any]


def _pairs(session: Session, written_about: Set[str]) -> Iterator[_Pair]:
    """Yield each visit rolled forward with the booking nearest to where it was rolled to; none comes twice."""
    rolled = session.execute(
        select(local_visits).where(
            local_visits.c.origin == "rolled forward",
            local_visits.c.id.not_in(select(matched_visits.c.id)),
        )
    ).all()
    booked = _booked(session) if rolled else {}
    near = sorted(
        (
            (apart, row.id not in written_about, row.id, booking, version, row)
            for row in rolled
            for booking, version, start in booked.get(row.person_id, ())
            if (apart := abs(from_text(start) - _planned_start(row))) <= SAME_VISIT
        ),
        key=lambda each: each[:4],
    )
    taken: set[str] = set()
    for _, _, visit, booking, version, row in near:
        if visit not in taken and booking not in taken:
            taken |= {visit, booking}
            yield _Pair(visit, booking, version, row)


def _booked(session: Session) -> dict[str, list[tuple[str, str | None, str]]]:
    """Return the bookings of the copy where anything is rolled forward, by person, as id, version and start."""
    reach = select(func.min(local_visits.c.start), func.max(local_visits.c.start)).where(
        local_visits.c.origin == "rolled forward"
    )
    first, last = session.execute(reach).one()
    rows = session.execute(
        select(copied.c.person_id, copied.c.id, copied.c.version, copied.c.start).where(
            copied.c.start >= to_text(from_text(first) - timedelta(days=1)),
            copied.c.start <= to_text(from_text(last) + timedelta(days=1)),
            copied.c.withdrawn_at.is_(None),
            copied.c.status.not_in(NOT_GOING),
            copied.c.id.not_in(select(local_visits.c.id)),
            copied.c.id.not_in(select(matched_visits.c.booking)),
        )
    )
    found: dict[str, list[tuple[str, str | None, str]]] = {}
    for person, visit, version, start in rows:
        found.setdefault(person, []).append((visit, version, start))
    return found


def _by_hand(row: Row[Any]) -> bool:
    """Return whether a manager decided something about it, or knew that its carer is off."""
    return row.base is not None or row.away != "[]"


def _planned_start(row: Row[Any]) -> datetime:
    """Return when it was rolled forward to, whatever was moved since."""
    return from_text(_before.decode(row.base).start if row.base else row.start)


def _planned_carers(row: Row[Any]) -> tuple[str, ...]:
    return (*_ids.decode(row.carers), *_ids.decode(row.away))


def _base(row: Row[Any], named: dict[str, str]) -> Before:
    """Return how it was rolled forward: with the carers who are off, for the copy has them on it."""
    if row.base:
        return _before.decode(row.base)
    carers = tuple(Assigned(each, named.get(each, each)) for each in _planned_carers(row))
    return Before(row.start, row.end, carers, row.carers_needed, row.status)
