"""What the list of a day is kept to: priority, area, run and name; and what there is to choose from."""

from dataclasses import dataclass
from datetime import date

import msgspec
from sqlalchemy import ColumnElement, Select, select

from downtime_desk.core.clock import day_bounds, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.model import people
from downtime_desk.people.search import Search
from downtime_desk.rota.today import SHORT, carers_between, each_of, runs, visits
from downtime_desk.visits.planned import carer_names

NOT_RECORDED = ""
NO_CARER = ""


class KeptTo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a list is kept to; None and an empty name keep it to nothing.

    `level` and `area` are empty for visits whose priority or area is not recorded, `carer` for those that
    have no carer, or too few. `state` is the state's word.
    """

    level: str | None = None
    area: str | None = None
    carer: str | None = None
    state: str | None = None
    name: str = ""


EVERYTHING = KeptTo()


@dataclass(frozen=True)
class Offered:
    """What a day can be kept to: its areas, whether any visit has none recorded, and its carers by name."""

    areas: tuple[str, ...]
    area_missing: bool
    carers: tuple[tuple[str, str], ...]


def conditions(session: Session, kept: KeptTo, which: date) -> list[ColumnElement[bool]]:
    """Return what a visit of a day must be, to be shown."""
    found: list[ColumnElement[bool]] = []
    if kept.level is not None:
        found.append(people.c.priority.is_(None) if not kept.level else people.c.priority == kept.level)
    if kept.area is not None:
        found.append(visits.c.area.is_(None) if not kept.area else visits.c.area == kept.area)
    if kept.carer is not None:
        found.append(visits.c.id.in_(_run(kept.carer, which)) if kept.carer else SHORT)
    if kept.name.strip():
        ids = [each.id for each in Search().find(session, kept.name).by_name]
        found.append(visits.c.person_id.in_(ids))
    return found


def _run(carer: str, which: date) -> Select[tuple[str]]:
    first, last = day_bounds(which)
    return select(runs.c.visit_id).where(
        runs.c.carer_id == carer,
        runs.c.start >= to_text(first),
        runs.c.start < to_text(last),
    )


def offered(session: Session, which: date) -> Offered:
    """Return what the visits of a London day can be kept to."""
    first, last = (to_text(each) for each in day_bounds(which))
    areas = each_of(select(visits.c.area).where(visits.c.start >= first, visits.c.start < last))
    known = set(session.execute(select(areas.c.area).distinct()).scalars())
    ids = carers_between(session, first, last)
    names = carer_names(session, ids)
    return Offered(
        areas=tuple(sorted(each for each in known if each)),
        area_missing=None in known,
        carers=tuple(sorted(((each, names.get(each, each)) for each in ids), key=lambda pair: pair[1])),
    )
