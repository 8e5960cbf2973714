"""Rows about the window: how smoothly a long list scrolls.

The yardstick of a frame is Qt's own C++ model with its own delegate, painting plain cells.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle

from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from downtime_desk.ui import theme
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import bold, quiet, times
from tests.bench.harness import Pair, Row, milliseconds

ROWS_SHOWN = 20_000


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
