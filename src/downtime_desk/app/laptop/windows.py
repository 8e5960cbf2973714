"""Windows: messages to a window say that the laptop is about to sleep or that its screen was locked."""

import ctypes
import sys
from ctypes import wintypes
from typing import Any, ClassVar

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QWidget

WM_POWERBROADCAST, WM_WTSSESSION_CHANGE = 0x0218, 0x02B1
SUSPENDS, RESUMES, RESUMES_BY_ITSELF = 0x0004, 0x0007, 0x0012
SESSION_LOCKED, REMOTE_LEFT, CONSOLE_LEFT = 0x7, 0x4, 0x2
THIS_SESSION = 0

WHY = {
    **{(WM_POWERBROADCAST, each): "sleep" for each in (SUSPENDS, RESUMES, RESUMES_BY_ITSELF)},
    **{(WM_WTSSESSION_CHANGE, each): "system" for each in (SESSION_LOCKED, REMOTE_LEFT, CONSOLE_LEFT)},
}


class Messages(QObject):
    """Signal `told(why)`: `sleep` or `system`."""

    told: ClassVar[Signal] = Signal(str)

    def __init__(self, parent: QObject, window: QWidget) -> None:
        super().__init__(parent)
        self._filter = _Filter(self.hear)
        application = QCoreApplication.instance()
        if application is not None:
            application.installNativeEventFilter(self._filter)
        if sys.platform == "win32":
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(int(window.winId()), THIS_SESSION)

    def hear(self, message: int, about: int) -> None:
        """Tell why to lock, if a message is one of those that say so."""
        if why := WHY.get((message, about)):
            self.told.emit(why)


class _Filter(QAbstractNativeEventFilter):
    def __init__(self, hear: Any) -> None:
        super().__init__()
        self._hear = hear

    def nativeEventFilter(  # noqa: N802
        self, _kind: QByteArray | bytes | bytearray | memoryview, message: Any
    ) -> tuple[bool, int]:
        """Look at every message, keep none."""
        said = wintypes.MSG.from_address(int(message))
        if said.message in (WM_POWERBROADCAST, WM_WTSSESSION_CHANGE):
            self._hear(said.message, said.wParam)
        return False, 0
