"""Work on very many small things at once, without the cyclic garbage collector looking at them again and again.

What is read and written by the hundred thousand (rows, packed people) makes no cycles, and each look at all of it
costs as much as reading it. Cycles made meanwhile are found a little later.
"""

import ctypes
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

# So few new objects are looked at in a few milliseconds, and the window stands still meanwhile. What outlives that is
# not looked at again before the end: one look at all that 330,000 records had left held the window up for 150 ms.
SELDOM = 20_000
NOT_MEANWHILE = 1_000_000

_lock = Lock()
_usual: list[tuple[int, int, int]] = []


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector look seldom until the end of the block. Blocks may overlap, on any thread."""
    with _lock:
        _usual.append(gc.get_threshold() if not _usual else _usual[0])
        gc.set_threshold(SELDOM, NOT_MEANWHILE, NOT_MEANWHILE)
    try:
        yield
    finally:
        with _lock:
            usual = _usual.pop()
            if not _usual:
                gc.set_threshold(*usual)


def give_back() -> None:
    """Let the system have the memory again that is in use no more; where C libraries do so unasked, nothing is done."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
