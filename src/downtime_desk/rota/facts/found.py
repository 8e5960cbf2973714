"""Visits rolled forward that a later copy has itself: each is one visit, never two."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import msgspec
from sqlalchemy import delete, insert, select, update

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.rota.facts.keeping import Before, forget_runs, signed
from downtime_desk.rota.model import local_runs, local_visits, matched_visits

_PART = 400


@dataclass(frozen=True)
class NowChanged:
    """A visit rolled forward and changed here, under the id the main system has for it from now on.

    `base` is how it was rolled forward, `version` the booking's version when it was found.
    """

    visit: str
    booking: str
    version: str | None
    base: Before


@dataclass(frozen=True)
class BookingsFound(Fact, kind="rota.bookings_found", sort="Rota"):
    """The copy has bookings now where visits were rolled forward.

    `given_up` and `written_about` are references, each with its booking. Nobody wrote about the first: the
    bookings stand in their place. The others stay, because something is written under them. `changed` go on
    as changed by hand.
    """

    given_up: tuple[tuple[str, str], ...]
    changed: tuple[NowChanged, ...]
    written_about: tuple[tuple[str, str], ...]

    def apply(self, session: Session, entry: Entry) -> None:
        """Let one row stand for each."""
        for part in _parts(tuple(visit for visit, _ in self.given_up)):
            forget_runs(session, part)
            session.execute(delete(local_visits).where(local_visits.c.id.in_(part)))
        for each in self.changed:
            _go_on_as(session, entry, each)
        if self.written_about:
            rows = [{"id": visit, "booking": booking} for visit, booking in self.written_about]
            session.execute(insert(matched_visits), rows)

    def words(self) -> str:
        """Say how many, and what became of them."""
        total = len(self.given_up) + len(self.changed) + len(self.written_about)
        kept = len(self.changed) + len(self.written_about)
        found = "1 visit" if total == 1 else f"{total} visits"
        return f"The copy has {found} now that were rolled forward. Kept as changed or written down here: {kept}."


def _go_on_as(session: Session, entry: Entry, found: NowChanged) -> None:
    kept = select(local_visits.c.changes).where(local_visits.c.id == found.visit)
    before = session.execute(kept).scalar()
    if before is None:
        return
    said = signed(f"Rolled forward as {found.visit}, and booked in the main system.", entry)
    now = {
        "id": found.booking,
        "origin": "changed",
        "version": found.version,
        "base": _json(found.base),
        "changes": _json([*msgspec.json.decode(before, type=list[str]), said]),
        "last_entry": entry.id,
        "changed_at": entry.recorded_at,
    }
    session.execute(update(local_visits).where(local_visits.c.id == found.visit).values(**now))
    runs = update(local_runs).where(local_runs.c.visit_id == found.visit)
    session.execute(runs.values(visit_id=found.booking))


def _parts(ids: tuple[str, ...]) -> Iterator[list[str]]:
    waiting = iter(ids)
    while part := list(islice(waiting, _PART)):
        yield part


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
