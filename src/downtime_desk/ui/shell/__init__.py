"""The window round every page: bar, navigation, frame and keys. The app registers pages and feeds it.

`Shell` is the window; `Page`, `BarState`, `BarCell`, `CopyAge`, `NextClock`, `Counter` and `FootLine` are
what it is fed with. `Bar` alone is used by the unlock window, `Framed` draws the frame round both.
"""

from downtime_desk.ui.shell.bar import Bar
from downtime_desk.ui.shell.frame import Framed
from downtime_desk.ui.shell.state import BarCell, BarState, CopyAge, Counter, FootLine, NextClock, Page
from downtime_desk.ui.shell.window import Shell

__all__ = [
    "Bar",
    "BarCell",
    "BarState",
    "CopyAge",
    "Counter",
    "FootLine",
    "Framed",
    "NextClock",
    "Page",
    "Shell",
]
