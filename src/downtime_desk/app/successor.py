"""A new process after each lock: what Python let go of without overwriting it goes with the old one.

Locking wipes every key where it stands. Names that were on the screen stay in memory that is free to be used again,
which no program can find; only the system overwrites it, when the process ends. So the locked window is handed to
a process that never saw a name. The old one stays until the new one has the store's lock, and goes on if it never does.
"""

import base64
import sys

from PySide6.QtCore import QLockFile, QObject, QProcess, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from downtime_desk.app.program import Program, holder_of

LOOK_EVERY, SHOWN_AFTER, PATIENCE = 100, 600, 20_000
"""Milliseconds: between two looks, until a new window is surely painted, until the new process counts as failed."""


class Successor(QObject):
    """Starts a process in the place of this one whenever the program was locked. `lock` says that a store is in use."""

    def __init__(self, program: Program, lock: QLockFile) -> None:
        super().__init__(program)
        self._program, self._lock = program, lock
        self._process = 0
        self._waited = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        program.locked.connect(self.begin)

    def begin(self) -> None:
        """Start it; the window takes no keys until it is there, which would be lost."""
        window = self._program.window
        if window is None or self._process:
            return
        self._lock.unlock()
        words = [str(self._program.home), self._program.why, _place_of(window)]
        started, process = QProcess.startDetached(sys.executable, [*_ourselves(), *words])
        if not started:
            self._lock.tryLock(0)
            return
        window.setEnabled(False)
        self._process, self._waited = int(process), 0
        self._timer.start(LOOK_EVERY)

    def _look(self) -> None:
        self._waited += LOOK_EVERY
        if holder_of(self._lock) == self._process:
            self._timer.stop()
            QTimer.singleShot(SHOWN_AFTER, self, _end)
        elif self._waited >= PATIENCE and self._lock.tryLock(0):
            self._timer.stop()
            self._process = 0
            if self._program.window is not None:
                self._program.window.setEnabled(True)


def _ourselves() -> list[str]:
    return [] if getattr(sys, "frozen", False) else ["-m", "downtime_desk.app"]


def _place_of(window: QWidget) -> str:
    return base64.urlsafe_b64encode(window.saveGeometry().data()).decode()


def _end() -> None:
    """End at once: everything is closed, and what an orderly end would still do the new process has begun anew."""
    QApplication.exit(0)
