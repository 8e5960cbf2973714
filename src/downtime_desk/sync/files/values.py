"""What a cell says: dates as the UK writes them, ids as text, blanks as not recorded.

Every function returns None for a blank and raises `Unreadable` for what could be read in two ways.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from downtime_desk.core.clock import LONDON, MONTHS
from downtime_desk.sync.strict import Unreadable

Order = Literal["day first", "month first"]
Zone = Literal["London", "UTC"]

# Exactly as programs write them: a person may be called Null.
BLANK = frozenset({"", "-", "–", "—", "NULL", "NaN", "nan", "NaT", "#N/A"})
MOST_TEXT = 10_000
MOST_ID = 200
REMEMBERED = 1 << 14

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SPREADSHEET_ERROR = re.compile(r"#(REF|VALUE|NAME|DIV/0|NULL|NUM|GETTING_DATA|SPILL|CALC)[!?]?$")
_WHOLE_FLOAT = re.compile(r"-?\d+\.0+$")
_LOST_DIGITS = re.compile(r"-?\d(\.\d+)?[eE]\+?\d+$")
_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_YEAR_FIRST = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})$")
_NAMED = re.compile(r"(?:[A-Za-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})[ ,-]+(\d{4})$")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm]\.?)?$")
_DAY_NUMBER = re.compile(r"\d{5}(?:\.\d+)?$")
_INSTANT = re.compile(r"(?P<day>.+?)(?:[T ]|, )(?P<clock>\d{1,2}:.+)$")
_MIDNIGHT = re.compile(r"(?:T| )00:00(?::00(?:\.0+)?)?Z?$")
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")
_SPAN = re.compile(r"(?:(\d+) days? )?(\d{1,3}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$")
_MINUTES = re.compile(r"(\d{1,4})(?:\.0+)?(?: ?min(?:ute)?s?)?$", re.I)
_HOURS = re.compile(r"(\d{1,2}(?:\.\d+)?) ?h(?:ou)?rs?$", re.I)
_MONTH_NUMBERS = {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
_YES = frozenset({"y", "yes", "true", "1", "1.0"})
_NO = frozenset({"n", "no", "false", "0", "0.0"})

DAY_NUMBER = "it is not a date but a spreadsheet’s number for one: have the column shown as a date"
TWICE = "The main system wrote a time that comes twice, because the clocks go back: the first was taken."
NEVER = "The main system wrote a time that does not come, because the clocks go forward: check it."


class WrongOrder(Unreadable):
    """A date that only makes sense in the other order of day and month: every other date of its file is in doubt."""


class Read(NamedTuple):
    """An instant in UTC, and in words what is doubtful about it."""

    at: datetime
    doubt: str | None


def text(cell: str) -> str | None:
    """Return the words of a cell; raise `Unreadable` when they cannot be shown or are too long."""
    said = cell.strip()
    if said in BLANK:
        return None
    if len(said) > MOST_TEXT:
        raise Unreadable("it is longer than anything a person writes")
    if _UNPRINTABLE.search(said):
        raise Unreadable("it holds characters that cannot be shown")
    if said[0] == "#" and _SPREADSHEET_ERROR.match(said):
        raise Unreadable("the spreadsheet shows a fault there")
    return said


@lru_cache(maxsize=REMEMBERED)
def identity(cell: str) -> str | None:
    """Return an id as text: `1234.0` is 1234, and one that lost digits to a spreadsheet is refused."""
    said = text(cell)
    if said is None:
        return None
    if len(said) > MOST_ID:
        raise Unreadable("it is too long for an id")
    if _LOST_DIGITS.match(said):
        raise Unreadable("a spreadsheet has cut its last digits off")
    return said.partition(".")[0] if _WHOLE_FLOAT.match(said) else said


def phone(cell: str) -> str | None:
    """Return a telephone number with the nought or the plus that a spreadsheet took for none."""
    said = identity(cell)
    if said is None or not (said.isascii() and said.isdigit()):
        return said
    if said.startswith("44") and len(said) == 12:
        return f"+{said}"
    return f"0{said}" if len(said) == 10 and said[0] != "0" else said


@lru_cache(maxsize=REMEMBERED)
def day(cell: str, order: Order = "day first") -> date | None:
    """Return a day. `03/04/2026` is the third of April; a year of two digits is refused."""
    said = text(cell)
    if said is None:
        return None
    said = _MIDNIGHT.sub("", said)
    if found := _YEAR_FIRST.match(said):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.match(said):
        return _by_numbers(int(found[1]), int(found[2]), int(found[3]), order)
    if found := _NAMED.match(said):
        return _date(int(found[3]), _month(found[2]), int(found[1]))
    if _SHORT_YEAR.match(said):
        raise Unreadable("its year has two digits, so it could be read in more than one way")
    raise Unreadable(DAY_NUMBER if _DAY_NUMBER.match(said) else "it is not a date")


def _by_numbers(first: int, second: int, year: int, order: Order) -> date:
    if order == "month first":
        if first > 12 >= second >= 1:
            raise WrongOrder("it has its day first, and the columns say that the month is")
        return _date(year, first, second)
    if second > 12 >= first >= 1:
        raise WrongOrder("it has its month first, and UK dates have the day first")
    return _date(year, second, first)


def _month(name: str) -> int:
    short = name[:3].casefold()
    if short not in _MONTH_NUMBERS:
        raise Unreadable("it is not a date")
    return _MONTH_NUMBERS[short]


def _date(year: int, month: int, day_: int) -> date:
    try:
        found = date(year, month, day_)
    except ValueError:
        raise Unreadable("there is no such day") from None
    if not 1890 <= year <= 2199:
        raise Unreadable("its year cannot be right")
    return found


@lru_cache(maxsize=REMEMBERED)
def clock(cell: str) -> time | None:
    """Return a time of day, `07:30`, `7:30 pm` or `07:30:00`."""
    said = text(cell)
    if said is None:
        return None
    found = _CLOCK.match(said)
    if found is None:
        raise Unreadable("it is not a time of day")
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        if not 1 <= hour <= 12:
            raise Unreadable("it is not a time of day")
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        raise Unreadable("it is not a time of day") from None


@lru_cache(maxsize=REMEMBERED)
def instant(cell: str, zone: Zone = "London", order: Order = "day first") -> Read | None:
    """Return an instant in UTC. What carries a zone of its own is read by that; the rest by the profile's."""
    said = text(cell)
    if said is None:
        return None
    found = _INSTANT.match(said)
    if found is None:
        raise Unreadable(DAY_NUMBER if _DAY_NUMBER.match(said) else "it is not a date with a time")
    there, at = day(found["day"], order), found["clock"]
    if there is None:
        raise Unreadable("it is not a date with a time")
    own = _ZONE.search(at)
    face = clock(at[: own.start()] if own else at)
    if face is None:
        raise Unreadable("it is not a date with a time")
    if own is None:
        return moment(there, face, zone)
    try:
        offset = datetime.fromisoformat(f"2000-01-01T00:00:00{own[0]}").utcoffset() or timedelta()
    except ValueError:
        raise Unreadable("its time zone cannot be read") from None
    return Read(datetime.combine(there, face, UTC) - offset, None)


