"""Work on very many small things at once, without the cyclic garbage collector looking at them again and again.

What is read and written by the hundred thousand (rows, packed people) makes no cycles, and each look at all of it
costs as much as reading it. Cycles made meanwhile are found a little later.
"""

import ctypes
import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import perf_counter, sleep
from typing import TypeVar

T = TypeVar("T")

# So few new objects are looked at in a few milliseconds, and the window stands still meanwhile. What outlives that is
# not looked at again before the end: one look at all that 330,000 records had left held the window up for 150 ms.
SELDOM = 20_000
NOT_MEANWHILE = 1_000_000

# Seconds. Long enough for another thread to wake up and take its turn, and less than a hundredth of the time worked.
WORKED = 0.01
BREATH = 0.0001

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


def breathing(things: Iterable[T]) -> Iterator[T]:
    """Yield one thing after the other, and every hundredth of a second let the window have its turn.

    Hashing and packing let go of the interpreter so often, and so shortly, that a thread waiting for its turn never
    gets to the point of asking for it: the window stood still for 90 ms.
    """
    began = perf_counter()
    for each in things:
        yield each
        if perf_counter() - began > WORKED:
            sleep(BREATH)
            began = perf_counter()


def give_back() -> None:
    """Let the system have the memory again that is in use no more; where C libraries do so unasked, nothing is done."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)
