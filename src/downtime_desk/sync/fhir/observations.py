"""The statements of our own summary that FHIR has no resource for, carried as Observations."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_args

from downtime_desk.people.summary import Priority, PriorityLevel
from downtime_desk.sync.fhir import CODES
from downtime_desk.sync.fhir.elements import Observation
from downtime_desk.sync.fhir.parts import LeftOut, Says
from downtime_desk.sync.fhir.words import codes, day, understood
from downtime_desk.sync.strict import Unreadable

SUMMARY = f"{CODES}summary"
STANDING = frozenset({"final", "amended", "corrected"})

Value = int | str | bool | Priority


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: `about` is its code in the summary; of two, the one said later (`when`) holds."""

    about: str
    value: Value
    when: str


def observation(resource: Observation) -> Says[Statement] | LeftOut:
    """Return what an Observation of the summary says."""
    about = about_of(resource)
    if about is None:
        return LeftOut("observations that are not part of the summary")
    understood(resource)
    if resource.status not in STANDING:
        return LeftOut("observations that are not final")
    if resource.data_absent_reason is not None:
        return LeftOut("observations that say they are not recorded")
    when = resource.effective_date_time or resource.issued or resource.meta.last_updated or ""
    return Says(Statement(about, READERS[about](resource), when), day(when))


def about_of(resource: Observation) -> str | None:
    """Return which statement of the summary this is, if it is one."""
    return next((code for code in sorted(codes(resource.code, SUMMARY)) if code in READERS), None)


def _whole(least: int, most: int) -> Callable[[Observation], int]:
    def read(resource: Observation) -> int:
        number = resource.value_integer
        if number is None and resource.value_quantity and resource.value_quantity.value is not None:
            exact = resource.value_quantity.value
            number = int(exact) if exact == exact.to_integral_value() else None
        if number is None or not least <= number <= most:
            raise Unreadable(f"it should be a whole number from {least} to {most}")
        return number

    return read


def _text(resource: Observation) -> str:
    if not resource.value_string or not resource.value_string.strip():
        raise Unreadable("it should be words and there are none")
    return resource.value_string.strip()


def _yes_or_no(resource: Observation) -> bool:
    if resource.value_boolean is None:
        raise Unreadable("it should be yes or no")
    return resource.value_boolean


def _priority(resource: Observation) -> Priority:
    said = resource.value_codeable_concept
    level: PriorityLevel | None = next(
        (each for each in get_args(PriorityLevel) if each in codes(said)), None
    )
    if level is None or said is None:
        raise Unreadable("it should be red, amber or green")
    reasons = tuple(part.strip() for part in (said.text or "").split("; ") if part.strip())
    reviewer = next((each.display for each in resource.performer if each.display), None)
    return Priority(level, reasons, _day(resource), reviewer)


def _day(resource: Observation) -> date | None:
    return day(resource.effective_date_time)


READERS: Mapping[str, Callable[[Observation], Value]] = {
    "carers-needed": _whole(0, 9),
    "transfer": _text,
    "equipment": _text,
    "food-level": _whole(3, 7),
    "drink-level": _whole(0, 4),
    "eating": _text,
    "communication": _text,
    "capacity": _text,
    "lives-alone": _yes_or_no,
    "can-summon-help": _yes_or_no,
    "if-late-or-missed": _text,
    "what-matters": _text,
    "priority": _priority,
}
# What a person is told when a statement came and could not be read.
SUBJECTS: Mapping[str, str] = {
    "carers-needed": "Mobility",
    "transfer": "Mobility",
    "equipment": "Mobility",
    "food-level": "Eating and drinking",
    "drink-level": "Eating and drinking",
    "eating": "Eating and drinking",
    "communication": "Communication",
    "capacity": "Capacity",
    "lives-alone": "Lives alone",
    "can-summon-help": "Can summon help",
    "if-late-or-missed": "If late or missed",
    "what-matters": "What matters",
    "priority": "Priority",
}
