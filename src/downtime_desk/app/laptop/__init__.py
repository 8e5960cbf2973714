"""What this laptop says of itself: that it goes to sleep, that its screen was locked; and what it may show to others.

Each system says so in its own way, and a system that says nothing is no fault: `access.idle` sees by its clocks
that the laptop slept, whatever runs on it.
"""

import sys

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

__all__ = ["listen_to_laptop"]


def listen_to_laptop(parent: QObject, window: QWidget) -> QObject | None:
    """Return what emits `told(why)` when the laptop sleeps or is locked; None where nothing says so.

    `window` is any window of the program: Windows sends its messages to one.
    """
    if sys.platform == "win32":
        from downtime_desk.app.laptop.windows import Messages

        return Messages(parent, window)
    if sys.platform == "darwin":
        from downtime_desk.app.laptop.macos import Notices

        return Notices(parent)
    from downtime_desk.app.laptop.linux import Buses

    return Buses(parent)
