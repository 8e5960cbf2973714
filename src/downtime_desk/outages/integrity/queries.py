"""What screens ask about data-integrity incidents."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, func, select

from downtime_desk.core.clock import from_text
from downtime_desk.core.session import Session
from downtime_desk.outages.integrity.facts import Affected
from downtime_desk.outages.integrity.model import incidents, spot_checks

TABLES = frozenset({"integrity_incidents", "spot_checks"})


@dataclass(frozen=True)
class Incident:
    """An incident as it stands. Accuracy is a percentage; None is not known yet."""

    reference: str
    opened_at: datetime
    opened_by: str
    source: str
    how_found: str
    what: str
    affected: tuple[Affected, ...]
    number_affected: int
    of_people: int
    sections: dict[str, int]
    outage: str | None
    ticket: str | None
    root_cause: str | None
    agreed_with: str | None
    supervised_until: date | None
    accuracy_before: int | None
    accuracy_after: int | None
    closed_at: datetime | None
    closed_by: str | None
    closing_words: str | None


@dataclass(frozen=True)
class SpotCheck:
    """One record held against another source."""

    person: str
    person_name: str
    against: str
    right: int
    wrong: int
    words: str
    at: datetime
    by: str


def is_open(session: Session) -> bool:
    """Return whether any incident is open."""
    asked = select(func.count()).select_from(incidents).where(incidents.c.closed_at.is_(None))
    return bool(session.execute(asked).scalar_one())


def all_incidents(session: Session) -> list[Incident]:
    """Return every incident, the open ones and the latest first."""
    order = (incidents.c.closed_at.is_not(None), incidents.c.opened_at.desc(), incidents.c.reference.desc())
    return [_incident(row) for row in session.execute(select(incidents).order_by(*order))]


def incident(session: Session, reference: str) -> Incident | None:
    """Return one incident by its reference."""
    row = session.execute(select(incidents).where(incidents.c.reference == reference)).first()
    return _incident(row) if row else None


def checks(session: Session, reference: str) -> list[SpotCheck]:
    """Return the spot checks of an incident, in the order they were made."""
    rows = session.execute(
        select(spot_checks)
        .where(spot_checks.c.reference == reference)
        .order_by(spot_checks.c.checked_at, spot_checks.c.fact_id)
    )
    return [
        SpotCheck(
            row.person, row.person_name, row.against, row.right, row.wrong, row.words,
            from_text(row.checked_at), row.checked_by,
        )
        for row in rows
    ]  # fmt: skip


def accuracy(made: list[SpotCheck]) -> int | None:
    """Return how much of what was checked was right, in whole per cent, rounded down; None when nothing was."""
    of = sum(each.right + each.wrong for each in made)
    return sum(each.right for each in made) * 100 // of if of else None


def _incident(row: Row[Any]) -> Incident:
    told = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    told["affected"] = msgspec.json.decode(row.affected, type=tuple[Affected, ...])
    told["sections"] = msgspec.json.decode(row.sections, type=dict[str, int])
    told["opened_at"] = from_text(row.opened_at)
    told["closed_at"] = from_text(row.closed_at) if row.closed_at else None
    told["supervised_until"] = date.fromisoformat(row.supervised_until) if row.supervised_until else None
    return Incident(**told)
