"""Rows about the window: how soon it is painted, how smoothly a long list scrolls.

The yardstick of the first paint is a window of stock Qt widgets that shows as much: labels, buttons with icons, a
style sheet, the same fonts. The yardstick of a frame is Qt's own C++ model with its own delegate, painting plain cells.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from tempfile import TemporaryDirectory

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from downtime_desk.ui import theme
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import bold, quiet, times
from tests.bench.harness import Pair, Row, milliseconds

SHELL = """
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
from downtime_desk.core.clock import utc_now
from downtime_desk.ui import theme
from downtime_desk.ui.shell import FootLine, Page, Shell
theme.wear(theme.Look())
window = Shell(utc_now)
for name, icon in zip({names}, {icons}):
    window.add_page(Page(name, name, icon, "NOW", QWidget))
window.show_foot([FootLine("save", "Saved on this laptop 02:05")])
window.go("Visits")
"""
STOCK = """
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QIcon
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (QApplication, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QToolButton,
    QVBoxLayout, QWidget)
app = QApplication([])
app.setStyle("Fusion")
for path in Path({resources!r}, "fonts").glob("*.ttf"):
    QFontDatabase.addApplicationFont(str(path))
app.setStyleSheet("* {{ font-family: 'Atkinson Hyperlegible Next'; font-size: 14px }} QToolButton {{ border: 0 }}")
window = QWidget()
whole, bar, rest, nav = QVBoxLayout(window), QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
whole.addLayout(bar); whole.addLayout(rest); rest.addLayout(nav); rest.addWidget(QStackedWidget(), 1)
for words in ("NORMAL", "Rota copy as of", "People as of", "Next clock", "On duty"):
    bar.addWidget(QLabel(words))
bar.addWidget(QPushButton("Lock"))
nav.addWidget(QPushButton("Find or do"))
for name, icon in zip({names}, {icons}):
    button = QToolButton(text=name)
    button.setIcon(QIcon({resources!r} + "/icons/" + icon + ".svg"))
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    nav.addWidget(button)
"""
PAINT = """
window.resize(1366, 768); window.show(); app.processEvents(); window.grab()
import os; os._exit(0)
"""
NAMES = ["Visits", "People", "Rota", "Calls", "Log", "Print", "Return", "Reviews", "Readiness", "Settings"]
ICONS = ["clipboard-check", "users", "calendar-clock", "phone-call", "scroll-text", "printer", "upload"]
ICONS += ["search-check", "shield-check", "settings"]
ROWS_SHOWN = 20_000


@contextmanager
def first_paint() -> Iterator[Pair]:
    from downtime_desk.core.paths import shipped

    resources = str(shipped("resources"))
    with TemporaryDirectory() as compiled:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": compiled}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)

        def run(program: str) -> Callable[[], object]:
            whole = program.format(names=NAMES, icons=ICONS, resources=resources) + PAINT
            return lambda: subprocess.run(
                [sys.executable, "-c", whole], env=environment, check=True, capture_output=True
            )

        yield milliseconds(run(SHELL)), milliseconds(run(STOCK))


@dataclass(frozen=True)
class Visit:
    id: int
    name: str
    state: str


def picture(visit: Visit) -> RowPicture:
    return RowPicture(
        (
            Line((bold(visit.name, size=15),), (times("01:45–02:15"),)),
            Line((bold(visit.state, "red"),), (quiet("1 carer"),), icon="circle-alert", icon_tone="red"),
            Line(
                (bold("Because ", "ink2", 13), quiet(f"the dose of {visit.name} is due by 02:15.")), lines=2
            ),
        ),
        priority="R",
    )


@contextmanager
def scrolled() -> Iterator[Pair]:
    _app = QApplication.instance() or QApplication([])
    theme.wear(theme.Look())
    queue = RowsList("Queue", RowsModel(lambda v: v.id, lambda v: v.name, lambda v: v.name), picture)
    queue.show_rows([Visit(number, f"SURNAME{number}, Given", "Not arrived") for number in range(ROWS_SHOWN)])
    model = QStandardItemModel(ROWS_SHOWN, 12)
    for row in range(ROWS_SHOWN):
        for place in range(12):
            model.setItem(row, place, QStandardItem(f"cell {row}.{place}"))
    stock = QTableView()
    stock.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    stock.setModel(model)
    yield milliseconds(frames(queue)), milliseconds(frames(stock))
    queue.deleteLater()
    stock.deleteLater()


def frames(view: QAbstractItemView) -> Callable[[], object]:
    """Return what scrolls a page and paints it, further on each time."""
    view.resize(1600, 1000)
    view.show()
    while view.verticalScrollBar().maximum() < ROWS_SHOWN * 20:
        QApplication.processEvents()
    places = cycle(range(0, ROWS_SHOWN * 20, 9000))

    def frame() -> None:
        view.verticalScrollBar().setValue(next(places))
        view.grab()

    return frame


ROWS = [
    Row("G1", "Process start to an empty window painted", "stock Qt widgets", "ms", first_paint, most=1.6),
    Row(
        "G8",
        "A frame of a 20,000-row queue, scrolled",
        "C++ model, plain cells",
        "ms",
        scrolled,
        most=2,
        rounds=40,
    ),
]
