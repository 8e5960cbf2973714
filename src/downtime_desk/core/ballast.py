"""Room kept for the hour the disk is full: a file that gives way, so that what is done can still be written down.

It is let go before a write that might not find room, never after one failed: nobody has to type anything twice.
"""

import contextlib
import os
import shutil
from pathlib import Path

from downtime_desk.core.files import OWNER_ONLY, settle_folder

FILE = "room-for-a-full-disk"
SIZE = 64 << 20
"""Bytes: some 60,000 visits written down, and the pages that go with them."""
LEAST = 8 << 20
"""Bytes left from which it gives way."""
_CHUNK = 1 << 20


def is_kept(home: Path) -> bool:
    """Say whether the room is kept."""
    return (home / FILE).exists()


def is_short(home: Path) -> bool:
    """Say whether the disk is as good as full and no room is kept any more."""
    return not is_kept(home) and _free(home) < SIZE


def is_full(home: Path) -> bool:
    """Say whether the disk has no room at all for what belongs to one write."""
    try:
        return _free(home) < LEAST // 8
    except OSError:
        return False


def keep(home: Path, size: int = SIZE) -> bool:
    """Keep the room if there is twice as much left; say whether it is kept now."""
    if is_kept(home):
        return True
    if _free(home) < 3 * size:
        return False
    aside = home / f"{FILE}.new"
    try:
        _fill(aside, size)
        aside.replace(home / FILE)
    except OSError:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        return False
    return True


def _fill(path: Path, size: int) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(handle, "wb") as out:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(out.fileno(), 0, size)
        else:
            for _ in range(size // _CHUNK):
                out.write(bytes(_CHUNK))
        out.flush()
        os.fsync(out.fileno())


def give_way(home: Path) -> bool:
    """Let the room go if the disk is as good as full; say whether it was let go. Costs microseconds else."""
    try:
        if _free(home) >= LEAST or not is_kept(home):
            return False
        (home / FILE).unlink()
        settle_folder(home)
    except OSError:
        return False
    return True


def _free(home: Path) -> int:
    return shutil.disk_usage(home).free
