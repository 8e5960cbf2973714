"""Wrong passphrases and codes, counted on this laptop: each further try waits longer, and nobody is locked out for good.

Four tries are free; then the wait doubles from 5 seconds up to 5 minutes, so that nobody makes more than ten in
five minutes. It holds up a person at the keyboard. Against a stolen file only the strength of the secret counts.

The counts lie outside the store, since nothing of it is open yet. Whoever has the laptop can change them; taking the
file away, or putting back an older one, is noticed at the next sign-in by a mark only the open store can make.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.core.keys import RootKey

FILE = "tries.json"
FREE = 4
WAITS = (5, 15, 30, 60, 120, 300)
"""Seconds before the try after the free ones, and the ones after that; the last wait stays."""
PURPOSE = "tries/v1"


class Count(msgspec.Struct, frozen=True):
    """Wrong tries at one slot since it was last opened: how many, the first and the last (stored UTC text)."""

    number: int
    first: str
    last: str


class Tries(msgspec.Struct, frozen=True):
    """The counts by slot. `mark` and `mac` are made when the store is open, `since` says when."""

    counts: dict[str, Count] = {}
    since: str = ""
    mark: str = ""
    mac: bytes = b""


class NotYet(Trouble):
    """The next try has to wait; `left` is how long."""

    def __init__(self, left: timedelta) -> None:
        self.left = left
        super().__init__(
            f"Wait {wait_in_words(left)} before the next try.", "You are not locked out. Nothing was tried."
        )


def wait_in_words(left: timedelta) -> str:
    """Return a wait, never less than a second: `15 seconds`, `2 minutes`."""
    seconds = max(1, -(-left // timedelta(seconds=1)))
    if seconds == 1:
        return "1 second"
    return f"{seconds} seconds" if seconds <= 90 else f"{-(-seconds // 60)} minutes"


def read_tries(folder: Path) -> Tries:
    """Return the counts; empty ones when the file is missing or was made unreadable."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Tries)
    except (OSError, msgspec.DecodeError):
        return Tries()


def wait_left(folder: Path, slot: str, now: datetime) -> timedelta:
    """Return how long the next try at a slot has to wait; nothing is left when it may come now."""
    count = read_tries(folder).counts.get(slot)
    if count is None or count.number < FREE:
        return timedelta()
    wait = timedelta(seconds=WAITS[min(count.number - FREE, len(WAITS) - 1)])
    try:
        since = now - from_text(count.last)
    except ValueError:
        return timedelta()
    # A clock that was set back must not make the wait longer than it is.
    return max(timedelta(), wait - max(timedelta(), since))


def check(folder: Path, slot: str, now: datetime) -> None:
    """Raise NotYet when the next try at a slot has to wait."""
    if left := wait_left(folder, slot, now):
        raise NotYet(left)


def count(folder: Path, slot: str, now: datetime) -> None:
    """Count a wrong try, before it is said that it was wrong."""
    before = read_tries(folder)
    was = before.counts.get(slot)
    at = to_text(now)
    more = Count(was.number + 1, was.first, at) if was else Count(1, at, at)
    replace_file(folder / FILE, msgspec.json.encode(_with(before, before.counts | {slot: more})))


def _with(tries: Tries, counts: dict[str, Count]) -> Tries:
    return msgspec.structs.replace(tries, counts=counts)


def settled(folder: Path, root: RootKey, slot: str, now: datetime) -> Tries:
    """Forget a slot's wrong tries now that it is open, make a new mark, and return what is kept from now on."""
    before = read_tries(folder)
    counts = {name: each for name, each in before.counts.items() if name != slot}
    kept = Tries(counts, to_text(now), secrets.token_hex(8))
    kept = msgspec.structs.replace(kept, mac=_mac(root, kept))
    replace_file(folder / FILE, msgspec.json.encode(kept))
    return kept


def is_as_left(tries: Tries, root: RootKey, since: str) -> bool:
    """Say whether the file is the one left at the sign-in of `since`, or a later one.

    A later one is no sign of tampering: the store may be an older one, put back from a backup.
    """
    return hmac.compare_digest(tries.mac, _mac(root, tries)) and tries.since >= since


def _mac(root: RootKey, tries: Tries) -> bytes:
    said = msgspec.json.encode([tries.since, tries.mark])
    return hmac.new(root.derive(PURPOSE), said, hashlib.sha256).digest()
