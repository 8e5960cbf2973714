"""The rules of copying a manager may change: how often, and from how much loss on a new copy waits."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.sync.guard import Limits

GUARD: Final = "copy guard"
EVERY: Final = "copy every"
# Main systems that feed others send their visits four times an hour.
USUAL_MINUTES: Final = 15


@dataclass(frozen=True)
class Rules(Limits):
    """What the guard goes by, and how many minutes apart copies are taken while somebody is signed in; 0 is never."""

    every_minutes: int = USUAL_MINUTES


@dataclass(frozen=True)
class Bound:
    """What a rule is called, the least and most it may be, and its unit."""

    words: str
    least: int
    most: int
    unit: str


BOUNDS: Final[Mapping[str, Bound]] = {
    "every_minutes": Bound("Take a copy every", 0, 1440, "min; 0 is never"),
    "people_percent": Bound("Wait when people are gone, from", 1, 50, "%"),
    "visits_percent": Bound("Wait when visits are gone, from", 1, 50, "% of a day or of all"),
    "emptied_percent": Bound("Wait when records are emptied, from", 0, 50, "%"),
    "twice_percent": Bound("Wait when people are there twice, from", 0, 50, "%"),
    "incomplete_percent": Bound(
        "Open a data incident when notes are incomplete, from", 1, 100, "% of people"
    ),
    "at_least": Bound("But never for fewer than", 1, 100, "people or visits"),
    "clock_minutes": Bound("Wait when the clocks differ by more than", 1, 120, "min"),
}


def kept(session: Session) -> Rules:
    """Return the rules: as a manager set them, else as shipped."""
    every = settings.read(session, EVERY, int, USUAL_MINUTES)
    return Rules(**asdict(limits(session)), every_minutes=every)


def limits(session: Session) -> Limits:
    """Return what the guard goes by."""
    return settings.read(session, GUARD, Limits, Limits())


def change(session: Session, wanted: Rules) -> None:
    """Keep other rules; raise Trouble when one is out of bounds."""
    values: dict[str, int] = asdict(wanted)
    for name, each in BOUNDS.items():
        if not each.least <= values[name] <= each.most:
            raise Trouble(
                f"{each.words}: {values[name]} is not possible.", f"Type {each.least} to {each.most}."
            )
    change_setting(session, EVERY, values.pop("every_minutes"))
    change_setting(session, GUARD, values)
