"""What may be attached to a visit: photos and scans, told by their bytes and never by their names."""

import re
import struct
from dataclasses import dataclass
from typing import Final, Literal

from downtime_desk.core.errors import Trouble

PictureKind = Literal["jpeg", "png", "pdf"]

MOST_BYTES: Final = 10_000_000
MOST_SIDE: Final = 12_000
MOST_PIXELS: Final = 50_000_000
NAME_LIMIT: Final = 60
PNG: Final = b"\x89PNG\r\n\x1a\n"
PNG_END: Final = b"IEND\xaeB`\x82"
SIZES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""The JPEG markers that say how large the picture is."""
ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


@dataclass(frozen=True)
class Picture:
    """A photo or scan that was found sound. `name` is cleaned."""

    name: str
    kind: PictureKind
    data: bytes


def picture(name: str, data: bytes) -> Picture:
    """Return the photo or scan; raise Trouble when it is too large, of another kind, or not whole."""
    if len(data) > MOST_BYTES:
        raise Trouble(
            "The file is larger than 10 MB.", "Take the photo smaller, or scan at 200 dots an inch."
        )
    kind = _kind(data)
    if kind == "pdf":
        if b"%%EOF" not in data[-2048:]:
            raise _not_whole()
    else:
        wide, high = _jpeg_size(data) if kind == "jpeg" else _png_size(data)
        if max(wide, high) > MOST_SIDE or wide * high > MOST_PIXELS:
            raise Trouble("The picture has too many dots.", "Take the photo smaller, and attach it again.")
    return Picture(cleaned(name), kind, data)


def cleaned(name: str) -> str:
    """Return a file's name without its folders, in letters, digits, spaces, points, `-` and `_` only."""
    last = re.split(r"[\\/]", name)[-1]
    kept = re.sub(r"[^\w .-]+", "_", last).strip(" ._")
    return kept[:NAME_LIMIT] or "without a name"


def _kind(data: bytes) -> PictureKind:
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(PNG):
        return "png"
    if data.startswith(b"%PDF-"):
        return "pdf"
    raise Trouble("This is not a photo or scan.", "Attach a JPEG, PNG or PDF file.")


def _png_size(data: bytes) -> tuple[int, int]:
    if len(data) < 45 or data[12:16] != b"IHDR" or not data.rstrip(b"\0").endswith(PNG_END):
        raise _not_whole()
    wide, high = struct.unpack(">II", data[16:24])
    return _sides(wide, high)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk the segments of a JPEG to the one that says its size."""
    if b"\xff\xd9" not in data[-4096:]:
        raise _not_whole()
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in ALONE:
            at += 2
        elif marker in SIZES:
            high, wide = struct.unpack(">HH", data[at + 5 : at + 9])
            return _sides(wide, high)
        else:
            at += 2 + max(2, int.from_bytes(data[at + 2 : at + 4], "big"))
    raise _not_whole()


def _sides(wide: int, high: int) -> tuple[int, int]:
    if not wide or not high:
        raise _not_whole()
    return wide, high


def _not_whole() -> Trouble:
    return Trouble("The file is not whole.", "Copy it from the phone or scanner again.")
