"""What the print room asks: who sheets can be made for, the sheets to make, and the numbered sheets that are out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import ColumnElement, Row, func, select

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import head
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.people.entry_codes import unsealed
from downtime_desk.people.model import people
from downtime_desk.people.queries import Filter, copy_times, kept_to, person
from downtime_desk.printing.model import sheets
from downtime_desk.printing.numbers import last_place, number_of
from downtime_desk.printing.said import of_person, of_visit
from downtime_desk.printing.summary.sheet import LIMITS, PEOPLE, ROTA, SUMMARY, NextVisit, SummarySheet, Told
from downtime_desk.rota.model import carers
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.rota.today import MARKS, visits
from downtime_desk.rota.today import runs as runs_now

TABLES = frozenset(
    {"sheets", "people", "visits", "visit_carers", "local_visits", "told", "carers", "copies", "settings"}
)
AHEAD: Final = timedelta(hours=24)
"""How far ahead the visits on a sheet and the runs to choose from look."""
VISITS: Final = 6
CHUNK: Final = 500


@dataclass(frozen=True)
class Run:
    """A carer with visits to make: how many people they visit, and how often."""

    carer: str
    name: str
    people: int
    visits: int


@dataclass(frozen=True)
class Who:
    """What is to be made: summaries of `red`, `everyone`, a `run` of the carer `id` or one `person`; the `run
    sheet` or the visit `records` of the carer `id`; the records of one `visit`; or `id` `blank` records.
    """

    kind: Literal["red", "everyone", "run", "person", "run sheet", "records", "visit", "blank"]
    id: str = ""


def people_of(session: Session, who: Who, now: datetime) -> tuple[str, ...]:
    """Return the ids of the people sheets are for, in the order they are printed."""
    if who.kind == "run":
        return people_on_run(session, who.id, now)
    if who.kind == "person":
        return (who.id,)
    wanted = kept_to(Filter.RED if who.kind == "red" else Filter.ALL)
    return tuple(session.execute(select(people.c.id).where(wanted).order_by(people.c.place)).scalars())


@dataclass(frozen=True)
class Choices:
    """Who sheets can be made for besides runs: how many people are Red, and how many there are."""

    red: int
    everyone: int


def choices(session: Session) -> Choices:
    """Return how many people sheets can be made for."""
    there = select(func.count()).select_from(people)
    return Choices(
        red=session.execute(there.where(kept_to(Filter.RED))).scalar_one(),
        everyone=session.execute(there.where(kept_to(Filter.ALL))).scalar_one(),
    )


def runs(session: Session, now: datetime) -> tuple[Run, ...]:
    """Return the runs of the next 24 hours by the carers' names. Ask beside the window: it looks at every visit."""
    each = (
        select(runs_now.c.carer_id, func.count(visits.c.person_id.distinct()), func.count())
        .join(visits, visits.c.id == runs_now.c.visit_id)
        .where(*coming(now))
        .group_by(runs_now.c.carer_id)
    )
    counted = {carer: tuple(numbers) for carer, *numbers in session.execute(each)}
    named = names_of(session, counted)
    found = (Run(carer, named.get(carer, carer), *numbers) for carer, numbers in counted.items())
    return tuple(sorted(found, key=_by_name))


def _by_name(run: Run) -> tuple[str, str]:
    return run.name.casefold(), run.carer


def coming(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a visit one of the next 24 hours that somebody is to make."""
    return (
        visits.c.end > to_text(now),
        visits.c.start < to_text(now + AHEAD),
        visits.c.withdrawn_at.is_(None),
        visits.c.status.not_in(NOT_GOING),
    )


def names_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of carers by their id."""
    found: dict[str, str] = {}
    for part in _chunks(sorted(ids)):
        rows = session.execute(
            select(carers.c.id, carers.c.given, carers.c.family).where(carers.c.id.in_(part))
        )
        found |= {row.id: f"{row.given} {row.family}".strip() for row in rows}
    return found


def _chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK))


def visits_of(session: Session, carer: str, now: datetime) -> Sequence[str]:
    """Return the ids of the visits a carer may have to make in the next 24 hours.

    They come first and on their own: joined, the rota would be read whole.
    """
    # no visit is longer than a day
    since, until = to_text(now - timedelta(days=1)), to_text(now + AHEAD)
    wanted = select(runs_now.c.visit_id).where(
        runs_now.c.carer_id == carer, runs_now.c.start > since, runs_now.c.start < until
    )
    return session.execute(wanted).scalars().all()


def people_on_run(session: Session, carer: str, now: datetime) -> tuple[str, ...]:
    """Return the ids of the people a carer visits in the next 24 hours, in the order of the run."""
    rows = session.execute(
        select(visits.c.person_id)
        .where(visits.c.id.in_(visits_of(session, carer, now)), *coming(now))
        .order_by(visits.c.start, visits.c.id)
    ).scalars()
    return tuple(dict.fromkeys(rows))


