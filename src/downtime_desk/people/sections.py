"""What of each person is recorded, section by section: what one copy is compared with another by."""

from typing import Final, Literal

State = Literal["listed", "none", "not recorded"]

ORDER: Final = ("allergies", "exact-time medicines", "medicines", "alerts", "contacts", "entry codes")
_RANKS: Final[dict[State, str]] = {"not recorded": "0", "none": "1", "listed": "2"}


def held(lists: tuple[State, State, State, State], *, is_exact: bool, has_codes: bool) -> str:
    """Return what is recorded as a digit for each section in `ORDER`: 0 not recorded, 1 recorded as none, 2 listed.

    `lists` are the states of allergies, medicines, alerts and contacts. A list of medicines without one that keeps an
    exact time says that there is none.
    """
    allergies, medicines, alerts, contacts = (_RANKS[each] for each in lists)
    exact = "2" if is_exact else min(medicines, "1")
    return f"{allergies}{exact}{medicines}{alerts}{contacts}{'2' if has_codes else '0'}"
