"""Time: UTC in the store, Europe/London on screen and on paper.

Everything that needs the present is given a `Now`, so that a test can hold the clock still.
Instants are stored as text, `2026-11-22T02:06:00Z`, which sorts in time order.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Now = Callable[[], datetime]

LONDON = ZoneInfo("Europe/London")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def to_text(instant: datetime) -> str:
    """Return the stored form of an aware instant, to the second."""
    if instant.tzinfo is None:
        raise ValueError("an instant must say its time zone")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def from_text(stored: str) -> datetime:
    """Return the aware UTC instant of its stored form."""
    return datetime.fromisoformat(stored).astimezone(UTC)


def local(instant: datetime) -> datetime:
    """Return the instant on the clock on the wall."""
    return instant.astimezone(LONDON)


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Return the UTC instants at which a London day begins and ends (23, 24 or 25 hours apart)."""
    start = datetime.combine(day, time(), LONDON)
    end = datetime.combine(day + timedelta(days=1), time(), LONDON)
    return start.astimezone(UTC), end.astimezone(UTC)


def clock_face(instant: datetime) -> str:
    """Return `02:06`."""
    return _face(local(instant))


def _face(there: datetime) -> str:
    # Not by strftime, which looks a module up at every call, and boards are full of times.
    return f"{there.hour:02d}:{there.minute:02d}"


def day_and_clock(instant: datetime) -> str:
    """Return `Sat 19:30`."""
    there = local(instant)
    return f"{DAYS[there.weekday()]} {_face(there)}"


def long_date(day: date) -> str:
    """Return `14-Mar-1941`, the form the NHS asks for so that no one swaps day and month."""
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"


def full_stamp(instant: datetime) -> str:
    """Return `Sat 21-Nov-2026 19:15`."""
    there = local(instant)
    return f"{DAYS[there.weekday()]} {long_date(there.date())} {_face(there)}"


def short_stamp(instant: datetime) -> str:
    """Return `Sun 22 Nov 02:06`."""
    there = local(instant)
    return f"{DAYS[there.weekday()]} {there.day} {MONTHS[there.month - 1]} {_face(there)}"


def age_in_words(since: datetime, now: datetime) -> str:
    """Return `5 min`, `6 h 36 m` or `3 d 4 h`; a time not yet reached is `0 min`."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    hours, minutes_left = divmod(minutes, 60)
    days, hours_left = divmod(hours, 24)
    if days:
        return f"{days} d {hours_left} h"
    if hours:
        return f"{hours} h {minutes_left:02d} m"
    return f"{minutes} min"


def age_in_years(born: date, on: date) -> int:
    """Return completed years of age."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
