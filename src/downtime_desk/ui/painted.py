"""Doing something once a widget was painted for the first time."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


def once_painted(widget: QWidget, act: Callable[[], object]) -> None:
    """Call `act` after the first time a widget, and all that is shown with it, was painted.

    A timer alone comes too early: Qt lets timers go first while a window is being shown.
    """
    widget.installEventFilter(_FirstPaint(widget, act))


class _FirstPaint(QObject):
    def __init__(self, widget: QWidget, act: Callable[[], object]) -> None:
        super().__init__(widget)
        self._act = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the paint, then for the turn after it."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._done)
        return super().eventFilter(watched, event)

    def _done(self) -> None:
        self._act()
        self.deleteLater()
