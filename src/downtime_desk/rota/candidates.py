"""Who could make a visit that has nobody: carers ranked, each with the reasons in words.

The order, most telling first:

1. whoever is free for the whole visit, with the travel known on either side, before whoever is not;
2. whoever has every skill the visit calls for; then whoever lacks one, and one before two; last whoever lacks
   one its medicines call for. By harm: a carer not trained to move somebody can still sit with them, give what
   is due and ring for a second carer, while insulin not given, or given wrong, cannot wait for one;
3. whoever has visited the person most in the days of the copy;
4. whoever is on in the same area;
5. whoever has the fewest visits that day; then by name.

Nobody who is off, or on the visit already, is a candidate. Nothing is hidden: who is not free or lacks a skill
stands at the end and says so, because at night that may be all there is.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from downtime_desk.core.clock import clock_face

Travel = Callable[[str | None, str | None], timedelta | None]
"""How long it takes from one area to another; None where nobody knows."""

# Words that stand in a skill's name and say nothing about a visit.
_EMPTY = frozenset({"and", "of", "the", "care", "level", "delegated", "trained", "training", "support"})
# How words begin that always speak of giving a medicine.
_OF_MEDICINE = frozenset({"medi", "insu", "inje"})
_WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Need:
    """A visit that needs somebody. Instants are aware; `skills` are those it calls for, `for_medicine` of them."""

    start: datetime
    end: datetime
    area: str | None = None
    skills: frozenset[str] = frozenset()
    carers: tuple[str, ...] = ()
    for_medicine: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Busy:
    """Where a carer is to be: aware instants, the area and the person's name."""

    start: datetime
    end: datetime
    area: str | None
    person_name: str


@dataclass(frozen=True)
class Known:
    """What is known of a carer: their other visits around that time, and how often they visited the person.

    `off` says that they are off at that time.
    """

    carer: str
    name: str
    phone: str | None = None
    area: str | None = None
    skills: frozenset[str] = frozenset()
    busy: tuple[Busy, ...] = ()
    visits_that_day: int = 0
    visited_before: int = 0
    off: bool = False


@dataclass(frozen=True)
class Candidate:
    """A carer who could go. `free` and `lacks` say what stands against it; `because` is every reason in words.

    `against` are those of the reasons that stand against it.
    """

    carer: str
    name: str
    phone: str | None
    free: bool
    lacks: tuple[str, ...]
    because: tuple[str, ...]
    against: tuple[str, ...] = ()

    @property
    def speaks_for(self) -> tuple[str, ...]:
        """Return the reasons that do not stand against it."""
        return tuple(each for each in self.because if each not in self.against)

    @property
    def fits(self) -> bool:
        """Return whether nothing stands against it."""
        return self.free and not self.lacks


def rank(need: Need, carers: Iterable[Known], travel: Travel) -> tuple[Candidate, ...]:
    """Return who could make a visit, the best first."""
    able = [each for each in carers if not each.off and each.carer not in need.carers]
    found = [(each, _in_the_way(need, each, travel)) for each in able]
    found.sort(key=lambda one: _order(need, *one))
    return tuple(_candidate(need, each, in_the_way, travel) for each, in_the_way in found)


def _order(need: Need, carer: Known, in_the_way: tuple[str, ...]) -> tuple[object, ...]:
    same_area = need.area is not None and carer.area == need.area
    return (
        bool(in_the_way),
        len(need.for_medicine - carer.skills),
        len(need.skills - carer.skills),
        -carer.visited_before,
        not same_area,
        carer.visits_that_day,
        carer.name.casefold(),
        carer.carer,
    )


