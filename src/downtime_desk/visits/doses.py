"""Doses that fall due in a visit, worked out from the person's medicines and the planned times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from downtime_desk.core.clock import LONDON, local
from downtime_desk.people.summary import WEEK, Medicine

# A dose planned shortly before a visit starts is the visit's dose.
EARLY = timedelta(minutes=30)


@dataclass(frozen=True)
class Dose:
    """A dose due in a visit. `time` is the planned clock face, `at` the instant; `window` minutes either way."""

    name: str
    dose: str | None
    time: str
    at: datetime
    critical: bool
    window: int | None

    def deadline(self, default_window: int) -> datetime:
        """Return when it is too late to give it."""
        window = default_window if self.window is None else self.window
        return self.at + timedelta(minutes=window)


def due(medicines: Iterable[Medicine], start: datetime, end: datetime) -> tuple[Dose, ...]:
    """Return the doses due in a visit, soonest first.

    Medicines taken alone or as needed are not due, and those of some weekdays are due on those alone.
    """
    found = [
        Dose(each.name, each.dose, face, at, each.time_critical, each.window_minutes)
        for each in medicines
        if each.support != "self" and not each.as_needed
        for face in each.times
        for at in _instants(face, start - EARLY, end)
        if not each.days or WEEK[local(at).weekday()] in each.days
    ]
    return tuple(sorted(found, key=lambda dose: (dose.at, not dose.critical, dose.name)))


def _instants(face: str, first: datetime, before: datetime) -> list[datetime]:
    clock = _face(face)
    if clock is None:
        return []
    day, last = local(first).date(), local(before).date()
    found = []
    while day <= last:
        at = datetime.combine(day, clock, LONDON).astimezone(UTC)
        if first <= at < before:
            found.append(at)
        day += timedelta(days=1)
    return found


def _face(face: str) -> time | None:
    """Return the clock time of a face; None for a source's own word, such as `bedtime`."""
    try:
        return time.fromisoformat(face)
    except ValueError:
        return None
