"""One printing: the desk, the copy and the moment all its sheets say, and the numbers they get one after the other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import msgspec

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import head
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.people.entry_codes import unsealed
from downtime_desk.people.queries import Known, copy_times, person
from downtime_desk.printing.limits import limits
from downtime_desk.printing.numbered import Stamp
from downtime_desk.printing.numbers import SERIES, Series, next_numbers


@dataclass(frozen=True)
class Batch:
    """What the sheets of one printing share while they are read from the store."""

    session: Session
    acting: Acting
    stamp: Stamp
    numbers: Mapping[Series, Iterator[str]]
    _known: dict[str, Known | None] = field(default_factory=dict, repr=False)

    @property
    def now(self) -> datetime:
        """Return the moment of the printing."""
        return self.stamp.printed_at

    def known(self, person_id: str) -> Known | None:
        """Return a person with their entry codes, which are there to be kept off the page; None without a copy of them.

        Each is read once: one person may be on a run sheet, a wall list, the contact sheet and a summary.
        """
        if person_id not in self._known:
            self._known[person_id] = _read(self.session, person_id)
        return self._known[person_id]

    def number(self) -> str:
        """Return the next number of a sheet."""
        return next(self.numbers["C"])

    def slip_number(self) -> str:
        """Return the next number of a key-safe slip."""
        return next(self.numbers["K"])


def _read(session: Session, person_id: str) -> Known | None:
    known = person(session, person_id)
    if known is None:
        return None
    codes = unsealed(session, person_id)
    return replace(known, person=msgspec.structs.replace(known.person, entry_codes=codes))


def begin(session: Session, acting: Acting, use_until: datetime) -> Batch:
    """Return a printing; raise Trouble when its sheets would run out at once."""
    now = acting.now()
    if use_until <= now:
        raise Trouble("The time the sheets may be used until is past.", "Type a later time.")
    organisation = settings.read(session, ORGANISATION, Organisation, Organisation())
    seal = head(session)
    stamp = Stamp(
        organisation=organisation.name,
        desk_phone=organisation.phone,
        desk=acting.desk,
        printed_at=now,
        printed_by=acting.name,
        use_until=use_until,
        seal=seal.code,
        seal_entry=seal.seq,
        outage=settings.outage(session),
        as_of=copy_times(session),
        limits=limits(session),
    )
    numbers = {series: next_numbers(session, acting.desk, series) for series in SERIES}
    return Batch(session, acting, stamp, numbers)
