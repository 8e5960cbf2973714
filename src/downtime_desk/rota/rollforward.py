"""Rolling the rota forward: the days of the copy repeated, week after week, after the copy ends.

What is repeated is the clock on the wall: a visit at 08:00 stays at 08:00 when the clocks change. A day is
repeated from the copied day two weeks or one week earlier in the count of weeks, so that what happens every
second week goes on doing so; where the copy is too short, from the nearest day of its kind. Everything here is
pure: the same pattern and days give the same visits, with the same references.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median

import msgspec

from downtime_desk.core.clock import LONDON, from_text, local, to_text
from downtime_desk.rota.references import rolled

MOST_WEEKS = 12
CYCLE = 14
# A visit this long ends when the clock on the wall says so; a shorter one keeps its length.
LONG = timedelta(hours=4)
# A day with fewer visits than this share of a usual one is not all there.
WHOLE_DAY = 0.5
_SATURDAY = 5


class Slot(msgspec.Struct, frozen=True, array_like=True):
    """A visit of the pattern. `begins` is its clock face, `minutes` its length; the words are places in the
    pattern's `texts`, so that a large pattern stays small. `nth` tells visits at one time apart."""

    person: int
    begins: str
    minutes: int
    nth: int
    carers: tuple[int, ...]
    carers_needed: int
    tasks: tuple[int, ...] = ()
    service: int | None = None
    area: int | None = None
    note: int | None = None
    name: int | None = None


class Pattern(msgspec.Struct, frozen=True):
    """The visits of some copied London days, to be repeated. `texts` holds every word once."""

    texts: tuple[str, ...] = ()
    days: tuple[tuple[str, tuple[Slot, ...]], ...] = ()

    def digest(self) -> str:
        """Return what names this pattern: two desks that rolled the same one forward have the same."""
        return hashlib.sha256(b"DD-PATTERN-v1\0" + msgspec.json.encode(self)).hexdigest()


@dataclass(frozen=True)
class Planned:
    """A visit of a copied day, as it is to be repeated. Instants are aware."""

    id: str
    person: str
    person_name: str
    start: datetime
    end: datetime
    carers: tuple[str, ...]
    carers_needed: int
    service: str | None = None
    tasks: tuple[str, ...] = ()
    area: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Off:
    """When a carer is known to be off. Instants are UTC text; `until` None is until further notice."""

    carer: str
    since: str
    until: str | None

    def during(self, start: str, end: str) -> bool:
        """Return whether any of a stretch of time falls into it."""
        return self.since < end and (self.until is None or start < self.until)


@dataclass(frozen=True)
class Rolled:
    """A visit rolled forward. Times are UTC text; `away` are carers of the pattern who are off then."""

    id: str
    person: str
    person_name: str
    start: str
    end: str
    carers: tuple[str, ...]
    carers_needed: int
    service: str | None
    tasks: tuple[str, ...]
    area: str | None
    note: str | None
    away: tuple[str, ...]


def whole_days(visits_a_day: Mapping[date, int]) -> list[date]:
    """Return the copied days to repeat: the longest unbroken stretch of days that are all there, in order.

    A single booking months ahead does not make the copy longer than it is.
    """
    if not visits_a_day:
        return []
    usual = median(visits_a_day.values())
    stretches: list[list[date]] = []
    for day in sorted(day for day, number in visits_a_day.items() if number >= usual * WHOLE_DAY):
        if stretches and day - stretches[-1][-1] == timedelta(days=1):
            stretches[-1].append(day)
        else:
            stretches.append([day])
    return max(stretches, key=lambda days: (len(days), days[-1]))


