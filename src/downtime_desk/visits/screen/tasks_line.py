"""The planned tasks of a visit, to mark the ones that were not done: one key each."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.ui.parts import Tick, column

BY_NUMBER = 9


class TasksLine(QWidget):
    """Nothing is marked at first. `1` to `9` mark, arrows move, Tab stops once. Signal `changed`."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.ticks: list[Tick] = []
        # marked before, and no longer planned by the copy of now: kept with the account, not shown
        self._not_planned: tuple[str, ...] = ()
        self._column = column(gap=0)
        self.setLayout(self._column)
        self.setAccessibleName("Tasks not done")

    def show_tasks(self, planned: Sequence[str], not_done: Sequence[str]) -> None:
        """Show the tasks of another visit, and which of them were marked."""
        for tick in self.ticks:
            tick.hide()
            tick.deleteLater()
        self._not_planned = tuple(each for each in not_done if each not in planned)
        self.ticks = []
        for place, task in enumerate(dict.fromkeys(planned), start=1):
            tick = Tick(f"Not done: {task}", key=str(place) if place <= BY_NUMBER else "")
            tick.setProperty("task", task)
            tick.setChecked(task in not_done)
            tick.setFocusPolicy(Qt.FocusPolicy.StrongFocus if place == 1 else Qt.FocusPolicy.ClickFocus)
            tick.toggled.connect(self._toggled)
            tick.installEventFilter(self)
            self._column.addWidget(tick, 0, Qt.AlignmentFlag.AlignLeft)
            # the layout would show it later, and Tab would pass it by until then
            tick.show()
            self.ticks.append(tick)

    def not_done(self) -> tuple[str, ...]:
        """Return the tasks marked as not done, as the plan names them."""
        marked = (str(tick.property("task")) for tick in self.ticks if tick.isChecked())
        return (*marked, *self._not_planned)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops."""
        return list(self.ticks[:1])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Mark by number, and go up and down."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        number = event.text()
        if number.isascii() and number.isdigit() and 1 <= int(number) <= min(len(self.ticks), BY_NUMBER):
            tick = self.ticks[int(number) - 1]
            tick.setFocus(Qt.FocusReason.ShortcutFocusReason)
            tick.toggle()
            return True
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None:
            return super().eventFilter(watched, event)
        here = next(place for place, tick in enumerate(self.ticks) if tick is watched)
        self.ticks[(here + step) % len(self.ticks)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _toggled(self, _on: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.changed.emit()
