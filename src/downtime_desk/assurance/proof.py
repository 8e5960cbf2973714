"""A proof, and the laptop as it is found: plain values, so that the rules can be tried without a laptop."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Act = Literal["", "test", "people", "backup", "copy", "managers"]
"""What a person can do about a proof from the page: nothing there, or go to where it is done."""

MINUTES_OFF: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that has to be so. `figure` is how old or how many, `limit` what it may be.

    `said` may name people who receive care; `on_paper` is said in its place where it would leave the desk.
    """

    key: str
    title: str
    said: str
    figure: str
    limit: str
    holds: bool
    act: Act = ""
    on_paper: str = ""

    def printed(self) -> str:
        """Return what was found, without a name of anybody who receives care."""
        return self.on_paper or self.said


@dataclass(frozen=True, slots=True)
class Laptop:
    """What stands outside the store: this desk's newest backup, how many files are damaged, and sizes in bytes.

    `pages` is when the emergency pages were made; None when there are none, or none that can be read.
    """

    backed_up: datetime | None
    damaged: int
    free: int
    store_size: int
    pages: datetime | None


def age(since: datetime, now: datetime) -> str:
    """Return how old something is: `5 min`, `14 h`, `41 days`; in words when it lies ahead."""
    gone = now - since
    if gone < timedelta(0):
        return "dated later than now"
    if gone < timedelta(hours=1):
        return f"{gone // timedelta(minutes=1)} min"
    if gone < timedelta(hours=48):
        return f"{gone // timedelta(hours=1)} h"
    return f"{gone.days} days"


def span(limit: timedelta) -> str:
    """Return a limit in words: `24 h`, `30 days`."""
    hours = limit // timedelta(hours=1)
    return f"{hours} h" if hours < 72 else f"{limit.days} days"


def within(since: datetime | None, now: datetime, limit: timedelta) -> bool:
    """Return whether something is recorded, does not lie ahead of a wrong clock, and is not past its limit."""
    return since is not None and since - now <= MINUTES_OFF and now - since <= limit
