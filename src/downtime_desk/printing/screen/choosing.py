"""Choosing what is printed: a kind of paper, or one person found by name."""

from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import long_date
from downtime_desk.people import names
from downtime_desk.people.queries import Found
from downtime_desk.people.search import Search
from downtime_desk.printing import queries
from downtime_desk.printing.who import Paper
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel, Section
from downtime_desk.ui.parts import Empty, TextField, bold, column, quiet

FOUND = 30


@dataclass(frozen=True)
class Offer:
    """One kind of paper that can be printed, in words."""

    paper: Paper
    title: str
    note: str


@dataclass(frozen=True)
class OnePerson:
    """Somebody found by name."""

    id: str
    title: str
    note: str
    priority: str


FOR_CARE: Final = (
    Offer("summary", "Emergency summaries", "One page each: what a stranger must know tonight"),
    Offer("run sheet", "Run sheets", "A carer’s visits in order: times, areas, must-dos, no codes"),
    Offer("run pack", "Run packs", "A run sheet with the summaries of everyone on it"),
    Offer("visit record", "Visit records", "To write on at the visit, blank or printed in"),
    Offer("medicine chart", "Medicine charts", "To initial by hand, from 7 days back"),
    Offer("incident form", "Incident forms", "With a body map, blank or for one person"),
    Offer("large print", "Large-print summaries", "The same facts, read at arm’s length"),
    Offer("key-safe slip", "Key-safe slips", "One code each, no name or address. Asks why"),
)
FOR_THE_DESK: Final = (
    Offer("wall list", "Wall lists", "Everyone by Red, Amber and Green, for the office wall"),
    Offer("contact sheet", "Contact sheet", "Carers, people, families, GPs and services to ring"),
    Offer("hand-over sheet", "Hand-over sheet", "Who is Red, what is open, clocks, who holds what"),
    Offer("essentials", "24-hour essentials", "All that a desk needs if this laptop is lost, in one pack"),
)
TITLES: Final[dict[Paper, str]] = {offer.paper: offer.title for offer in (*FOR_CARE, *FOR_THE_DESK)}


def picture(row: Offer | OnePerson) -> RowPicture:
    """Return how an offer or a person looks."""
    after = (bold(row.priority),) if isinstance(row, OnePerson) else ()
    return RowPicture(
        (Line((bold(row.title, size=15),), after), Line((quiet(row.note),))),
        choice=False if isinstance(row, Offer) else None,
    )


def sentence(row: Offer | OnePerson) -> str:
    """Return what a screen reader says of a row."""
    level = f", {row.priority}" if isinstance(row, OnePerson) else ""
    return f"{row.title}{level}. {row.note}"


def _key(row: Offer | OnePerson) -> str:
    return row.paper if isinstance(row, Offer) else f"person/{row.id}"


class Choosing(QWidget):
    """The kinds of paper, with a field that finds one person. Signals `chosen(paper)`, `person(id, name)`."""

    chosen: ClassVar[Signal] = Signal(str)
    person: ClassVar[Signal] = Signal(str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._search = Search()
        self._find = TextField("One person", placeholder="Name, number or postcode", inside="Find")
        self._find.changed.connect(self.refresh)
        self.list = RowsList("What to print", RowsModel(_key, sentence), picture)
        self.list.chosen.connect(self._chosen)
        self._empty = Empty("Nobody is in this copy.", "Refresh the copy, or ask the other laptop.")
        whole = column(column(self._find, margins=(12, 8, 12, 8)), self._empty, self.list, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setMinimumWidth(theme.px(300))
        desk.refresh_on(self, queries.TABLES - {"sheets"}, self.refresh)
        self.refresh()

    def refresh(self, _typed: str = "") -> None:
        """Show the kinds of paper, or who is found by what is typed."""
        typed = self._find.text().strip()
        rows = self._found(typed) if typed else _papers()
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if not rows:
            self._empty.say(f"No “{typed}” in this copy.", "Try fewer letters, or another name.")

    def choose(self, paper: Paper) -> bool:
        """Choose a kind of paper from the program's side; say whether it is there."""
        return self.list.select(paper)

    def choose_person(self, person: str) -> bool:
        """Choose somebody found from the program's side; say whether they are there."""
        return self.list.select(f"person/{person}")

    def start_finding(self) -> None:
        """Put the cursor into the field that finds one person."""
        self._find.setFocus()

    def _chosen(self, row: object) -> None:
        if isinstance(row, Offer):
            self.chosen.emit(row.paper)
        elif isinstance(row, OnePerson):
            self.person.emit(row.id, row.title)

    def _found(self, typed: str) -> list[Offer | OnePerson | Section]:
        with self._desk.read() as session:
            matches = self._search.find(session, typed, limit=FOUND)
        return [_one(found) for found in (*matches.by_name, *matches.elsewhere)]


def _papers() -> list[Offer | OnePerson | Section]:
    return [*FOR_CARE, Section("For the desk"), *FOR_THE_DESK]


def _one(found: Found) -> OnePerson:
    born = f"Born {long_date(found.born)}" if found.born else "Born NOT RECORDED"
    return OnePerson(
        found.id,
        names.listed(found.family, found.given),
        f"{born}, {found.address or 'address NOT RECORDED'}",
        found.priority.capitalize() if found.priority else "No priority",
    )
