"""Which paper is made, and for whom: a group of people, a run, one person, or nobody in particular."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from sqlalchemy import ColumnElement, select

from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.people.queries import Filter, kept_to
from downtime_desk.printing.queries import coming, names_of, people_on_run
from downtime_desk.rota.today import runs, visits

Paper = Literal[
    "summary",
    "large print",
    "run sheet",
    "visit record",
    "medicine chart",
    "incident form",
    "key-safe slip",
    "wall list",
    "contact sheet",
    "hand-over sheet",
    "run pack",
    "essentials",
]
Group = Literal["red", "everyone", "due", "run", "person", "visit", "blank", "desk"]
Sort = Literal["name", "run"]

_PEOPLE: Final[tuple[Group, ...]] = ("red", "everyone", "due", "run", "person")
FOR: Final[dict[Paper, tuple[Group, ...]]] = {
    "summary": _PEOPLE,
    "large print": _PEOPLE,
    "run sheet": ("everyone", "run"),
    "visit record": ("blank", "everyone", "run", "visit"),
    "medicine chart": _PEOPLE,
    "incident form": ("blank", *_PEOPLE),
    "key-safe slip": ("run", "person"),
    "wall list": ("desk",),
    "contact sheet": ("desk",),
    "hand-over sheet": ("desk",),
    "run pack": ("everyone", "run"),
    "essentials": ("desk",),
}
"""Whom each paper can be made for. Slips are never made for all at once: each shows somebody's code."""
MOST_BLANK: Final = 50
"""How many blank forms are made at once."""
MOST_HOURS: Final = 168
"""How far ahead “due” may look: a week."""
BY_PERSON: Final[frozenset[Paper]] = frozenset({"summary", "large print", "medicine chart", "incident form"})
"""Papers of people, which can be ordered by name or by run."""


@dataclass(frozen=True)
class Who:
    """Whom paper is for: all `red` people, `everyone`, those `due` in the next `id` hours, the `run` of the carer
    `id`, one `person`, one `visit`, `id` `blank` sheets, or the `desk` itself.
    """

    kind: Group
    id: str = ""


def people_of(session: Session, who: Who, now: datetime, sort: Sort = "name") -> tuple[str, ...]:
    """Return the ids of the people sheets are for, in the order they are printed.

    A run is always in the order of its visits.
    """
    if who.kind == "run":
        return people_on_run(session, who.id, now)
    if who.kind == "person":
        return (who.id,)
    wanted = kept_to(Filter.RED if who.kind == "red" else Filter.ALL)
    if who.kind == "due":
        wanted &= people.c.id.in_(_due(now, hours_ahead(who.id)))
    found = tuple(session.execute(select(people.c.id).where(wanted).order_by(people.c.place)).scalars())
    return found if sort == "name" else _by_run(session, found, now)


def hours_ahead(typed: str) -> timedelta:
    """Return how far ahead is meant; raise Trouble unless it is 1 to 168 whole hours."""
    if not (typed.isascii() and typed.isdigit() and 1 <= int(typed) <= MOST_HOURS):
        raise Trouble(
            f"“{typed}” is not a number of hours to look ahead.",
            f"Type a whole number from 1 to {MOST_HOURS}.",
        )
    return timedelta(hours=int(typed))


def _due(now: datetime, ahead: timedelta) -> ColumnElement[str]:
    return select(visits.c.person_id).where(*coming(now, ahead)).scalar_subquery()


def _by_run(session: Session, ids: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Return people in the order of the runs that reach them first; who is on none comes last, by name."""
    rows = session.execute(
        select(visits.c.person_id, runs.c.carer_id, visits.c.start)
        .join(visits, visits.c.id == runs.c.visit_id)
        .where(*coming(now))
        .order_by(visits.c.start, visits.c.id)
    )
    first: dict[str, tuple[str, str]] = {}
    for person, carer, start in rows:
        first.setdefault(person, (carer, start))
    named = names_of(session, {carer for carer, _ in first.values()})

    def place(person: str) -> tuple[bool, str, str]:
        carer, start = first.get(person, ("", ""))
        return person not in first, named.get(carer, carer).casefold(), start

    return tuple(sorted(ids, key=place))


def carers_of(session: Session, who: Who, now: datetime) -> Iterator[str]:
    """Yield the carers whose runs are meant, by name."""
    from downtime_desk.printing.queries import runs as runs_now

    if who.kind == "run":
        yield who.id
    else:
        yield from (run.carer for run in runs_now(session, now))
