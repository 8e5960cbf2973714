"""Times on other days than today, as people type them: `mon 815`, `tomorrow 0900`, `25 nov 20:15`, `25/11 815`.

The day stands before the time, and both are said back. A time without a day is the one nearest to what it is
about, such as when a visit was planned; where two are nearly as near, the day has to be typed.
"""

import re
from datetime import date, datetime, timedelta

from downtime_desk.core.clock import DAYS, MONTHS, local, long_date
from downtime_desk.core.typed_time import (
    At,
    Refused,
    Typed,
    answered,
    read_ahead_answered,
    read_answered,
    read_time_on,
)

# Between two readings half a day apart nobody can tell which was meant.
_TOO_ALIKE = timedelta(hours=6)

_FROM_NOW = re.compile(r"now|[-−+]\s*[0-9]+|y(esterday)?\s*[0-9].*")
_WEEKDAY = "|".join(f"{day.casefold()}[a-z]*" for day in DAYS)
_MONTH = "|".join(f"{month.casefold()}[a-z]*" for month in MONTHS)
_DAY = (
    rf"(?P<near>today|tomorrow|tom)|(?P<weekday>{_WEEKDAY})"
    rf"|(?P<of>[0-9]{{1,2}})(?:[ -]?(?P<month>{_MONTH})|/(?P<number>[0-9]{{1,2}}))(?:[ /-](?P<year>20[0-9]{{2}}))?"
)
_DAYS_AHEAD = re.compile(
    r"\+ ?(?P<days>[0-9]{1,3})(?: ?d(?:ays?)?)?|\+? ?(?P<weeks>[0-9]{1,2}) ?w(?:eeks?)?", re.ASCII
)
_NAMED_BEFORE = re.compile(rf"(?:{_WEEKDAY}),? (?=[0-9])")
_ON_A_DAY = re.compile(rf"(?:{_DAY})[ ,]+(?P<time>.+)")
_DAY_ALONE = re.compile(_DAY)


def read_near(typed: str, about: datetime, now: datetime) -> Typed:
    """Return the time that was typed: past or to come, on the day that was typed, else nearest to `about`.

    `now`, `-20` and `+30` count from now.
    """
    words = _words(typed)
    if _FROM_NOW.fullmatch(words):
        return read_ahead_answered(words, now) if words.startswith("+") else read_answered(words, now)
    if found := _ON_A_DAY.fullmatch(words):
        day = _day(found, local(now).date())
        return day if isinstance(day, Refused) else _on(found["time"], day)
    if _DAY_ALONE.fullmatch(words):
        return Refused("The time is missing. Type it behind the day, as mon 815.")
    return answered(words, lambda time: _nearest(time, about))


def read_before(typed: str, now: datetime, since: datetime | None = None) -> Typed:
    """Return the past time that was typed, as `read_answered` does, or the time on the day that was typed."""
    words = _words(typed)
    found = _ON_A_DAY.fullmatch(words)
    if found is None:
        return read_answered(words, now, since)
    day = _day(found, local(now).date())
    return day if isinstance(day, Refused) else _on(found["time"], day)


def read_on_day(typed: str, on: date, now: datetime) -> Typed:
    """Return the clock time that was typed, on a day unless another was typed in front of it."""
    words = _words(typed)
    if _FROM_NOW.fullmatch(words) or _ON_A_DAY.fullmatch(words):
        return read_near(words, now, now)
    return _on(words, on)


def read_after(typed: str, begins: datetime, now: datetime) -> Typed:
    """Return the time something ends: `+30` minutes after it begins, or the next such clock time after that."""
    words = _words(typed)
    found = _ON_A_DAY.fullmatch(words)
    if found is None:
        return read_ahead_answered(words, begins)
    day = _day(found, local(now).date())
    return day if isinstance(day, Refused) else _on(found["time"], day)


def read_day(typed: str, today: date) -> date | Refused:
    """Return the day that was typed: `sat`, `12 dec`, `Sat 12 Dec`, `12/12`, `+14` days from today or `4 weeks`."""
    words = _words(typed)
    if found := _DAYS_AHEAD.fullmatch(words):
        ahead = int(found["days"]) if found["days"] else int(found["weeks"]) * 7
        return today + timedelta(days=ahead)
    if found := _DAY_ALONE.fullmatch(_NAMED_BEFORE.sub("", words).replace("-", " ")):
        return _day(found, today)
    return Refused("That is not a day. Type it as 12 dec, 12/12 or 4 weeks.")


def day_in_words(day: date, today: date) -> str:
    """Return `Sat 12-Dec-2026, in 20 days`."""
    away = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    when = near.get(away) or (f"in {away} days" if away > 0 else f"{-away} days ago")
    return f"{DAYS[day.weekday()]} {long_date(day)}, {when}"


def _words(typed: str) -> str:
    return " ".join(typed.strip().casefold().split())


def _on(time: str, day: date) -> Typed:
    return answered(time, lambda words: read_time_on(words, day))


def _nearest(time: str, about: datetime) -> Typed:
    """Return the reading nearest to an instant, or say that the day has to be typed."""
    there = local(about).date()
    read = [_on(time, there + timedelta(days=days)) for days in (-1, 0, 1)]
    possible = sorted(
        (each.instant for each in read if isinstance(each, At)), key=lambda instant: abs(instant - about)
    )
    if isinstance(read[1], Refused) and not possible:
        return read[1]
    if len(possible) < len(read):
        # a night on which the clocks change: what the day itself says is asked or refused
        return next(each for each in read if not isinstance(each, At))
    nearest, next_best, *_ = possible
    if abs(next_best - about) - abs(nearest - about) < _TOO_ALIKE:
        return Refused(
            f"{_face(nearest)}: which day? Type it in front, as {_named(nearest)} {_digits(nearest)}."
        )
    return At(nearest)


def _face(instant: datetime) -> str:
    return f"{local(instant):%H:%M}"


def _digits(instant: datetime) -> str:
    return f"{local(instant):%H%M}"


def _named(instant: datetime) -> str:
    return DAYS[local(instant).weekday()].casefold()


def _day(found: re.Match[str], today: date) -> date | Refused:
    if found["near"]:
        return today + timedelta(days=0 if found["near"] == "today" else 1)
    if found["weekday"]:
        place = [day.casefold() for day in DAYS].index(found["weekday"][:3])
        return today + timedelta(days=(place - today.weekday()) % 7)
    return _date(found, today)


def _date(found: re.Match[str], today: date) -> date | Refused:
    """Return a date; without a year the nearest such date."""
    month = _month(found["month"]) if found["month"] else int(found["number"])
    years = [int(found["year"])] if found["year"] else [today.year - 1, today.year, today.year + 1]
    possible = [day for year in years if (day := _real(year, month, int(found["of"]))) is not None]
    if not possible:
        return Refused("There is no such day. Type it as 25 nov or mon, and the time behind it.")
    return min(possible, key=lambda day: abs(day - today))


def _month(word: str) -> int:
    return [month.casefold() for month in MONTHS].index(word[:3]) + 1


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
