"""Rows about the start: the window to unlock, then the board.

Each round is a process of its own, because a first time happens once. The yardstick of the first window is as many stock
Qt widgets with the same fonts, icons and kind of style sheet, and nothing behind them; time there is the processor's, which
other programs on the machine do not change. The yardstick of the board is what any program must do that shows a whole day:
open the same store with the same key and read its visits, on a connection that has read nothing yet. All are
times of the processor.
"""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from downtime_desk.core.paths import shipped
from tests.bench.branch import branch, now
from tests.bench.harness import Measure, Pair, Row, at_most
from tests.conftest import PASSPHRASE

PEOPLE, VISITS = 5_000, 20_000
SIGNED_IN = 100.0
"""Milliseconds from the key to the board."""
OPENED = (PASSPHRASE, now().isoformat())
"""What opens the store, and the hour it is opened at."""

UNLOCK = """
import sys
from pathlib import Path
from downtime_desk.app.program import Program
from PySide6.QtWidgets import QApplication
app = QApplication([])
from downtime_desk.ui import theme
from downtime_desk.ui.settings import read_look
home = Path(sys.argv[1])
theme.wear(read_look(home))
window = Program(home).start()
"""
STOCK = """
import sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (QApplication, QFrame, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QListWidget,
    QPushButton, QScrollArea, QToolButton, QVBoxLayout, QWidget)
app = QApplication([])
app.setStyle("Fusion")
resources = Path(sys.argv[2])
for path in resources.glob("fonts/*.ttf"):
    QFontDatabase.addApplicationFont(str(path))
app.setStyleSheet("* { font-family: 'Atkinson Hyperlegible Next'; font-size: 14px } QToolButton { border: 0 }"
    " QFrame#card { border: 1px solid #777; border-radius: 6px; background: white } QLineEdit { padding: 8px }")
window = QWidget()
whole, bar, across, left = QVBoxLayout(window), QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
whole.addLayout(bar); whole.addLayout(across, 1); across.addLayout(left)
for words in ("OUTAGE 06:14", "since Saturday 19:52", "Downtime Desk", "Harbour Lane", "Locked", "Sun 22 Nov 02:06"):
    bar.addWidget(QLabel(words))
left.addWidget(QLabel("Your copy is safe on this laptop")); left.addWidget(QLabel("It opens without internet."))
table = QGridLayout(); left.addLayout(table)
for line in range(6):
    for place in range(3):
        table.addWidget(QLabel(f"line {line}.{place}"), line, place)
def button(kind, words, icon):
    made = kind(); made.setText(words); made.setIcon(QIcon(str(resources / "icons" / f"{icon}.svg"))); return made
left.addWidget(QLabel("Without signing in")); left.addWidget(button(QPushButton, "Display", "contrast"))
card, inner = QFrame(objectName="card"), QWidget()
stack, area = QVBoxLayout(card), QScrollArea()
names = QListWidget(); names.addItem("Priya Nair")
for part in (QLabel("Sign in"), QLabel("Your name"), names, QLabel("Your passphrase"), QLineEdit(),
        button(QPushButton, "Show", "eye"), QLabel("No code is needed."), button(QPushButton, "Unlock", "lock")):
    stack.addWidget(part)
below = QVBoxLayout(inner); below.addWidget(card)
below.addWidget(button(QToolButton, "Cannot get in?", "key-round")); below.addWidget(QLabel("In the office safe."))
area.setWidget(inner); area.setWidgetResizable(True); across.addWidget(area, 1)
"""
PAINT = """
window.resize(1366, 768); window.show(); app.processEvents(); window.grab()
import os; os._exit(0)
"""
BOARD = """
import sys
sys.setswitchinterval(0.001)
from pathlib import Path
from time import process_time
from PySide6.QtWidgets import QApplication
app = QApplication([])
from downtime_desk.app.program import Program, import_the_rest
from downtime_desk.access import actions
from downtime_desk.access.actions.signing_in import open_store
from downtime_desk.core import keys
from downtime_desk.ui import theme
from datetime import datetime
now = lambda: datetime.fromisoformat(sys.argv[3])
home = Path(sys.argv[1])
theme.wear(theme.Look())
import_the_rest()
program = Program(home, now)
program.start(); app.processEvents()
keyfile = actions.read_keyfile(home)
slot = keyfile.of_kind("manager")[0]
root = keys.unlock(keyfile, slot, sys.argv[2])
from PySide6.QtCore import QEvent, QObject
painted = []
class Eyes(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and type(watched.parent()).__name__ == "RowsList":
            if type(watched.window()).__name__ == "DeskWindow":
                painted.append(process_time())
        return False
eyes = Eyes()
app.installEventFilter(eyes)
begun = process_time()
window = program.enter(open_store(home, keyfile, slot, root, now, "passphrase"))
while not painted:
    app.processEvents()
app.removeEventFilter(eyes)
while not window.page().beside.begun():
    app.processEvents()
print((painted[0] - begun) * 1000, flush=True)
program.close()
"""
READ = """
import sys
from pathlib import Path
from time import process_time
from downtime_desk.access import actions
from downtime_desk.core import connection, keys
home = Path(sys.argv[1])
keyfile = actions.read_keyfile(home)
root = keys.unlock(keyfile, keyfile.of_kind("manager")[0], sys.argv[2])
begun = process_time()
store = connection.connect(actions.store_folder(home) / "desk.db", root.derive(f"sqlcipher/v1/{keyfile.store_id}"))
store.execute(
    "SELECT visits.*, family, given, priority FROM visits JOIN people ON people.id = person_id ORDER BY start"
).fetchall()
print((process_time() - begun) * 1000)
"""


