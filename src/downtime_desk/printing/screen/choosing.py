"""Choosing who sheets are for: all Red people, everyone, everyone on a run, or one person found by name."""

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import long_date
from downtime_desk.people import names
from downtime_desk.people.queries import Found
from downtime_desk.people.search import Search
from downtime_desk.printing import queries
from downtime_desk.printing.queries import Run, Who
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel, Section
from downtime_desk.ui.parts import Empty, TextField, bold, column, quiet

FOUND = 30
BLANKS = (5, 10, 25)


@dataclass(frozen=True)
class Offer:
    """One thing that can be printed: for whom, in words."""

    who: Who
    title: str
    note: str
    count: str


def picture(offer: Offer) -> RowPicture:
    """Return how an offer looks."""
    return RowPicture(
        (Line((bold(offer.title, size=15),), (bold(offer.count),)), Line((quiet(offer.note),))), choice=False
    )


def sentence(offer: Offer) -> str:
    """Return what a screen reader says of an offer."""
    return f"{offer.title}, {offer.count}. {offer.note}"


class Choosing(QWidget):
    """The list of what can be printed, with a field that finds one person. Signal `chosen(Offer)`."""

    chosen: ClassVar[Signal] = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._search = Search()
        self._runs: tuple[Run, ...] = ()
        self._find = TextField("One person", placeholder="Name, number or postcode", inside="Find")
        self._find.changed.connect(self.refresh)
        self.list = RowsList("What to print", RowsModel(lambda offer: offer.who, sentence), picture)
        self.list.chosen.connect(self.chosen)
        self._empty = Empty("Nobody is in this copy.", "Refresh the copy, or ask the other laptop.")
        whole = column(column(self._find, margins=(12, 8, 12, 8)), self._empty, self.list, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setMinimumWidth(theme.px(300))
        desk.refresh_on(self, queries.TABLES - {"sheets"}, self._look_again)
        self._look_again()

    def _look_again(self) -> None:
        """Show what there is now, and the runs as soon as they are counted."""
        self.refresh()
        self._desk.jobs.work(self, self._count_runs, then=self._show_runs)

    def _count_runs(self) -> tuple[Run, ...]:
        with self._desk.read() as session:
            return queries.runs(session, self._desk.now())

    def _show_runs(self, found: tuple[Run, ...]) -> None:
        if found != self._runs:
            self._runs = found
            self.refresh()

    def refresh(self, _typed: str = "") -> None:
        """Show what there is now."""
        typed = self._find.text().strip()
        rows = self._found(typed) if typed else self._packs()
        self.list.show_rows(rows)
        self.list.setVisible(bool(rows))
        self._empty.setVisible(not rows)
        if typed and not rows:
            self._empty.say(f"No “{typed}” in this copy.", "Try fewer letters, or another name.")
        elif not rows:
            self._empty.say("Nobody is in this copy.", "Refresh the copy, or ask the other laptop.")

    def choose(self, who: Who) -> bool:
        """Choose an offer from the program's side; say whether it is there."""
        return self.list.select(who)

    def start_finding(self) -> None:
        """Put the cursor into the field that finds one person."""
        self._find.setFocus()

    def _packs(self) -> list[Offer | Section]:
        with self._desk.read() as session:
            there = queries.choices(session)
        if not there.everyone:
            return []
        red = Offer(Who("red"), "Red summaries", "Everyone who is Red, by surname", _people(there.red))
        everyone = Offer(
            Who("everyone"), "All summaries", "Everyone in the copy, by surname", _people(there.everyone)
        )
        runs = [
            Offer(
                Who("run", run.carer),
                run.name,
                "Everyone on the run, in the order of the visits",
                _people(run.people),
            )
            for run in self._runs
        ]
        head = [Section("A carer’s run", "visits of the next 24 hours")] if runs else []
        return [*([red] if there.red else []), everyone, *head, *runs, *_for_runs(self._runs), *_blank()]

    def _found(self, typed: str) -> list[Offer | Section]:
        with self._desk.read() as session:
            matches = self._search.find(session, typed, limit=FOUND)
        return [_one(found) for found in (*matches.by_name, *matches.elsewhere)]


def _for_runs(found: tuple[Run, ...]) -> list[Offer | Section]:
    """Return the papers a carer takes on a run besides summaries."""
    if not found:
        return []
    sheets = [
        Offer(Who("run sheet", run.carer), run.name, "Run sheet: times, areas, must-dos", _visits(run.visits))
        for run in found
    ]
    records = [
        Offer(Who("records", run.carer), run.name, "A visit record for each visit", _visits(run.visits))
        for run in found
    ]
    return [
        Section("Run sheets", "the rota on paper"),
        *sheets,
        Section("Visit records", "to write on at the visit"),
        *records,
    ]


def _blank() -> list[Offer | Section]:
    return [
        Section("Blank visit records"),
        *(
            Offer(
                Who("blank", str(number)),
                "Blank visit records",
                "For visits nobody planned",
                f"{number} sheets",
            )
            for number in BLANKS
        ),
    ]


def _visits(number: int) -> str:
    return f"{number} visit" if number == 1 else f"{number} visits"


def _people(number: int) -> str:
    return f"{number} person" if number == 1 else f"{number} people"


def _one(found: Found) -> Offer:
    born = f"Born {long_date(found.born)}" if found.born else "Born NOT RECORDED"
    priority = found.priority.capitalize() if found.priority else "No priority"
    return Offer(
        Who("person", found.id),
        names.listed(found.family, found.given),
        f"{born}, {found.address or 'address NOT RECORDED'}",
        priority,
    )
