"""Files that are whole or not there: written aside, forced to disk, then put in place."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from downtime_desk.core.errors import Trouble

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700


def keep_to_owner() -> None:
    """Let nobody but the owner read any file this process makes from now on."""
    os.umask(0o077)


def replace_file(path: Path, content: bytes, *, keep: int = 0) -> None:
    """Put `content` at `path`; after a crash the old file or the new one is there, never half of one.

    `keep` earlier generations stay beside it as `name.1` (the newest) and so on.
    """
    with replacing(path, keep=keep) as out:
        out.write(content)


@contextlib.contextmanager
def replacing(path: Path, *, keep: int = 0) -> Iterator[BinaryIO]:
    """Give a file to write that takes the place of `path` at the end of the block, as `replace_file` does."""
    aside = path.with_name(path.name + ".new")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            _shift_generations(path, keep)
        aside.replace(path)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    settle_folder(path.parent)


@contextlib.contextmanager
def saving_in(folder: Path) -> Iterator[None]:
    """Turn an OSError of the block into the Trouble of a folder that does not take what a person wants kept there."""
    try:
        yield
    except OSError as error:
        raise Trouble(
            f"Not saved. {folder} does not take it.", "Choose another folder, or free some space."
        ) from error


def _shift_generations(path: Path, keep: int) -> None:
    for number in range(keep, 1, -1):
        older = path.with_name(f"{path.name}.{number - 1}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number}"))
    if keep:
        shutil.copy2(path, path.with_name(f"{path.name}.1"))


def settle_folder(folder: Path) -> None:
    """Force a folder's names to disk where the system can (Windows cannot, and does not need it)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def force_to_disk(path: Path) -> None:
    """Force what was written to a file to the disk it is on."""
    with path.open("r+b") as content:
        os.fsync(content.fileno())


def private_folder(folder: Path) -> Path:
    """Make a folder only its owner can look into, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):  # a file system without modes, such as a USB stick
        folder.chmod(OWNER_ONLY_FOLDER)
    return folder
