"""The code on a page, drawn as one path so that it costs next to nothing and stays sharp."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import segno

MASK: Final = 3
"""Choosing the best of eight masks takes most of the time; every reader reads any of them."""

QUIET: Final = 2
"""Blank modules kept around the code inside its square; the page around it is blank as well."""


def matrix(payload: str) -> tuple[bytearray, ...]:
    """Return the rows of the code, 1 where a module is dark. Error correction M, byte or upper-case text."""
    code = segno.make(payload, error="m", mask=MASK, micro=False, boost_error=False)
    return tuple(code.matrix)


@lru_cache(maxsize=1)
def path(payload: str, left: float, top: float, side: float) -> str:
    """Return the PDF operators that fill the code in a square of `side` points.

    The last answer is kept, for all pages of a sheet carry the same code.
    """
    rows = matrix(payload)
    scale = side / (len(rows) + 2 * QUIET)
    place = f"q {scale:.4f} 0 0 {-scale:.4f} {left + QUIET * scale:.2f} {top - QUIET * scale:.2f} cm"
    bars = "\n".join(f"{x} {y} {length} 1 re" for x, y, length in _bars(rows))
    return f"{place}\n{bars}\nf Q"


def _bars(rows: tuple[bytearray, ...]) -> Iterator[tuple[int, int, int]]:
    """Yield `(x, y, length)` of each unbroken stretch of dark modules."""
    for y, row in enumerate(rows):
        start: int | None = None
        for x, dark in enumerate(row):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                yield start, y, x - start
                start = None
        if start is not None:
            yield start, y, len(row) - start
