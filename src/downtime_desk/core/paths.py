"""Where things are: what ships with the program, and where this laptop keeps its store."""

import os
from pathlib import Path

import downtime_desk

STORE_FILE = "desk.db"
KEY_FILE = "keyslots.json"

PACKAGE = Path(downtime_desk.__file__).resolve().parent


def shipped(name: str) -> Path:
    """Return the folder `migrations` or `resources`, in a checkout, a wheel or a frozen build.

    A checkout is looked at first: an editable install may hold a stale copy inside the package.
    """
    beside_src = PACKAGE.parent.parent / name
    if PACKAGE.parent.name == "src" and beside_src.is_dir():
        return beside_src
    return PACKAGE / f"_{name}"


def data_folder() -> Path:
    """Return the folder of this laptop's store; `DOWNTIME_DESK_HOME` moves it."""
    if chosen := os.environ.get("DOWNTIME_DESK_HOME"):
        return Path(chosen)
    from platformdirs import user_data_path

    return Path(user_data_path("DowntimeDesk", appauthor=False))
