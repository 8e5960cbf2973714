"""A person of the practice provider before they become resources: plain facts, dates as days before today."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Level = Literal["red", "amber", "green"]
Support = Literal["administer", "assist", "prompt", "self"]

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class Allergy:
    """An allergy; `recorded` is how many days ago somebody wrote it down."""

    substance: str
    reaction: str = ""
    severity: Literal["mild", "moderate", "severe"] | None = None
    recorded: int = 400
    high_risk: bool = False


@dataclass(frozen=True, slots=True)
class Medicine:
    """A medicine; `window` in minutes makes it one that must be on time."""

    name: str
    dose: str = ""
    times: tuple[str, ...] = ()
    support: Support = "prompt"
    window: int | None = None
    if_late: str = ""
    if_missed: str = ""
    as_needed: bool = False
    route: str = "by mouth"
    instructions: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ring about the person."""

    given: str
    family: str
    relation: str
    phone: str
    key_holder: bool = False
    may_be_told: bool | None = True


@dataclass(frozen=True, slots=True)
class Service:
    """A service around the person: pharmacy, district nurses, telecare."""

    name: str
    role: str
    phone: str


@dataclass(frozen=True, slots=True)
class Cpr:
    """What was decided about resuscitation: not to attempt it, and where the signed form lies, or to try."""

    form: str
    where: str
    dated: int
    review_in: int | None = None
    attempt: bool = False


ATTEMPT_CPR = Cpr("CPR to be attempted", "", 150, attempt=True)


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit the person has, at a local clock time on the days of the week given (Monday is 0)."""

    at: str
    minutes: int
    tasks: str
    carers: int = 1
    service: str = "Personal care"
    days: tuple[int, ...] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class Person:
    """A person who receives care. `None` is not recorded; an empty tuple is recorded as none."""

    family: str
    given: str
    born: date | None
    gender: Literal["female", "male"]
    level: Level
    reasons: tuple[str, ...]
    visits: tuple[Visit, ...]
    title: str = ""
    known_as: str = ""
    nhs_number: str = ""
    address: str = ""
    postcode: str = ""
    directions: str = ""
    phone: str = ""
    language: str = "English"
    communication: str = ""
    allergies: tuple[Allergy, ...] | None = None
    allergies_asked_nobody_knew: bool = False
    medicines: tuple[Medicine, ...] | None = None
    alerts: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] | None = None
    services: tuple[Service, ...] = ()
    gp: int = 0
    cpr: Cpr | None = None
    carers: int = 1
    transfer: str = ""
    equipment: str = ""
    food_level: int | None = None
    drink_level: int | None = None
    eating: str = ""
    capacity: str = ""
    lives_alone: bool | None = None
    can_summon_help: bool | None = None
    if_late_or_missed: str = ""
    what_matters: str = ""
    entry_codes: tuple[str, ...] = ()
    reviewed: int = 60
    reviewer: str = "Helen Ashdown"
    one_word_name: bool = False
