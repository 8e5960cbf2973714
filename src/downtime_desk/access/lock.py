"""What the locked screen may say: a small file beside the store, with nothing in it about people's care.

The window writes it whenever one of these things changes; whoever finds the laptop may read it.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from downtime_desk.access.home import store_folder
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.files import replace_file

FILE = "lock.json"

Mode = Literal["NORMAL", "OUTAGE", "RETURNING"]
Why = Literal["asked", "idle", "sleep", "system"]
"""Why a desk is locked: somebody asked, nobody touched it, the laptop went to sleep, the laptop was locked."""


class LockNote(msgspec.Struct, frozen=True):
    """The mode and since when; as-of instants of the copies; when each manager last signed in (by id).

    Instants are the stored UTC text. `main_system` is what staff call it; `due` is when something has to happen
    next, not what or about whom.
    """

    organisation: str = ""
    mode: Mode = "NORMAL"
    since: str | None = None
    copies: dict[str, str] = {}
    signed_in: dict[str, str] = {}
    last_written: str | None = None
    main_system: str = ""
    due: str | None = None
    data_doubted: bool = False


def instant(stored: str | None) -> datetime | None:
    """Return a stored instant; None when there is none or somebody wrote something else into the file."""
    try:
        return from_text(stored) if stored else None
    except ValueError:
        return None


def read_lock(home: Path) -> LockNote:
    """Return the note; an empty one when it is missing or cannot be read: it never keeps anybody out."""
    try:
        return msgspec.json.decode((store_folder(home) / FILE).read_bytes(), type=LockNote)
    except (OSError, msgspec.DecodeError):
        return LockNote()


def write_lock(home: Path, note: LockNote) -> None:
    """Put the note beside the store, unless it says the same already."""
    if read_lock(home) != note:
        # a full disk must not stop what goes on beside it: the locked window then says what it said before
        with suppress(OSError):
            replace_file(store_folder(home) / FILE, msgspec.json.encode(note))


def noted_sign_in(note: LockNote, manager: str, at: datetime) -> LockNote:
    """Return the note with a manager's sign-in added."""
    return msgspec.structs.replace(note, signed_in=note.signed_in | {manager: to_text(at)})


def why_locked(why: Why, minutes: int) -> str:
    """Return in words why a desk is locked. `minutes` is after how many without a key."""
    return {
        "asked": "Locked",
        "idle": f"Locked after {minutes} min without a key",
        "sleep": "Locked when the laptop slept",
        "system": "Locked with the laptop",
    }[why]
