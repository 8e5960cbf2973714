"""The rules of locking: after how long without a key, and whether others may be shown the screen."""

from dataclasses import dataclass

from downtime_desk.access.idle import LONGEST, SHORTEST, USUAL
from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session

NAME = "access.lock"
TABLES = frozenset({"settings"})


@dataclass(frozen=True)
class LockRules:
    """Minutes without a key before the desk is locked; whether screenshots and shared screens may show it."""

    minutes: int = USUAL
    may_be_captured: bool = False


def kept(session: Session) -> LockRules:
    """Return the rules in force."""
    return settings.read(session, NAME, LockRules, LockRules())


def change(session: Session, rules: LockRules) -> None:
    """Keep other rules; raise Trouble when the minutes are out of bounds."""
    if not SHORTEST <= rules.minutes <= LONGEST:
        raise Trouble(
            f"{rules.minutes} min without a key is not possible.",
            f"Type {SHORTEST} to {LONGEST}: a laptop left open longer is a laptop anybody can read.",
        )
    change_setting(session, NAME, {"minutes": rules.minutes, "may_be_captured": rules.may_be_captured})
