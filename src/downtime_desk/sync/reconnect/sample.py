"""The sample: who is in it, read from the main system, held against the copy."""

import random
import secrets
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from downtime_desk.core.clock import clock_face, day_and_clock, from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.people import queries as people
from downtime_desk.people.differences import Difference, differences
from downtime_desk.people.model import people as people_table
from downtime_desk.people.names import short_name
from downtime_desk.people.summary import Person
from downtime_desk.rota.mirror import PERSON, START, VisitRow, Window
from downtime_desk.rota.model import visits
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.sync import connection
from downtime_desk.sync.connection import ON_DISK
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.fhir.some import Some
from downtime_desk.sync.reconnect.facts import Compared, SampleCompared
from downtime_desk.sync.staged import Known, Staged, Stages

MANY: Final = 10
HOURS_AHEAD: Final = 24
END: Final = 3
STATUS: Final = 4


def draw(session: Session, seed: str) -> tuple[str, ...]:
    """Return who is in the sample: people who are Red with exact-time medicine first, then others, by the seed."""
    rows = session.execute(
        select(people_table.c.id, people_table.c.priority, people_table.c.time_critical)
        .where(people_table.c.withdrawn_at.is_(None))
        .order_by(people_table.c.id)
    ).all()
    drawing = random.Random(seed)  # noqa: S311 - to be drawn again from the seed, by anybody
    first = [row.id for row in rows if row.priority == "red" and row.time_critical]
    others = [row.id for row in rows if not (row.priority == "red" and row.time_critical)]
    drawing.shuffle(first)
    drawing.shuffle(others)
    return tuple((first + others)[:MANY])


@dataclass(frozen=True)
class _Ours:
    """What the copy says of the sample: each person, and when visits to them are planned."""

    people: tuple[Person, ...]
    visits: dict[str, tuple[str, ...]]


def compare(store: Store, who: Acting, seed: str = "") -> SampleCompared:
    """Read the sample from the main system and compare it. Runs beside the window; keeps nothing.

    Raises Trouble when there is nothing to compare, or the main system does not give all of it.
    """
    seed = seed or secrets.token_hex(4)
    since = who.now()
    window = Window(since, since + timedelta(hours=HOURS_AHEAD))
    with store.read() as session:
        chosen = draw(session, seed)
        ours = _ours(session, chosen, window)
    if not chosen:
        raise Trouble("There is no copy to compare with.", "Go ahead with a reason, then take a copy.")
    staged = _read(store, who, chosen, window)
    there = {person.id: person for person in staged.people() if person.id in chosen}
    planned = _planned(staged.visits(), window)
    found = tuple(_one(person, there.get(person.id), ours, planned) for person in ours.people)
    return SampleCompared(staged.source, seed, found)


def _read(store: Store, who: Acting, chosen: Sequence[str], window: Window) -> Staged:
    with store.read() as session:
        here = connection.chosen(session)
        on_disk = here is not None and here.kind in ON_DISK
        place = (
            connection.source(session, who.now)
            if on_disk
            else Some(connection.server(session, who.now), chosen, window)
        )
    with closing(place):
        return place.stage(Known()) if isinstance(place, Stages) else read(place)


def _ours(session: Session, chosen: Sequence[str], window: Window) -> _Ours:
    found = [people.person(session, id_) for id_ in chosen]
    wanted = select(visits.c.person_id, visits.c.start, visits.c.end).where(
        visits.c.person_id.in_(chosen),
        visits.c.withdrawn_at.is_(None),
        visits.c.status.not_in(NOT_GOING),
        visits.c.start >= to_text(window.since),
        visits.c.start < to_text(window.until),
    )
    planned: dict[str, list[str]] = {}
    for row in session.execute(wanted):
        planned.setdefault(row.person_id, []).append(_times(row.start, row.end))
    return _Ours(
        tuple(each.person for each in found if each is not None),
        {id_: tuple(sorted(times)) for id_, times in planned.items()},
    )


def _planned(rows: Iterable[VisitRow], window: Window) -> dict[str, tuple[str, ...]]:
    planned: dict[str, list[str]] = {}
    since, until = to_text(window.since), to_text(window.until)
    for row in rows:
        start, end, status = row[START], row[END], row[STATUS]
        if since <= start < until and status not in NOT_GOING:
            planned.setdefault(row[PERSON], []).append(_times(start, end))
    return {id_: tuple(sorted(times)) for id_, times in planned.items()}


def _times(start: str, end: str) -> str:
    first: datetime = from_text(start)
    return f"{day_and_clock(first)}–{clock_face(from_text(end))}"


def _one(person: Person, there: Person | None, ours: _Ours, planned: dict[str, tuple[str, ...]]) -> Compared:
    if there is None:
        return Compared(person.id, short_name(person), None)
    found = list(differences(person, there))
    mine, theirs = ours.visits.get(person.id, ()), planned.get(person.id, ())
    if mine != theirs:
        said = ("; ".join(mine) or "none planned", "; ".join(theirs) or "none planned")
        found.append(Difference(f"Visits in the next {HOURS_AHEAD} hours", *said))
    return Compared(person.id, short_name(person), tuple(found))
