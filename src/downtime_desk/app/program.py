"""From the first paint to the last: one instance, locked or signed in, and back.

Until somebody is in, nothing that reads the store is imported, so that the window is there at once; the
rest is imported on a worker while the passphrase is typed.
"""

import base64
import gc
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QByteArray, QLockFile, QObject, QThread, QTimer, Signal
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from downtime_desk.access.home import is_founded, settle_store, sweep
from downtime_desk.access.lock import Why, read_lock, why_locked
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.closing import backed_up
from downtime_desk.app.crash import tell_without_names
from downtime_desk.app.doors import DOORS
from downtime_desk.core import ballast, reading_copy
from downtime_desk.core.clock import Now, utc_now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import keep_to_owner, private_folder
from downtime_desk.core.wiping import give_back_memory
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Empty, column
from downtime_desk.ui.settings import keep_look, read_look

if TYPE_CHECKING:
    from downtime_desk.access.actions import Founded, SignedIn
    from downtime_desk.access.screen.connect import Ways
    from downtime_desk.access.screen.managers import Removal
    from downtime_desk.app.clipboard import Clipboard
    from downtime_desk.app.locking import Watched
    from downtime_desk.app.practice import PracticeHere
    from downtime_desk.app.window import DeskWindow
    from downtime_desk.backups.emergency.keeping import Wish
    from downtime_desk.backups.emergency.rung import LastPages
    from downtime_desk.backups.screen.emergency import PagesWindow
    from downtime_desk.backups.screen.opening import OpenBackupDialog
    from downtime_desk.backups.screen.removing import RemovingDialog

INSTANCE = "open.lock"
HANDED_WITHIN = 10_000
"""Milliseconds a process that takes over waits for the one before to let go."""