def moment(there: date, face: time, zone: Zone) -> Read:
    """Return the instant of a clock face on a day, with what is doubtful about it when the clocks change."""
    if zone == "UTC":
        return Read(datetime.combine(there, face, UTC), None)
    first = datetime.combine(there, face, LONDON)
    at = first.astimezone(UTC)
    if first.utcoffset() == first.replace(fold=1).utcoffset():
        return Read(at, None)
    comes = at.astimezone(LONDON).time() == face
    return Read(at, TWICE if comes else NEVER)


@lru_cache(maxsize=REMEMBERED)
def span(cell: str) -> timedelta | None:
    """Return how long something takes: minutes, `00:45`, `00:45:00`, `0 days 00:45:00` or `1.5 hours`."""
    said = text(cell)
    if said is None:
        return None
    if found := _MINUTES.match(said):
        return timedelta(minutes=int(found[1]))
    if found := _HOURS.match(said):
        return timedelta(hours=float(found[1]))
    found = _SPAN.match(said)
    if found is None or int(found[3]) > 59 or int(found[4] or 0) > 59:
        raise Unreadable("it is not a length of time")
    return timedelta(
        days=int(found[1] or 0), hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0)
    )


def number(cell: str) -> int | None:
    """Return a whole number of things, from 0 to 99."""
    said = identity(cell)
    if said is None:
        return None
    if not (said.isascii() and said.isdigit() and len(said) <= 2):
        raise Unreadable("it is not a number of things")
    return int(said)


def yes_or_no(cell: str) -> bool | None:
    """Return yes or no; None when it is blank."""
    said = text(cell)
    if said is None:
        return None
    folded = said.casefold()
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    raise Unreadable("it is neither yes nor no")


@lru_cache(maxsize=REMEMBERED)
def several(cell: str, by: str = ";") -> tuple[str, ...]:
    """Return the parts of a cell that holds several, parted by `by` or by lines."""
    said = text(cell)
    if said is None:
        return ()
    return tuple(part for line in said.splitlines() for each in line.split(by) if (part := each.strip()))
