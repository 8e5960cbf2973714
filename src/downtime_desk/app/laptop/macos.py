"""macOS: a notice to every program says that the screen was locked. That the laptop slept is seen by its clocks."""

import ctypes
import ctypes.util
from typing import Any, ClassVar

from PySide6.QtCore import QObject, Signal

LOCKED = b"com.apple.screenIsLocked"
UTF8 = 0x08000100
DELIVER_AT_ONCE = 4
_CALLED = ctypes.CFUNCTYPE(
    None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p
)


class Notices(QObject):
    """Signal `told(why)`: `system`."""

    told: ClassVar[Signal] = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        # kept: the system calls it for as long as the program runs
        self._called = _CALLED(self._hear)
        where = ctypes.util.find_library("CoreFoundation")
        if where is not None:
            self._ask(ctypes.CDLL(where))

    def _ask(self, core: Any) -> None:
        core.CFStringCreateWithCString.restype = ctypes.c_void_p
        core.CFStringCreateWithCString.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_uint32]
        core.CFNotificationCenterGetDistributedCenter.restype = ctypes.c_void_p
        core.CFNotificationCenterAddObserver.argtypes = [
            *(ctypes.c_void_p, ctypes.c_void_p, _CALLED, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_long)
        ]
        centre = core.CFNotificationCenterGetDistributedCenter()
        name = core.CFStringCreateWithCString(None, LOCKED, UTF8)
        core.CFNotificationCenterAddObserver(centre, None, self._called, name, None, DELIVER_AT_ONCE)

    def _hear(self, *_notice: object) -> None:
        self.told.emit("system")
