"""Where the copy says something else now than when a visit was changed by hand. Ours stands; a manager looks."""

from dataclasses import dataclass
from typing import Literal

import msgspec
from sqlalchemy import literal_column, select

from downtime_desk.core.session import Session
from downtime_desk.rota.facts import Assigned, Before
from downtime_desk.rota.facts.keeping import names, span
from downtime_desk.rota.model import local_visits
from downtime_desk.rota.model import visits as copied
from downtime_desk.rota.standing import NOT_GOING, names_of

_base = msgspec.json.Decoder(Before | None)
_ids = msgspec.json.Decoder(tuple[str, ...])


@dataclass(frozen=True)
class Differs:
    """A visit changed here and in the copy too. `theirs` None says that the main system dropped it.

    `version` is the copy's version now, `last_entry` our last change of it.
    """

    visit: str
    person_name: str
    ours: Before
    theirs: Before | None
    seen: Before | None
    version: str | None
    last_entry: str

    def words(self) -> tuple[str, str, str]:
        """Return ours, theirs, and what the copy said when ours was made, each in words."""
        return said(self.ours), said(self.theirs), said(self.seen)

    def suggestion(self) -> tuple[Literal["ours", "theirs"] | None, str]:
        """Return which of the two is the safer, and why; None where nothing speaks for either."""
        if _plan(self.theirs) == _plan(self.ours):
            return "theirs", "The copy says the same now."
        if not _going(self.theirs):
            return "ours", "The copy has nobody going any more: until you have asked, going is the safer."
        if not _going(self.ours):
            return "theirs", "The copy has the visit to be made: until you have asked, going is the safer."
        if self.theirs is not None and len(self.theirs.carers) < self.theirs.carers_needed:
            return "ours", "The copy has too few carers for it."
        return None, "Nothing speaks for either: ring whoever is to go before you decide."


def _going(state: Before | None) -> bool:
    return state is not None and state.status not in NOT_GOING


def said(state: Before | None) -> str:
    """Return a state of a visit in words."""
    if state is None:
        return "not in the rota"
    if state.status == "cancelled":
        return "cancelled"
    return f"{span(state.start, state.end)}, {names(state.carers)}"


def differences(session: Session) -> tuple[Differs, ...]:
    """Return the visits changed by hand that a later copy changed too, by start."""
    rows = session.execute(
        select(
            local_visits,
            copied.c.id.label("there"),
            copied.c.start.label("their_start"),
            copied.c.end.label("their_end"),
            copied.c.carers.label("their_carers"),
            copied.c.carers_needed.label("their_needed"),
            copied.c.status.label("their_status"),
            copied.c.version.label("their_version"),
            copied.c.withdrawn_at,
        )
        .join(copied, copied.c.id == local_visits.c.id, isouter=True)
        .where(local_visits.c.origin == literal_column("'changed'"))
        .order_by(local_visits.c.start, local_visits.c.id)
    ).all()
    ids = {
        carer for row in rows for carer in (*_ids.decode(row.carers), *_ids.decode(row.their_carers or "[]"))
    }
    named = names_of(session, ids)

    def carers_of(stored: str) -> tuple[Assigned, ...]:
        return tuple(Assigned(each, named.get(each, each)) for each in _ids.decode(stored))

    found = []
    for row in rows:
        seen = _base.decode(row.base)
        gone = row.there is None or row.withdrawn_at is not None
        theirs = (
            None
            if gone
            else Before(
                row.their_start,
                row.their_end,
                carers_of(row.their_carers),
                row.their_needed,
                row.their_status,
            )
        )
        if _plan(theirs) == _plan(seen):
            continue
        ours = Before(row.start, row.end, carers_of(row.carers), row.carers_needed, row.status)
        found.append(Differs(row.id, row.person_name, ours, theirs, seen, row.their_version, row.last_entry))
    return tuple(found)


def _plan(state: Before | None) -> tuple[object, ...] | None:
    """Return what matters of a state: a carer's new name is no difference."""
    if state is None:
        return None
    return state.start, state.end, [each.carer for each in state.carers], state.carers_needed, state.status
