"""What was told since the copy, as everything that shows a person must show it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from downtime_desk.core import settings
from downtime_desk.core.clock import clock_face, day_and_clock, from_text
from downtime_desk.core.delivery import SETTLED, delivery
from downtime_desk.core.session import Session
from downtime_desk.people.kinds import HOSPITAL, KINDS, Kind, Verdict
from downtime_desk.people.model import people, told

TABLES: Final = frozenset({"told", "delivery", "settings"})
_PART: Final = 400
_CLEAR_FOR: Final = timedelta(hours=12)

_OUTAGE_NOW = (
    select(func.json_extract(settings.settings.c.value, "$"))
    .where(settings.settings.c.name == settings.OUTAGE)
    .scalar_subquery()
)
STANDS: Final[ColumnElement[bool]] = and_(
    told.c.withdrawn_at.is_(None),
    or_(told.c.outage == _OUTAGE_NOW, delivery.c.state.not_in(SETTLED)),
)
"""Which rows of `told`, joined with their delivery, still stand above the copy."""

ALLERGIES_TOLD: Final = (
    select(func.group_concat(told.c.what, " "))
    .select_from(told.join(delivery, delivery.c.fact_id == told.c.id))
    .where(
        told.c.person == people.c.id,
        told.c.kind == "allergy",
        func.coalesce(told.c.found, "") != "not true",
        STANDS,
    )
    .correlate(people)
    .scalar_subquery()
)
"""What was told of a person's allergies since the copy, for lists of people; NULL when nothing was."""


@dataclass(frozen=True)
class Told:
    """Something told about a person since the copy. Instants are aware UTC.

    `id` is the entry that first said it, `last_entry` what a correction or a check names. `checked_with` None
    means not checked; `found` is what the check found.
    """

    id: str
    person: str
    person_name: str
    kind: Kind
    what: str
    told_by: str
    relation: str
    told_at: datetime
    checked_with: str | None
    checked_at: datetime | None
    found: Verdict | None
    withdrawn_why: str | None
    recorded_by: str
    last_entry: str

    @property
    def state(self) -> str:
        """Return `not checked`, `checked` or `found not true`."""
        return {None: "not checked", "true": "checked", "not true": "found not true"}[self.found]

    @property
    def kind_and_what(self) -> str:
        """Return `Allergy: Plasters make his skin blister.`: the words alone may not say what they are about."""
        return self.what if self.kind == "other" else f"{KINDS[self.kind]}: {self.what}"

    def heading(self, now: datetime) -> str:
        """Return `Told 21:10, not checked: in hospital`."""
        return f"Told {told_face(self.told_at, now)}, {self.state}: {KINDS[self.kind].lower()}"

    @property
    def checked(self) -> str | None:
        """Return how it was checked, `with Dr Shah's surgery, 21:40: true`; None when it was not."""
        if self.checked_with is None or self.checked_at is None:
            return None
        return f"with {self.checked_with}, {clock_face(self.checked_at)}: {self.found}"

    @property
    def from_whom(self) -> str:
        """Return `Told by Anne Holloway (daughter) to Priya Nair`."""
        return f"Told by {self.told_by} ({self.relation}) to {self.recorded_by}"

    def words(self) -> str:
        """Return all of it in two sentences, as it goes back and as it is read out."""
        kind = KINDS[self.kind]
        checked = f"Checked {self.checked}." if self.checked else "Not checked."
        taken_back = f" Taken back: {self.withdrawn_why}" if self.withdrawn_why else ""
        return f"{kind}: {self.what} {self.from_whom}, {day_and_clock(self.told_at)}. {checked}{taken_back}"


def told_for(session: Session, ids: Sequence[str]) -> dict[str, tuple[Told, ...]]:
    """Return what was told of some people and is not settled, newest first; people without any are left out.

    It is settled once it was taken back, or once the outage it was told in is over and the main system has
    it. Until then it stands although a later copy came: only a person can say that the record took it in.
    """
    found: dict[str, tuple[Told, ...]] = {}
    for first in range(0, len(ids), _PART):
        rows = session.execute(
            select(told)
            .join(delivery, delivery.c.fact_id == told.c.id)
            .where(told.c.person.in_(ids[first : first + _PART]), STANDS)
            .order_by(told.c.told_at.desc(), told.c.id.desc())
        )
        for row in rows:
            found[row.person] = (*found.get(row.person, ()), _told(row))
    return found


def told_of(session: Session, person: str) -> tuple[Told, ...]:
    """Return the same of one person."""
    return told_for(session, (person,)).get(person, ())


def whereabouts(session: Session, ids: Collection[str]) -> dict[str, Told]:
    """Return the last that was told of some people being in hospital or home again, and not found wrong.

    One question for all of them, whatever their number: ids are looked for among what was told, not told for ids.
    """
    rows = session.execute(
        select(told)
        .join(delivery, delivery.c.fact_id == told.c.id)
        .where(told.c.kind.in_(HOSPITAL), func.coalesce(told.c.found, "") != "not true", STANDS)
        .order_by(told.c.told_at, told.c.id)
    )
    wanted = set(ids)
    return {row.person: _told(row) for row in rows if row.person in wanted}


def where_now(changes: Sequence[Told]) -> Told | None:
    """Return the last told of a person being in hospital or home again, of what was told of them, newest first."""
    return next((each for each in changes if each.kind in HOSPITAL and each.found != "not true"), None)


def told_face(at: datetime, now: datetime) -> str:
    """Return when something was told: `22:40`, with its day once that is long ago."""
    return clock_face(at) if now - at < _CLEAR_FOR else day_and_clock(at)


def one_told(session: Session, entry: str) -> Told | None:
    """Return something told by the entry that first said it or the last about it, taken back or not."""
    row = session.execute(select(told).where((told.c.id == entry) | (told.c.last_entry == entry))).first()
    return None if row is None else _told(row)


def _told(row: Row[Any]) -> Told:
    return Told(
        id=row.id,
        person=row.person,
        person_name=row.person_name,
        kind=row.kind,
        what=row.what,
        told_by=row.told_by,
        relation=row.relation,
        told_at=from_text(row.told_at),
        checked_with=row.checked_with,
        checked_at=from_text(row.checked_at) if row.checked_at else None,
        found=row.found,
        withdrawn_why=row.withdrawn_why,
        recorded_by=row.recorded_by,
        last_entry=row.last_entry,
    )
