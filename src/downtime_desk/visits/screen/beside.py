"""What stands beside the list: the visit that is verified, or that none is chosen.

The list is what somebody waits for after signing in, and the pane with its form takes three times as long to
be styled and filled. So it stays hidden until the list is painted, and `begin` is called.
"""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.ui.parts import Empty, column
from downtime_desk.visits.screen.pane import VisitPane


class Beside(QWidget):
    """Signal `begins`, once: the list is painted, and the first visit can be opened."""

    begins: ClassVar[Signal] = Signal()

    def __init__(self, pane: VisitPane) -> None:
        super().__init__()
        self._pane = pane
        self._nothing = Empty("No visit is chosen.", "Choose one in the list.", icon="clipboard-check")
        self._nothing.hide()
        pane.hide()
        self.setLayout(column(self._nothing, pane, gap=0))
        self._begun = False

    def begun(self) -> bool:
        """Say whether the list was painted."""
        return self._begun

    def say_missing(self, what: str, do: str) -> None:
        """Say why there is no visit to show."""
        self._nothing.say(what, do)

    def show_whether(self, *, chosen: bool) -> None:
        """Show the visit, or that none is chosen: an empty form asks for what nobody can give."""
        self._nothing.setVisible(self._begun and not chosen)
        self._pane.setVisible(chosen)

    def begin(self) -> None:
        """Say that the first visit can be opened, if that was not said yet."""
        if not self._begun:
            self._begun = True
            self.begins.emit()
