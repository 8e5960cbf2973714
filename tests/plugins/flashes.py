"""No part of a page is ever a window of its own: shown before it has its place, it would flash up and take the keys."""

import traceback
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from downtime_desk.ui.shell.frame import Framed

WINDOWS = (Framed, QDialog, QMenu)
POPUPS = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)


class FlashWatch(QObject):
    """Notes every window that is shown and is none of those the program has."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            popup = watched.windowType() in POPUPS
            if not isinstance(watched, WINDOWS) and not popup:
                where = traceback.extract_stack(limit=6)[0]
                self.seen.append(f"{type(watched).__name__} at {where.filename}:{where.lineno}")
        return False


@pytest.fixture
def flashes(qapp: QApplication) -> Iterator[FlashWatch]:
    """Give what watches for parts that flash up, from now on."""
    watch = FlashWatch()
    qapp.installEventFilter(watch)
    yield watch
    qapp.removeEventFilter(watch)
