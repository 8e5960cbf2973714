"""Keeping people's names out of screenshots and shared screens, where the system has a way to.

Windows and macOS have one; X11 and Wayland leave it to whoever shows the screen.
"""

import ctypes
import ctypes.util
import sys

from PySide6.QtWidgets import QWidget

SHOWN, LEFT_OUT = 0x00, 0x11
"""WDA_NONE and WDA_EXCLUDEFROMCAPTURE (Windows 10 of 2004 and later; earlier ones refuse it)."""
NOBODY, ANYBODY = 0, 1
"""NSWindowSharingNone and NSWindowSharingReadOnly."""


def can_leave_out() -> bool:
    """Say whether this system has a way."""
    return sys.platform in ("win32", "darwin")


def leave_out(window: QWidget, *, of_captures: bool) -> None:
    """Leave a window out of screenshots and shared screens, or let it be in them again."""
    if sys.platform == "win32":
        ctypes.windll.user32.SetWindowDisplayAffinity(int(window.winId()), LEFT_OUT if of_captures else SHOWN)
    elif sys.platform == "darwin":
        _share(int(window.winId()), NOBODY if of_captures else ANYBODY)


def _share(view: int, with_whom: int) -> None:
    where = ctypes.util.find_library("objc")
    if where is None:
        return
    objc = ctypes.CDLL(where)
    objc.sel_registerName.restype = ctypes.c_void_p
    objc.sel_registerName.argtypes = [ctypes.c_char_p]
    ask = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    say = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)(("objc_msgSend", objc))
    window = ask(view, objc.sel_registerName(b"window"))
    if window:
        say(window, objc.sel_registerName(b"setSharingType:"), with_whom)
