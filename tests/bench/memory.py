"""Rows about memory: locked and waiting, with the board of a large branch open, and after a long night of it.

The yardstick is a bare window of Qt. All is what the process holds when nothing happens; on Linux only, which says so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from tests.bench.harness import Pair, Row
from tests.bench.start import BOARD, OPENED, UNLOCK, VISITS, ready, told

REFRESHES = 1_000
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
"""
HOLDS = """
window.resize(1366, 768); window.show(); app.processEvents(); window.grab()
for line in open("/proc/self/status"):
    if line.startswith("VmRSS"):
        print(int(line.split()[1]) / 1024, flush=True)
import os; os._exit(0)
"""
OPEN = BOARD.partition("print(")[0]
AGAIN = f"""
page = window.page()
for _ in range({REFRESHES}):
    page.refresh(); app.processEvents()
"""


@contextmanager
def locked() -> Iterator[Pair]:
    """The window that unlocks, waiting."""
    with TemporaryDirectory() as compiled, ready() as home:
        yield told(UNLOCK + HOLDS, home, compiled=compiled), told(BARE + HOLDS, compiled=compiled)


@contextmanager
def board_open() -> Iterator[Pair]:
    """Signed in, the board in view."""
    with TemporaryDirectory() as compiled, ready() as home:
        yield told(OPEN + HOLDS, home, *OPENED, compiled=compiled), told(BARE + HOLDS, compiled=compiled)


@contextmanager
def long_night() -> Iterator[Pair]:
    """The board read and shown again and again, against the board when it was opened."""
    with TemporaryDirectory() as compiled, ready() as home:
        yield (
            told(OPEN + AGAIN + HOLDS, home, *OPENED, compiled=compiled),
            told(OPEN + HOLDS, home, *OPENED, compiled=compiled),
        )


ROWS = [
    Row("G11", "Memory, waiting to be unlocked", "bare window", "MB", locked, most=1.6, rounds=3),
    Row("G11", f"Memory, board of {VISITS:,} visits", "bare window", "MB", board_open, most=2.2, rounds=3),
    Row("G11", f"Memory after {REFRESHES:,} refreshes", "when opened", "MB", long_night, most=1.1, rounds=1),
]
