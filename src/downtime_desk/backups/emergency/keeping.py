"""When the emergency pages are made anew: after a copy, at once after an erasure, with backups, and at closing."""

import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYetDone
from contextlib import contextmanager, suppress
from enum import IntEnum
from threading import Event
from typing import Final

from downtime_desk.backups.emergency.file import Head, read_head
from downtime_desk.backups.emergency.making import GOOD_FOR, make
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Store
from downtime_desk.people import copies

OURS: Final = frozenset(
    {"told", "local_visits", "local_runs", "roll_forwards", "absences", "matched_visits", "outages"}
)
"""What we write that stands on the pages, and can wait for the next backup."""
LONGER: Final = 1.0
"""How many seconds longer than its backup closing may take for the pages; then those from before stay."""


class Wish(IntEnum):
    """How soon the pages are wanted anew."""

    NOT = 0
    WITH_A_BACKUP = 1
    SOON = 2
    AT_ONCE = 3


def wish(touched: frozenset[str]) -> Wish:
    """Return how soon the pages are wanted after a commit that touched these tables."""
    if "people_left" in touched:  # written when somebody is taken out of the copy, or erased
        return Wish.AT_ONCE
    if touched & {"copies", "people"}:
        return Wish.SOON
    return Wish.WITH_A_BACKUP if touched & OURS else Wish.NOT


def is_current(store: Store, now: Now) -> bool:
    """Return whether there are pages of the copy in use that may still be used."""
    try:
        head = read_head(store.folder)
    except (Trouble, OSError):
        return False
    if head is None:
        return False
    with store.read() as session:
        newest = max(copies.as_of(session).values(), default=head.made())
    return newest <= head.made() and now() < head.made() + GOOD_FOR


def wanted(store: Store, now: Now, told: Wish) -> bool:
    """Return whether the pages are to be made: something said so, or those that are here are too old."""
    return told is not Wish.NOT or not is_current(store, now)


@contextmanager
def made_beside(store: Store, now: Now, told: Wish) -> Iterator[None]:
    """Make the pages while the block runs, if they are wanted; what is not done a second after it is given up.

    It is not begun where the last making says that it would not be done.
    """
    if told is Wish.NOT or _takes_long(store):
        yield
        return
    stop = Event()
    with ThreadPoolExecutor(1, "emergency pages") as hand:
        making = hand.submit(make, store, now, stop.is_set)
        try:
            yield
        finally:
            with suppress(NotYetDone):
                making.exception(LONGER)
            stop.set()
            _report(making)


def _takes_long(store: Store) -> bool:
    try:
        head = read_head(store.folder)
    except (Trouble, OSError):
        return False
    return head is not None and head.took > LONGER


def _report(making: "Future[Head | None]") -> None:
    """A disk that did not take them is no fault: those from before are there. A bug is told of."""
    error = making.exception()
    if error is not None and not isinstance(error, Trouble):
        sys.excepthook(type(error), error, error.__traceback__)
