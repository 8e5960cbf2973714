"""The wait after too many wrong tries, counted down where it is waited for."""

from datetime import datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Signal

from downtime_desk.core.clock import Now

EVERY = 500
"""Milliseconds between two looks: each second is seen."""


class Waiting(QObject):
    """Counts down to the next try. Signals `left(words)` at each look and `over` when it may come.

    A clock that is set back does not make the wait longer than it was.
    """

    left: ClassVar[Signal] = Signal(str)
    over: ClassVar[Signal] = Signal()

    def __init__(self, parent: QObject, now: Now) -> None:
        super().__init__(parent)
        self._now = now
        self._began: datetime | None = None
        self._wait = timedelta()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def begin(self, wait: timedelta) -> None:
        """Wait so long from now on."""
        self._began, self._wait = self._now(), wait
        self._timer.start(EVERY)
        self.look()

    def stop(self) -> None:
        """Wait no more: another name was chosen."""
        self._began = None
        self._timer.stop()

    def look(self) -> None:
        """Look at the clock."""
        if self._began is None:
            return
        still = self._wait - max(timedelta(), self._now() - self._began)
        if still <= timedelta():
            self.stop()
            self.over.emit()
            return
        seconds = -(-still // timedelta(seconds=1))
        self.left.emit(f"{seconds // 60}:{seconds % 60:02d}")
