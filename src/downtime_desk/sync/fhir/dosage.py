"""How a medicine is taken, in words, out of FHIR's Dosage."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, get_args

from downtime_desk.core.clock import long_date
from downtime_desk.people.summary import WEEK, Weekday
from downtime_desk.sync.fhir.elements import Dosage, DoseAndRate, Quantity, Range, Ratio, Repeat
from downtime_desk.sync.fhir.words import concept, day, joined

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


Kind = Literal["daily", "weekly", "seldom", "needed"]
# In the order of which stands for a medicine; the others are told beside it.
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)


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

    What is given every day stands for the medicine; what is given on some days, or when needed, beside it is told in
    words, so that neither hides the other. Times are those of days that are known: a dose that is given every second
    day is not due every day. Remembered, because most medicines are taken in one of a few ways.
    """
    said = {_kind(each) for each in dosages}
    first: Kind = next((kind for kind in KINDS if kind in said), "daily")
    main = [each for each in dosages if _kind(each) == first]
    beside = [each for each in dosages if _kind(each) != first]
    doses = list(dict.fromkeys(words for dosage in main if (words := _dose(dosage))))
    sentences = dict.fromkeys(
        sentence for dosage in main for sentence in _sentences(dosage, with_dose=len(doses) > 1)
    )
    return Taken(
        dose=doses[0] if len(doses) == 1 else None,
        route=joined(dosage.route for dosage in dosages),
        times=() if first == "seldom" else tuple(sorted({time for each in main for time in _times(each)})),
        as_needed=first == "needed",
        instructions="; ".join((*sentences, *map(_beside, beside))) or None,
        days=_days(main) if first == "weekly" else (),
    )


def _kind(dosage: Dosage) -> Kind:
    if dosage.as_needed_boolean or dosage.as_needed_codeable_concept is not None:
        return "needed"
    repeat = dosage.timing.repeat
    if repeat.day_of_week:
        return (
            "weekly" if repeat.period_unit in {None, "d", "wk"} and repeat.period in {None, 1} else "seldom"
        )
    return "seldom" if _is_seldom(repeat) or dosage.timing.event else "daily"


def _is_seldom(repeat: Repeat) -> bool:
    """Return whether there are days without a dose, and it is not said which."""
    period = max(repeat.period or 1, repeat.period_max or 0)
    days = {"h": Decimal(1) / 24, "d": Decimal(1), "wk": Decimal(7), "mo": Decimal(28), "a": Decimal(365)}
    return period * days.get(repeat.period_unit or "", 0) > 1


def _days(dosages: list[Dosage]) -> tuple[Weekday, ...]:
    said = {name for each in dosages for name in each.timing.repeat.day_of_week}
    return tuple(name for name in WEEK if name in said)


def _times(dosage: Dosage) -> list[str]:
    return [time[:5] for time in dosage.timing.repeat.time_of_day]


def _beside(dosage: Dosage) -> str:
    """Return a dosage that stands beside the main one, in words."""
    also = "also when needed" if _kind(dosage) == "needed" else "also"
    words = ", ".join(dict.fromkeys(_sentences(dosage, with_dose=True)))
    return f"{also}: {words}" if words else also


def _sentences(dosage: Dosage, *, with_dose: bool) -> Iterator[str]:
    times = ", ".join(_times(dosage))
    dose = _dose(dosage) if with_dose else None
    if dose:
        yield f"{dose} at {times}" if times else dose
    elif times and _kind(dosage) == "seldom":
        yield f"at {times}"
    yield from filter(
        None,
        (
            *_when(dosage),
            dosage.patient_instruction,
            joined(dosage.additional_instruction),
            _labelled("how:", concept(dosage.method)),
            _labelled("when needed for", concept(dosage.as_needed_codeable_concept)),
            _labelled("site:", concept(dosage.site)),
            _labelled("not more than", _ratio(dosage.max_dose_per_period)),
            _labelled("at one time not more than", _quantity(dosage.max_dose_per_administration)),
        ),
    )


def _when(dosage: Dosage) -> Iterator[str | None]:
    """Yield how often and for how long. Words of its own do not stand for what is not every day: they may leave it out."""
    often = _how_often(dosage)
    yield dosage.text or often
    if dosage.text and often and _kind(dosage) in {"weekly", "seldom"}:
        yield None if often.casefold() in dosage.text.casefold() else often
    yield _labelled("on", ", ".join(dosage.timing.event) or None)
    yield _bounds(dosage.timing.repeat)


def _bounds(repeat: Repeat) -> str | None:
    """Return for how long a course goes on."""
    parts: list[str | None] = []
    if repeat.bounds_period:
        parts += [
            _labelled(word, long_date(there) if (there := day(said)) else said)
            for word, said in (("from", repeat.bounds_period.start), ("until", repeat.bounds_period.end))
        ]
    parts.append(_labelled("for", _quantity(repeat.bounds_duration) or _range(repeat.bounds_range)))
    if repeat.count is not None:
        parts.append(f"{repeat.count} times in all")
    return " ".join(filter(None, parts)) or None


def _labelled(label: str, words: str | None) -> str | None:
    return f"{label} {words}" if words else None


def _how_often(dosage: Dosage) -> str | None:
    repeat = dosage.timing.repeat
    before = f"{repeat.offset} minutes" if repeat.offset and repeat.when else None
    parts = [
        _frequency(repeat),
        before,
        ", ".join(_WHEN.get(code, code) for code in repeat.when) or None,
        _labelled("on", ", ".join(map(str.capitalize, repeat.day_of_week)) or None),
    ]
    return " ".join(part for part in parts if part) or concept(dosage.timing.code)


def _frequency(repeat: Repeat) -> str | None:
    if repeat.period is None or repeat.period_unit is None:
        return None
    unit = _UNITS.get(repeat.period_unit, repeat.period_unit)
    if repeat.period_max is not None:
        every = f"every {_plain(repeat.period)} to {_plain(repeat.period_max)} {unit}s"
    else:
        every = f"every {unit}" if repeat.period == 1 else f"every {_plain(repeat.period)} {unit}s"
    if repeat.frequency_max is not None:
        return f"{repeat.frequency or 1} to {repeat.frequency_max} times {every}"
    if repeat.frequency in {None, 1}:
        return "once a day" if every == "every day" else every
    return f"{repeat.frequency} times {every}"


def _dose(dosage: Dosage) -> str | None:
    return ", ".join(words for each in dosage.dose_and_rate if (words := _dose_and_rate(each))) or None


def _dose_and_rate(said: DoseAndRate) -> str | None:
    dose = _quantity(said.dose_quantity)
    if dose is None:
        dose = _range(said.dose_range)
    rate = _quantity(said.rate_quantity) or _ratio(said.rate_ratio)
    return ", ".join(part for part in (dose, _labelled("rate", rate)) if part) or None


def _range(said: Range | None) -> str | None:
    if said is None:
        return None
    return " to ".join(part for part in (_quantity(said.low), _quantity(said.high)) if part) or None


def _ratio(said: Ratio | None) -> str | None:
    if said is None:
        return None
    amount, per = _quantity(said.numerator), _quantity(said.denominator)
    return f"{amount} in {per}" if amount and per else amount


def _quantity(said: Quantity | None) -> str | None:
    if said is None or said.value is None:
        return None
    unit = said.unit or _UNITS.get(said.code or "", said.code or "")
    return f"{said.comparator or ''}{_plain(said.value)} {unit}".strip()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
