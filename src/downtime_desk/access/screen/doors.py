"""What the unlock window signs in with: a passphrase, the envelope, the recovery code."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from downtime_desk.core.clock import Now

if TYPE_CHECKING:
    from downtime_desk.access.actions import BreakGlass, Founded, Recover, SignedIn


def _sign_in(home: Path, manager: str, passphrase: str, now: Now) -> "SignedIn":
    from downtime_desk.access.actions import sign_in

    return sign_in(home, manager, passphrase, now)


def _open_glass(home: Path, command: "BreakGlass", now: Now) -> "SignedIn":
    from downtime_desk.access.actions import open_glass

    return open_glass(home, command, now)


def _recover(home: Path, command: "Recover", now: Now) -> "Founded | SignedIn":
    from downtime_desk.access.actions import recover

    return recover(home, command, now)


@dataclass(frozen=True)
class Doors:
    """Three ways in; as they are here the store has to be whole.

    What else a door gives than somebody signed in is for whoever listens to the window: it may be less than a store.
    """

    passphrase: "Callable[[Path, str, str, Now], object]" = _sign_in
    envelope: "Callable[[Path, BreakGlass, Now], object]" = _open_glass
    recovery: "Callable[[Path, Recover, Now], object]" = _recover
