"""Run as a program: the real one in a folder, opened with the passphrase of the first line of input, then locked.

It goes through the pages that hold names, says `open` and then, once it was told to lock, `locked`; it ends at the
end of its input. Whoever started it reads its memory meanwhile.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QLockFile
from PySide6.QtWidgets import QApplication, QWidget

from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.crash import tell_without_names
from downtime_desk.app.program import INSTANCE, Program
from downtime_desk.app.successor import Successor
from downtime_desk.app.window import DeskWindow
from downtime_desk.core.files import keep_to_owner, private_folder
from downtime_desk.ui import theme

PATIENCE = 60


def wait_until(holds: Callable[[], bool]) -> None:
    """Let the program run until something holds."""
    end = monotonic() + PATIENCE
    while not holds():
        QApplication.processEvents()
        if monotonic() > end:
            raise TimeoutError


def words_of(window: QWidget) -> list[str]:
    """Return what stands on a window, names among it."""
    return [each.accessibleName() for each in window.findChildren(QWidget)]


def _fail(words: str) -> None:
    """Fail inside, with words on the way that nobody may read."""
    raise RuntimeError(words)


def main() -> None:
    """Open, look at the pages, lock."""
    keep_to_owner()
    app = QApplication([])
    theme.load_fonts()
    theme.wear(theme.Look())
    home = Path(sys.argv[1])
    only_one = QLockFile(str(private_folder(home) / INSTANCE))
    assert only_one.tryLock(0)
    program = Program(home)
    if "hand on" in sys.argv:
        Successor(program, only_one)
    unlock = program.start()
    assert isinstance(unlock, UnlockWindow)
    unlock.passphrase.line.setText(sys.stdin.readline().rstrip("\n"))
    unlock.unlock()
    wait_until(lambda: isinstance(program.window, DeskWindow))
    desk = program.window
    assert isinstance(desk, DeskWindow)
    for page in ("visits", "people", "log", "print", "settings"):
        desk.go(page)
        wait_until(lambda: not program.jobs.busy())
        app.processEvents()
    if "fail" in sys.argv:
        sys.excepthook = tell_without_names
        program.jobs.work(program, _fail, "\n".join(words_of(desk)))
        wait_until(lambda: not program.jobs.busy())
        app.processEvents()
    _say("open")
    sys.stdin.readline()
    program.lock("idle")
    for _ in range(20):
        app.processEvents()
    _say("locked")
    if "hand on" in sys.argv:
        app.exec()
    else:
        sys.stdin.readline()
    os._exit(0)


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
