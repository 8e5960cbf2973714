"""The guard over the copy: what a new copy has lost against the one in use, in words with numbers and examples.

A pure comparison of two pictures. Whatever it finds keeps the new copy waiting until a person says whether it
is right: a rota somebody deleted and a record somebody emptied arrive with status 200.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum
from typing import Final, Literal

from downtime_desk.core.clock import DAYS, age_in_words, long_date
from downtime_desk.people.fold import folded

Kind = Literal["nobody", "people gone", "visits gone", "left out", "emptied", "twice", "clock"]


class State(IntEnum):
    """The three states of a section; what is less than before was lost."""

    NOT_RECORDED = 0
    NONE = 1
    LISTED = 2


# What is looked at of every person, and what its being gone is called.
SECTIONS: Final = ("allergies", "exact-time medicines", "medicines", "alerts", "contacts", "entry codes")
MOST_EXAMPLES = 5
ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


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


@dataclass(frozen=True, slots=True)
class Seen:
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
    """What is compared. `before` is None for a first copy; `ahead` is how far the source's clock is before ours."""

    source: str
    before: Picture | None
    after: Picture
    ahead: timedelta | None = None


def findings(compared: Compared, limits: Limits) -> tuple[Finding, ...]:
    """Return everything a person has to look at before the new copy is used; empty when it is sound."""
    return tuple(_findings(compared, limits))


def _findings(compared: Compared, limits: Limits) -> Iterator[Finding]:
    source, before, after = compared.source, compared.before, compared.after
    if not after.people:
        yield Finding("nobody", f"{source} gave no people at all.")
    if compared.ahead is not None and abs(compared.ahead) > timedelta(minutes=limits.clock_minutes):
        yield _clock(source, compared.ahead)
    if before is None:
        return
    if after.people:
        yield from _people_gone(source, before.people, after.people, limits)
    yield from _visits_gone(source, before.days, after.days, limits)
    yield from _left_without(source, before, after, limits)
    for place, section in enumerate(SECTIONS):
        yield from _emptied(source, place, section, before.people, after.people, limits)
    yield from _twice(source, before.people, after.people, limits)


def _much(lost: int, of: int, percent: int, limits: Limits) -> bool:
    """Return whether a loss is so many and such a part."""
    return lost >= max(1, limits.at_least) and lost * 100 >= of * percent


def _percent(lost: int, of: int) -> str:
    return f"{lost * 100 // of} %"


def _clock(source: str, ahead: timedelta) -> Finding:
    which = "ahead of" if ahead > timedelta() else "behind"
    off = age_in_words(ANY_TIME, ANY_TIME + abs(ahead))
    return Finding("clock", f"The clock of {source} is {off} {which} this laptop’s.")


def _people_gone(
    source: str, before: Mapping[str, Seen], after: Mapping[str, Seen], limits: Limits
) -> Iterator[Finding]:
    gone = [seen.name for id_, seen in before.items() if id_ not in after]
    if len(gone) * 2 > len(before) or _much(len(gone), len(before), limits.people_percent, limits):
        words = (
            f"{source} now has {len(after)} people; the copy in use has {len(before)}."
            f" {_number(len(gone), 'person is', 'people are')} gone ({_percent(len(gone), len(before))})."
        )
        yield Finding("people gone", words, _some(sorted(gone)))


def _visits_gone(
    source: str, before: Mapping[date, int], after: Mapping[date, int], limits: Limits
) -> Iterator[Finding]:
    lost = {day: had - after.get(day, 0) for day, had in sorted(before.items()) if had > after.get(day, 0)}
    bad = {day for day, gone in lost.items() if _much(gone, before[day], limits.visits_percent, limits)}
    had, gone = sum(before.values()), sum(lost.values())
    if not bad and gone * 2 <= had and not _much(gone, had, limits.visits_percent, limits):
        return
    words = (
        f"{_number(gone, 'planned visit is', 'planned visits are')} gone from {source}, of {had} in the copy in use"
        f" ({_percent(gone, had)})."
    )
    shown = sorted(bad or lost)
    days = [f"{_day(day)}: {before[day]} before, {after.get(day, 0)} now" for day in shown]
    yield Finding("visits gone", words, _in_order(days))


