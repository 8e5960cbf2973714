"""Saving what a window shows, dialogs with it, and pages of a PDF; the few of the documentation made small."""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QEvent, QIODevice, QPoint, QSize
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.theme import Look
from downtime_desk.ui.tokens import THEMES

PATIENCE = 60.0
"""Seconds a page may take to be ready."""
COLOURS = 128
PAGE_WIDTH = 900
ACROSS = 4


@dataclass(frozen=True)
class Lens:
    """A theme, a text size and a window size; `name` ends the file's name, empty for the usual one."""

    name: str
    look: Look
    high: int = 768

    def wear(self) -> None:
        """Show everything made from now on in this look."""
        theme.wear(self.look)


LENSES = (
    Lens("", Look()),
    Lens("dark", Look(THEMES["dark"])),
    Lens("contrast", Look(THEMES["contrast"])),
    Lens("200", Look(text=200)),
    Lens("697", Look(), 697),
)


def wait_until(ready: Callable[[], object]) -> None:
    """Let the window work until something is so."""
    until = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > until:
            raise TimeoutError("the window never got there")
        QApplication.processEvents()
        time.sleep(0.005)


def settle() -> None:
    """Let layouts and redraws that were asked for happen."""
    for _ in range(5):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def scroll_to(part: QWidget, above: int = 90) -> None:
    """Scroll the page until a part of it begins a little under the top."""
    settle()
    area = part.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        area.verticalScrollBar().setValue(part.mapTo(area.widget(), QPoint()).y() - theme.px(above))
    settle()


def picture_of(window: QWidget) -> QPixmap:
    """Return what a window shows, with the dialog open over it."""
    settle()
    taken = window.grab()
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, QDialog):
        with QPainter(taken) as painter:
            spot = dialog.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint())
            painter.drawPixmap(spot, dialog.grab())
    return taken


class Album:
    """Saves pictures: all of them into `folder/every`, those of `kept` also into `folder`, small."""

    def __init__(self, folder: Path, kept: tuple[str, ...]) -> None:
        self._folder, self._kept = folder, kept
        self._every = folder / "every"
        self._every.mkdir(parents=True, exist_ok=True)

    def window(self, name: str, window: QWidget, lens: Lens) -> None:
        """Save what a window shows."""
        self._save("-".join(filter(None, (name, lens.name))), picture_of(window))

    def page(self, name: str, pdf: bytes, number: int = 0) -> None:
        """Save one page of a PDF, counted from 0; the first unless another is asked for."""
        self._save(name, _drawn(pdf, (number,), 1))

    def pages(self, name: str, pdf: bytes, numbers: tuple[int, ...]) -> None:
        """Save some pages of a PDF side by side, small."""
        self._save(name, _drawn(pdf, numbers, ACROSS))

    def _save(self, name: str, taken: QPixmap) -> None:
        taken.save(str(self._every / f"{name}.png"))
        if name in self._kept:
            _save_small(self._folder / f"{name}.png", taken)


def _drawn(pdf: bytes, numbers: tuple[int, ...], across: int) -> QPixmap:
    held = QBuffer()
    held.setData(QByteArray(pdf))
    held.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(held)
    size = document.pagePointSize(numbers[0])
    wide = PAGE_WIDTH // across
    high = round(wide * size.height() / size.width())
    taken = QPixmap(wide * across, high * -(-len(numbers) // across))
    taken.fill(QColor("#FFFFFF"))
    with QPainter(taken) as painter:
        for place, number in enumerate(numbers):
            down, along = divmod(place, across)
            painter.drawImage(along * wide, down * high, document.render(number, QSize(wide, high)))
    document.close()
    return taken


def _save_small(path: Path, taken: QPixmap) -> None:
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    taken.save(held, "PNG")
    whole = Image.open(io.BytesIO(held.data().data())).convert("RGB")
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
