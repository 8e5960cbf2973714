"""What every window of the program has: the bar on top, a frame in the mode's colour, the minutes that pass."""

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.shell.bar import Bar
from downtime_desk.ui.shell.state import BarState
from downtime_desk.ui.tokens import Mode

if TYPE_CHECKING:
    from downtime_desk.ui.dialogs import Modal

EDGE = 3
"""The frame, in pixels at any text size."""


class Tells(Protocol):
    """What has signals of trouble: Jobs."""

    trouble: Any
    bug: Any


class Framed(QWidget):
    """A window with the bar on top and a frame in the colour of the mode. Signal `minute` on whole minutes.

    `body` is what stands under the bar.
    """

    minute: ClassVar[Signal] = Signal()

    def __init__(self, now: Now, body: QWidget) -> None:
        super().__init__()
        self.setWindowTitle("Downtime Desk")
        self._now = now
        self._state = BarState()
        self.bar = Bar()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        inner = QVBoxLayout()
        inner.addWidget(body, 1)
        whole.addWidget(self.bar)
        whole.addLayout(inner, 1)
        self._inner = inner
        self._keep_edge()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_minute)
        self.show_state(self._state)
        self._await_minute()

    def show_state(self, state: BarState) -> None:
        """Show another state of the desk."""
        self._state = state
        self.bar.show_state(state, self._now())
        self.update()

    def state(self) -> BarState:
        """Return the state shown."""
        return self._state

    def listen(self, jobs: Tells) -> None:
        """Say troubles nobody took, and bugs, in words over the window."""
        jobs.trouble.connect(self.tell)
        jobs.bug.connect(self.tell)

    def tell(self, trouble: Trouble) -> "Modal":
        """Say what happened and what to do; return the dialog that says it."""
        # Imported when first needed: what nobody has asked for yet must not hold up the first paint.
        from downtime_desk.ui.dialogs import tell

        return tell(self, trouble)

    def changeEvent(self, event: QEvent) -> None:
        """Show the right time at once after the laptop slept; follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self._on_minute()
        elif event.type() == QEvent.Type.StyleChange and hasattr(self, "_timer"):
            self._keep_edge()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the clock of the bar."""
        self._timer.stop()
        super().closeEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the frame."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("bg"))
            edge = self.rect().adjusted(1, -EDGE, -2, -2)
            pen = QPen(theme.colour(theme.tokens().mode(self._state.mode).frame), EDGE)
            if self._state.mode is Mode.DRILL:
                painter.setPen(QPen(theme.colour("#FFFFFF"), EDGE))
                painter.drawRect(edge)
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawRect(edge)

    def _keep_edge(self) -> None:
        self._inner.setContentsMargins(EDGE, 0, EDGE, EDGE)

    def _await_minute(self) -> None:
        now = self._now()
        self._timer.start(60_000 - (now.second * 1000 + now.microsecond // 1000) + 20)

    def _on_minute(self) -> None:
        self.bar.tick(self._now())
        self._await_minute()
        self.minute.emit()
