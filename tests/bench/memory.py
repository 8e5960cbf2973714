"""Rows about memory: what the program takes when nothing happens."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.harness import Measure, Pair, Row

BARE = "from PySide6.QtWidgets import QApplication, QMainWindow\napp = QApplication([])\nwindow = QMainWindow()\n"
OURS = """
from PySide6.QtWidgets import QApplication
app = QApplication([])
import downtime_desk.wiring
from downtime_desk.core.clock import utc_now
from downtime_desk.ui import theme
from downtime_desk.ui.shell import Shell
theme.wear(theme.Look())
window = Shell(utc_now)
"""
REPORT = """
window.resize(1366, 768); window.show(); app.processEvents(); window.grab()
for line in open("/proc/self/status"):
    if line.startswith("VmHWM"):
        print(int(line.split()[1]) / 1024)
"""


def peak_of(program: str) -> Measure:
    """Return a measure of the most memory a program of its own had, in MB. On Linux only: others keep no such count."""
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", program + REPORT]
    return lambda: float(subprocess.run(command, env=env, check=True, capture_output=True, text=True).stdout)


@contextmanager
def idle_window() -> Iterator[Pair]:
    """Show the window with everything imported that a store needs."""
    yield peak_of(OURS), peak_of(BARE)


ROWS = [Row("G11", "Memory, the window idle", "bare window", "MB", idle_window, most=1.6)]
"""Peaks, so what start-up took for a moment counts too."""
