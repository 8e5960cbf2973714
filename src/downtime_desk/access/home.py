"""What can be seen of this laptop's store without opening it: where it is, and who may sign in.

Nothing here imports the store or the database, so that the unlock window is there at once.
"""

from pathlib import Path

from downtime_desk.core import keyfile
from downtime_desk.core.paths import KEY_FILE, STORE_FILE

STORE_FOLDER = "store"


def store_folder(home: Path) -> Path:
    """Return where the store lies inside the data folder."""
    return home / STORE_FOLDER


def is_founded(home: Path) -> bool:
    """Say whether there is anything of a store here, whole or not."""
    folder = store_folder(home)
    return (folder / STORE_FILE).exists() or (folder / KEY_FILE).exists()


def read_keyfile(home: Path) -> keyfile.KeyFile:
    """Read who may sign in here; raise Trouble when the key file is missing or damaged."""
    return keyfile.read_keyfile(store_folder(home) / KEY_FILE)
