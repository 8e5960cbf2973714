"""How a visit stands out of plan, desk and main system, in words."""

from collections.abc import Mapping
from typing import Final, Literal

Settled = Literal[
    "same", "given back", "not made", "cancelled", "done there", "on its way", "kept here", "no answer"
]
Open = Literal[
    "times",
    "carer",
    "one carer",
    "medicine",
    "hour twice",
    "two records",
    "only there",
    "said not made",
    "cancelled there",
    "gone",
    "other person",
    "which visit",
    "no plan",
    "unknown visit",
    "not read",
]
Standing = Settled | Open

SETTLED: Final[Mapping[Standing, str]] = {
    "same": "Recorded there as here, within the tolerance",
    "given back": "Our record is there",
    "not made": "Not made, and nothing there says otherwise",
    "cancelled": "Cancelled, and nothing there says otherwise",
    "done there": "Done by the main system’s word, without times",
    "on its way": "Ours is not there yet",
    "kept here": "Ours stayed here or went as paper, as a manager decided",
    "no answer": "Nobody accounted for it yet",
}
OPEN: Final[Mapping[Standing, str]] = {
    "times": "Times do not agree",
    "carer": "Another carer is named there",
    "one carer": "Only one carer’s record is there",
    "medicine": "A medicine does not agree",
    "hour twice": "Noted in the hour that comes twice",
    "two records": "Two records for one visit",
    "only there": "Recorded there, not verified here",
    "said not made": "We say it was not made; a record is there",
    "cancelled there": "Cancelled there, but it happened",
    "gone": "Ours is not there",
    "other person": "The record there is of somebody else",
    "which visit": "A record that fits more than one visit",
    "no plan": "A record for no planned visit",
    "unknown visit": "Planned there, not known here",
    "not read": "A record that could not be read",
}


def is_open(standing: Standing) -> bool:
    """Return whether a person must look at it."""
    return standing in OPEN


def words(standing: Standing) -> str:
    """Say it."""
    return _WORDS[standing]


_WORDS: Final[Mapping[Standing, str]] = {**SETTLED, **OPEN}