class Program(QObject):
    """Holds the one window there is. `start` shows it; `lock` closes the store and asks who it is again.

    Signal `locked` once the store is closed, its keys are wiped and the locked window is shown.
    """

    locked: ClassVar[Signal] = Signal()

    def __init__(self, home: Path, now: Now = utc_now) -> None:
        super().__init__()
        self.home, self.now = home, now
        self.jobs = Jobs(self)
        self.window: QWidget | None = None
        self._signed_in: SignedIn | None = None
        self._practising: PracticeHere | None = None
        self._locking: Watched | None = None
        self._wish: Wish | None = None
        self._clipboard: Clipboard | None = None
        self.why = why_locked("asked", 0)

    def start(self) -> QWidget:
        """Show the first window: making a store, or signing in to the one that is here."""
        with suppress(OSError):  # a folder that cannot be written in holds nothing that is half done
            settle_store(self.home)
        return self._show_unlock() if is_founded(self.home) else self._show_first_run()

    def enter(self, signed_in: "SignedIn") -> "DeskWindow":
        """Show the desk of whoever signed in."""
        from downtime_desk.app.window import DeskWindow

        self._signed_in = signed_in
        self.jobs.sign_in(signed_in.store, signed_in.acting)
        desk = DeskWindow(signed_in, self.home, self.jobs, self.now, self.practice())
        desk.lock_asked.connect(self.lock)
        desk.removal_asked.connect(self.remove)
        self._show(desk)
        self._watch_over(desk)
        return desk

    def _opened(self, found: object) -> None:
        """Show the desk, or the emergency pages where that is all there is."""
        from downtime_desk.access.actions import SignedIn
        from downtime_desk.backups.emergency.rung import LastPages

        if isinstance(found, SignedIn):
            self.enter(found)
        elif isinstance(found, LastPages):
            self.show_pages(found)

    def show_pages(self, last: "LastPages") -> "PagesWindow":
        """Show the emergency pages: nothing else opens."""
        from downtime_desk.app.clipboard import Clipboard
        from downtime_desk.app.locking import Watched
        from downtime_desk.backups.screen.emergency import PagesWindow

        window = PagesWindow(last, self.now, self.jobs)
        window.lock_asked.connect(self.lock)
        self._show(window)
        self._locking, self._clipboard = Watched(window), Clipboard(window)
        self._locking.due.connect(self.lock)
        return window

    def lock(self, why: Why = "asked") -> None:
        """Show the locked window, back the store up, close it and wipe its keys. What is under way is finished first.

        A laptop that is going to sleep does not wait for a backup.
        """
        if self._signed_in is None and self._locking is None:
            return
        if _dialogs_run():
            # a dialog of the system runs inside a call of a page, which must return before the page goes
            _close_dialogs()
            QTimer.singleShot(0, self, lambda: self.lock(why))
            return
        if self._locking is not None:
            self.why = why_locked(why, self._locking.idle.minutes)
        self._put_away()
        window = self._show_unlock()
        window.repaint()
        trouble = self._shut_store(back_up=why != "sleep")
        if read_lock(self.home) != window.note:
            window = self._show_unlock()
        give_back_memory()
        if trouble is None:
            self.locked.emit()
            return
        window.tell(trouble).finished.connect(self.locked)

    def _watch_over(self, desk: "DeskWindow") -> None:
        from downtime_desk.app.clipboard import Clipboard
        from downtime_desk.app.locking import Locking

        self._locking, self._clipboard = Locking(desk), Clipboard(desk)
        self._locking.due.connect(self.lock)

    def close(self) -> Trouble | None:
        """Finish what was asked for, back up, close the store and the practice main system; return what is to be told."""
        self._put_away()
        self.window = None
        trouble = self._shut_store(back_up=True)
        self.jobs.close()
        if self._practising is not None:
            self._practising.close()
        return trouble

    def _put_away(self) -> None:
        """Take the window off the screen; what is being typed in it is kept."""
        desk, self._locking = self.window, None
        emergency = getattr(desk, "emergency", None)
        self._wish = emergency.stop() if emergency is not None else None
        if self._clipboard is not None:
            self._clipboard.clear()
            self._clipboard = None
        if desk is not None:
            shut = getattr(desk, "shut", desk.close)
            shut()

    def _shut_store(self, *, back_up: bool) -> Trouble | None:
        here, self._signed_in = self._signed_in, None
        self.jobs.settle()
        if here is None:
            return None
        try:
            return backed_up(here, self._wish) if back_up else None
        finally:
            here.store.close()

    def _show_unlock(self) -> UnlockWindow:
        window = UnlockWindow(self.home, self.now, self.jobs, import_the_rest, self.why, DOORS)
        window.opened.connect(self._opened)
        window.recovered.connect(self._recovered)
        window.look_asked.connect(self._wear)
        window.backup_asked.connect(self.open_backup)
        self._show(window)
        return window

    def _recovered(self, founded: "Founded") -> None:
        self._with_a_code_kept(founded.signed_in)

    def _with_a_code_kept(self, signed_in: "SignedIn") -> None:
        """Show the desk, and record that the recovery code that was just shown is put away: the tick said so."""
        from downtime_desk.access.actions import put_away

        self.enter(signed_in)
        if signed_in.acting.refusal("way_in.kept") is None:
            self.jobs.write(self, put_away, "recovery")

    def _removed(self) -> None:
        self._show_unlock()
        self.locked.emit()

    def remove(self, removal: "Removal") -> "RemovingDialog | None":
        """Remove a manager: put the window away, give the store a new file and key, and show the new codes once."""
        from downtime_desk.backups.screen.removing import RemovingDialog

        here, self._signed_in = self._signed_in, None
        if here is None:
            return None
        self._put_away()
        window = self._show_unlock()
        self.jobs.settle()
        dialog = RemovingDialog(window, self.home, self.jobs, here, removal)
        dialog.done_with.connect(self._removed)
        dialog.open()
        dialog.begin()
        return dialog

    def open_backup(self) -> "OpenBackupDialog | None":
        """Open a backup or a pack over the locked or the first window; while a store is open there is none."""
        from downtime_desk.backups.screen.opening import OpenBackupDialog

        if self.window is None or self._signed_in is not None:
            return None
        import_the_rest()
        dialog = OpenBackupDialog(self.window, self.home, self.now, self.jobs)
        dialog.opened.connect(self.enter)
        dialog.open()
        return dialog

    def _show_first_run(self) -> QWidget:
        from downtime_desk.access.screen.first_run import FirstRun

        window = FirstRun(self.home, self.now, self.jobs, self._ways)
        window.founded.connect(self._founded)
        window.done.connect(self._with_a_code_kept)
        window.pack_asked.connect(self.open_backup)
        window.look_asked.connect(self._wear)
        return self._show(window)

    def _ways(self, signed_in: "SignedIn") -> "Ways":
        from downtime_desk.app.copying import Copying

        return Copying(signed_in, self.now, self.practice()).ways()

    def practice(self) -> "PracticeHere":
        """Return the practice main system of this folder."""
        from downtime_desk.app.practice import PracticeHere

        if self._practising is None:
            self._practising = PracticeHere(self.home)
        return self._practising

    def _founded(self, signed_in: "SignedIn") -> None:
        self._signed_in = signed_in

    def _wear(self, look: theme.Look) -> None:
        theme.wear(look)
        keep_look(self.home, look)

    def _show(self, window: QWidget) -> QWidget:
        before, self.window = self.window, window
        window.resize(1366, 768)
        if before is not None:
            window.setGeometry(before.geometry())
            before.hide()
            before.deleteLater()
        window.show()
        return window


