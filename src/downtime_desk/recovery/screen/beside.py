"""Reading the page beside the window while much is written at once, as when visits are sent."""

from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from downtime_desk.recovery import queries
from downtime_desk.recovery.queries import Page
from downtime_desk.ui.desk import Desk


class Beside(QObject):
    """Reads what the Return page shows. Signal `found(Page)`; asked while it reads, it reads once more after that."""

    found: ClassVar[Signal] = Signal(object)

    def __init__(self, desk: Desk, page: QObject) -> None:
        super().__init__(page)
        self._desk = desk
        self._reading = self._again = False
        self._newest = 0

    def here_and_now(self) -> Page:
        """Return the page as it stands; what is read beside meanwhile is older, and not shown."""
        self._newest += 1
        return self._read()

    def read(self) -> None:
        """Read beside the window."""
        self._again = self._reading
        if not self._reading:
            self._reading = True
            asked = self._newest
            self._desk.jobs.work(self, lambda: (asked, self._read()), then=self._came)

    def _read(self) -> Page:
        with self._desk.read() as session:
            return queries.page(session, self._desk.now())

    def _came(self, came: tuple[int, Page]) -> None:
        asked, page = came
        self._reading = False
        if asked == self._newest:
            self.found.emit(page)
        if self._again:
            self.read()