def _left_without(source: str, before: Picture, after: Picture, limits: Limits) -> Iterator[Finding]:
    """Find people who had visits and now have none, also when as many visits to others came in their place."""
    had = {id_: number for id_, number in before.visits_of.items() if number > 0 and id_ in before.people}
    without = [
        before.people[id_].name for id_ in had if after.visits_of.get(id_, 0) <= 0 and id_ in after.people
    ]
    if _much(len(without), len(had), limits.people_percent, limits):
        words = (
            f"{source} plans no visit any more for {len(without)} of the {len(had)} people who have visits in the"
            f" copy in use ({_percent(len(without), len(had))})."
        )
        yield Finding("left out", words, _some(sorted(without)))


def _emptied(
    source: str,
    place: int,
    section: str,
    before: Mapping[str, Seen],
    after: Mapping[str, Seen],
    limits: Limits,
) -> Iterator[Finding]:
    """Find records that were emptied, of people who are in both copies."""
    had = {
        id_: seen for id_, seen in before.items() if seen.holds[place] != State.NOT_RECORDED and id_ in after
    }
    less = {id_: seen for id_, seen in had.items() if after[id_].holds[place] < seen.holds[place]}
    if not _much(len(less), len(had), limits.emptied_percent, limits):
        return
    blank = sum(after[id_].holds[place] == State.NOT_RECORDED for id_ in less)
    ways = [
        *([f"{blank} now NOT RECORDED"] if blank else []),
        *([f"{len(less) - blank} now none"] if len(less) > blank else []),
    ]
    words = (
        f"{section.capitalize()} are gone from the records of {_number(len(less), 'person', 'people')} in {source},"
        f" of {len(had)} who had them ({_percent(len(less), len(had))}): {', '.join(ways)}."
    )
    yield Finding("emptied", words, _some(sorted(seen.name for seen in less.values())))


def _twice(
    source: str, before: Mapping[str, Seen], after: Mapping[str, Seen], limits: Limits
) -> Iterator[Finding]:
    """Find people who are in the new copy twice and were not before."""
    old = set(_pairs(before))
    new = {key: ids for key, ids in _pairs(after).items() if key not in old}
    extra = sum(len(ids) - 1 for ids in new.values())
    if not _much(extra, len(after), limits.twice_percent, limits):
        return
    by_number = sum(len(ids) - 1 for key, ids in new.items() if key[0] == "number")
    ways = [
        *([f"{by_number} with the same NHS number"] if by_number else []),
        *([f"{extra - by_number} with the same name and day of birth"] if extra > by_number else []),
    ]
    words = f"{_number(extra, 'person is', 'people are')} in {source} twice: {', '.join(ways)}."
    yield Finding("twice", words, _some(sorted(after[ids[0]].name for ids in new.values())))


def _pairs(people: Mapping[str, Seen]) -> dict[tuple[Hashable, ...], list[str]]:
    """Return who is there more than once: by NHS number, else by folded name and day of birth."""
    numbers = Counter(seen.nhs_number for seen in people.values() if seen.nhs_number)
    found: defaultdict[tuple[Hashable, ...], list[str]] = defaultdict(list)
    for id_, seen in people.items():
        if seen.nhs_number and numbers[seen.nhs_number] > 1:
            found["number", seen.nhs_number].append(id_)
        elif seen.born is not None:
            found["name", folded(seen.name), seen.born].append(id_)
    return {key: ids for key, ids in found.items() if len(ids) > 1}


def _number(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _day(day: date) -> str:
    return f"{DAYS[day.weekday()]} {long_date(day)}"


def _some(names: Sequence[str]) -> tuple[str, ...]:
    """Return examples, each name once."""
    return _in_order(list(dict.fromkeys(names)))


def _in_order(lines: Sequence[str]) -> tuple[str, ...]:
    more = len(lines) - MOST_EXAMPLES
    return (*lines[:MOST_EXAMPLES], *([f"and {more} more"] if more > 0 else []))
