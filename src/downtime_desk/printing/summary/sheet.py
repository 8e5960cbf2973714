"""What an emergency care summary is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Self

from downtime_desk.people import names
from downtime_desk.people.kinds import KINDS, Kind
from downtime_desk.people.summary import Person
from downtime_desk.printing.numbered import About
from downtime_desk.printing.said import Said

SUMMARY: Final = "Emergency summary"
LARGE_PRINT: Final = "Large-print summary"
SUMMARIES: Final = (SUMMARY, LARGE_PRINT)
"""The kinds of sheet that say what a summary says."""
PEOPLE: Final = "people"
ROTA: Final = "rota"
CONTACTS: Final = "contacts"
MOST_VISITS: Final = 6
"""How many visits of the next 24 hours a summary has room for."""
LIMITS: Final[Mapping[str, timedelta]] = {PEOPLE: timedelta(hours=24), ROTA: timedelta(hours=24)}
"""How old a copy of each data class may be before a sheet made from it says that it is old."""


@dataclass(frozen=True, slots=True)
class Told:
    """A change phoned in since the copy. `checked` says how it was checked; None means it was not.

    `stands` is False once a check found it not true: it is printed with what was found, and beside no other fact.
    """

    at: datetime
    what: str
    from_whom: str
    checked: str | None = None
    kind: Kind = "other"
    stands: bool = True

    def labelled(self) -> str:
        """Return `Allergy: Plasters make his skin blister.`"""
        return self.what if self.kind == "other" else f"{KINDS[self.kind]}: {self.what}"


@dataclass(frozen=True, slots=True)
class NextVisit:
    """A visit planned for the person. `carers` are names, perhaps fewer than are needed.

    `mark` says where it comes from when the main system's rota does not say so.
    """

    start: datetime
    end: datetime
    carers: tuple[str, ...] = ()
    carers_needed: int = 1
    tasks: tuple[str, ...] = ()
    note: str | None = None
    mark: str | None = None
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class SummarySheet:
    """One numbered summary of one person.

    `as_of` has the time each data class was copied (`people`, `rota`, `contacts`); a class that is not
    there is not recorded. `desk` is this laptop's short name in the journal, `seal` the journal's head code
    at entry `seal_entry`. `visits` None means that there is no copy of the rota; `withdrawn_at` is when the
    main system stopped listing the person.
    """

    person: Person
    organisation: str
    desk_phone: str
    desk: str
    copy_number: str
    as_of: Mapping[str, datetime]
    printed_at: datetime
    printed_by: str
    use_until: datetime
    seal: str
    seal_entry: int
    replaces: str | None = None
    visits: tuple[NextVisit, ...] | None = None
    told: tuple[Told, ...] = ()
    withdrawn_at: datetime | None = None
    limits: Mapping[str, timedelta] = field(default_factory=lambda: LIMITS)
    said: tuple[Said, ...] = ()

    def numbered(self, number: str) -> Self:
        """Return the same sheet with another number."""
        return replace(self, copy_number=number)

    def code(self) -> str:
        """Return what the code on the page says; nothing in it is about the person."""
        return f"DD1:{self.copy_number}:{self.desk}:{self.seal}".upper()

    def about(self, kind: str = SUMMARY) -> About:
        """Return what the register says of it."""
        planned = (visit.said for visit in self.visits or () if visit.said is not None)
        said = (*self.said, *planned)
        return About(kind, names.short_name(self.person), self.person.id, reference=self.seal, said=said)

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes whose copy is older than its limit, or has no time at all."""
        return tuple(
            name
            for name, limit in self.limits.items()
            if name not in self.as_of or self.printed_at - self.as_of[name] > limit
        )
