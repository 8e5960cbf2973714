"""When the desk is locked by itself: nobody touched it, the laptop sleeps, the laptop was locked.

What touches it is seen where the system hands it to a window, once for each key or move of the mouse: a filter
on the whole program would see every event there is.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QWidget

from downtime_desk.access import rules
from downtime_desk.access.idle import LOOK_EVERY, Idle, Moment, this_moment
from downtime_desk.app.laptop import listen_to_laptop
from downtime_desk.app.laptop.capture import leave_out
from downtime_desk.app.practice import NAME
from downtime_desk.sync.connection import chosen

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

KIND = QEvent.Type
TOUCHES = frozenset(
    {KIND.KeyPress, KIND.MouseButtonPress, KIND.MouseMove, KIND.Wheel, KIND.TouchBegin, KIND.TabletPress}
)


class Watched(QObject):
    """Watches over one window that shows people. Signal `due(why)` when it is to be locked."""

    due: ClassVar[Signal] = Signal(str)

    def __init__(self, window: QWidget, clocks: Callable[[], Moment] = this_moment) -> None:
        super().__init__(window)
        self._window, self._clocks = window, clocks
        self.idle = Idle(rules.LockRules().minutes, clocks())
        self._watched: list[QWindow] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(LOOK_EVERY * 1000)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)
        self._watch(window.windowHandle())
        self._laptop = listen_to_laptop(self, window)
        if self._laptop is not None:
            self._laptop.told.connect(self.due)  # type: ignore[attr-defined]
        leave_out(window, of_captures=True)

    def look(self) -> None:
        """Look at the clocks."""
        if (why := self.idle.look(self._clocks())) is not None:
            self.due.emit(why)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to count anew at every touch."""
        if event.type() in TOUCHES:
            self.idle.touched(self._clocks())
        return super().eventFilter(watched, event)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)


class Locking(Watched):
    """Watches over a signed-in window, by the rules of its store."""

    def __init__(self, desk: "DeskWindow", clocks: Callable[[], Moment] = this_moment) -> None:
        super().__init__(desk, clocks)
        self._desk = desk.desk
        self._desk.refresh_on(self, rules.TABLES, self.take_rules)
        self.take_rules()

    def take_rules(self) -> None:
        """Follow the settings. Invented people may be shown to anybody."""
        with self._desk.read() as session:
            kept, main_system = rules.kept(session), chosen(session)
        self.idle.minutes = kept.minutes
        invented = main_system is not None and main_system.name == NAME
        leave_out(self._window, of_captures=not (kept.may_be_captured or invented))
