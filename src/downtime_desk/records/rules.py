"""How long what is kept stays. The defaults follow published schedules; the provider's own comes first."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select

from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.people import names
from downtime_desk.people.model import people
from downtime_desk.records.model import people_left
from downtime_desk.rota.model import visits
from downtime_desk.sync.rules import Bound

RULES: Final = "records.rules"


@dataclass(frozen=True)
class Rules:
    """How long data stays.

    `years_after_leaving`: what was written about a person, after they left the main system's list.
    `days_in_the_copy`: their care record in the copy, after they left. `days_of_past_visits`: planned visits behind us.
    """

    years_after_leaving: int = 8
    days_in_the_copy: int = 90
    days_of_past_visits: int = 90


BOUNDS: Final[Mapping[str, Bound]] = {
    "years_after_leaving": Bound("What was written, after a person left", 1, 30, "years"),
    "days_in_the_copy": Bound("Their record in the copy, after they left", 7, 3650, "days"),
    "days_of_past_visits": Bound("Past visits in the copy", 14, 3650, "days"),
}
SOURCES: Final = (
    "Eight years after the end of care is what the Records Management Code says of adult social care case records.",
    "The main system holds the record; the copy of who left is needed only while questions come back.",
    "What happened in an outage stays in the journal; the rota behind us is only a copy.",
)


def rules(session: Session) -> Rules:
    """Return how long data stays here."""
    return settings.read(session, RULES, Rules, Rules())


def change_rules(session: Session, command: Rules) -> None:
    """Keep other rules; raise Trouble when one is out of its bounds."""
    values = asdict(command)
    for name, each in BOUNDS.items():
        if not each.least <= values[name] <= each.most:
            raise Trouble(
                f"{each.words}: {values[name]} is not possible.", f"Type {each.least} to {each.most}."
            )
    change_setting(session, RULES, values)


@dataclass(frozen=True)
class Left:
    """A person who left the main system's list. `copy_due` and `record_due` say what the rules let go of now."""

    person: str
    name: str
    left_at: datetime
    copy_due: bool
    record_due: bool


def left(session: Session, now: datetime) -> tuple[Left, ...]:
    """Return who has left the service and is still kept in the copy, the longest ago first."""
    kept = rules(session)
    rows = session.execute(
        select(people.c.id, people.c.family, people.c.given, people.c.withdrawn_at)
        .where(people.c.withdrawn_at.is_not(None))
        .order_by(people.c.withdrawn_at)
    )
    found = []
    for row in rows:
        at = from_text(row.withdrawn_at)
        found.append(
            Left(
                row.id,
                names.listed(row.family, row.given),
                at,
                now - at >= timedelta(days=kept.days_in_the_copy),
                years_after(at, kept.years_after_leaving) <= now,
            )
        )
    return tuple(found)


def still_kept(session: Session, now: datetime) -> tuple[Left, ...]:
    """Return who has left and of whom something is kept, in the copy or only in the journal; the longest ago first."""
    here = left(session, now)
    in_the_copy = {each.person for each in here}
    years = rules(session).years_after_leaving
    only_written = [
        Left(
            row.person,
            row.name,
            from_text(row.left_at),
            False,
            years_after(from_text(row.left_at), years) <= now,
        )
        for row in session.execute(select(people_left))
        if row.person not in in_the_copy
    ]
    return tuple(sorted((*here, *only_written), key=lambda each: each.left_at))


def years_after(at: datetime, years: int) -> datetime:
    """Return the same day so many years on; the 28th where there is no 29th of February."""
    try:
        return at.replace(year=at.year + years)
    except ValueError:
        return at.replace(year=at.year + years, day=28)


def past_visits_due(session: Session, now: datetime) -> int:
    """Return how many planned visits lie further back than they are kept."""
    before = to_text(now - timedelta(days=rules(session).days_of_past_visits))
    return session.execute(select(func.count()).select_from(visits).where(visits.c.end < before)).scalar_one()
