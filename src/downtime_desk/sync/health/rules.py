"""How often the main system is looked at, and how many looks it takes to call a part of it down or back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from downtime_desk.core import settings
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.sync.rules import Bound

SETTING: Final = "main system watch"


@dataclass(frozen=True)
class WatchRules:
    """Minutes between two looks (0 is never), failures in a row, answers in a row and over how many minutes.

    `export_hours` is how old the newest file of a folder of exports may be.
    """

    every_minutes: int = 5
    failures: int = 3
    answers: int = 3
    steady_minutes: int = 5
    export_hours: int = 26


BOUNDS: Final[Mapping[str, Bound]] = {
    "every_minutes": Bound("Look at the main system every", 0, 120, "min; 0 is never"),
    "failures": Bound("Call a part down after", 2, 20, "failures in a row"),
    "answers": Bound("Call it back after", 2, 20, "answers in a row"),
    "steady_minutes": Bound("… over at least", 1, 120, "min"),
    "export_hours": Bound("Expect a new export every", 1, 720, "h, for a folder of files"),
}


def kept(session: Session) -> WatchRules:
    """Return the rules: as a manager set them, else as shipped."""
    return settings.read(session, SETTING, WatchRules, WatchRules())


def change(session: Session, wanted: WatchRules) -> None:
    """Keep other rules; raise Trouble when one is out of bounds."""
    values: dict[str, int] = asdict(wanted)
    for name, each in BOUNDS.items():
        if not each.least <= values[name] <= each.most:
            raise Trouble(
                f"{each.words}: {values[name]} is not possible.", f"Type {each.least} to {each.most}."
            )
    change_setting(session, SETTING, values)
