"""The log: the journal in order, a line to write in, decisions, and whether the chain holds."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Head, broken_links, head
from downtime_desk.outages import queries
from downtime_desk.outages.queries import Line, Mode
from downtime_desk.outages.screen.decision import DecisionDialog
from downtime_desk.outages.screen.declare import AmendDialog
from downtime_desk.outages.screen.detail import EntryPane
from downtime_desk.outages.screen.line import LineToWrite
from downtime_desk.outages.screen.rows import LogRow, rows_of
from downtime_desk.outages.screen.table import LogTable
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Button,
    Choice,
    Empty,
    Icon,
    Kind,
    Option,
    Segmented,
    column,
    holder,
    row,
    safe_tip,
    second,
)
from downtime_desk.ui.parts import Head as PageHead

PAGE = 250
"""How many lines are read at a time."""
DETAIL = 394
TWO_PANES = 860
WIDE_LINE = 700
"""From this width of the log on, in design pixels, the line to write in stands beside its buttons."""
ROUND_HEAD = 112
"""The margins of the head and the gaps between its parts."""
EVERYTHING = ""
ALL = ""


@dataclass(frozen=True)
class Checked:
    """What a check of the journal found, up to which entry, and when."""

    faults: tuple[str, ...]
    upto: Head
    at: datetime


class LogScreen(QWidget):
    """The log of the outage that runs, of an earlier one, or the whole journal."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._limit = PAGE
        self._checked: Checked | None = None
        self._checking = False
        self._shown: Line | None = None
        self._reference: str | None = None
        self._running: str | None = None
        self.scope = Choice("Which log", named=False)
        self.scope.combo.setMinimumContentsLength(17)
        self.scope.chosen.connect(self._change_scope)
        self.sorts = Segmented(
            "Show", [Option(ALL, "All"), *(Option(each, each) for each in queries.known_sorts())]
        )
        self.sorts.choose(ALL)
        self.sorts.chosen.connect(self._keep_to)
        self.sort_choice = Choice("Show", named=False)
        self.sort_choice.chosen.connect(self._keep_to)
        self.check = Button("Check the log", icon="shield-check", kind=Kind.FLAT)
        self.check.clicked.connect(self.check_now)
        self._head = PageHead("Log", self.sorts, self.sort_choice, 0, self.check, self.scope)
        self.line = LineToWrite(desk)
        self.line.decision_asked.connect(self.decide)
        self.add = Button(
            "Add what else stopped, or the ticket", icon="plus", kind=Kind.SMALL, records="outage.amended"
        )
        self.add.clicked.connect(self.amend)
        self.table = LogTable()
        self.table.chosen.connect(self._choose)
        self._empty = Empty("Nothing written yet.", "Type what happened.", icon="scroll-text")
        self.earlier = Button("Earlier entries", icon="chevron-down", kind=Kind.SMALL)
        self.earlier.clicked.connect(self._show_earlier)
        self.pane = EntryPane()
        self.back_button = Button("Log", icon="arrow-left", hint="Esc")
        self.back_button.clicked.connect(self.back)
        self._seal = second()
        self._make_panes()
        self._one_pane, self._reading = False, False
        self.setMinimumWidth(theme.px(300))
        QShortcut(QKeySequence("Ctrl+D"), self, self.decide)
        self.first: QWidget = self.line.words.line
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()
        self._arrange()

    def _make_panes(self) -> None:
        left = column(
            self.line,
            self._empty,
            self.table,
            row(self.add, self.earlier, 0, margins=(12, 4, 12, 6)),
            gap=0,
        )
        left.setStretch(2, 1)
        left.setAlignment(self._empty, Qt.AlignmentFlag.AlignTop)
        self._left = holder(left)
        seal = row(Icon("lock", "ink2", 14), self._seal, gap=6, margins=(14, 6, 14, 10))
        seal.setStretch(1, 1)
        back = row(self.back_button, 0, margins=(14, 8, 14, 0))
        right = column(back, self.pane, seal, gap=0)
        right.setStretch(1, 1)
        self._right = holder(right)
        panes = row(self._left, self._right, gap=0)
        panes.setStretch(0, 1)
        self.setLayout(column(self._head, panes, gap=0))
        for part in (self.sort_choice, self.scope):
            self._head.layout().setAlignment(part, Qt.AlignmentFlag.AlignVCenter)  # type: ignore[union-attr]

    def find(self) -> None:  # type: ignore[override]  # what the window calls on Ctrl+F
        """Go to the log."""
        self.table.setFocus()

    def primary(self) -> None:
        """Save the line."""
        self.line.save()

    def panes(self) -> list[QWidget]:
        """Return what F6 goes round."""
        return [self._head, self.line, self.table, self._right]

    def open(self, ref: object) -> None:
        """Show an entry by its id."""
        self._reference = None
        self._limit = PAGE
        self.refresh()
        self.table.select(ref)
        with self._desk.read() as session:
            found = queries.line(session, str(ref))
        if found is not None:
            self._show_line(found)
            self._read()

    def back(self) -> bool:
        """Go back to the log where only one pane has room."""
        if not (self._one_pane and self._reading):
            return False
        self._reading = False
        self._arrange()
        self.table.setFocus()
        return True

    def decide(self) -> DecisionDialog:
        """Write down a decision."""
        with self._desk.read() as session:
            again = queries.to_look_at_again(session)
        dialog = DecisionDialog(self, self._desk, again)
        dialog.open()
        return dialog

    def amend(self) -> AmendDialog | None:
        """Add to the outage that runs."""
        with self._desk.read() as session:
            outage = queries.current(session)
        if outage is None:
            return None
        dialog = AmendDialog(self, self._desk, outage)
        dialog.open()
        return dialog

    def check_now(self) -> None:
        """Walk the whole chain beside the window and say whether it holds."""
        if self._checking:
            return
        self._checking = True
        self.check.say("Checking the log")
        self._desk.jobs.work(self, _check, self._desk, then=self._say_checked, otherwise=self._not_checked)

    def refresh(self) -> None:
        """Show the log as it is now."""
        which = self.sorts.value()
        kept_to = frozenset({which}) if isinstance(which, str) and which != ALL else frozenset[str]()
        with self._desk.read() as session:
            running = queries.current(session)
            self._follow(running.reference if running else None)
            outages = queries.all_outages(session)
            counted = queries.sorts(session, self._reference)
            lines = queries.chronology(session, self._reference, kept_to, limit=self._limit + 1)
            corrected = queries.put_right(session, [line.id for line in lines])
            seal = head(session)
        self.earlier.setVisible(len(lines) > self._limit)
        self.table.show_rows(rows_of(lines[: self._limit], corrected))
        self.table.setVisible(bool(lines))
        self._empty.setVisible(not lines)
        self.add.setVisible(running is not None and running.mode is not Mode.NORMAL)
        self._show_scope([outage.reference for outage in outages])
        self._show_counts(counted)
        if hasattr(self, "_reading"):
            self._arrange()
        self._seal.setText(
            "Nothing here can be changed or deleted. To put something right, add a new entry: it is shown "
            f"beside the old one. Seal {seal.code} at entry {seal.seq:,}."
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Check the chain when the log is first looked at."""
        super().showEvent(event)
        if self._checked is None:
            self.check_now()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane or two."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_reading"):
            self._arrange()

    def _follow(self, running: str | None) -> None:
        """Show the log of an outage from the moment it is declared."""
        if running != self._running:
            self._running = running
            self._reference = running or self._reference

    def _show_scope(self, references: list[str]) -> None:
        options = [Option(reference, reference) for reference in references]
        self.scope.show_options([*options, Option(EVERYTHING, "Everything")])
        self.scope.choose(self._reference or EVERYTHING)

    def _show_counts(self, counted: dict[str, int]) -> None:
        words = {ALL: f"All {sum(counted.values()):,}"}
        words |= {sort: f"{sort} {counted.get(sort, 0):,}" for sort in queries.known_sorts()}
        for sort, said in words.items():
            self.sorts.say(sort, said)
        self.sorts.offer({ALL, *counted})
        self.sort_choice.show_options([Option(sort, said) for sort, said in words.items()])
        self.sort_choice.choose(self.sorts.value())

    def _keep_to(self, sort: str) -> None:
        self.sorts.choose(sort)
        self.sort_choice.choose(sort)
        self._limit = PAGE
        self.refresh()

    def _change_scope(self, reference: str) -> None:
        self._reference = reference or None
        self._limit = PAGE
        self.refresh()

    def _show_earlier(self) -> None:
        self._limit += PAGE
        self.refresh()

    def _choose(self, chosen: LogRow) -> None:
        if chosen.line is not None:
            self._show_line(chosen.line)
            self._read()

    def _show_line(self, line: Line) -> None:
        with self._desk.read() as session:
            later = queries.correction_of(session, line.id)
        put_right = None
        if line.kind == "log.noted":
            put_right = Button("Put this right", icon="pencil", records="log.noted")
            put_right.clicked.connect(self._put_right)
        self._shown = line
        self.pane.show_line(line, later, put_right)

    def _put_right(self) -> None:
        if self._shown is None:
            return
        self.back()
        self.line.put_right(self._shown)

    def _not_checked(self, trouble: Trouble) -> None:
        self._checking = False
        self.check.say("Check the log", "shield-alert")
        self.line.say_trouble(trouble)

    def _say_checked(self, checked: Checked) -> None:
        self._checked, self._checking = checked, False
        if checked.faults:
            self.check.say("The log was changed from outside", "shield-alert")
            fault = f"The log does not hold: {checked.faults[0]}."
            self.line.say_trouble(Trouble(fault, "Keep this laptop as it is and ring your supplier."))
            return
        self.check.say(f"Log intact, checked {clock_face(checked.at)}", "shield-check")
        upto = f"Up to entry {checked.upto.seq:,}, seal {checked.upto.code}"
        self.check.setToolTip(safe_tip(upto))
        self.check.setAccessibleDescription(upto)

    def _read(self) -> None:
        self._reading = True
        self._arrange()

    def _arrange(self) -> None:
        """Share the room between the log and the entry; below a width there is room for one."""
        room = self.width() * 100 / theme.look().text
        self._one_pane = room < TWO_PANES
        self.scope.combo.setMinimumContentsLength(17 if room >= TWO_PANES else 8)
        beside_sorts = (self._head.title, self.check, self.scope)
        needed = self.sorts.sizeHint().width() + sum(part.sizeHint().width() for part in beside_sorts)
        wide_head = needed + theme.px(ROUND_HEAD) <= self.width()
        self.sorts.setVisible(wide_head)
        self.sort_choice.setVisible(not wide_head)
        left = room - (0 if self._one_pane else DETAIL)
        self.line.stand(beside=left >= WIDE_LINE)
        self._head.title.setMinimumWidth(theme.px(40))
        self._right.setMinimumWidth(0 if self._one_pane else theme.px(330))
        self._right.setMaximumWidth(16777215 if self._one_pane else theme.px(DETAIL))
        self._left.setVisible(not self._one_pane or not self._reading)
        self._right.setVisible(not self._one_pane or self._reading)
        self.back_button.setVisible(self._one_pane)
        self.table.setColumnHidden(3, left < 560)


def _check(desk: Desk) -> Checked:
    with desk.read() as session:
        faults, upto = broken_links(session), head(session)
    return Checked(tuple(faults), upto, desk.now())
