"""What the print room asks: who sheets can be made for, the sheets to make, and the numbered sheets that are out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, func, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.people.queries import Filter, kept_to
from downtime_desk.printing.model import sheets
from downtime_desk.printing.numbered import KEY_SLIP
from downtime_desk.printing.spool import SETTLED
from downtime_desk.rota.model import carers
from downtime_desk.rota.standing import NOT_GOING
from downtime_desk.rota.today import runs as runs_now
from downtime_desk.rota.today import visits

TABLES = frozenset(
    {"sheets", "people", "visits", "visit_carers", "local_visits", "told", "carers", "copies", "settings"}
)
AHEAD: Final = timedelta(hours=24)
"""How far ahead the visits on a sheet and the runs to choose from look."""
CHUNK: Final = 500
NO_QUEUE: Final = ("file ", "folder ")
"""How what stands for a printer begins on a sheet that was saved."""


@dataclass(frozen=True)
class Run:
    """A carer with visits to make: how many people they visit, and how often."""

    carer: str
    name: str
    people: int
    visits: int


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


def coming(now: datetime, ahead: timedelta = AHEAD) -> tuple[ColumnElement[bool], ...]:
    """Return what makes a visit one of the hours `ahead` that somebody is to make."""
    return (
        visits.c.end > to_text(now),
        visits.c.start < to_text(now + ahead),
        visits.c.withdrawn_at.is_(None),
        visits.c.status.not_in(NOT_GOING),
    )


def names_of(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Return the names of carers by their id."""
    found: dict[str, str] = {}
    for part in chunks(sorted(ids)):
        rows = session.execute(
            select(carers.c.id, carers.c.given, carers.c.family).where(carers.c.id.in_(part))
        )
        found |= {row.id: f"{row.given} {row.family}".strip() for row in rows}
    return found


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield ids in parts that fit one question to the store."""
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


def sheets_out(session: Session, kind: str, about: Sequence[str]) -> dict[str, str]:
    """Return the newest sheet of a kind that is out and not replaced, for each person or carer it is about."""
    found: dict[str, str] = {}
    for part in chunks(about):
        wanted = select(sheets.c.person, sheets.c.number).where(
            sheets.c.person.in_(part),
            sheets.c.kind == kind,
            sheets.c.state == "out",
            sheets.c.replaced_by.is_(None),
        )
        found |= {
            row.person: row.number
            for row in session.execute(wanted.order_by(sheets.c.issued_at, sheets.c.place))
        }
    return found


def slips_out(
    session: Session, people: Sequence[str], holder: str, now: datetime
) -> dict[str, tuple[str, ...]]:
    """Return the key-safe slips that are out and may still be used, by person: the holder's own if there are any."""
    found: dict[str, list[tuple[str, str]]] = {}
    for part in chunks(list(dict.fromkeys(people))):
        wanted = select(sheets.c.person, sheets.c.number, sheets.c.holder).where(
            sheets.c.person.in_(part),
            sheets.c.kind == KEY_SLIP,
            sheets.c.state == "out",
            sheets.c.replaced_by.is_(None),
            sheets.c.use_until > to_text(now),
        )
        for row in session.execute(wanted.order_by(sheets.c.issued_at, sheets.c.place)):
            found.setdefault(row.person, []).append((row.number, row.holder))
    return {person: _of_holder(rows, holder) for person, rows in found.items()}


def _of_holder(slips: Sequence[tuple[str, str]], holder: str) -> tuple[str, ...]:
    theirs = [number for number, whose in slips if whose.casefold() == holder.casefold()]
    return tuple(theirs or (number for number, _ in slips))


@dataclass(frozen=True)
class OpenJob:
    """The sheets of one job at a printer that nothing final was heard of."""

    printer: str
    numbers: tuple[str, ...]


def open_jobs(session: Session, since: datetime) -> tuple[OpenJob, ...]:
    """Return the jobs sent to printers since an instant of which the register does not say what became."""
    wanted = select(sheets.c.sha256, sheets.c.went_to, sheets.c.number).where(
        sheets.c.state == "out",
        sheets.c.issued_at > to_text(since),
        sheets.c.queue.is_(None) | sheets.c.queue.not_in(SETTLED),
        *(~sheets.c.went_to.startswith(kind) for kind in NO_QUEUE),
    )
    found: dict[tuple[str, str], list[str]] = {}
    for row in session.execute(wanted.order_by(sheets.c.issued_at, sheets.c.place)):
        found.setdefault((row.went_to, row.sha256), []).append(row.number)
    return tuple(OpenJob(printer, tuple(numbers)) for (printer, _), numbers in found.items())


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
