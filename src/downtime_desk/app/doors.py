"""The ways in of the real program: to the store, to what of it can still be read, to the emergency pages at the last.

What reads the store is brought in when a door is used, so that the first window is there at once.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from downtime_desk.access.screen.doors import Doors
from downtime_desk.core.clock import Now

if TYPE_CHECKING:
    from downtime_desk.access.actions import BreakGlass, Recover


def _way_in(home: Path, manager: str, passphrase: str, now: Now) -> object:
    from downtime_desk.backups.ladder import way_in

    return _or_pages(lambda: way_in(home, manager, passphrase, now))


def _glass_in(home: Path, command: "BreakGlass", now: Now) -> object:
    from downtime_desk.backups.codes_in import glass_in

    return _or_pages(lambda: glass_in(home, command, now))


def _recover_in(home: Path, command: "Recover", now: Now) -> object:
    from downtime_desk.backups.codes_in import recover_in

    return _or_pages(lambda: recover_in(home, command, now))


def _or_pages(enter: Callable[[], object]) -> object:
    from downtime_desk.backups.emergency.rung import OnlyPages

    try:
        return enter()
    except OnlyPages as only:
        return only.last


DOORS = Doors(_way_in, _glass_in, _recover_in)
