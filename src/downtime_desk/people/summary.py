"""The critical care summary of one person, as every part of the program sees it.

These are the canonical structs connectors fill. `None` always means **not recorded**. A list that can be
known to be empty is a `Listed`, whose `state` says which of the three it is.

They hold text, dates and each other, never in a circle, so the garbage collector need not look at them (`gc=False`).
"""

from datetime import date
from typing import Final, Generic, Literal, TypeVar, get_args

import msgspec

Item = TypeVar("Item")

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEK: Final[tuple[Weekday, ...]] = get_args(Weekday)
"""The days in the order of `date.weekday()`."""
PriorityLevel = Literal["red", "amber", "green"]


class Listed(msgspec.Struct, Generic[Item], frozen=True, gc=False, omit_defaults=True):
    """A list in one of three states. `as_of` is when the source recorded it."""

    state: Literal["listed", "none", "not recorded"] = "not recorded"
    items: tuple[Item, ...] = ()
    as_of: date | None = None


class Allergy(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """An allergy or intolerance; `severity` in the source's words (`severe`, `high risk` …)."""

    substance: str
    reaction: str | None = None
    severity: str | None = None
    recorded: date | None = None


class Medicine(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A current medicine. `times` are local clock faces, `HH:MM`; `days` the weekdays it is given on, every week.

    `days` are `mon` to `sun`, empty when it is for every day or the source does not say.
    `window_minutes` is how far from a time a time-critical dose may be given, either way.
    `given_by_us` is the support level: we administer or assist, we prompt, or the person manages alone.
    """

    name: str
    dose: str | None = None
    route: str | None = None
    times: tuple[str, ...] = ()
    time_critical: bool = False
    window_minutes: int | None = None
    if_late: str | None = None
    if_missed: str | None = None
    support: Literal["administer", "assist", "prompt", "self"] | None = None
    as_needed: bool = False
    instructions: str | None = None
    days: tuple[Weekday, ...] = ()


class Alert(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A risk a carer must know at the door: `kind` is a word or two (Falls, Choking, Dog)."""

    kind: str
    text: str | None = None


class Contact(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Somebody to ring. `role` is the source's word: next of kin, GP, pharmacy, telecare …"""

    name: str
    role: str | None = None
    phone: str | None = None
    key_holder: bool | None = None
    may_be_told: bool | None = None


class CprDecision(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A pointer to the signed form, never the form. `decided` None means not recorded."""

    decided: bool | None = None
    form: str | None = None
    where: str | None = None
    dated: date | None = None
    review: date | None = None


class Mobility(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """How the person moves; `carers` is how many it takes."""

    carers: int | None = None
    transfer: str | None = None
    equipment: str | None = None


class Eating(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """IDDSI levels (food 3 to 7, drink 0 to 4) and words."""

    food_level: int | None = None
    drink_level: int | None = None
    text: str | None = None


class Communication(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Language, aids, how yes, no and pain look."""

    language: str | None = None
    text: str | None = None


class Priority(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Red, amber or green as the provider reviewed it. `level` None means not recorded."""

    level: PriorityLevel | None = None
    reasons: tuple[str, ...] = ()
    reviewed: date | None = None
    reviewer: str | None = None


class Summary(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """Everything a stranger needs to care for this person tonight."""

    priority: Priority = Priority()
    allergies: Listed[Allergy] = Listed()
    medicines: Listed[Medicine] = Listed()
    alerts: Listed[Alert] = Listed()
    conditions: Listed[str] = Listed()
    contacts: Listed[Contact] = Listed()
    gp: Contact | None = None
    services: tuple[Contact, ...] = ()
    cpr: CprDecision = CprDecision()
    mobility: Mobility = Mobility()
    eating: Eating = Eating()
    communication: Communication = Communication()
    capacity: str | None = None
    lives_alone: bool | None = None
    can_summon_help: bool | None = None
    address: str | None = None
    postcode: str | None = None
    directions: str | None = None
    phone: str | None = None
    if_late_or_missed: str | None = None
    what_matters: str | None = None
    has_entry_code: bool = False


class EntryCode(msgspec.Struct, frozen=True, gc=False):
    """A home-entry code. It travels beside a person, never inside the summary."""

    label: str
    code: str


class Person(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A person who receives care, as a connector hands them over.

    `id` is the main system's own id for the person and `version` its version of the record.
    `nhs_number` is ten digits without spaces, kept as the source gave it even when it does not check.
    """

    id: str
    family: str
    given: str
    title: str | None = None
    known_as: str | None = None
    born: date | None = None
    nhs_number: str | None = None
    local_id: str | None = None
    gender: str | None = None
    version: str | None = None
    summary: Summary = Summary()
    entry_codes: tuple[EntryCode, ...] = ()
