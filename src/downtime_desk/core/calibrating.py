"""What one guess at a passphrase costs: measured on the machine it is made on, and never less than a floor.

A guess is to take most of a second where somebody signs in. What that takes of memory and passes differs tenfold between the
laptops of an office; whoever steals the file guesses on a machine of their own, so each laptop asks for as much as it can bear.
"""

import os
import time
from collections.abc import Callable
from functools import cache
from typing import Final

from downtime_desk.core import keys
from downtime_desk.core.keyfile import Cost

FLOOR: Final = Cost(passes=3, memory_kib=64 * 1024, lanes=2)
"""On the slowest machine: three times the memory, and one pass more, than OWASP's least for Argon2id (19 MiB, 2 passes)."""
STEPS: Final = (
    FLOOR,
    *(Cost(3, mebibytes * 1024, 2) for mebibytes in (96, 128, 192, 256, 384, 512)),
    *(Cost(passes, 512 * 1024, 2) for passes in (4, 6, 8, 12)),
)
"""Dearer by a third to a half each; memory first, which is what makes guessing in great numbers dear."""
MOST: Final = 0.9
"""Seconds a guess may take."""
QUICK: Final = 0.4
"""Seconds under which a guess took so little that the machine may bear a dearer one."""
TRIES: Final = 2


def work(cost: Cost) -> int:
    """Return how much there is to do for one guess: passes over kibibytes."""
    return cost.passes * cost.memory_kib


def cost_for(seconds_of: Callable[[Cost], float]) -> Cost:
    """Return the dearest cost that takes no longer than it may, told by how long the floor takes; at least the floor."""
    unit = seconds_of(FLOOR) / work(FLOOR)
    fitting = [each for each in STEPS if unit * work(each) <= MOST]
    return max(fitting, key=work, default=FLOOR)


def seconds_of(cost: Cost) -> float:
    """Return how long a guess takes here: the shorter of two, since something else may run beside the first."""
    return min(_seconds(cost) for _ in range(TRIES))


def _seconds(cost: Cost) -> float:
    begun = time.perf_counter()
    keys.stretch("how long does this take", os.urandom(16), cost).wipe()
    return time.perf_counter() - begun


@cache
def _measured() -> Cost:
    return cost_for(seconds_of)


def measured() -> Cost:
    """Return what a guess is to cost on this machine. It is measured once while the program runs, in a fifth of a second."""
    return _measured()


def is_dearer(new: Cost, old: Cost) -> bool:
    """Say whether a cost is so much dearer that a slot is worth making anew."""
    return 2 * work(new) >= 3 * work(old)
