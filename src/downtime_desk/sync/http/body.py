"""The body of an answer, counted as it is unpacked, so that a small answer cannot grow without bound."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

COMPRESSED: Final = frozenset({"gzip", "deflate"})
PLAIN: Final = frozenset({"identity", ""})
UNPACKED_AT_ONCE: Final = 1024 * 1024


class TooLong(Exception):  # noqa: N818 - told to nobody: it becomes an outcome
    """There is more of it than is taken in one go."""


class Damaged(Exception):  # noqa: N818
    """It cannot be unpacked, or ends before its end."""


def whole(parts: Iterable[bytes], encoding: str, most: int) -> bytes:
    """Return a body; raise `TooLong` or `Damaged`."""
    read = bytearray()
    for part in unpacked(parts, encoding):
        read += part
        if len(read) > most:
            raise TooLong
    return bytes(read)


def lines(parts: Iterable[bytes], encoding: str, longest: int) -> Iterator[bytes]:
    """Yield the lines of a body without their ends; raise `TooLong` at a line longer than `longest`."""
    rest = b""
    for part in unpacked(parts, encoding):
        *full, rest = (rest + part).split(b"\n")
        yield from full
        if len(rest) > longest:
            raise TooLong
    if rest:
        yield rest


def unpacked(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield a body as it was before it was packed, at most a megabyte at a time."""
    encoding = encoding.strip().lower()
    if encoding in PLAIN:
        yield from parts
        return
    if encoding not in COMPRESSED:
        raise Damaged
    unpack = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    for part in parts:
        packed = part
        while packed:
            try:
                yield unpack.decompress(packed, UNPACKED_AT_ONCE)
            except zlib.error:
                raise Damaged from None
            packed = unpack.unconsumed_tail
    if not unpack.eof:
        raise Damaged
