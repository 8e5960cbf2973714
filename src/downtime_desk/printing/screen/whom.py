"""Whom the chosen paper is for, in which order, and in how many files."""

from typing import ClassVar, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.printing import queries
from downtime_desk.printing.queries import Choices, Run
from downtime_desk.printing.screen.how_many import HowMany
from downtime_desk.printing.who import BY_PERSON, FOR, MOST_BLANK, MOST_HOURS, Group, Paper, Sort, Who
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Choice, Option, SafeLabel, Segmented, column, holder, row

BLANK: Final = Who("blank")
USUAL_BLANKS: Final = 5
DUE: Final = Who("due")
USUAL_HOURS: Final = 12
ABOUT_THE_DESK: Final = Who("desk")
NO_RUNS: Final = "Nobody has a visit in the next 24 hours in this copy of the rota."


class Whom(QWidget):
    """Asks for whom. Signal `changed()` when somebody chose otherwise."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._paper: Paper = "summary"
        self._person: tuple[str, str] | None = None
        self._visit = ""
        self._there = Choices(0, 0)
        self._runs: tuple[Run, ...] = ()
        self._who = Choice("Who for")
        self._who.chosen.connect(self._chosen)
        self._nobody = SafeLabel(NO_RUNS, size=13, tone="ink2")
        self._sort = Segmented(
            "Order", (Option("name", "By surname"), Option("run", "By carer’s run")), height=32
        )
        self._sort.choose("name")
        self._sort.chosen.connect(self._chosen)
        self._files = Segmented(
            "Files", (Option("one", "One file"), Option("each", "One for each")), height=32
        )
        self._files.choose("one")
        self._numbers = {
            BLANK: HowMany("How many blank ones", MOST_BLANK, USUAL_BLANKS, BLANK),
            DUE: HowMany("In how many hours", MOST_HOURS, USUAL_HOURS, DUE),
        }
        for number in self._numbers.values():
            number.typed.connect(self.changed)
        self._order_row = holder(row(SafeLabel("Order", size=13), self._sort, 0, gap=8))
        self._files_row = holder(row(SafeLabel("When saved", size=13), self._files, 0, gap=8))
        self.setLayout(
            column(self._who, self._nobody, *self._numbers.values(), self._order_row, self._files_row, gap=6)
        )
        desk.refresh_on(self, queries.TABLES - {"sheets"}, self._look_again)
        self._look_again()

    def _look_again(self) -> None:
        """Count again whom there is; the runs, which look at every visit, beside the window."""
        with self._desk.read() as session:
            self._there = queries.choices(session)
        self._offer()
        self._desk.jobs.work(self, self._count_runs, then=self._show_runs)

    def _count_runs(self) -> tuple[Run, ...]:
        with self._desk.read() as session:
            return queries.runs(session, self._desk.now())

    def _show_runs(self, found: tuple[Run, ...]) -> None:
        if found == self._runs:
            return
        self._runs = found
        before = self.value()
        self._offer()
        if self.value() != before:
            self.changed.emit()

    def start(self, paper: Paper, who: Who | None = None, name: str = "") -> None:
        """Ask for another paper; somebody found by name is offered too."""
        self._paper = paper
        if who is not None and who.kind == "person":
            self._person = (who.id, name)
        self._visit = who.id if who is not None and who.kind == "visit" else ""
        self._who.clear()
        self._offer()
        if who is not None:
            self._put_in(who)

    def choose(self, who: Who) -> bool:
        """Choose from the program's side; say whether it is offered."""
        self._put_in(who)
        if self.value() != who:
            return False
        self.changed.emit()
        return True

    def value(self) -> Who | None:
        """Return whom the paper is for; None while nobody is chosen or there is nobody."""
        if FOR[self._paper] == ("desk",):
            return ABOUT_THE_DESK
        if (number := self._number()) is not None:
            return number.who()
        chosen = self._who.value()
        return chosen if isinstance(chosen, Who) else None

    def _number(self) -> HowMany | None:
        """Return the number that is asked for, if what is chosen needs one."""
        chosen = self._who.value()
        return self._numbers.get(chosen) if isinstance(chosen, Who) else None

    def _put_in(self, who: Who) -> None:
        counted = Who(who.kind)
        if counted in self._numbers:
            self._numbers[counted].put_in(who.id)
            who = counted
        self._who.choose(who)
        self._arrange()

    def words(self) -> str:
        """Return whom it is for in words: `All Red, 31 people`."""
        if FOR[self._paper] == ("desk",):
            return "for the duty desk"
        number = self._number()
        if number is None:
            return self._who.combo.currentText()
        if number is self._numbers[BLANK]:
            return "1 blank sheet" if number.number() == "1" else f"{number.number()} blank sheets".strip()
        hours = "hour" if number.number() == "1" else f"{number.number()} hours".strip()
        return f"due in the next {hours}"

    def missing(self) -> str:
        """Return what has to be said before there is anybody to print for."""
        number = self._number()
        return "Choose who the sheets are for." if number is None else number.missing()

    def carer(self) -> str:
        """Return the name of the carer whose run it is for, empty when it is for no run."""
        who = self.value()
        named = {run.carer: run.name for run in self._runs}
        return named.get(who.id, "") if who is not None and who.kind == "run" else ""

    def sort(self) -> Sort:
        """Return the order people are printed in."""
        return "run" if self._sort.value() == "run" and self._sortable() else "name"

    def singly(self) -> bool:
        """Return whether each sheet is saved in a file of its own."""
        return self._files.value() == "each"

    def _chosen(self, _value: object) -> None:
        self._arrange()
        self.changed.emit()

    def _sortable(self) -> bool:
        who = self.value()
        return self._paper in BY_PERSON and who is not None and who.kind in ("red", "everyone", "due")

    def _arrange(self) -> None:
        about_desk = FOR[self._paper] == ("desk",)
        self._who.setVisible(not about_desk)
        asked = None if about_desk else self._number()
        for number in self._numbers.values():
            number.setVisible(number is asked)
        self._order_row.setVisible(self._sortable())
        self._nobody.setVisible(not about_desk and self._who.combo.count() == 0)

    def _offer(self) -> None:
        options = self._options()
        self._who.show_options(options)
        if self._who.value() is None and options:
            self._who.choose(options[0].value)
        self._arrange()

    def _options(self) -> list[Option]:
        return [option for group in FOR[self._paper] for option in self._of(group)]

    def _of(self, group: Group) -> list[Option]:
        there, whole = self._there, "All runs" if self._paper not in BY_PERSON else "Everyone"
        match group:
            case "red" if there.red:
                return [Option(Who("red"), f"All Red, {people(there.red)}")]
            case "everyone" if self._paper not in BY_PERSON and self._runs:
                return [Option(Who("everyone"), f"{whole}, {len(self._runs)} carers")]
            case "everyone" if self._paper in BY_PERSON and there.everyone:
                return [Option(Who("everyone"), f"{whole}, {people(there.everyone)}")]
            case "due" if there.everyone:
                return [Option(DUE, "Everyone with a visit in the next hours")]
            case "run":
                return [Option(Who("run", run.carer), _run(run)) for run in self._runs]
            case "person" if self._person:
                return [Option(Who("person", self._person[0]), self._person[1] or "One person")]
            case "visit" if self._visit:
                return [Option(Who("visit", self._visit), "The visit that is open")]
            case "blank":
                return [Option(BLANK, "Blank, for whoever it will be")]
        return []


def _run(run: Run) -> str:
    return f"{run.name}, {people(run.people)}, {visits(run.visits)}"


def people(number: int) -> str:
    """Return `1 person` or `31 people`."""
    return f"{number} person" if number == 1 else f"{number} people"


def visits(number: int) -> str:
    """Return `1 visit` or `8 visits`."""
    return f"{number} visit" if number == 1 else f"{number} visits"
