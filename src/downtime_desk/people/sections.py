"""What of each person is recorded, section by section: what one copy is compared with another by."""

from typing import Final, Literal

import msgspec

from downtime_desk.people.summary import CprDecision, Eating, Mobility, Summary

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


class _List(msgspec.Struct, frozen=True):
    state: State = "not recorded"


class _Medicine(msgspec.Struct, frozen=True):
    time_critical: bool = False


class _Medicines(_List, frozen=True):
    items: tuple[_Medicine, ...] = ()


class Part(msgspec.Struct, frozen=True):
    """The part of a packed summary that says what is recorded."""

    allergies: _List = _List()
    medicines: _Medicines = _Medicines()
    alerts: _List = _List()
    contacts: _List = _List()
    conditions: _List = _List()
    cpr: CprDecision = CprDecision()
    eating: Eating = Eating()
    mobility: Mobility = Mobility()
    address: str | None = None


_NOTHING: Final = Part()


def held(said: Summary | Part, *, has_codes: bool) -> str:
    """Return what is recorded as a digit for each section in `ORDER`: 0 not recorded, 1 recorded as none, 2 listed.

    A list of medicines without one that keeps an exact time says that there is none.
    """
    medicines = _RANKS[said.medicines.state]
    digits = (
        _RANKS[said.allergies.state],
        "2" if any(each.time_critical for each in said.medicines.items) else min(medicines, "1"),
        medicines,
        _RANKS[said.alerts.state],
        _RANKS[said.contacts.state],
        _one(has_codes),
        _RANKS[said.conditions.state],
        _one(said.cpr != _NOTHING.cpr),
        _one(said.eating != _NOTHING.eating),
        _one(said.mobility != _NOTHING.mobility),
        _one(bool(said.address)),
    )
    return "".join(digits)


def _one(is_recorded: bool) -> str:  # noqa: FBT001 - of one answer
    return "2" if is_recorded else "0"
