"""The register of numbered sheets: which are out, which must come back, and what became of the rest."""

from functools import partial
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from downtime_desk.core.clock import day_and_clock, short_stamp
from downtime_desk.printing import losses, queries, recall
from downtime_desk.printing.actions import AccountFor, HandOn, account_for, hand_on
from downtime_desk.printing.facts import Fate
from downtime_desk.printing.losses import OpenBreach
from downtime_desk.printing.queries import SheetRow
from downtime_desk.printing.recall import Called, called_back
from downtime_desk.printing.screen.losing import BreachDialog, CodesDialog, LostDialog
from downtime_desk.printing.screen.ringing import RingDialog
from downtime_desk.printing.screen.states import NOT_DONE, state_of
from downtime_desk.ui import theme
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
    Note,
    Option,
    SafeLabel,
    Segmented,
    TextField,
    bold,
    column,
    holder,
    row,
)

FATES: Final[tuple[tuple[Fate, str, str], ...]] = (
    ("back", "Back", "circle-check"),
    ("destroyed", "Destroyed", "check"),
    ("not sent", "Never printed", "ban"),
    ("lost", "Lost", "circle-alert"),
)
BESIDE: Final = 1000
NARROW: Final = 800
LESS: Final = (2, 3, 4)
"""Columns left out of a narrow table: the foot says who holds the sheet that is chosen, and until when it holds."""
NEVER_CAME: Final = "No page came out of the printer."
TABLES: Final = losses.TABLES | recall.TABLES


