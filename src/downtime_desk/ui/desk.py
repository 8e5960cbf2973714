"""The desk: all a screen is given. Where to read, how to write, what time it is, who is acting."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from threading import Lock
from typing import TYPE_CHECKING, ClassVar, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from downtime_desk.core.clock import Now
from downtime_desk.ui.drafts import Drafts
from downtime_desk.ui.jobs import Jobs

if TYPE_CHECKING:
    from downtime_desk.core.session import Session
    from downtime_desk.core.store import Acting


class Sessions(Protocol):
    """What a store must offer to be read and listened to."""

    def read(self) -> "AbstractContextManager[Session]":
        """Give a session for reading."""

    def on_commit(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Tell a listener which tables each commit touched; return what undoes it."""


class Desk(QObject):
    """Read through `read()`, write and work through `jobs`, redraw through `refresh_on`.

    Signal `leaving` when the window is about to go, in the middle of a word perhaps: what is being typed is kept now.
    """

    leaving: ClassVar[Signal] = Signal()

    _committed: ClassVar[Signal] = Signal()

    def __init__(self, sessions: Sessions, jobs: Jobs, now: Now) -> None:
        super().__init__()
        self.sessions = sessions
        self.jobs = jobs
        self.now = now
        self.drafts = Drafts(self)
        self._watches: list[_Watch] = []
        self._touched: frozenset[str] = frozenset()
        self._touching = Lock()
        self._committed.connect(self._redraw, Qt.ConnectionType.QueuedConnection)
        self._leave = sessions.on_commit(self._note)

    @property
    def acting(self) -> "Acting":
        """Return who is acting."""
        return self.jobs.acting

    def read(self) -> "AbstractContextManager[Session]":
        """Give a session for reading small things, here and now."""
        return self.sessions.read()

    def refresh_on(self, screen: QObject, tables: Iterable[str], refresh: Callable[[], object]) -> None:
        """Call `refresh` after each commit that touched one of the tables.

        A screen that is hidden is refreshed when it is next shown; one that is gone is forgotten.
        """
        watch = _Watch(screen, frozenset(tables), refresh)
        watch.setParent(self)
        self._watches.append(watch)

    def close(self) -> None:
        """Stop listening to the store."""
        self._leave()
        self._watches.clear()

    def _note(self, touched: frozenset[str]) -> None:
        """Remember what a commit of any thread touched; commits that came faster than the window draws are drawn once."""
        with self._touching:
            is_first, self._touched = not self._touched, self._touched | touched
        if is_first:
            self._committed.emit()

    def _redraw(self) -> None:
        with self._touching:
            touched, self._touched = self._touched, frozenset()
        self._watches = [watch for watch in self._watches if watch.alive()]
        for watch in tuple(self._watches):
            watch.touched(touched)


class _Watch(QObject):
    """One screen, the tables it shows, and whether it has to be drawn again when it comes into view."""

    def __init__(self, screen: QObject, tables: frozenset[str], refresh: Callable[[], object]) -> None:
        super().__init__()
        self._screen, self._tables, self._refresh = screen, tables, refresh
        self._stale = False
        if isinstance(screen, QWidget):
            screen.installEventFilter(self)

    def alive(self) -> bool:
        """Say whether the screen is still there; a watch on a dead one goes too."""
        if isValid(self._screen):
            return True
        self.deleteLater()
        return False

    def touched(self, tables: frozenset[str]) -> None:
        """Draw again, now or when shown, if one of its tables was touched."""
        if not tables & self._tables or not isValid(self._screen):
            return
        if isinstance(self._screen, QWidget) and not self._screen.isVisible():
            self._stale = True
            return
        self._refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw what became stale while the screen was hidden."""
        if event.type() == QEvent.Type.Show and self._stale:
            self._stale = False
            self._refresh()
        return super().eventFilter(watched, event)
