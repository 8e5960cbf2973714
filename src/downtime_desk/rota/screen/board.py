"""The list on the left: what needs somebody first, then every run; or in words why there is none."""

from datetime import date, datetime
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.queries import DayRota, Reach
from downtime_desk.rota.screen import rows
from downtime_desk.rota.screen.words import day_said
from downtime_desk.ui.lists import RowsList, RowsModel
from downtime_desk.ui.parts import ActionStrip, Empty, column, primary


class Board(QWidget):
    """Signals `chosen(row)` when another row is current, `opened` when it is to be worked on."""

    chosen: ClassVar[Signal] = Signal(object)
    opened: ClassVar[Signal] = Signal()

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._rows = rows.Rows(now)
        self._filling = False
        self.list = RowsList(
            "Rota, what needs somebody first",
            RowsModel(rows.key, self._rows.sentence, rows.name),
            self._rows.picture,
            rows.alike,
        )
        self._empty = Empty("")
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.open_this = primary("Open", hint="Enter")
        self._strip = ActionStrip(0, self.open_this)
        # the list stays even while it is empty, and the focus in it
        whole = column(self._empty, self.list, self._strip, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.first: QWidget = self.list
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.open_this.clicked.connect(self.opened)

    def show_rota(self, found: DayRota, now: datetime, wanted: rows.Key | None, *, first: bool) -> None:
        """Show a day as it was read. What was chosen stays so; else `wanted` is, or the `first`."""
        self._rows.now = now
        listed = rows.sections(found, now)
        self._filling = True
        self.list.show_rows(listed)
        if wanted is not None:
            self.list.select(wanted)
        if first and self.list.current() is None:
            self.list.select_first()
        self._filling = False
        self.list.viewport().update()
        self._empty.setVisible(not listed)

    def current(self) -> rows.Row | None:
        """Return the row that is chosen."""
        row: rows.Row | None = self.list.current()
        return row

    def has_rows(self) -> bool:
        """Say whether there is anything to choose."""
        return self.list.model().rowCount() > 0

    def say_reading(self, day: date) -> None:
        """Say that a day is being read."""
        self._filling = True
        self.list.show_rows(())
        self._filling = False
        self._empty.say(f"Reading the rota of {day_said(day)}.", "", "calendar-clock")
        self._empty.show()

    def say_empty(self, day: date, reach: Reach | None) -> None:
        """Say that nothing is planned, and what can be done about it."""
        reached = (reach.copy_until, reach.rolled_until) if reach else ()
        last = max(filter(None, reached), default=None)
        later = last is not None and day > last
        what = "Roll the rota forward to plan this day." if later else "This copy has no visit on that day."
        self._empty.say(f"No visit is planned on {day_said(day)}.", what, "calendar-days")

    def say_failed(self, trouble: Trouble) -> None:
        """Say why the day could not be read."""
        self._empty.say_failed(trouble.what, trouble.do)
        self._empty.show()

    def narrow(self, *, narrow: bool) -> None:
        """Offer to open the row where only the list is seen."""
        self._strip.setVisible(narrow)

    def _chosen(self, row: rows.Row) -> None:
        if not self._filling:
            self.chosen.emit(row)

    def _opened(self, _row: rows.Row) -> None:
        self.opened.emit()
