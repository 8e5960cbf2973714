"""The one file the emergency pages are: sealed part by part, whole or not there, readable without any database."""

import hashlib
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from downtime_desk.core import box
from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replacing
from downtime_desk.core.keys import RootKey
from downtime_desk.core.wiping import Key

FILE: Final = "emergency.ddpages"
MAGIC: Final = b"DDPAGES1\r\n"
PURPOSE: Final = "emergency-pages/v1"
CHUNK: Final = 1 << 20
MOST_HEAD: Final = 10_000
"""Bytes of the head, which nothing this program writes comes near."""
MOST_SIZE: Final = 1 << 29
_LENGTH: Final = struct.Struct(">I")


class Head(msgspec.Struct, frozen=True):
    """What the file says of itself to anybody: whose store, when it was made (stored UTC text), how many seconds that took."""

    store_id: str
    made_at: str
    took: float = 0
    format: int = 1

    def made(self) -> datetime:
        """Return when the pages were made."""
        return from_text(self.made_at)


class Sheet(msgspec.Struct, frozen=True):
    """One sheet: its number, what kind it is, whose, and how many pages it has."""

    number: str
    kind: str
    whose: str
    pages: int


class Index(msgspec.Struct, frozen=True):
    """What is in the pages, in their order. `of` is how many people the copy had, `shown` of how many there is a summary."""

    sheets: tuple[Sheet, ...]
    shown: int
    of: int


@dataclass(frozen=True)
class Pages:
    """The emergency pages, opened: in memory, never on disk."""

    head: Head
    index: Index
    pdf: bytes

    def page_count(self) -> int:
        """Return how many pages there are."""
        return sum(sheet.pages for sheet in self.index.sheets)

    def of_sheet(self, place: int) -> range:
        """Return the pages of a sheet by its place in the index, both counted from 0."""
        first = sum(sheet.pages for sheet in self.index.sheets[:place])
        return range(first, first + self.index.sheets[place].pages)


class Damaged(Trouble):
    """The file cannot be used."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The emergency pages ({FILE}) are damaged: {why}.",
            "They were not used. They are made anew while somebody is signed in to a store that opens.",
        )


def keep(folder: Path, root: RootKey, head: Head, index: Index, pdf: bytes) -> None:
    """Put the pages in place of those from before, sealed; raise OSError when the disk does not take them."""
    _write(folder, root, msgspec.json.encode(head), _parts(index, pdf))


def _parts(index: Index, pdf: bytes) -> Iterator[bytes]:
    yield msgspec.json.encode(index)
    for at in range(0, len(pdf), CHUNK):
        yield pdf[at : at + CHUNK]


def _write(folder: Path, root: RootKey, head: bytes, parts: Iterator[bytes]) -> None:
    with replacing(folder / FILE) as out:
        out.write(MAGIC + _LENGTH.pack(len(head)) + head)
        box.seal(out, box.public_key(root.derive(PURPOSE)), _about(head), parts)


def hand_on(old: Path, old_root: RootKey, new: Path, new_root: RootKey) -> None:
    """Seal the pages of one folder anew in another, for whoever has the other key; what is damaged stays behind."""
    try:
        with _opened(old) as source:
            head = _head(source)
            parts = list(_unsealed(source, old_root.derive(PURPOSE), head))
    except (Trouble, OSError):
        return
    _write(new, new_root, head, iter(parts))


def read_head(folder: Path) -> Head | None:
    """Return what the pages beside a store say of themselves, without a key; None when there are none.

    Raises Damaged when they are cut short or something else.
    """
    try:
        with _opened(folder) as source:
            return _read(_head(source))
    except FileNotFoundError:
        return None


def open_pages(folder: Path, store_id: str, root: RootKey) -> Pages | None:
    """Return the pages beside a store, every byte proved; None when there are none, Damaged when they do not hold."""
    try:
        with _opened(folder) as source:
            plain = _head(source)
            head = _read(plain)
            if head.store_id != store_id:
                raise Damaged("they are another store’s")
            index, *chunks = _unsealed(source, root.derive(PURPOSE), plain)
    except FileNotFoundError:
        return None
    try:
        return Pages(head, msgspec.json.decode(index, type=Index), b"".join(chunks))
    except msgspec.DecodeError:
        raise Damaged("what is in them cannot be read") from None


def _opened(folder: Path) -> BinaryIO:
    path = folder / FILE
    if path.stat().st_size > MOST_SIZE:
        raise Damaged("they are larger than any this program makes")
    return path.open("rb")


def _head(source: BinaryIO) -> bytes:
    start = source.read(len(MAGIC) + _LENGTH.size)
    if len(start) != len(MAGIC) + _LENGTH.size or not start.startswith(MAGIC):
        raise Damaged("they are cut short, or something else")
    (length,) = _LENGTH.unpack(start[len(MAGIC) :])
    head = source.read(min(length, MOST_HEAD))
    if len(head) != length:
        raise Damaged("they are cut short")
    return head


def _read(plain: bytes) -> Head:
    try:
        head = msgspec.json.decode(plain, type=Head)
        head.made()
    except (msgspec.DecodeError, ValueError):
        raise Damaged("what they say of themselves cannot be read") from None
    if head.format != 1:
        raise Trouble(
            "The emergency pages were made by a newer Downtime Desk.",
            "Install the newer version to open them.",
        )
    return head


def _unsealed(source: BinaryIO, private: Key, head: bytes) -> Iterator[bytes]:
    try:
        yield from box.unseal(source, private, _about(head))
    except Trouble:
        raise Damaged("they were changed, cut short, or sealed under another key") from None


def _about(head: bytes) -> str:
    """Bind what is sealed to the head before it: neither can be put before or behind another."""
    return f"{PURPOSE}/{hashlib.sha256(head).hexdigest()}"