def _dialogs_run() -> bool:
    """Say whether a dialog runs an event loop of its own inside that of the program."""
    return QThread.currentThread().loopLevel() > 1


def _close_dialogs() -> None:
    for window in QApplication.topLevelWidgets():
        if isinstance(window, QDialog) and window.isVisible():
            window.reject()


def import_the_rest() -> None:
    """Import all that comes after signing in, and set it apart from what is searched for garbage.

    It stays for good, and looking through it holds every thread up for 60 ms, whenever there is much to do.
    """
    import downtime_desk.app.window
    import downtime_desk.wiring  # noqa: F401

    gc.freeze()


@dataclass(frozen=True)
class Handed:
    """What a process that goes on from a locked one is told: why it was locked, and where its window stood."""

    why: str
    place: str


def run(home: Path, handed: Handed | None = None) -> int:
    """Run the program on a store folder until its window is closed; return the exit code."""
    sys.excepthook = tell_without_names
    keep_to_owner()
    app = QApplication(sys.argv[:1])
    app.setApplicationName("Downtime Desk")
    theme.load_fonts()
    theme.wear(read_look(home))
    only_one = QLockFile(str(home / INSTANCE))
    only_one.setStaleLockTime(0)
    if not _is_ours(home, only_one, HANDED_WITHIN if handed else 100):
        return _to_the_first(app, home, only_one)
    sweep(home)
    reading_copy.sweep(home)
    program = Program(home)
    if handed is not None:
        program.why = handed.why
    window = program.start()
    if handed is not None:
        window.restoreGeometry(QByteArray(base64.urlsafe_b64decode(handed.place)))
        window.activateWindow()
    QTimer.singleShot(0, program, lambda: _listen(program, only_one))
    code = app.exec()
    trouble = program.close()
    if trouble is not None:
        _say(app, trouble.what, trouble.do, "triangle-alert")
    only_one.unlock()
    return code


def _is_ours(home: Path, lock: QLockFile, patience: int) -> bool:
    """Say whether no other program has this folder; where no lock can be made, nobody can write either."""
    with suppress(OSError):
        ballast.give_way(home)
        private_folder(home)
    return lock.tryLock(patience) or lock.error() != QLockFile.LockError.LockFailedError


def holder_of(lock: QLockFile) -> int:
    """Return the process that holds a lock; 0 when nobody does."""
    info: Any = lock.getLockInfo()
    return int(info[0]) if isinstance(info, tuple) else 0


def _listen(program: Program, only_one: QLockFile) -> None:
    """Begin what no first paint waits for: hearing a second program, and handing a locked window on."""
    from downtime_desk.app.front import Front
    from downtime_desk.app.successor import Successor

    Front(program, program.home)
    Successor(program, only_one)


def _to_the_first(app: QApplication, home: Path, only_one: QLockFile) -> int:
    """Bring the program that has the store open to the front; when it does not answer, say where it is."""
    from downtime_desk.app.front import bring_to_front

    if bring_to_front(home):
        return 0
    process = holder_of(only_one)
    where = f" It is process {process}." if process else ""
    what = "Downtime Desk is open already on this laptop."
    do = f"Go to its window: look in the task bar. Two at once could write over each other.{where}"
    _say(app, what, do, "laptop")
    return 1


def _say(app: QApplication, what: str, do: str, icon: str) -> None:
    window = QWidget()
    window.setWindowTitle("Downtime Desk")
    words = Empty(what, do, icon=icon)
    window.setLayout(column(words))
    window.resize(theme.px(520), theme.px(200))
    window.show()
    app.exec()
