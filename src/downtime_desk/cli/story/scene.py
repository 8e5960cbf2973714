"""Where the story plays: the last night that is over, a folder, and a practice main system."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from downtime_desk.core.clock import LONDON, local
from downtime_desk.practice import PracticeSystem, Provider, Running, serve

STOPS, SEEN, BACK = (19, 38), (19, 52), (7, 25)
Say = Callable[[str], None]


class StoryClock:
    """The clock of the story: the last night that is over, told in a minute."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """Return the present of the story."""
        return self.at

    def reach(self, later: datetime) -> None:
        """Go on to a later moment; never back."""
        self.at = max(self.at, later)


@dataclass(frozen=True)
class Scene:
    """Where the story plays: the folder, the practice system that runs, the night, and who listens."""

    folder: Path
    running: Running
    clock: StoryClock
    evening: datetime
    say: Say

    def at(self, face: tuple[int, int], days: int = 0) -> datetime:
        """Return a clock face of the evening, or of the morning after."""
        there = local(self.evening).date() + timedelta(days=days)
        return datetime(there.year, there.month, there.day, *face, tzinfo=LONDON)


def last_night(now: datetime) -> datetime:
    """Return noon before the last night that is over: the story must not reach into the future."""
    today = local(now).replace(hour=12, minute=0, second=0, microsecond=0)
    days = 1 if local(now) > today.replace(hour=BACK[0] + 2) else 2
    return today - timedelta(days=days)


def practise(people: int, seed: int, evening: datetime, folder: Path) -> Running:
    """Fill a practice main system for the night and let it answer on this computer."""
    system = PracticeSystem(folder / "practice-main-system.db")
    if system.empty:
        system.load(Provider(people=people, seed=seed, today=local(evening).date()))
    return serve(system)