class Register(QWidget):
    """Numbered sheets in a table, with what can be done about the one chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._called: dict[str, Called] = {}
        self._breaches: tuple[OpenBreach, ...] = ()
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
            button = Button(words, icon=icon, kind=Kind.SMALL, records="copy.accounted_for")
            button.clicked.connect(partial(self._account_for, fate))
            self._buttons[fate] = button
        self._give = Button("Give to", icon="user-round", kind=Kind.SMALL, records="copy.handed_on")
        self._give.clicked.connect(self._ask_to_whom)
        self._about = SafeLabel("", size=13)
        foot = row(self._about, self._give, *self._buttons.values(), gap=8, margins=(16, 6, 16, 6))
        foot.setStretch(0, 1)
        ring = Button("Ring the holders", icon="phone-call", kind=Kind.SMALL)
        ring.clicked.connect(self.ring)
        self._recall = Note("", "", ring, tone="amber")
        self._decide = Button("Decide", icon="gavel", kind=Kind.SMALL, records="decision.recorded")
        self._decide.clicked.connect(self.decide)
        self._codes = Button("Codes to change", icon="key-round", kind=Kind.SMALL)
        self._codes.clicked.connect(self.change_codes)
        self._lost = Note("", "", self._decide, self._codes, tone="red")
        self._recall.hide()
        self._lost.hide()
        self._bands = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bands.setSpacing(0)
        self._bands.addWidget(self._lost, 1)
        self._bands.addWidget(self._recall, 1)
        self._foot = Ground(foot, fill="sunken", top="line")
        head = row(
            Heading("Numbered sheets", 2),
            self._counts,
            self._which,
            gap=14,
            margins=(16, 5, 16, 5),
        )
        head.setStretch(1, 1)
        whole = column(
            self._bands,
            Ground(head, top="line", bottom="line"),
            self._empty,
            self._table,
            self._foot,
            gap=0,
        )
        whole.setStretch(3, 1)
        self.setLayout(whole)
        desk.refresh_on(self, TABLES, self.look_again)
        self.look_again()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what waits one under the other where there is no room side by side."""
        super().resizeEvent(event)
        side_by_side = self.width() >= theme.px(BESIDE)
        self._bands.setDirection(
            QBoxLayout.Direction.LeftToRight if side_by_side else QBoxLayout.Direction.TopToBottom
        )
        for place in LESS:
            self._table.setColumnHidden(place, self.width() < theme.px(NARROW))

    def look_again(self) -> None:
        """Show what is kept now, and find out beside the window which sheets are to be got back."""
        self.refresh()
        self._desk.jobs.work(self, self._find, then=self._found)

    def _find(self) -> tuple[Called, ...]:
        with self._desk.read() as session:
            return called_back(session, self._desk.now())

    def _found(self, called: tuple[Called, ...]) -> None:
        self._called = {each.number: each for each in called}
        self.refresh()

    def refresh(self, _chosen: object = None) -> None:
        """Show what is kept now."""
        with self._desk.read() as session:
            kept = queries.numbered_sheets(session)
            counts = queries.state_counts(session)
            self._breaches = losses.open_breaches(session)
            codes = len(losses.open_codes(session))
        wanted = self._which.value()
        rows = [
            sheet
            for sheet in kept
            if wanted == "all" or (self._is_called(sheet) if wanted == "back" else sheet.state == "out")
        ]
        self._table.show_rows(rows)
        self._table.setVisible(bool(rows))
        self._say_empty(shown=bool(rows), any_kept=bool(kept), out=counts.get("out", 0))
        back = sum(self._is_called(sheet) for sheet in kept)
        self._which.say("back", f"To get back {back}")
        self._which.say("out", f"Out {counts.get('out', 0)}")
        self._which.say("all", f"All {len(kept)}")
        self._say_recall(back)
        self._say_lost(codes)
        said = ", ".join(f"{number} {state}" for state, number in sorted(counts.items()))
        self._counts.setText(f"{sum(counts.values())} given a number: {said}." if kept else "")
        self._offer(self._table.current())

    def ring(self) -> RingDialog:
        """Open the recall list: who to ring, and what to read to them."""
        dialog = RingDialog(self, self._desk)
        dialog.open()
        return dialog

    def decide(self) -> BreachDialog | None:
        """Open the decision about the loss that is due first."""
        if not self._breaches:
            return None
        dialog = BreachDialog(self, self._desk, self._breaches[0])
        dialog.open()
        return dialog

    def change_codes(self) -> CodesDialog:
        """Open the list of entry codes to change."""
        dialog = CodesDialog(self, self._desk)
        dialog.open()
        return dialog

    def _is_called(self, sheet: SheetRow) -> bool:
        return sheet.state == "out" and sheet.number in self._called

    def _say_recall(self, number: int) -> None:
        self._recall.setVisible(number > 0)
        called = list(self._called.values())
        some = " ".join(f"{each.number}, with {each.holder}: {each.why()}" for each in called[:1])
        more = f" And {number - 1} more." if number > 1 else ""
        count = "1 sheet" if number == 1 else f"{number} sheets"
        self._recall.say(f"{count} to get back.", f"{some}{more}", "amber")

    def _say_lost(self, codes: int) -> None:
        self._lost.setVisible(bool(self._breaches) or codes > 0)
        self._decide.setVisible(bool(self._breaches))
        self._codes.setVisible(codes > 0)
        self._codes.say("1 code to change" if codes == 1 else f"{codes} codes to change")
        if not self._breaches:
            self._lost.say("A sheet was lost.", "There are entry codes to change.", "red")
            return
        first = self._breaches[0]
        more = f" {len(self._breaches)} losses wait." if len(self._breaches) > 1 else ""
        which = first.numbers[0] if len(first.numbers) == 1 else f"{len(first.numbers)} sheets"
        by = f"Decide by {short_stamp(first.due)} whether it is a breach to report.{more}"
        self._lost.say(f"{which} lost, held by {first.holder}.", by, "red")

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
        return state_of(sheet, self._called.get(sheet.number), self._desk.now())

    def _sentence(self, sheet: SheetRow) -> str:
        reason = f", for: {sheet.reason}" if sheet.reason else ""
        return (
            f"{sheet.number}, {sheet.kind} of {sheet.person_name}, for {sheet.holder}, given"
            f" {short_stamp(sheet.issued_at)}{reason}, use until {short_stamp(sheet.use_until)}."
            f" {self._state(sheet).words()}"
        )

    def _offer(self, sheet: SheetRow | None) -> None:
        """Offer what can become of the sheet that is chosen."""
        self._foot.setVisible(sheet is not None and self._table.isVisibleTo(self))
        if sheet is None:
            return
        until = day_and_clock(sheet.use_until)
        about = (
            f"{sheet.number}, {sheet.person_name}, for {sheet.holder}, use until {until}: what became of it?"
        )
        self._about.setText(about)
        for fate, button in self._buttons.items():
            button.setVisible(sheet.state not in (fate, "not sent"))
        never = sheet.state == "out" and sheet.queue in NOT_DONE
        self._buttons["not sent"].setVisible(never)
        self._give.setVisible(sheet.state == "out")

    def _account_for(self, fate: Fate) -> None:
        sheet = self._table.current()
        if sheet is None:
            return
        if fate == "lost":
            self._ask_how_lost(sheet)
        else:
            note = NEVER_CAME if fate == "not sent" else ""
            self._desk.jobs.write(self, account_for, AccountFor(sheet.number, fate, note))

    def _ask_how_lost(self, sheet: SheetRow) -> None:
        with self._desk.read() as session:
            out = [each for each in queries.numbered_sheets(session) if each.state == "out"]
        together = [each.number for each in out if each.holder == sheet.holder]
        LostDialog(self, self._desk, sheet, together if sheet.number in together else ()).open()

    def _ask_to_whom(self) -> None:
        sheet = self._table.current()
        if sheet is None:
            return
        to = TextField("Who has it now", hint=f"It was with {sheet.holder}")
        asked = Modal(self, f"Give {sheet.number} to somebody else", holder(column(to)), do="Write it down")
        asked.asked.connect(partial(self._hand_on, sheet.number, to, asked))
        asked.open()

    def _hand_on(self, number: str, to: TextField, asked: Modal) -> None:
        asked.set_busy(busy=True)
        self._desk.jobs.write(
            asked, hand_on, HandOn(number, to.text()), lambda _: asked.close_done(), asked.show_trouble
        )
