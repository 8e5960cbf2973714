"""Reading the page beside the window: what it shows takes too long to stand still for."""

from typing import ClassVar, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.session import Session
from downtime_desk.recovery import queries
from downtime_desk.recovery.queries import Page
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.reading import Reading

SOON: Final = 250
"""Milliseconds between two readings while much is written: each takes turns with what writes, and holds it up."""


class Beside(QObject):
    """Reads what the Return page shows, the newest last. Signals `found(Page)` and `failed(Trouble)`."""

    found: ClassVar[Signal] = Signal(object)
    failed: ClassVar[Signal] = Signal(object)

    def __init__(self, desk: Desk, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._reading: Reading[str, Page] = Reading(page, desk, self._read, self._found, self.failed.emit)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON)
        self._soon.timeout.connect(self.read)

    def read(self) -> None:
        """Read now."""
        self._soon.stop()
        self._reading.ask("the page")

    def read_soon(self) -> None:
        """Read within a quarter of a second, once for all that is written until then."""
        if not self._soon.isActive():
            self._soon.start()

    def busy(self) -> bool:
        """Say whether something newer than what is shown is still to come."""
        return self._reading.busy() or self._soon.isActive()

    def _read(self, session: Session, _what: str) -> Page:
        return queries.page(session, self._desk.now())

    def _found(self, _what: str, page: Page) -> None:
        self.found.emit(page)
