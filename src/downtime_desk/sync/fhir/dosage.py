"""How a medicine is taken, in words, out of FHIR's Dosage."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, get_args

from downtime_desk.people.summary import Weekday
from downtime_desk.sync.fhir.elements import Dosage, DoseAndRate, Quantity, Ratio, Repeat
from downtime_desk.sync.fhir.words import concept, joined

_UNITS = {"s": "second", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
_WHEN = {
    "MORN": "in the morning",
    "NOON": "at noon",
    "AFT": "in the afternoon",
    "EVE": "in the evening",
    "NIGHT": "at night",
    "HS": "at bedtime",
    "WAKE": "on waking",
    "AC": "before meals",
    "PC": "after meals",
    "C": "with meals",
    "CM": "with breakfast",
    "CD": "with lunch",
    "CV": "with the evening meal",
    "ACM": "before breakfast",
    "ACD": "before lunch",
    "ACV": "before the evening meal",
    "PCM": "after breakfast",
    "PCD": "after lunch",
    "PCV": "after the evening meal",
}


WEEK: Final[tuple[Weekday, ...]] = get_args(Weekday)


@dataclass(frozen=True)
class Taken:
    """How a medicine is taken. `times` are clock faces, `HH:MM`; `days` the weekdays, when it is given on some every week."""

    dose: str | None
    route: str | None
    times: tuple[str, ...]
    as_needed: bool
    instructions: str | None
    days: tuple[Weekday, ...] = ()


@lru_cache(maxsize=1 << 11)
def taken(dosages: tuple[Dosage, ...]) -> Taken:
    """Return several dosages as one; doses that differ are told apart in the instructions.

    Remembered, because most medicines are taken in one of a few ways.
    """
    doses = list(dict.fromkeys(words for dosage in dosages if (words := _dose(dosage))))
    times = sorted({time[:5] for dosage in dosages for time in dosage.timing.repeat.time_of_day})
    told_apart = len(doses) > 1
    sentences = dict.fromkeys(
        sentence for dosage in dosages for sentence in _sentences(dosage, with_dose=told_apart)
    )
    return Taken(
        dose=doses[0] if len(doses) == 1 else None,
        route=joined(dosage.route for dosage in dosages),
        times=tuple(times),
        as_needed=any(_as_needed(dosage) for dosage in dosages),
        instructions="; ".join(sentences) or None,
        days=_days(dosages),
    )


def _days(dosages: tuple[Dosage, ...]) -> tuple[Weekday, ...]:
    """Return the weekdays of a medicine given every week; none when one of its dosages says otherwise, or nothing."""
    repeats = [dosage.timing.repeat for dosage in dosages]
    if not all(each.day_of_week and _is_weekly(each) for each in repeats):
        return ()
    said = {day for each in repeats for day in each.day_of_week}
    return tuple(day for day in WEEK if day in said)


def _is_weekly(repeat: Repeat) -> bool:
    """Return whether the days are those of every week: a course with bounds of its own is not worked out here."""
    return repeat.period_unit in {None, "d", "wk"} and repeat.period in {None, 1}


def _as_needed(dosage: Dosage) -> bool:
    return bool(dosage.as_needed_boolean) or dosage.as_needed_codeable_concept is not None


def _sentences(dosage: Dosage, *, with_dose: bool) -> Iterator[str]:
    if with_dose and (dose := _dose(dosage)):
        times = ", ".join(time[:5] for time in dosage.timing.repeat.time_of_day)
        yield f"{dose} at {times}" if times else dose
    yield from filter(
        None,
        (
            dosage.text or _how_often(dosage),
            dosage.patient_instruction,
            joined(dosage.additional_instruction),
            _labelled("when needed for", concept(dosage.as_needed_codeable_concept)),
            _labelled("site:", concept(dosage.site)),
            _labelled("not more than", _ratio(dosage.max_dose_per_period)),
        ),
    )


def _labelled(label: str, words: str | None) -> str | None:
    return f"{label} {words}" if words else None


def _how_often(dosage: Dosage) -> str | None:
    repeat = dosage.timing.repeat
    parts = [
        _frequency(repeat),
        ", ".join(_WHEN.get(code, code) for code in repeat.when) or None,
        _labelled("on", ", ".join(day.capitalize() for day in repeat.day_of_week) or None),
    ]
    return " ".join(part for part in parts if part) or concept(dosage.timing.code)


def _frequency(repeat: Repeat) -> str | None:
    if repeat.period is None or repeat.period_unit is None:
        return None
    unit = _UNITS.get(repeat.period_unit, repeat.period_unit)
    every = f"every {unit}" if repeat.period == 1 else f"every {_plain(repeat.period)} {unit}s"
    if repeat.frequency in {None, 1}:
        return "once a day" if every == "every day" else every
    return f"{repeat.frequency} times {every}"


def _dose(dosage: Dosage) -> str | None:
    return ", ".join(words for each in dosage.dose_and_rate if (words := _dose_and_rate(each))) or None


def _dose_and_rate(said: DoseAndRate) -> str | None:
    dose = _quantity(said.dose_quantity)
    if dose is None and said.dose_range:
        low, high = _quantity(said.dose_range.low), _quantity(said.dose_range.high)
        dose = " to ".join(part for part in (low, high) if part) or None
    rate = _quantity(said.rate_quantity) or _ratio(said.rate_ratio)
    return ", ".join(part for part in (dose, _labelled("rate", rate)) if part) or None


def _ratio(said: Ratio | None) -> str | None:
    if said is None:
        return None
    amount, per = _quantity(said.numerator), _quantity(said.denominator)
    return f"{amount} in {per}" if amount and per else amount


def _quantity(said: Quantity | None) -> str | None:
    if said is None or said.value is None:
        return None
    unit = said.unit or _UNITS.get(said.code or "", said.code or "")
    return f"{_plain(said.value)} {unit}".strip()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
