"""A copy of a store to read from, where the store itself cannot be opened: a full disk, a folder that may not be
written in, a damaged page.

SQLite needs to write beside a store even to read it, and measured on Linux there is no way to open one in a folder that
cannot be written: so it is copied, encrypted as it is, to where there is room, and what was there is not touched.
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

from downtime_desk.core.anchor import ANCHOR_FILE
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import private_folder
from downtime_desk.core.paths import STORE_FILE

PREFIX = "downtime-desk-reading-"
_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - private, and what is put there is encrypted


def new_folder(home: Path, size: int) -> Path:
    """Return a new private folder on a disk with room for `size` bytes; raise Trouble when no disk has it."""
    for place in _places(home):
        with contextlib.suppress(OSError):
            if shutil.disk_usage(place).free > size + size // 4:
                return private_folder(Path(tempfile.mkdtemp(prefix=_prefix(home), dir=place)))
    raise Trouble(
        "There is no room on any disk to open the store for reading.",
        f"Free {size // 1_000_000 + 1} MB, then sign in again. Nothing was changed.",
    )


def copy_of(folder: Path, home: Path) -> Path:
    """Copy the store in a folder, with what was written last and how far it had come; return the new folder.

    Raises FileNotFoundError when there is nothing of it.
    """
    if not (folder / STORE_FILE).exists() or not (folder / STORE_FILE).stat().st_size:
        # SQLite would take it for a new store
        raise FileNotFoundError(folder / STORE_FILE)
    names = (STORE_FILE, f"{STORE_FILE}-wal", ANCHOR_FILE)
    files = [folder / name for name in names if (folder / name).is_file()]
    made = new_folder(home, sum(each.stat().st_size for each in files))
    try:
        for each in files:
            shutil.copyfile(each, made / each.name)
            (made / each.name).chmod(0o600)
    except BaseException:
        shutil.rmtree(made, ignore_errors=True)
        raise
    return made


def sweep(home: Path) -> None:
    """Remove what a kill left of earlier ones. Call it where only one program has the store open."""
    for place in _places(home):
        for left in place.glob(f"{_prefix(home)}*") if place.is_dir() else ():
            with contextlib.suppress(OSError):
                if not hasattr(os, "getuid") or left.stat().st_uid == os.getuid():
                    shutil.rmtree(left, ignore_errors=True)


def _prefix(home: Path) -> str:
    """Return how the copies of one home begin, so that another program's are left alone."""
    return f"{PREFIX}{hashlib.sha256(os.fsencode(home.absolute())).hexdigest()[:12]}-"


def _places(home: Path) -> tuple[Path, ...]:
    return (
        (_IN_MEMORY, Path(tempfile.gettempdir()), home)
        if _IN_MEMORY.is_dir()
        else (Path(tempfile.gettempdir()), home)
    )
