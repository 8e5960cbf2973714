"""What the guard looks at, what it goes by, and what it finds."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum
from functools import cached_property
from typing import Final, Literal

import msgspec

from downtime_desk.people import sections

Kind = Literal[
    "nobody",
    "people gone",
    "visits gone",
    "left out",
    "emptied",
    "twice",
    "visits twice",
    "contradicting",
    "incomplete",
    "clock",
    "older",
]


class State(IntEnum):
    """The three states of a section; what is less than before was lost."""

    NOT_RECORDED = 0
    NONE = 1
    LISTED = 2


# What is looked at of every person, and what its being gone is called.
SECTIONS: Final = sections.ORDER
MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Limits:
    """From how much on a loss keeps a copy waiting.

    Each is a percentage of what the copy in use holds, and counts only from `at_least` people or visits on; of
    all people and of all visits more than half always counts. `clock_minutes` is how far the main system's clock
    may be off.
    """

    people_percent: int = 10
    visits_percent: int = 20
    emptied_percent: int = 1
    twice_percent: int = 1
    at_least: int = 3
    clock_minutes: int = 5
    incomplete_percent: int = 10


class Seen(msgspec.Struct, frozen=True, gc=False):
    """What the guard looks at of one person. `holds` has a state for each of `SECTIONS`."""

    name: str
    born: date | None = None
    nhs_number: str | None = None
    holds: tuple[State, ...] = (State.NOT_RECORDED,) * len(SECTIONS)


@dataclass(frozen=True)
class Picture:
    """A copy as the guard looks at it.

    `days` counts the planned visits of each London day and `visits_of` those of each person, cancelled ones left
    out, both within the days that the two copies speak about.
    """

    people: Mapping[str, Seen] = field(default_factory=dict)
    days: Mapping[date, int] = field(default_factory=dict)
    visits_of: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong with a copy, or may be: a sentence with numbers, and examples of it."""

    kind: Kind
    words: str
    examples: tuple[str, ...] = ()

    def whole(self) -> str:
        """Return the sentence with its examples."""
        return f"{self.words} {'; '.join(self.examples)}." if self.examples else self.words


@dataclass(frozen=True)
class Compared:
    """What is compared. `before` is None for a first copy; `ahead` is how far the source's clock is before ours.

    `usual_ahead` is a difference a person accepted before. `twice` counts, by person, visits that start when
    another of theirs does and did not before; `contradicting` names records that came twice and do not agree;
    `unread` are the people of whom some statement could not be read. `made` is when an export was made, and `in_use`
    of when the newest part of the copy in use is that it would take the place of.
    """

    source: str
    before: Picture | None
    after: Picture
    ahead: timedelta | None = None
    usual_ahead: timedelta = timedelta()
    twice: Mapping[str, int] = field(default_factory=dict)
    contradicting: tuple[str, ...] = ()
    unread: Set[str] = frozenset()
    made: datetime | None = None
    in_use: datetime | None = None

    @cached_property
    def anew(self) -> tuple[str, ...]:
        """Return who is in both and is seen anew: whoever stayed as they were is the same object in both."""
        before, after = self.before.people if self.before else {}, self.after.people
        return tuple(id_ for id_, seen in before.items() if after.get(id_) is not seen and id_ in after)


def much(lost: int, of: int, percent: int, limits: Limits) -> bool:
    """Return whether a loss is so many and such a part."""
    return lost >= max(1, limits.at_least) and lost * 100 >= of * percent


def share(lost: int, of: int) -> str:
    """Return a part of a whole as `40 %`."""
    return f"{lost * 100 // of} %"


def number_of(number: int, one: str, many: str) -> str:
    """Return a number with its word: `1 person`, `3 people`."""
    return f"{number} {one if number == 1 else many}"


def some(names: Sequence[str]) -> tuple[str, ...]:
    """Return examples, each name once."""
    return in_order(list(dict.fromkeys(names)))


def in_order(lines: Sequence[str]) -> tuple[str, ...]:
    """Return the first lines, and how many more there are."""
    more = len(lines) - MOST_EXAMPLES
    return (*lines[:MOST_EXAMPLES], *([f"and {more} more"] if more > 0 else []))
