"""The lines of the hand-over sheet: what each says, and of whom."""

from dataclasses import dataclass
from datetime import datetime

from downtime_desk.people.summary import Person
from downtime_desk.people.told import Told
from downtime_desk.printing.said import Said


@dataclass(frozen=True, slots=True)
class Watched:
    """A person who is Red, or has no priority. `next` is their next visit, `carers` who makes it."""

    person: Person
    told: tuple[Told, ...] = ()
    next: datetime | None = None
    carers: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenVisit:
    """A visit that needs somebody: `by` is when harm comes near, `why` the reason in words."""

    person: Person
    priority: str
    start: datetime
    carers: tuple[str, ...]
    by: datetime
    why: str
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """Something with a time by which somebody has to do it; `person` None when it is about nobody."""

    due: datetime
    what: str
    owner: str
    person: Person | None = None
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Off:
    """A carer who is off, and until when; None is until further notice."""

    name: str
    since: datetime
    until: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds numbered sheets: those in date, and those to get back."""

    name: str
    in_date: tuple[str, ...]
    to_get_back: tuple[str, ...]
