"""Overwriting what held a key or a passphrase, so that it is not left in memory once it is let go.

Python frees without overwriting. A `Key` overwrites itself; what a library hands back as bytes or text is
overwritten by `wipe` by whoever took it, and by nobody else: it changes an object Python takes for unchangeable.
"""

import ctypes
import gc
import sys
from contextlib import suppress

_SHORTEST = 8
"""Shorter ones may be shared by Python itself, and are no secret."""


class Key(bytearray):
    """A secret that is overwritten when it is wiped or let go."""

    __slots__ = ("__weakref__",)

    def wipe(self) -> None:
        """Overwrite it; its length stays."""
        self[:] = bytes(len(self))

    def __del__(self) -> None:
        self.wipe()


def wipe(secret: bytes | str) -> None:
    """Overwrite bytes or text that nobody but the caller holds and that no constant of a program can be."""
    if len(secret) < _SHORTEST:
        return
    if isinstance(secret, bytes):
        _overwrite(secret, len(secret), sys.getsizeof(b"") - 1)
    elif secret.isascii():
        _overwrite(secret, len(secret), sys.getsizeof("") - 1)
    else:
        width = 1 if max(secret) < "\u0100" else 2 if max(secret) < "\U00010000" else 4
        wide = (len(secret) + 1) * width
        _overwrite(secret, wide, sys.getsizeof(secret) - wide)


def _overwrite(secret: bytes | str, length: int, offset: int) -> None:
    ctypes.memset(id(secret) + offset, 0, length)


def give_back_memory() -> None:
    """Give memory that is not used any more back to the system, which overwrites it. Linux only does so when asked."""
    gc.collect()
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
