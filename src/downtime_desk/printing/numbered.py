"""What every numbered sheet has in common: its number, the hour it may be used until, and what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Protocol, Self

from downtime_desk.printing.said import Said

KEY_SLIP: Final = "Key-safe slip"
"""The kind of a sheet on which an entry code stands, without name or address."""
NOT_A_PERSON: Final = ("carer/", "desk/")
"""How what stands in place of a person begins, on a run sheet and on a sheet about many people."""


def is_person(about: str) -> bool:
    """Return whether what a sheet is about is a person's id."""
    return not about.startswith(NOT_A_PERSON)


@dataclass(frozen=True, slots=True)
class About:
    """What the register says of a sheet: its kind, whose it is in words, and the person and visit it is about.

    `reference` is the last part of the code on the page, when it is not the seal. `said` is what it says, so
    that it can be called back when that changes. `lacks_code` is set for a slip whose code was not revealed yet: it
    must not leave.
    """

    kind: str
    whose: str
    person: str | None = None
    visit: str | None = None
    reference: str | None = None
    said: tuple[Said, ...] = ()
    lacks_code: bool = False


class Numbered(Protocol):
    """A sheet before it leaves the desk."""

    @property
    def organisation(self) -> str:
        """Return whose desk it is."""

    @property
    def printed_at(self) -> datetime:
        """Return when it was made."""

    @property
    def copy_number(self) -> str:
        """Return the number as printed."""

    @property
    def use_until(self) -> datetime:
        """Return when it must no longer be used."""

    @property
    def seal(self) -> str:
        """Return the journal's head code printed on it."""

    @property
    def seal_entry(self) -> int:
        """Return the entry the seal is at."""

    @property
    def replaces(self) -> str | None:
        """Return the number of the sheet it stands in for."""

    def numbered(self, number: str) -> "Numbered":
        """Return the same sheet with another number."""

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes whose copy is past its limit."""

    def about(self) -> About:
        """Return what the register says of it."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all sheets of one printing say of the desk, the copy and the moment.

    `as_of` has the time each data class was copied; `limits` how old each may be. Instants are aware UTC;
    `outage` is the running outage's reference, None when there is none.
    """

    organisation: str
    desk_phone: str
    desk: str
    printed_at: datetime
    printed_by: str
    use_until: datetime
    seal: str
    seal_entry: int
    outage: str | None = None
    as_of: Mapping[str, datetime] = field(default_factory=dict)
    limits: Mapping[str, timedelta] = field(default_factory=dict)

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes whose copy is older than its limit, or has no time at all."""
        return tuple(
            name
            for name, limit in self.limits.items()
            if name not in self.as_of or self.printed_at - self.as_of[name] > limit
        )


@dataclass(frozen=True, slots=True)
class Stamped:
    """A numbered sheet that carries its desk's stamp. `replaces` is the number of the sheet it stands in for."""

    copy_number: str
    stamp: Stamp
    replaces: str | None = field(default=None, kw_only=True)

    @property
    def organisation(self) -> str:
        """Return whose desk it is."""
        return self.stamp.organisation

    @property
    def printed_at(self) -> datetime:
        """Return when it was made."""
        return self.stamp.printed_at

    @property
    def use_until(self) -> datetime:
        """Return when it must no longer be used."""
        return self.stamp.use_until

    @property
    def seal(self) -> str:
        """Return the journal's head code."""
        return self.stamp.seal

    @property
    def seal_entry(self) -> int:
        """Return the entry the seal is at."""
        return self.stamp.seal_entry

    def numbered(self, number: str) -> Self:
        """Return the same sheet with another number."""
        return replace(self, copy_number=number)

    def reference(self) -> str:
        """Return the last part of the code on the page."""
        return self.seal

    def code(self) -> str:
        """Return what the code on the page says; nothing in it is about a person."""
        return code_on_page(self.copy_number, self.stamp.desk, self.reference())

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes whose copy is past its limit."""
        return self.stamp.too_old()


def code_on_page(number: str, desk: str, reference: str) -> str:
    """Return what the code on a page says; nothing in it is about a person."""
    return f"DD1:{number}:{desk}:{reference}".upper()


def numbers_of(sheets: Sequence[Numbered]) -> str:
    """Return the numbers of sheets in words: `C-3FA-0449 to C-3FA-0479`."""
    return span([sheet.copy_number for sheet in sheets])


def span(numbers: Sequence[str]) -> str:
    """Return numbers that follow one another in words."""
    first, last = numbers[0], numbers[-1]
    return first if first == last else f"{first} to {last}"
