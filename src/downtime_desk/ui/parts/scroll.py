"""A place that scrolls, and keeps what has the focus in view."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from downtime_desk.ui import theme


class Scroll(QScrollArea):
    """Scrolls to what has the focus, however the focus came there.

    Qt does so for Tab from inside alone: not from a button under it, nor for a field that was made just now.
    """

    def __init__(self) -> None:
        super().__init__()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.show_focus)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def show_focus(self) -> None:
        """Scroll to what has the focus."""
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self.ensureWidgetVisible(focused, 0, theme.px(24))

    def _focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self.isAncestorOf(now):
            # once what was made just now has its place
            self._later.start(0)