def source_day(day: date, copied: Sequence[date]) -> date:
    """Return the copied day that a day repeats."""
    same_weekday = [each for each in copied if each.weekday() == day.weekday()]
    in_cycle = [each for each in same_weekday if (day - each).days % CYCLE == 0]
    same_kind = [each for each in copied if _is_weekend(each) == _is_weekend(day)]
    long_enough = len(copied) >= CYCLE
    return max((in_cycle if long_enough else []) or same_weekday or same_kind or copied)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def pattern_of(visits: Iterable[Planned]) -> Pattern:
    """Return the pattern of some visits, by the London day and clock time they begin at."""
    texts: dict[str, int] = {}

    def place(words: str) -> int:
        return texts.setdefault(words, len(texts))

    def maybe(words: str | None) -> int | None:
        return None if words is None else place(words)

    days: dict[str, list[Slot]] = {}
    same_time: Counter[tuple[str, str, str]] = Counter()
    for visit in sorted(visits, key=lambda each: (each.start, each.person, each.id)):
        begins = local(visit.start)
        day, face = begins.date().isoformat(), f"{begins:%H:%M}"
        slot = Slot(
            person=place(visit.person),
            begins=face,
            minutes=_length(visit),
            nth=same_time[day, visit.person, face],
            carers=tuple(place(each) for each in visit.carers),
            carers_needed=visit.carers_needed,
            tasks=tuple(place(each) for each in visit.tasks),
            service=maybe(visit.service),
            area=maybe(visit.area),
            note=maybe(visit.note),
            name=place(visit.person_name),
        )
        same_time[day, visit.person, face] += 1
        days.setdefault(day, []).append(slot)
    return Pattern(tuple(texts), tuple((day, tuple(slots)) for day, slots in days.items()))


def _length(visit: Planned) -> int:
    """Return a visit's length in minutes, on the wall for a long one."""
    length = visit.end - visit.start
    if length >= LONG:
        length = local(visit.end).replace(tzinfo=None) - local(visit.start).replace(tzinfo=None)
    return int(length.total_seconds() // 60)


def repeated(
    pattern: Pattern, days: Iterable[tuple[str, str]], off: Sequence[Off] = (), without: Iterable[str] = ()
) -> Iterator[Rolled]:
    """Yield the visits of some days, each given with the copied day it repeats, in order of the days.

    Carers who are off at the time are left out, and said to be away. `without` are references to leave out.
    """
    slots, left_out = dict(pattern.days), frozenset(without)
    absences: dict[str, list[Off]] = {}
    for each in off:
        absences.setdefault(each.carer, []).append(each)
    for day, source in days:
        for slot in slots.get(source, ()):
            made = _repeated(pattern.texts, slot, day, absences)
            if made.id not in left_out:
                yield made


def _repeated(texts: tuple[str, ...], slot: Slot, day: str, absences: Mapping[str, list[Off]]) -> Rolled:
    person = texts[slot.person]
    begins, ends = _instants(date.fromisoformat(day), slot.begins, slot.minutes)
    start, end = to_text(begins), to_text(ends)
    planned = [texts[each] for each in slot.carers]
    away = tuple(each for each in planned if any(one.during(start, end) for one in absences.get(each, ())))
    return Rolled(
        id=rolled(person, slot.begins, slot.nth, day),
        person=person,
        person_name=person if slot.name is None else texts[slot.name],
        start=start,
        end=end,
        carers=tuple(each for each in planned if each not in away),
        carers_needed=slot.carers_needed,
        service=None if slot.service is None else texts[slot.service],
        tasks=tuple(texts[each] for each in slot.tasks),
        area=None if slot.area is None else texts[slot.area],
        note=None if slot.note is None else texts[slot.note],
        away=away,
    )


def _instants(day: date, begins: str, minutes: int) -> tuple[datetime, datetime]:
    """Return when a visit begins and ends. A clock time the clocks skip is taken an hour later."""
    wall = datetime.combine(day, time.fromisoformat(begins), LONDON)
    start, length = wall.astimezone(UTC), timedelta(minutes=minutes)
    if length < LONG:
        return start, start + length
    # adding to a London time moves the clock on the wall, not the instant
    return start, (wall + length).astimezone(UTC)


def known_off(absences: Iterable[tuple[str, str, str | None, str | None]]) -> tuple[Off, ...]:
    """Return absences given as carer, since, until and when they came back, the way the pattern needs them."""
    return tuple(
        Off(carer, since, min(filter(None, (until, back)), default=None))
        for carer, since, until, back in absences
    )


def days_after(last: date, until: date, copied: Sequence[date]) -> tuple[tuple[str, str], ...]:
    """Return the days after `last` up to and with `until`, each with the copied day it repeats."""
    count = (until - last).days
    days = [last + timedelta(days=each) for each in range(1, count + 1)]
    return tuple((day.isoformat(), source_day(day, copied).isoformat()) for day in days)


def day_of(stored: str) -> date:
    """Return the London day of an instant in its stored form."""
    return local(from_text(stored)).date()
