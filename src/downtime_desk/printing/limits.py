"""How old a copy may be before paper made from it says so at its top and asks how it is checked: a setting."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.printing.summary.sheet import LIMITS

SETTING: Final = "paper.limits"
HOUR: Final = timedelta(hours=1)
LEAST: Final = HOUR
MOST: Final = timedelta(days=14)


def limits(session: Session) -> Mapping[str, timedelta]:
    """Return how old the copy of each data class may be: as a manager set it, else as shipped."""
    chosen = settings.read(session, SETTING, dict[str, int], {})
    return {**LIMITS, **{name: timedelta(hours=hours) for name, hours in chosen.items()}}


def set_limits(session: Session, chosen: Mapping[str, int]) -> None:
    """Keep other limits, in hours by data class; what is not named stays as it is."""
    for name, hours in chosen.items():
        if name not in LIMITS:
            raise Trouble(f"There is no limit for “{name}”.", f"There is one for {', '.join(LIMITS)}.")
        if not LEAST <= timedelta(hours=hours) <= MOST:
            raise Trouble(f"{hours} hours is no limit for a copy.", "Choose 1 hour to 14 days.")
    kept = settings.read(session, SETTING, dict[str, int], {})
    change_setting(session, SETTING, {**kept, **chosen})
