"""The emergency pages of a signed-in window: made anew beside it when they are wanted, one at a time."""

from datetime import datetime, timedelta
from threading import Event
from typing import ClassVar

from PySide6.QtCore import QObject, Qt, Signal

from downtime_desk.backups.emergency.file import Head
from downtime_desk.backups.emergency.keeping import Wish, wanted, wish
from downtime_desk.backups.emergency.making import Gently, make
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Store
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.shell import FootLine

AGAIN_AFTER = timedelta(minutes=10)
"""How long after a making that failed the next is tried."""


class EmergencyPages(QObject):
    """Makes the pages: within a minute of a copy, at once after an erasure, with each backup. `wish` is what is still wanted."""

    _at_once: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._store = desk, store
        self.wish = Wish.NOT
        self._under_way = self._looked = self._has_failed = False
        self._stop, self._failed = Event(), datetime.min.replace(tzinfo=desk.now().tzinfo)
        self._at_once.connect(self.make, Qt.ConnectionType.QueuedConnection)
        self._leave = store.on_commit(self._touched)

    def look(self) -> None:
        """Make them if they are wanted soon; the first time also if those that are here are too old."""
        if self.wish >= Wish.SOON or not self._looked:
            self.make()

    def backed_up(self) -> None:
        """Make them if anything on them was written since."""
        if self.wish is not Wish.NOT:
            self.make()

    def make(self) -> None:
        """Make them beside the window, unless that is under way, or it failed just now."""
        if self._under_way or self._stop.is_set() or self._desk.now() < self._failed + AGAIN_AFTER:
            return
        told, self.wish = self.wish, Wish.NOT
        self._under_way = self._looked = True
        self._desk.jobs.work(
            self, _make, self._store, self._desk.now, told, Gently(self._stop),
            then=self._made, otherwise=self._not_made,
        )  # fmt: skip

    def stop(self) -> Wish:
        """Give up what is under way; return what is still wanted, for the closing."""
        if not self._stop.is_set():
            self._stop.set()
            self._leave()
        return Wish.WITH_A_BACKUP if self._under_way else self.wish

    def _touched(self, tables: frozenset[str]) -> None:
        """Keep how soon they are wanted. Called on the thread that wrote."""
        said = wish(tables)
        self.wish = max(self.wish, said)
        if said is Wish.AT_ONCE:
            self._at_once.emit()

    def foot(self, lines: tuple[FootLine, ...]) -> tuple[FootLine, ...]:
        """Return the lines at the foot of the navigation, first of them that the last making failed."""
        failed = FootLine("triangle-alert", "Emergency pages not made anew")
        return (failed, *lines) if self._has_failed else lines

    def _made(self, _head: Head | None) -> None:
        self._under_way = self._has_failed = False
        if self.wish is Wish.AT_ONCE:
            self.make()

    def _not_made(self, _trouble: Trouble) -> None:
        """Those from before stay; it is tried again later, and the foot says so meanwhile."""
        self._under_way, self._has_failed, self._failed = False, True, self._desk.now()
        self.wish = max(self.wish, Wish.SOON)


def _make(store: Store, now: Now, told: Wish, stopped: Gently) -> Head | None:
    return make(store, now, stopped) if wanted(store, now, told) else None
