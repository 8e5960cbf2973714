"""What the window shows round every page: frozen pictures the app feeds it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import age_in_words, clock_face, day_and_clock, local
from downtime_desk.ui.tokens import Mode

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class BarCell:
    """A cell of the bar in given words."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class CopyAge:
    """A cell of the bar for a copy: its time, and its age as the minutes pass. None: never copied."""

    label: str
    at: datetime | None

    def cell(self, now: datetime) -> BarCell:
        """Return the words at a moment."""
        if self.at is None:
            return BarCell(self.label, "no copy yet")
        return BarCell(self.label, day_and_clock(self.at), age_in_words(self.at, now))


@dataclass(frozen=True, slots=True)
class NextClock:
    """What has to happen next: when, what it is called (`Next clock`), what and whom."""

    due: datetime
    what: str
    label: str = "Next clock"

    def left(self, now: datetime) -> str:
        """Return the time left, or how late it is: `9 min`, `6 days`, `3 min late`."""
        if self.due < now:
            return f"{age_in_words(self.due, now)} late"
        # A started minute counts: at 02:06:30 a clock due 02:15 has 9 minutes, as the two clocks show.
        left = self.due - now.replace(second=0, microsecond=0)
        if left >= timedelta(days=2):
            return f"{left.days} days"
        return age_in_words(now, now + left)

    def over(self, now: datetime) -> str:
        """Return the words over it: `Next clock, 02:15`, or with a date when it is not soon."""
        if self.due - now >= timedelta(days=2):
            there = local(self.due)
            return f"Next, by {there.day} {there:%b}"
        return f"{self.label}, {clock_face(self.due)}"


@dataclass(frozen=True, slots=True)
class BarState:
    """All the bar shows.

    `called` replaces the mode's own word, and `under` replaces `since Saturday 19:52` under it. When `locked`, there is no Lock and `duty` is
    shown as it is (`Locked after 5 min without a key`), since a locked screen names nobody.
    """

    mode: Mode = Mode.NORMAL
    since: datetime | None = None
    under: str = ""
    cells: tuple[BarCell | CopyAge, ...] = ()
    clock: NextClock | None = None
    duty: str = ""
    locked: bool = False
    called: str = ""

    def word(self, now: datetime) -> str:
        """Return the mode word, with hours and minutes since it began: `OUTAGE 06:14`."""
        if self.since is None or self.mode not in (Mode.OUTAGE, Mode.DRILL):
            return self.called or self.mode.value
        minutes = max(0, int((now - self.since).total_seconds() // 60))
        return f"{self.called or self.mode.value} {minutes // 60:02d}:{minutes % 60:02d}"

    def second(self) -> str:
        """Return the line under the mode word."""
        if self.under or self.since is None:
            return self.under
        return f"since {_DAYS[local(self.since).weekday()]} {clock_face(self.since)}"

    def oldest(self, now: datetime) -> BarCell | None:
        """Return the cell all copies fold to: `Oldest copy`, `14 h`; None if there is no copy cell."""
        copies = [cell for cell in self.cells if isinstance(cell, CopyAge)]
        if not copies:
            return None
        times = [copy.at for copy in copies]
        if any(at is None for at in times):
            return BarCell("Oldest copy", "missing")
        age = now - min(at for at in times if at is not None)
        hours = int(age.total_seconds() // 3600)
        if hours >= 48:
            return BarCell("Oldest copy", f"{hours // 24} days")
        return BarCell("Oldest copy", f"{hours} h" if hours else age_in_words(now - age, now))


@dataclass(frozen=True, slots=True)
class Counter:
    """The number beside a page in the navigation; `hot` fills it red. `say` is spoken: `13 need action`."""

    number: int
    hot: bool = False
    say: str = ""


@dataclass(frozen=True, slots=True)
class FootLine:
    """A line at the foot of the navigation: what was saved, what waits to be sent."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page the app registers.

    `group` is `NOW`, `AFTER`, `BEFORE` or empty (after the rule). `make` builds the page when it is first
    opened. A page may offer `primary()`, `find()`, `print_this()`, `open(ref)`, `back() -> bool`,
    `panes()` and `help()`; the window calls what is there. Its `first` part, if it
    names one, has the focus when it is opened.
    """

    key: str
    title: str
    icon: str
    group: str
    make: Callable[[], QWidget]
    shortcut: str = ""
    counter: Callable[[], Counter | None] | None = None
