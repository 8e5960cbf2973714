"""The real program with a hand of its own: it types half a change told and is left alone; its successor looks for it.

`python -m tests.app.typed_and_locked HOME` is the first. Left alone it locks and starts its successor, which gets HOME, why,
and where the window stood, as the real one does. Both sign in with the passphrase of the tests. What each saw goes into the
folder of the store's folder, one file a process.
"""

import os
import sys
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from downtime_desk import app
from downtime_desk.access.idle import SLEPT_FROM, Moment
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app import program
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from tests.conftest import PASSPHRASE

PERSON = "p2"
HALF = "She went to her sister's, back on Thurs"
FIRST = len(sys.argv) == 2


class LeftAlone(Program):
    """Signs in by itself. The first types and lets the minutes pass; the one after it looks at what is there."""

    def start(self) -> QWidget:
        """Show the locked window, and type into it once it is there."""
        window = super().start()
        QTimer.singleShot(0, self, self._sign_in)
        return window

    def enter(self, signed_in: object) -> DeskWindow:
        """Show the desk, then go to the person."""
        window = super().enter(signed_in)
        QTimer.singleShot(0, self, self._at_the_desk)
        return window

    def _sign_in(self) -> None:
        unlock = self.window
        if isinstance(unlock, UnlockWindow) and self._signed_in is None and not self._was_in():
            unlock.passphrase.line.setText(PASSPHRASE)
            unlock.unlock()

    def _was_in(self) -> bool:
        return said(self.home).exists()

    def _at_the_desk(self) -> None:
        window = self.window
        assert isinstance(window, DeskWindow)
        dialog = window.write_change(PERSON)
        assert dialog is not None
        if FIRST:
            QTest.keyClicks(dialog.what.area, HALF)
            said(self.home).write_text(dialog.what.text())
            QTimer.singleShot(0, self, self._let_minutes_pass)
            return
        said(self.home).write_text(f"{self.why}\n{dialog.what.text()}")
        QApplication.exit(0)

    def _let_minutes_pass(self) -> None:
        """Look at the clocks every 50 seconds, as it does every five, until it locks."""
        watched, at = self._locking, 0.0
        assert watched is not None
        begun = watched._clocks()
        while self._locking is not None:
            at += SLEPT_FROM - 10
            watched._clocks = partial(Moment, begun.wall + at, begun.steady + at)
            watched.look()


def said(home: Path) -> Path:
    """Return the file of this process."""
    return home.parent / f"said-{'first' if FIRST else 'after'}-{os.getpid()}"


def main() -> None:
    """Run the real program, its successor started by the script beside the store."""
    program.Program = LeftAlone
    if FIRST:
        sys.frozen = True
        sys.executable = str(Path(sys.argv[1]).parent / "program")
    app.main()


if __name__ == "__main__":
    main()
