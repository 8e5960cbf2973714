"""Copies sealed to the store: files beside it that only the open store can read.

One is the copy that waits for a person, another the copy that was taken while nobody was signed in.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from downtime_desk.core import box
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replacing
from downtime_desk.core.store import Store
from downtime_desk.sync.packed import parts, unpacked
from downtime_desk.sync.staged import Staged

PURPOSE = "copy-box/v1"


@dataclass(frozen=True)
class Lock:
    """What it takes to seal a copy: the store it is for and that store's public key. No secret."""

    store_id: str
    public: bytes

    def about(self) -> str:
        """Return what binds a sealed copy to its store."""
        return _about(self.store_id)


def lock_of(store: Store) -> Lock:
    """Return what seals copies to an open store."""
    return Lock(store.store_id, box.public_key(store.key(PURPOSE)))


@dataclass(frozen=True)
class Unlooked:
    """A staged copy, when its reading began, and the copy it was compared with: None when there was no store."""

    staged: Staged
    started: datetime
    replaces: int | None


def put(path: Path, lock: Lock, copy: Unlooked) -> str:
    """Write a sealed copy, whole or not at all, in the place of the one before; return its mark."""
    with replacing(path) as out:
        return box.seal(out, lock.public, lock.about(), parts(copy.staged, copy.started, copy.replaces))


def take(path: Path, store: Store, mark: str | None = None) -> Unlooked:
    """Open a sealed copy; raise Trouble when it is missing, damaged, or not the one with that mark."""
    try:
        with path.open("rb") as source:
            if mark is not None and box.mark_of(source) != mark:
                raise _gone()
            source.seek(0)
            head, staged = unpacked(box.unseal(source, store.key(PURPOSE), _about(store.store_id)))
            return Unlooked(staged, head.started, head.replaces)
    except FileNotFoundError:
        raise _gone() from None


def reseal(path: Path, old: Store, new: Store) -> str | None:
    """Seal a copy that lies beside `old` anew beside `new`; return its new mark, or None when there is none."""
    if not path.exists():
        return None
    copy = take(path, old)
    return put(new.folder / path.name, lock_of(new), copy)


def _about(store_id: str) -> str:
    return f"copy/{store_id}"


def _gone() -> Trouble:
    return Trouble(
        "The copy that waited is not on this laptop any more.",
        "The copy from before is still in use. Take a new copy.",
    )
