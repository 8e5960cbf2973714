"""The register of numbered sheets: which are out, which must come back, and what became of the rest."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import day_and_clock, short_stamp
from downtime_desk.printing import queries
from downtime_desk.printing.actions import AccountFor, account_for
from downtime_desk.printing.facts import Fate
from downtime_desk.printing.queries import SheetRow
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.lists import Cell, Column, RowsTable, TableModel
from downtime_desk.ui.parts import (
    Button,
    Empty,
    Fit,
    Ground,
    Heading,
    Kind,
    NoteField,
    Option,
    SafeLabel,
    Segmented,
    bold,
    column,
    holder,
    quiet,
    row,
)

STATES: Final = {
    "out": ("clock-4", "ink", "Out, in date"),
    "back": ("circle-check", "green", "Back"),
    "destroyed": ("check-check", "green", "Destroyed"),
    "lost": ("circle-alert", "red", "Lost"),
    "not sent": ("ban", "ink2", "Not sent"),
}

FATES: Final[tuple[tuple[Fate, str, str], ...]] = (
    ("back", "Back", "circle-check"),
    ("destroyed", "Destroyed", "check"),
    ("lost", "Lost", "circle-alert"),
)


class Register(QWidget):
    """Numbered sheets in a table, with what can be done about the one chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._counts = SafeLabel("", size=13, fit=Fit.CUT)
        self._which = Segmented(
            "Show",
            (Option("back", "To get back"), Option("out", "Out"), Option("all", "All")),
            height=32,
        )
        self._which.choose("all")
        self._which.chosen.connect(self.refresh)
        columns = (
            Column("Copy", lambda sheet: Cell((bold(sheet.number),)), 130),
            Column("Sheet", lambda sheet: f"{sheet.kind}, {sheet.person_name}"),
            Column("For", lambda sheet: sheet.holder, 150),
            Column("Given", lambda sheet: day_and_clock(sheet.issued_at), 90),
            Column("Use until", lambda sheet: day_and_clock(sheet.use_until), 90),
            Column("State", self._state, 300),
        )
        model = TableModel(columns, lambda sheet: sheet.number, self._sentence)
        self._table = RowsTable("Numbered sheets", model, row_height=34)
        self._table.chosen.connect(self._offer)
        self._empty = Empty(
            "No numbered sheets yet.", "Each sheet gets its number when it is printed or saved."
        )
        self._buttons: dict[Fate, Button] = {}
        for fate, words, icon in FATES:
            button = Button(words, icon=icon, kind=Kind.SMALL)
            button.clicked.connect(partial(self._account_for, fate))
            self._buttons[fate] = button
        self._about = SafeLabel("", size=13)
        foot = row(self._about, *self._buttons.values(), gap=8, margins=(16, 6, 16, 6))
        foot.setStretch(0, 1)
        self._foot = Ground(foot, fill="sunken", top="line")
        head = row(
            Heading("Numbered sheets", 2),
            self._counts,
            self._which,
            gap=14,
            margins=(16, 5, 16, 5),
        )
        head.setStretch(1, 1)
        whole = column(Ground(head, top="line", bottom="line"), self._empty, self._table, self._foot, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        desk.refresh_on(self, {"sheets"}, self.refresh)
        self.refresh()

    def refresh(self, _chosen: object = None) -> None:
        """Show what is kept now."""
        with self._desk.read() as session:
            kept = queries.numbered_sheets(session)
            counts = queries.state_counts(session)
        now = self._desk.now()
        wanted = self._which.value()
        rows = [
            sheet
            for sheet in kept
            if wanted == "all" or (sheet.to_get_back(now) if wanted == "back" else sheet.state == "out")
        ]
        self._table.show_rows(rows)
        self._table.setVisible(bool(rows))
        self._say_empty(shown=bool(rows), any_kept=bool(kept), out=counts.get("out", 0))
        back = sum(sheet.to_get_back(now) for sheet in kept)
        said = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
        self._counts.setText(
            f"{sum(counts.values())} given a number: {said}. {back} to get back." if kept else ""
        )
        self._offer(self._table.current())

    def _say_empty(self, *, shown: bool, any_kept: bool, out: int) -> None:
        self._empty.setVisible(not shown)
        if not any_kept:
            self._empty.say(
                "No numbered sheets yet.", "Each sheet gets its number when it is printed or saved."
            )
        elif self._which.value() == "back":
            self._empty.say("No sheets to get back.", f"{out} are out, all in date.")
        else:
            self._empty.say("No sheets are out.")

    def _state(self, sheet: SheetRow) -> Cell:
        if sheet.state == "out" and sheet.replaced_by:
            return Cell(
                (bold(f"Stop using: {sheet.replaced_by} replaces it", "amber"),), "triangle-alert", "amber"
            )
        if sheet.to_get_back(self._desk.now()):
            return Cell((bold("Past its time: get it back", "amber"),), "triangle-alert", "amber")
        icon, tone, words = STATES[sheet.state]
        at = "" if sheet.state == "out" else f" {day_and_clock(sheet.state_at)}"
        note = f": {sheet.state_note}" if sheet.state_note else ""
        return Cell((bold(f"{words}{at}", tone), *((quiet(note),) if note else ())), icon, tone)

    def _sentence(self, sheet: SheetRow) -> str:
        return (
            f"{sheet.number}, {sheet.kind} of {sheet.person_name}, for {sheet.holder}, given"
            f" {short_stamp(sheet.issued_at)}, use until {short_stamp(sheet.use_until)}. {self._state(sheet).words()}"
        )

    def _offer(self, sheet: SheetRow | None) -> None:
        """Offer what can become of the sheet that is chosen."""
        self._foot.setVisible(sheet is not None and self._table.isVisibleTo(self))
        if sheet is None:
            return
        self._about.setText(f"{sheet.number}, {sheet.person_name}, for {sheet.holder}: what became of it?")
        for fate, button in self._buttons.items():
            button.setVisible(sheet.state not in (fate, "not sent"))

    def _account_for(self, fate: Fate) -> None:
        sheet = self._table.current()
        if sheet is None:
            return
        if fate == "lost":
            self._ask_how_lost(sheet)
        else:
            self._desk.jobs.write(self, account_for, AccountFor(sheet.number, fate))

    def _ask_how_lost(self, sheet: SheetRow) -> None:
        how = NoteField("How it was lost", hint="Where it was last seen, and who was told")
        asked = Modal(
            self, f"{sheet.number} is lost", holder(column(how)), do="Write it down", icon="circle-alert"
        )
        asked.asked.connect(partial(self._lost, sheet.number, how, asked))
        asked.open()

    def _lost(self, number: str, how: NoteField, asked: Modal) -> None:
        asked.set_busy(busy=True)
        self._desk.jobs.write(
            asked,
            account_for,
            AccountFor(number, "lost", how.text()),
            lambda _: asked.close_done(),
            asked.show_trouble,
        )
