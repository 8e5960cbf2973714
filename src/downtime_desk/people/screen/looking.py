"""Whose record is on the screen, for the audit: kept once somebody has stayed with it for a moment."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from downtime_desk.people.actions import LookAt, look_at
from downtime_desk.ui.desk import Desk

STAYED_MS = 1500
"""Going through a list with the arrow keys is not yet looking at everybody in it."""


class Looking:
    """Watches one pane, and lives as long as it."""

    def __init__(self, pane: QWidget, desk: Desk) -> None:
        self._pane, self._desk = pane, desk
        self._person = ""
        self._stayed = QTimer(pane)
        self._stayed.setSingleShot(True)
        self._stayed.timeout.connect(self.keep)

    def see(self, person: str) -> None:
        """Another person is shown, or nobody."""
        if person == self._person:
            return
        self._person = person
        self._stayed.start(STAYED_MS)

    def keep(self) -> None:
        """Write down who is still shown."""
        if self._person and self._pane.isVisible():
            self._desk.jobs.write(self._pane, look_at, LookAt(self._person))
