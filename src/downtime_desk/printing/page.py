"""What stands around every numbered page: whose desk, which copy, page x of y, how old, until when.

A document says what is its own in a `Head`; the rest is the same on all of them, and is proved on each page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import full_stamp, local, short_stamp
from downtime_desk.people import names
from downtime_desk.people.summary import Person, PriorityLevel
from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import (
    FOOT,
    IDENTITY,
    NAME,
    NOT_RECORDED,
    REASON,
    Frame,
    Masthead,
    Runs,
    StripCell,
    Text,
    Tile,
    bold,
    plain,
)
from downtime_desk.printing.fitting import Fitted
from downtime_desk.printing.numbered import Stamped

NAME_LIMIT: Final = 60
GAP: Final = "\u00a0\u00a0"
AS_OF: Final = {
    "people": "Record as of",
    "rota": "Rota as of",
    "contacts": "Contacts as of",
    "entry codes": "Code as of",
}
TILES: Final[dict[PriorityLevel | None, Tile]] = {
    "red": Tile("R", "RED", "filled"),
    "amber": Tile("A", "AMBER", "thick"),
    "green": Tile("G", "GREEN", "thin"),
    None: Tile("–", "PRIORITY NOT RECORDED", "dashed"),
}


@dataclass(frozen=True, slots=True)
class Head:
    """What one kind of page says of itself.

    `lines` stand in the head of every page, `first` under them on the first; `pages` is what is said when there
    are several, as `THIS RUN HAS`. `copied` are the data classes it is made from; `more` cells stand before
    `printed by`. `foot` stands over the seal, `under` below it.
    """

    kind: str
    lines: tuple[Text, ...]
    keep: str
    first: tuple[Text, ...] = ()
    pages: str = "THIS SHEET HAS"
    copied: tuple[str, ...] = ()
    more: tuple[StripCell, ...] = ()
    until: str = "Use until"
    foot: tuple[Text, ...] = ()
    under: tuple[Text, ...] = ()
    found: str = "Do not read on."
    tile: Tile | None = None
    scale: float = 1


class Frames:
    """The head, the strip and the feet of each page of one numbered sheet."""

    def __init__(self, sheet: Stamped, head: Head, fitted: Fitted) -> None:
        stamp = sheet.stamp
        self._sheet, self._head = sheet, head
        self._organisation = fitted.fit("Organisation", stamp.organisation, 50)
        self._phone = fitted.fit("Duty desk", stamp.desk_phone, 24)
        self._printed_by = fitted.fit("Printed by", stamp.printed_by, 30)

    def frame(self, page: int, pages: int) -> Frame:
        """Return what stands around page `page` of `pages`."""
        masthead = Masthead(
            kind=self._head.kind,
            provider=(plain(f"{self._organisation}, duty desk "), bold(self._phone)),
            lines=tuple(self._lines(page, pages)),
            code=self._sheet.code(),
            tile=self._head.tile,
        )
        strip, feet = tuple(self._strip(page, pages)), self._left(page, pages)
        return Frame(masthead, strip, feet, self._right(), self._head.scale)

    def _lines(self, page: int, pages: int) -> Iterator[Text]:
        yield from self._head.lines
        if page == 1:
            yield from self._head.first
        if pages > 1:
            said = f"{self._head.pages} {pages} PAGES. This is page {page}. Keep them together."
            yield Text((bold(said),), REASON)

    def _strip(self, page: int, pages: int) -> Iterator[StripCell]:
        stamp, head = self._sheet.stamp, self._head
        # one row is read at a glance, so the year gives way where the strip is full
        stamp_words = short_stamp if len(head.copied) + len(head.more) > 1 else full_stamp
        yield StripCell("Copy number", self._sheet.copy_number, "reversed")
        yield StripCell("Page", f"{page} of {pages}")
        for name in head.copied:
            copied = stamp.as_of.get(name)
            yield StripCell(AS_OF[name], stamp_words(copied) if copied else "NOT RECORDED")
        yield from head.more
        yield StripCell(f"Printed by {self._printed_by}", full_stamp(stamp.printed_at))
        yield StripCell(head.until, full_stamp(stamp.use_until), "reversed")
        if self._sheet.replaces:
            yield StripCell("Replaces", self._sheet.replaces)

    def _left(self, page: int, pages: int) -> tuple[Text, ...]:
        sheet = self._sheet
        seal = f"Copy {sheet.copy_number}, page {page} of {pages}. Log seal {sheet.seal} at entry {sheet.seal_entry}"
        return (*self._head.foot, Text((plain(seal),), FOOT), *self._head.under)

    def _right(self) -> tuple[Text, ...]:
        found = f"If found, please ring {self._phone}. {self._head.found}".rstrip()
        return Text((bold(self._head.keep),), FOOT, "right"), Text((plain(found),), FOOT, "right")


def on_every_page(sheet: Stamped) -> tuple[tuple[str, str], ...]:
    """Return what every page of a sheet must say, whatever it is about."""
    return (
        ("the copy number", sheet.copy_number),
        ("the log seal", sheet.seal),
        ("when it was printed", full_stamp(sheet.printed_at)),
        ("until when it may be used", full_stamp(sheet.use_until)),
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """A person as heads and feet show them, cut where they are long: then `fitted` has them in full."""

    full: str
    short: str
    born: str | None
    number: str | None
    local_id: str | None

    def lines(self) -> tuple[Text, Text]:
        """Return the name and, under it, what else the person is known by."""
        return Text((bold(self.full),), NAME, above=2.3), Text(self.ids(), IDENTITY)

    def ids(self) -> Runs:
        """Return when they were born and their numbers."""
        ours: Runs = (plain(f"{GAP} No. "), bold(self.local_id)) if self.local_id else ()
        return (
            plain("Born "), bold(self.born) if self.born else NOT_RECORDED,
            plain(f"{GAP} NHS\u00a0No. "), bold(self.number) if self.number else NOT_RECORDED, *ours,
        )  # fmt: skip

    def foot(self) -> Text:
        """Return the line over the seal."""
        ids = f", Born {self.born or 'NOT RECORDED'}, NHS No. {self.number or 'NOT RECORDED'}"
        ours = f", No. {self.local_id}" if self.local_id and not (self.born or self.number) else ""
        return Text((bold(self.short), plain(ids + ours)), FOOT)


def identity(person: Person, printed_at: datetime, fitted: Fitted) -> Identity:
    """Return a person as heads and feet show them."""
    number = names.nhs_number(person)
    return Identity(
        full=fitted.fit("Name", names.full_name(person), 70),
        short=fitted.fit("Name", names.short_name(person), NAME_LIMIT),
        born=names.born(person, local(printed_at).date()),
        number=fitted.fit("NHS No.", number, 40) if number else None,
        local_id=fitted.fit("Record number", person.local_id, 24) if person.local_id else None,
    )


def who_on_every_page(person: Person, printed_at: datetime) -> Iterator[tuple[str, str]]:
    """Yield what every page about a person must say; what is too long for a head is not among it."""
    name = names.short_name(person)
    spelled = glyphs.spelled(name)
    if len(spelled) <= NAME_LIMIT and "\n" not in spelled:
        yield "the name", name
    if (born := names.born(person, local(printed_at).date())) is not None:
        yield "the date of birth", born.split(" ")[0]
    if (number := names.nhs_number(person)) is not None and len(number) <= 12:
        yield "the NHS number", number
