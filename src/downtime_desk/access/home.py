"""What can be seen of this laptop's store without opening it: where it is, and who may sign in.

Nothing here imports the store or the database, so that the unlock window is there at once.
"""

import shutil
from contextlib import suppress
from pathlib import Path

from downtime_desk.core import keyfile
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import settle_folder
from downtime_desk.core.paths import KEY_FILE, STORE_FILE

STORE_FOLDER = "store"
LEAVING_FOLDER = "store.leaving"
"""A store that was replaced by one under a new key, and is being destroyed."""
READY_FOLDER = "store.ready"
"""A whole store that is about to take the place of the one that is here."""


def store_folder(home: Path) -> Path:
    """Return where the store lies inside the data folder."""
    return home / STORE_FOLDER


def is_founded(home: Path) -> bool:
    """Say whether there is anything of a store here, whole or not, or anything that may not be looked at."""
    folder = store_folder(home)
    try:
        return (folder / STORE_FILE).exists() or (folder / KEY_FILE).exists()
    except PermissionError:
        return True


def read_keyfile(home: Path) -> keyfile.KeyFile:
    """Read who may sign in here, from the key file or the last whole copy beside it; raise Trouble when none is."""
    return keyfile.read_newest(store_folder(home) / KEY_FILE)


def key_file_trouble(home: Path) -> Trouble | None:
    """Return what is wrong with the key file, also where a copy of it lets people in."""
    try:
        keyfile.read_keyfile(store_folder(home) / KEY_FILE)
    except Trouble as trouble:
        return trouble
    return None


def replace_store(home: Path, ready: Path, aside: Path) -> None:
    """Put the whole store in `ready` in place, and what is here aside; a crash leaves one of them in use.

    Nothing may have either open.
    """
    waiting = home / READY_FOLDER
    ready.rename(waiting)
    settle_folder(home)
    if store_folder(home).exists():
        store_folder(home).rename(aside)
    waiting.rename(store_folder(home))
    settle_folder(home)


def settle_store(home: Path) -> None:
    """Finish, or undo, putting a store in place that a crash stopped; destroy one that was left for a new key.

    Call it before anything is read. A folder that may not be looked into stays as it is: reading says so.
    """
    with suppress(PermissionError):
        _settle(home)


def _settle(home: Path) -> None:
    waiting, leaving = home / READY_FOLDER, home / LEAVING_FOLDER
    if waiting.exists():
        if store_folder(home).exists():
            shutil.rmtree(waiting)
        else:
            waiting.rename(store_folder(home))
            settle_folder(home)
    if leaving.exists() and is_founded(home):
        shutil.rmtree(leaving)
        settle_folder(home)


def sweep(home: Path) -> None:
    """Remove what was half written when the program was stopped; the whole file before it is in use.

    Call it where only one program has the folder.
    """
    for folder in (home, store_folder(home)):
        for half in folder.glob("*.new"):
            with suppress(OSError):
                shutil.rmtree(half) if half.is_dir() else half.unlink()
