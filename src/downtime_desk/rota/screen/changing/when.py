"""Times of a change, of any day: what was typed is said back with its day before anything is saved."""

from collections.abc import Callable
from datetime import datetime

from downtime_desk.core.clock import DAYS, MONTHS, Now, local
from downtime_desk.core.typed_day import read_after
from downtime_desk.core.typed_time import Ask, At, Typed, read_time_on
from downtime_desk.ui.time_field import TimeField

HOW = "As 815, mon 815 or 25 nov 815"
HOW_LONG = "As +30 for half an hour, or 845"


class WhenField(TimeField):
    """A time on any day; `read` says what the words mean, asked anew at each key."""

    def __init__(self, name: str, now: Now, read: Callable[[str], Typed], hint: str = HOW) -> None:
        super().__init__(name, now, hint=hint)
        self._meant = read

    def known(self) -> datetime | None:
        """Return the time meant, None while it is not clear."""
        typed = self._read_now()
        return typed.instant if isinstance(typed, At) else None

    def kept(self) -> str:
        """Return what was typed so that it means the same later: `-20` as the time it meant."""
        known = self.known()
        return self.text() if known is None else _whenever(known)

    def put_back(self, words: str) -> None:
        """Put in what was kept."""
        self.show_text(words)

    def again(self, *_what: object) -> None:
        """Read it again: what it goes by was chosen anew."""
        self._read()

    def _read_now(self) -> Typed | None:
        typed = self.text()
        return self._meant(typed) if typed.strip() else None


class UntilField(TimeField):
    """When something ends: how long after it begins, or the next such time. `begins` None is not known yet."""

    def __init__(
        self, name: str, now: Now, begins: Callable[[], datetime | None], hint: str = HOW_LONG
    ) -> None:
        super().__init__(name, now, hint=hint)
        self._begins = begins

    def known(self) -> datetime | None:
        """Return the time meant, None while it is not clear."""
        typed = self._read_now()
        return typed.instant if isinstance(typed, At) else None

    def again(self, *_what: object) -> None:
        """Read it again: when it begins was typed anew."""
        self._read()

    def _read_now(self) -> Typed | None:
        typed, begins = self.text(), self._begins()
        return read_after(typed, begins, self._now()) if typed.strip() and begins else None


def _whenever(instant: datetime) -> str:
    """Return an instant as it would be typed on any day: `22 nov 2026 0146`."""
    there = local(instant)
    asked = isinstance(read_time_on(f"{there:%H%M}", there.date()), Ask)
    answer = ("s" if there.fold else "f") if asked else ""
    return f"{there.day} {MONTHS[there.month - 1].casefold()} {there.year} {there:%H%M}{answer}"


def day_words(instant: datetime) -> str:
    """Return `Sun 22 Nov`."""
    there = local(instant)
    return f"{DAYS[there.weekday()]} {there.day} {MONTHS[there.month - 1]}"
