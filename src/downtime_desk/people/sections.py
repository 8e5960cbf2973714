"""What of each person is recorded, section by section: what one copy is compared with another by."""

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["listed", "none", "not recorded"]

ORDER: Final = (
    "allergies",
    "exact-time medicines",
    "medicines",
    "alerts",
    "contacts",
    "entry codes",
    "conditions",
    "CPR decisions",
    "food and drink levels",
    "ways of moving",
    "addresses",
)
_RANKS: Final[dict[State, str]] = {"not recorded": "0", "none": "1", "listed": "2"}


@dataclass(frozen=True)
class Told:
    """What a summary says at all: the states of its lists, and whether of the rest anything is recorded."""

    allergies: State
    medicines: State
    alerts: State
    contacts: State
    conditions: State
    cpr: bool
    eating: bool
    moving: bool
    address: bool


def held(told: Told, *, is_exact: bool, has_codes: bool) -> str:
    """Return what is recorded as a digit for each section in `ORDER`: 0 not recorded, 1 recorded as none, 2 listed.

    A list of medicines without one that keeps an exact time says that there is none.
    """
    medicines = _RANKS[told.medicines]
    digits = (
        _RANKS[told.allergies],
        "2" if is_exact else min(medicines, "1"),
        medicines,
        _RANKS[told.alerts],
        _RANKS[told.contacts],
        _one(has_codes),
        _RANKS[told.conditions],
        *map(_one, (told.cpr, told.eating, told.moving, told.address)),
    )
    return "".join(digits)


def _one(is_recorded: bool) -> str:  # noqa: FBT001 - of one answer
    return "2" if is_recorded else "0"
