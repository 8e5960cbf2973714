"""Reading the memory of a process for what must not be in it."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def can_be_read() -> bool:
    """Say whether this system lets the memory of a child be read."""
    return sys.platform == "linux" and os.access("/proc/self/mem", os.R_OK) and os.geteuid() == 0


def hits(process: int, wanted: Mapping[str, bytes]) -> dict[str, int]:
    """Return how often each of the wanted bytes stands in the memory a process can write to."""
    found = dict.fromkeys(wanted, 0)
    with Path(f"/proc/{process}/maps").open() as maps, Path(f"/proc/{process}/mem").open("rb", 0) as memory:
        for line in maps:
            where, rights = line.split()[:2]
            if not rights.startswith("rw"):
                continue
            start, end = (int(each, 16) for each in where.split("-"))
            try:
                memory.seek(start)
                held = memory.read(end - start)
            except (OSError, OverflowError):
                continue
            for name, what in wanted.items():
                found[name] += held.count(what)
    return found