def sheets_for(
    session: Session, ids: Sequence[str], acting: Acting, use_until: datetime
) -> tuple[SummarySheet, ...]:
    """Return the numbered summaries of these people, in this order, as the copy stands now.

    Their numbers are the next of this desk; `actions.issue_copies` gives them away. Raises Trouble for a
    person who is not in the copy, and when the sheets would run out before they are made.
    """
    now = acting.now()
    if use_until <= now:
        raise Trouble("The time the sheets may be used until is past.", "Type a later time.")
    organisation = settings.read(session, ORGANISATION, Organisation, Organisation())
    as_of, seal = copy_times(session), head(session)
    next_ones = next_visits(session, ids, now) if ROTA in as_of else None
    older = _sheets_out(session, ids)
    first = last_place(session, acting.desk) + 1
    made = []
    for place, person_id in enumerate(ids, first):
        known = person(session, person_id)
        if known is None:
            raise Trouble("One of the people chosen is not in this copy.", "Choose again.")
        made.append(
            SummarySheet(
                # their entry codes are there to be kept off the page
                person=msgspec.structs.replace(known.person, entry_codes=unsealed(session, person_id)),
                organisation=organisation.name,
                desk_phone=organisation.phone,
                desk=acting.desk,
                copy_number=number_of(acting.desk, place),
                as_of={**as_of, PEOPLE: known.as_of} if PEOPLE in as_of else as_of,
                printed_at=now,
                printed_by=acting.name,
                use_until=use_until,
                seal=seal.code,
                seal_entry=seal.seq,
                replaces=older.get(person_id),
                visits=None if next_ones is None else next_ones.get(person_id, ()),
                told=tuple(
                    Told(
                        each.told_at,
                        each.what,
                        each.from_whom,
                        each.checked,
                        each.kind,
                        stands=each.found != "not true",
                    )
                    for each in known.told
                ),
                withdrawn_at=known.withdrawn_at,
                limits=LIMITS,
                said=tuple(of_person(known)),
            )
        )
    return tuple(made)


def next_visits(session: Session, ids: Sequence[str], now: datetime) -> dict[str, tuple[NextVisit, ...]]:
    """Return the next visits of each person, at most six, with who makes them and what they do."""
    rows: list[Row[tuple[object, ...]]] = []
    for part in _chunks(ids):
        wanted = select(visits).where(visits.c.person_id.in_(part), *coming(now))
        rows += session.execute(wanted.order_by(visits.c.start, visits.c.id)).all()
    going = [msgspec.json.decode(row.carers, type=tuple[str, ...]) for row in rows]
    named = names_of(session, {carer for each in going for carer in each})
    found: dict[str, tuple[NextVisit, ...]] = {}
    for row, each in zip(rows, going, strict=True):
        before = found.get(row.person_id, ())
        if len(before) < VISITS:
            found[row.person_id] = (
                *before,
                _next_visit(row, tuple(named.get(carer, carer) for carer in each)),
            )
    return found


def _next_visit(row: Row[Any], names: tuple[str, ...]) -> NextVisit:
    return NextVisit(
        start=from_text(row.start),
        end=from_text(row.end),
        carers=names,
        carers_needed=row.carers_needed,
        tasks=msgspec.json.decode(row.tasks, type=tuple[str, ...]),
        note=row.note,
        mark=MARKS[row.origin],
        said=of_visit(row),
    )


def _sheets_out(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Return the newest sheet that is out for each person."""
    found: dict[str, str] = {}
    for part in _chunks(ids):
        wanted = select(sheets.c.person, sheets.c.number).where(
            sheets.c.person.in_(part),
            sheets.c.kind == SUMMARY,
            sheets.c.state == "out",
            sheets.c.replaced_by.is_(None),
        )
        found |= {
            row.person: row.number
            for row in session.execute(wanted.order_by(sheets.c.issued_at, sheets.c.place))
        }
    return found


@dataclass(frozen=True)
class SheetRow:
    """A numbered sheet. `state` is out, back, destroyed, lost or not sent; instants are aware UTC."""

    number: str
    kind: str
    person_name: str
    holder: str
    issued_at: datetime
    use_until: datetime
    went_to: str
    state: str
    state_at: datetime
    state_note: str | None
    replaced_by: str | None
    reason: str | None = None
    queue: str | None = None
    told_at: datetime | None = None

    def to_get_back(self, now: datetime) -> bool:
        """Return whether the sheet is out and must not be used any more."""
        return self.state == "out" and (self.replaced_by is not None or self.use_until < now)


def numbered_sheets(session: Session, limit: int = 500) -> list[SheetRow]:
    """Return the numbered sheets, the last issued first."""
    wanted = select(sheets).order_by(sheets.c.issued_at.desc(), sheets.c.place.desc()).limit(limit)
    return [
        SheetRow(
            number=row.number,
            kind=row.kind,
            person_name=row.person_name,
            holder=row.holder,
            issued_at=from_text(row.issued_at),
            use_until=from_text(row.use_until),
            went_to=row.went_to,
            state=row.state,
            state_at=from_text(row.state_at),
            state_note=row.state_note,
            replaced_by=row.replaced_by,
            reason=row.reason,
            queue=row.queue,
            told_at=from_text(row.told_at) if row.told_at else None,
        )
        for row in session.execute(wanted)
    ]


def sheets_of(session: Session, outage: str) -> dict[str, int]:
    """Return how many sheets numbered in an outage there are in each state."""
    rows = session.execute(
        select(sheets.c.state, func.count()).where(sheets.c.outage == outage).group_by(sheets.c.state)
    )
    return dict(rows.all())


def state_counts(session: Session) -> dict[str, int]:
    """Return how many numbered sheets there are in each state."""
    rows = session.execute(select(sheets.c.state, func.count()).group_by(sheets.c.state))
    return dict(rows.all())
