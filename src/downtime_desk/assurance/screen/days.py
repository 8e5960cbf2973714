"""The strip of the last 30 days: how many proofs held on each. A day on which nobody looked stays empty."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from downtime_desk.assurance.queries import Day
from downtime_desk.core.clock import long_date
from downtime_desk.ui import theme
from downtime_desk.ui.parts import SafeLabel, column, holder, row, second, strong
from downtime_desk.ui.parts.paint import paint_box

CELL: Final = 24
GAP: Final = 2
NARROWEST: Final = 13
"""Under so many design pixels a figure does not fit its cell, and the strip says the figures in words alone."""


class DayStrip(QWidget):
    """The strip with its words over and under it."""

    def __init__(self) -> None:
        super().__init__()
        self._cells = _Cells()
        self._from, self._words = second(), second()
        title = strong("Last 30 days")
        more = second("number of proofs that held, from the first look of each day")
        head = row(title, more, gap=8)
        head.setStretch(1, 1)
        ends = row(self._from, 0, SafeLabel("today", size=13, tone="ink2"), gap=0)
        self.setLayout(column(head, self._cells, holder(ends), self._words, gap=5, margins=(16, 12, 16, 12)))

    def show_days(self, days: Sequence[Day]) -> None:
        """Show the days, the last of them today."""
        self._cells.show_days(days)
        looked = [day for day in days if day.held is not None]
        self._from.setText(f"{days[0].day.day} {days[0].day:%b}")
        empty = len(days) - len(looked)
        self._words.setText(f"On {empty} of {len(days)} days nobody looked." if empty else "")
        self._words.setVisible(bool(empty))


class _Cells(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._days: Sequence[Day] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_days(self, days: Sequence[Day]) -> None:
        self._days = days
        said = (f"{long_date(day.day)} {day.held} of {day.proofs}" for day in days if day.held is not None)
        self.setAccessibleName(f"Proofs that held: {', '.join(said) or 'no day was looked at yet'}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(320), theme.px(CELL))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._days:
            return
        with QPainter(self) as painter:
            painter.setFont(theme.figures(12, theme.SEMIBOLD))
            step = self.width() / len(self._days)
            for place, day in enumerate(self._days):
                left = round(place * step)
                cell = QRect(left, 0, round((place + 1) * step) - left - theme.px(GAP), self.height())
                _paint_day(painter, cell, day)


def _paint_day(painter: QPainter, cell: QRect, day: Day) -> None:
    if day.held is None:
        paint_box(painter, cell, "", "line", 1, 2)
        return
    whole = day.held == day.proofs
    paint_box(painter, cell, "green_tint" if whole else "amber_tile", "green" if whole else "amber", 1, 2)
    if cell.width() < theme.px(NARROWEST):
        return
    painter.setPen(theme.colour("green" if whole else "on_amber"))
    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(day.held))
