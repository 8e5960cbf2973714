"""The window: the only place that wires screens, store and jobs together.

`main` starts the program; `program` goes from the locked window to the signed-in one and back; `window` is
the signed-in one; `pages` says which pages there are.
"""

import sys
from pathlib import Path


def main() -> None:
    """Open the window. The one argument it takes is the folder of the store."""
    # A write must not wait for the window, nor the window for a page being drawn.
    sys.setswitchinterval(0.001)
    from downtime_desk.app.program import run
    from downtime_desk.core.paths import data_folder

    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else data_folder()
    sys.exit(run(chosen))
