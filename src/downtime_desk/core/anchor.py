"""How far the journal had come, kept beside the store: what shows that its end was cut off or an old file put back.

The pages of the store are each authentic, and so is an older store as a whole. This small file is written after every
commit that recorded something, under a key derived from the root key. It may lag behind the journal by what a crash
came between; the journal may never lag behind it.
"""

import contextlib
import hmac
import os
from pathlib import Path
from typing import Final

import msgspec

from downtime_desk.core.files import OWNER_ONLY

ANCHOR_FILE: Final = "head.json"
_PLACE: Final = 512
"""Bytes of one record. There are two places, written in turn: a power cut in one leaves the other."""


class Anchor(msgspec.Struct, frozen=True, array_like=True):
    """The last entry of the journal when this was written: its number, its whole hash, its time as stored."""

    store_id: str
    seq: int
    hash: str
    at: str


class _Record(msgspec.Struct, frozen=True, array_like=True):
    """An anchor as it is written: the later turn counts, since a store that was put back has lower numbers."""

    turn: int
    anchor: Anchor
    mac: str


class AnchorFile:
    """The two places of one anchor file. `key` is the 32-byte key of its MAC."""

    def __init__(self, folder: Path, key: bytes | bytearray) -> None:
        self._path = folder / ANCHOR_FILE
        self._key = key
        self._turn: int | None = None

    def exists(self) -> bool:
        """Return whether the file is there."""
        return self._path.exists()

    def read(self) -> Anchor | None:
        """Return the record written last, of those that are whole and ours; None when there is none."""
        last = max(self._records(), key=lambda each: each.turn, default=None)
        return None if last is None else last.anchor

    def write(self, anchor: Anchor) -> None:
        """Put a record in the place of the older one, on the disk when this returns.

        A disk that does not take it is not reported: what was recorded is in the journal, and the file then lags behind.
        """
        if self._turn is None:
            self._turn = max((each.turn for each in self._records()), default=-1)
        record = _Record(self._turn + 1, anchor, self._mac(self._turn + 1, anchor))
        with contextlib.suppress(OSError):
            self._put(record)
            self._turn = record.turn

    def _put(self, record: _Record) -> None:
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), OWNER_ONLY)
        try:
            os.lseek(handle, record.turn % 2 * _PLACE, os.SEEK_SET)
            written = os.write(handle, msgspec.json.encode(record).ljust(_PLACE - 1) + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        if written < _PLACE:
            raise OSError("the disk did not take all of it")

    def _records(self) -> list[_Record]:
        try:
            content = self._path.read_bytes()
        except OSError:
            return []
        read = (self._record(content[place : place + _PLACE]) for place in (0, _PLACE))
        return [each for each in read if each is not None]

    def _record(self, written: bytes) -> _Record | None:
        try:
            record = msgspec.json.decode(written, type=_Record)
        except msgspec.DecodeError:
            return None
        return record if hmac.compare_digest(self._mac(record.turn, record.anchor), record.mac) else None

    def _mac(self, turn: int, anchor: Anchor) -> str:
        return hmac.digest(self._key, msgspec.json.encode([turn, anchor]), "sha256").hex()
