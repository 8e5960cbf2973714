"""The window: the only place that wires screens, store and jobs together.

`main` starts the program; `program` goes from the locked window to the signed-in one and back; `window` is
the signed-in one; `pages` says which pages there are.
"""

import sys
from pathlib import Path

# Before Qt, whose import hook makes everything that comes after it a third slower to import.
import downtime_desk.access.lock
import downtime_desk.core.keyfile  # noqa: F401

SWITCH_AFTER = 0.001
"""Seconds a thread may go on while another waits: the window must not wait for a page being drawn."""


def main() -> None:
    """Open the window. It takes one argument, the folder of the store; a process that takes over gets two more."""
    sys.setswitchinterval(SWITCH_AFTER)
    from downtime_desk.app.program import Handed, run
    from downtime_desk.core.paths import data_folder

    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else data_folder()
    sys.exit(run(chosen, Handed(*sys.argv[2:4]) if len(sys.argv) > 3 else None))
