"""The person of a visit: banner, the facts a manager needs while ringing, and the carers to ring."""

from datetime import date, datetime
from typing import ClassVar

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from downtime_desk.core.clock import clock_face, long_date
from downtime_desk.people.screen.identity import NOT_RECORDED, identity
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Card,
    Dashed,
    Fit,
    Heading,
    Icon,
    Kind,
    PriorityTile,
    Run,
    SafeLabel,
    Words,
    bold,
    column,
    holder,
    label,
    quiet,
    row,
    safe_tip,
    times,
)
from downtime_desk.ui.parts.paint import paint_dashed
from downtime_desk.ui.runs import one_line
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.facts_in_view import (
    allergy_fact,
    allergy_fact_told,
    cpr_fact,
    home_fact,
    medicine_fact,
    moving_fact,
    risk_and_moving_fact,
    risk_fact,
    told_fact,
    told_in_short,
)
from downtime_desk.visits.screen.rows import LETTERS

THREE = 560
"""From this width on, in design pixels, facts stand in three columns."""


class Banner(QWidget):
    """Who it is: SURNAME, First (Title); Known as; Born; NHS No.; and who else has that surname."""

    def __init__(self) -> None:
        super().__init__()
        self._tile = PriorityTile("", side=32, word=False)
        self._name = Heading("")
        self._short_name = Heading("", 2)
        self._second = Words(lines=4)
        self._alike = SafeLabel(size=13, fit=Fit.LINE)
        same = SafeLabel("Same surname tonight", size=13, weight=theme.SEMIBOLD, fit=Fit.LINE)
        beside = row(Icon("users", size=16), column(same, self._alike, gap=0), gap=8)
        self._box = Card(beside, tone="ink", thick=2, margins=(10, 4, 10, 4))
        self._box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        words = column(self._name, self._short_name, self._second, gap=0)
        across = row(self._tile, words, self._box, gap=12)
        across.setStretch(1, 1)
        self.setLayout(across)
        self.narrow(narrow=False)

    def narrow(self, *, narrow: bool) -> None:
        """Write the name smaller, and whole, where there is little room."""
        self._name.setVisible(not narrow)
        self._short_name.setVisible(narrow)

    def show_person(self, seen: Seen, today: date) -> None:
        """Show the person of a visit."""
        visit = seen.planned
        self._tile.show_letter(LETTERS[visit.summary.priority.level])
        self._name.setText(visit.name)
        self._short_name.setText(visit.name)
        unknown = (bold(f"Priority {NOT_RECORDED}", "red"), Run(" · ", "ink3"))
        self._second.say(
            *(unknown if visit.summary.priority.level is None else ()), *identity(visit.who, today)
        )
        self._alike.setText(_alike(seen))
        self._box.setVisible(bool(seen.alike))


def _alike(seen: Seen) -> str:
    return "\n".join(
        f"{each.given}, Born {long_date(each.born) if each.born else 'not recorded'}" for each in seen.alike
    )


