"""Taking copies by itself while somebody is signed in: looked at each minute, beside the window."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject

from downtime_desk.app.copying import Copying
from downtime_desk.core.errors import Trouble
from downtime_desk.sync import by_itself
from downtime_desk.sync.connection import chosen
from downtime_desk.ui.desk import Desk


class Schedule(QObject):
    """Takes a copy when one is due. A failure is in the log and in the bar, and stops nobody at work."""

    def __init__(self, desk: Desk, copying: Copying, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._copying = desk, copying
        self._tried: datetime | None = None
        self._busy = False

    def look(self) -> None:
        """Take a copy if one is due and none is under way."""
        if self._busy:
            return
        now = self._desk.now()
        with self._desk.read() as session:
            due = chosen(session) is not None and by_itself.is_due(session, now, self._tried)
        if not due:
            return
        self._tried, self._busy = now, True
        copy = partial(self._copying.copy, report=_to_nobody)
        self._desk.jobs.work(self, copy, then=self._over, otherwise=self._over)

    def _over(self, _answer: str | Trouble) -> None:
        self._busy = False


def _to_nobody(_words: str) -> None:
    """Nobody waits for it."""
