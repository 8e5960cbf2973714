"""The shelf of the main system, emptied for each schedule: SQLite makes its tables and reads its statements once."""

import atexit
from functools import cache

from downtime_desk.core.clock import Now
from downtime_desk.practice.shelf import Shelf


class _Shelf(Shelf):
    def begin_again(self, now: Now) -> None:
        self._now, self._latest = now, 0
        for table in ("identifier", "superseded", "resource"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - tables are ours


def empty_shelf(now: Now) -> Shelf:
    """Return the shelf of this process, with nothing on it."""
    shelf = _shelf()
    shelf.begin_again(now)
    return shelf


@cache
def _shelf() -> _Shelf:
    made = _Shelf(":memory:")
    atexit.register(made.close)
    return made
