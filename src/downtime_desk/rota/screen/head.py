"""The head of the page: which day, how it stands, how far the rota reaches, and what may be done about it."""

from datetime import date, timedelta
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.queries import DayRota, Reach
from downtime_desk.rota.screen.words import NO_OUTAGE, READ_ONLY, day_said, reach_said, visits_said
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Ground,
    Head,
    Kind,
    Note,
    SafeLabel,
    Words,
    bold,
    column,
    quiet,
    row,
)
from downtime_desk.ui.parts.text import Fit, safe_tip

WIDE = 1060
"""From this width on, in design pixels, the head has room for the figures."""
ROOMY = 800
"""From this width on its buttons have room for all their words."""


class RotaHead(QWidget):
    """Signals: `day_asked(date)`, `today_asked`, `add_asked`, `roll_asked`, `end_asked`."""

    day_asked: ClassVar[Signal] = Signal(object)
    today_asked: ClassVar[Signal] = Signal()
    add_asked: ClassVar[Signal] = Signal()
    roll_asked: ClassVar[Signal] = Signal()
    end_asked: ClassVar[Signal] = Signal()

    def __init__(self, day: date, today: date) -> None:
        super().__init__()
        self._day, self._now = day, today
        self._reached: Reach | None = None
        self.before = Button("Day before", icon="chevron-left", kind=Kind.SMALL)
        self.after = Button("Day after", icon="chevron-right", kind=Kind.SMALL)
        self.today = Button("Today", kind=Kind.SMALL)
        self.said = SafeLabel("", size=16, weight=theme.BOLD, fit=Fit.LINE)
        self.add = Button("Add a visit", icon="calendar-plus", keys="Ctrl+N", records="rota.visit_added")
        self.roll = Button("Roll forward", icon="arrow-right", kind=Kind.SMALL, records="rota.rolled_forward")
        self.end = Button(
            "Go by the copy again", icon="undo-2", kind=Kind.SMALL, records="rota.roll_forward_ended"
        )
        self.end.hide()
        self._figures = (Words(), Words())
        figures = column(0, *self._figures, 0, gap=0)
        for line in self._figures:
            figures.setAlignment(line, Qt.AlignmentFlag.AlignRight)
        self.head = Head("Rota", self.before, self.said, self.after, self.today, 0, figures, self.add)
        self._reach = Words(quiet("Looking how far the rota reaches."), lines=3)
        across = row(self._reach, self.end, self.roll, gap=10, margins=(16, 4, 16, 4))
        across.setStretch(0, 1)
        self._strip = Ground(across, fill="sunken", bottom="line")
        self.note = Note(NO_OUTAGE, READ_ONLY, tone="accent")
        self.note.hide()
        self.setLayout(column(self.head, self._strip, self.note, gap=0))
        self.before.clicked.connect(self._to_before)
        self.after.clicked.connect(self._to_after)
        self.today.clicked.connect(self.today_asked)
        self.add.clicked.connect(self.add_asked)
        self.roll.clicked.connect(self.roll_asked)
        self.end.clicked.connect(self.end_asked)
        for keys, button in (("Alt+Left", self.before), ("Alt+Right", self.after), ("Alt+Home", self.today)):
            shown = keys.replace("+", " ")
            button.setToolTip(safe_tip(shown))
            button.setAccessibleDescription(f"Key: {shown}")
            QShortcut(QKeySequence(keys), self, button.click)
        self.show_day(day, today)

    def show_day(self, day: date, today: date) -> None:
        """Say which day it is."""
        self._day, self._now = day, today
        near = {0: ", today", 1: ", tomorrow", -1: ", yesterday"}.get((day - today).days, "")
        year = f" {day.year}" if day.year != today.year else ""
        self.said.setText(f"{day_said(day)}{year}{near}{self._rolled()}")
        self.today.setEnabled(day != today)

    def show_rota(self, found: DayRota) -> None:
        """Say how the day stands."""
        tell = sum(each.to_put_right for each in found.runs)
        need = "1 visit needs a carer" if found.short == 1 else f"{found.short} visits need a carer"
        heard = "1 carer to tell" if tell == 1 else f"{tell} carers to tell"
        self._figures[0].say(bold(need, "red" if found.short else "ink", 13))
        runs = "1 run" if len(found.runs) == 1 else f"{len(found.runs)} runs"
        self._figures[1].say(quiet(f"{visits_said(found.visits)}, {runs}, {heard}"))
        self.add.setEnabled(found.outage is not None)
        self.roll.setEnabled(found.outage is not None)
        self.note.setVisible(found.outage is None)

    def show_reach(self, reach: Reach) -> None:
        """Say how far the rota reaches, and offer to go by the copy where it reaches further now."""
        self._reached = reach
        self.show_day(self._day, self._now)
        said = reach_said(reach)
        covered = reach.covered_from
        also = f" The copy covers the days from {day_said(covered)} on itself now." if covered else ""
        self._reach.say(quiet(said), bold(also, "amber", 13))
        self.end.setVisible(covered is not None)

    def say_reach_failed(self, trouble: Trouble) -> None:
        """Say why it is not known how far the rota reaches."""
        self._reach.say(bold(trouble.what, "red"), quiet(f" {trouble.do}"))

    def reach_words(self) -> str:
        """Return how far the rota reaches, as it is said."""
        return self._reach.text()

    def fit(self, *, wide: float) -> None:
        """Say less where there is less room; `wide` is in design pixels."""
        for line in self._figures:
            line.setVisible(wide >= WIDE)
        roomy = wide >= ROOMY
        self.before.say("Day before" if roomy else "Before")
        self.after.say("Day after" if roomy else "After")
        self.add.say("Add a visit" if roomy else "Add")
        self.head.title.setVisible(wide >= ROOMY)

    def _rolled(self) -> str:
        """Return that every visit of the day was made here, where it is so."""
        there = self._reached
        if there is None or there.copy_until is None or there.rolled_until is None:
            return ""
        return ", rolled forward" if there.copy_until < self._day <= there.rolled_until else ""

    def _to_before(self) -> None:
        self.day_asked.emit(self._day - timedelta(days=1))

    def _to_after(self) -> None:
        self.day_asked.emit(self._day + timedelta(days=1))