@contextmanager
def ready() -> Iterator[Path]:
    """Give the home of a store with a day of visits and an outage, closed."""
    with branch(PEOPLE, VISITS) as signed_in:
        signed_in.store.release()
        yield signed_in.store.folder.parent


def processor(program: str, *given: object, compiled: str) -> Measure:
    """Return a measure of the processor's time of a program of its own, in ms, its modules compiled before."""

    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(program, *given, compiled=compiled)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime) * 1000

    return once


def told(program: str, *given: object, compiled: str) -> Measure:
    """Return a measure that a program of its own takes and writes out."""
    return lambda: float(run(program, *given, compiled=compiled))


def run(program: str, *given: object, compiled: str) -> str:
    """Run a program in a fresh process and return what it wrote."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": compiled}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", program, *map(str, given)]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout


@contextmanager
def first_window() -> Iterator[Pair]:
    """Start to the window that unlocks, painted."""
    with TemporaryDirectory() as compiled, ready() as home:
        resources = shipped("resources")
        yield (
            processor(UNLOCK + PAINT, home, compiled=compiled),
            processor(STOCK + PAINT, home, resources, compiled=compiled),
        )


@contextmanager
def first_board() -> Iterator[Pair]:
    """Open the store and paint the list of the board; the form follows."""
    with TemporaryDirectory() as compiled, ready() as home:
        yield told(BOARD, home, *OPENED, compiled=compiled), at_most(SIGNED_IN)


@contextmanager
def first_board_and_raw() -> Iterator[Pair]:
    """The same, against reading the day raw."""
    with TemporaryDirectory() as compiled, ready() as home:
        yield told(BOARD, home, *OPENED, compiled=compiled), told(READ, home, *OPENED, compiled=compiled)


ROWS = [
    Row("G1", "Start to the unlock window painted", "empty stock widgets", "ms", first_window, most=1.3),
    Row("G1", f"Key to board painted, {VISITS:,} visits", "100 ms", "ms", first_board, most=1),
    Row(
        "G1",
        f"Key to board painted, {VISITS:,} visits",
        "reading them raw",
        "ms",
        first_board_and_raw,
        most=1,
    ),
]