def _in_the_way(need: Need, carer: Known, travel: Travel) -> tuple[str, ...]:
    """Return what a carer would have to leave or miss, in words."""
    found = []
    for each in sorted(carer.busy, key=lambda one: (one.start, one.end, one.person_name)):
        if each.start < need.end and need.start < each.end:
            found.append(f"is to be at {each.person_name} {_times(each)}")
            continue
        earlier = each.end <= need.start
        way = travel(each.area, need.area) if earlier else travel(need.area, each.area)
        gap = need.start - each.end if earlier else each.start - need.end
        if way is not None and gap < way:
            minutes = int(gap.total_seconds() // 60)
            between = "after" if earlier else "before"
            found.append(
                f"has {minutes} min {between} {each.person_name} {_times(each)},"
                f" and the way takes {_minutes(way)}"
            )
    return tuple(found)


def _times(busy: Busy) -> str:
    return f"{clock_face(busy.start)}–{clock_face(busy.end)}"


def _candidate(need: Need, carer: Known, in_the_way: tuple[str, ...], travel: Travel) -> Candidate:
    lacks = tuple(sorted(need.skills - carer.skills, key=lambda each: (each not in need.for_medicine, each)))
    return Candidate(
        carer=carer.carer,
        name=carer.name,
        phone=carer.phone,
        free=not in_the_way,
        lacks=lacks,
        because=(
            *(in_the_way or ("free at that time",)),
            *_skill_words(need, lacks),
            _before_words(carer.visited_before),
            *_area_words(need, carer),
            _day_words(carer.visits_that_day),
            *_travel_words(need, carer, travel),
        ),
        against=(*in_the_way, *(_skill_words(need, lacks) if lacks else ())),
    )


def _skill_words(need: Need, lacks: tuple[str, ...]) -> tuple[str, ...]:
    if lacks:
        return (f"not recorded as trained: {', '.join(lacks)}",)
    return (f"trained: {', '.join(sorted(need.skills))}",) if need.skills else ()


def _before_words(times: int) -> str:
    if not times:
        return "has not visited this person in the days of the copy"
    return f"has visited this person {'once' if times == 1 else f'{times} times'} in the days of the copy"


def _area_words(need: Need, carer: Known) -> tuple[str, ...]:
    if need.area is None or carer.area is None:
        return ()
    return ("same area",) if carer.area == need.area else (f"area {carer.area}",)


def _day_words(visits: int) -> str:
    if not visits:
        return "no visits that day"
    return "1 visit that day" if visits == 1 else f"{visits} visits that day"


def _travel_words(need: Need, carer: Known, travel: Travel) -> tuple[str, ...]:
    unknown = any(
        travel(each.area, need.area) is None or travel(need.area, each.area) is None for each in carer.busy
    )
    return ("travel not known",) if unknown else ()


def _minutes(length: timedelta) -> str:
    return f"{int(length.total_seconds() // 60)} min"


def skills_called_for(skills: Iterable[str], texts: Sequence[str]) -> frozenset[str]:
    """Return which of the skills carers are recorded with a visit calls for, by the words of its tasks and needs.

    A skill is called for when every telling word of its name stands there, by its first letters.
    """
    there = {word[:4] for text in texts for word in _words(text)}
    return frozenset(skill for skill in skills if (told := _telling(skill)) and told <= there)


def for_medicine(skills: Iterable[str], medicines: Sequence[str]) -> frozenset[str]:
    """Return which of the skills a visit calls for are for its medicines, by what is written of these."""
    there = {word[:4] for text in medicines for word in _words(text)} | _OF_MEDICINE
    return frozenset(skill for skill in skills if _telling(skill) & there)


def _telling(skill: str) -> set[str]:
    return {word[:4] for word in _words(skill) if word not in _EMPTY}


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def learnt_travel(runs: Iterable[Sequence[Busy]]) -> Travel:
    """Return the travel the rota itself allows: the shortest time it leaves anybody between two areas.

    Nobody typed distances; what is planned every day is what is known to be possible.
    """
    least: dict[tuple[str, str], timedelta] = {}
    for run in runs:
        in_order = sorted(run, key=lambda each: (each.start, each.end))
        for one, other in pairwise(in_order):
            gap = other.start - one.end
            if one.area is None or other.area is None or gap < timedelta():
                continue
            way = (one.area, other.area)
            least[way] = min(gap, least.get(way, gap))

    def travel(here: str | None, there: str | None) -> timedelta | None:
        return None if here is None or there is None else least.get((here, there))

    return travel
