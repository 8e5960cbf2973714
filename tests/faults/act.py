"""Run as a program under strace: import everything, then do one act on the store of a folder."""

import importlib
import sys
from pathlib import Path

import downtime_desk.wiring  # noqa: F401


def acknowledge(fact_id: str) -> None:
    """Say that a fact was kept, as the screen would."""
    sys.stdout.write(f"acknowledged {fact_id}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    module, _, name = sys.argv[1].partition(":")
    getattr(importlib.import_module(module), name)(Path(sys.argv[2]))