class Facts(QWidget):
    """Six facts in a grid; where there is no room all but allergies and told fold away, and `unfolded` says which.

    Signal `unfolded(bool)` when the rest is asked for or put away.
    """

    unfolded: ClassVar[Signal] = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._cells = [_Cell() for _ in range(6)]
        self._more = Button("More facts: 5", icon="chevron-right", kind=Kind.SMALL)
        self._more.clicked.connect(self._toggle)
        self._allergies = Words(lines=3)
        self._planned = Words(lines=2)
        self._open = self._folded = False
        self._columns = 0
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        self._card = Card(self._grid, margins=(0, 0, 0, 0))
        self._told = Words(lines=2)
        self._told_box = Dashed(column(self._told))
        self._told_box.hide()
        short = row(self._more, self._allergies, self._planned, gap=14)
        short.setStretch(1, 1)
        self._short = holder(column(short, self._told_box, gap=4))
        self.setLayout(column(self._short, self._card, gap=4))
        self._short.hide()
        self._lay_out()

    def show_person(self, seen: Seen, now: datetime) -> None:
        """Show the facts of a visit's person; what was told since the copy takes the place of the risks."""
        visit, summary, told = seen.planned, seen.planned.summary, seen.told
        told_allergy = allergy_fact_told(summary, told, now)
        allergies = told_allergy or allergy_fact(summary)
        facts = (
            allergies,
            medicine_fact(visit),
            cpr_fact(summary),
            told_fact(told, now) if told else risk_fact(summary),
            risk_and_moving_fact(summary) if told else moving_fact(summary),
            home_fact(summary),
        )
        for cell, fact in zip(self._cells, facts, strict=True):
            cell.show_fact(*fact)
        self._cells[0].dash(dashed=told_allergy is not None)
        self._cells[3].dash(dashed=bool(told))
        copied = allergy_fact(summary)
        said = bold(f". Told: {told_allergy[1]}", "red") if told_allergy else Run(f"  {copied[2]}", "ink2")
        self._allergies.say(bold("Allergies: "), bold(copied[1], copied[3]), said)
        self._told_box.setVisible(bool(told))
        if told:
            count, words = told_in_short(told, now)
            self._told.say(bold(count, "accent"), words)
        carers = "" if visit.carers_needed == 1 else f", {visit.carers_needed} carers"
        self._planned.say(
            quiet("Planned "), times(f"{clock_face(visit.start)}–{clock_face(visit.end)}", 14), quiet(carers)
        )
        self._show_open(opened=False)

    def fold(self, *, folded: bool) -> None:
        """Fold all but allergies away, or lay everything open again."""
        if folded != self._folded:
            self._folded = folded
            self._show_open(opened=False)

    def tighten(self, *, tight: bool) -> None:
        """Show fewer lines of long facts, for a window that is not tall: the tips have them whole."""
        for cell in self._cells:
            cell.tighten(tight=tight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the columns that fit."""
        super().resizeEvent(event)
        self._lay_out()

    def minimumSizeHint(self) -> QSize:
        """Return the least room: the width is the pane's to give."""
        return QSize(theme.px(200), super().minimumSizeHint().height())

    def _toggle(self) -> None:
        self._show_open(opened=not self._open)
        self.unfolded.emit(self._open)

    def _show_open(self, *, opened: bool) -> None:
        self._open = opened
        self._more.say(
            "Fewer facts" if opened else "More facts: 5", "chevron-down" if opened else "chevron-right"
        )
        self._short.setVisible(self._folded)
        self._card.setVisible(opened or not self._folded)
        self._lay_out()

    def _lay_out(self) -> None:
        columns = 3 if self.width() * 100 // theme.look().text >= THREE else 2
        if columns == self._columns:
            return
        self._columns = columns
        for place, cell in enumerate(self._cells):
            self._grid.addWidget(cell, place // columns, place % columns)
            cell.part_from(right=place % columns < columns - 1, below=place < len(self._cells) - columns)
        for place in range(3):
            self._grid.setColumnStretch(place, 1 if place < columns else 0)


class _Cell(QWidget):
    """One fact: what it is, the fact, and more of it; lines part it from its neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self._what = label()
        self._fact = Words(lines=6)
        self._more = Words(lines=6)
        self._right = self._below = self._dashed = False
        self.setLayout(column(self._what, self._fact, self._more, 0, gap=1, margins=(10, 6, 10, 6)))

    def part_from(self, *, right: bool, below: bool) -> None:
        """Say on which sides there is a neighbour."""
        self._right, self._below = right, below
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the lines between neighbours, and the edge of what was told."""
        with QPainter(self) as painter:
            if self._right:
                painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour("line"))
            if self._below:
                painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
            if self._dashed:
                paint_dashed(painter, self.rect().adjusted(1, 1, -2, -2), 3)

    def tighten(self, *, tight: bool) -> None:
        """Show fewer lines."""
        self._fact.keep_to(3 if tight else 6)
        self._more.keep_to(2 if tight else 6)

    def dash(self, *, dashed: bool) -> None:
        """Draw the dashed edge of what was told, or none."""
        self._dashed = dashed
        self.update()

    def show_fact(self, what: str, fact: str, more: str, tone: str = "ink") -> None:
        """Show another fact."""
        self._what.setText(what)
        self._fact.say(bold(fact, tone, 13))
        self._more.say(Run(more, "ink2", size=13))
        self._more.setVisible(bool(more))
        whole = f"{what}: {fact.rstrip('.')}. {more}" if more else f"{what}: {fact}"
        self.setAccessibleName(one_line(whole))
        self.setToolTip(safe_tip(whole))
