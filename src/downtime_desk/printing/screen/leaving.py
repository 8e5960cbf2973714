"""Where CUPS puts pages on their way to its queue: a private folder, in memory where there is one, wiped after each job."""

import atexit
import os
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Final

IN_MEMORY: Final = (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm")  # noqa: S108 - a folder of memory, made private


@cache
def folder() -> Path | None:
    """Return the folder, made private to this user; None where the printing system uses none.

    The library of CUPS reads TMPDIR. It is set once, before the first page leaves, and not per job: setting
    it while another thread reads the environment is not safe.
    """
    if sys.platform == "win32":
        return None
    made = Path(tempfile.mkdtemp(prefix="downtime-desk-", dir=_where()))
    os.environ["TMPDIR"] = str(made)
    atexit.register(_away, made)
    return made


def wipe() -> None:
    """Overwrite and remove whatever a job left in the folder."""
    made = folder()
    for left in made.iterdir() if made is not None else ():
        if left.is_file():
            left.write_bytes(bytes(left.stat().st_size))
            left.unlink()


def _where() -> str | None:
    return next((place for place in IN_MEMORY if place and os.access(place, os.W_OK)), None)


def _away(made: Path) -> None:
    wipe()
    made.rmdir()
