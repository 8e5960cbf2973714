"""Settings of visits: thresholds and the steps of a no reply. Defaults a provider's clinician may change."""

from collections.abc import Mapping
from dataclasses import dataclass

from downtime_desk.core import settings
from downtime_desk.core.session import Session
from downtime_desk.visits.facts.no_reply import Step

NAME = "visits.thresholds"
NO_REPLY = "visits.no_reply"


@dataclass(frozen=True)
class Thresholds:
    """Minutes, unless said otherwise. Changing them needs somebody who may decide about care.

    `late_after` and `very_late_after` count from the planned start; the `critical_` pair is for visits with
    a medicine at an exact time. `dose_window` is used when the source records none. `*_can_wait` is how long
    after its planned start a visit of that priority may be without harm. `settled_after` is when a visit nobody
    spoke of counts as unverified: then or at its planned end, whichever comes first. `travel_least` is the least
    time between two addresses, however near. `very_early_before` counts back from the planned start.
    """

    late_after: int = 15
    very_late_after: int = 30
    critical_late_after: int = 0
    critical_very_late_after: int = 15
    dose_window: int = 30
    red_can_wait: int = 30
    amber_can_wait: int = 120
    green_can_wait: int = 720
    told_at_the_time: int = 30
    look_ahead: int = 30
    settled_after: int = 60
    short_percent: int = 80
    long_percent: int = 300
    travel_least: int = 5
    very_early_before: int = 30


@dataclass(frozen=True)
class Limit:
    """What a threshold is called, its unit, and the least and most it may be."""

    words: str
    least: int
    most: int
    unit: str = "min"


LIMITS: Mapping[str, Limit] = {
    "late_after": Limit("Late after", 0, 120),
    "very_late_after": Limit("Very late after", 0, 240),
    "critical_late_after": Limit("Late after, medicine at an exact time", 0, 60),
    "critical_very_late_after": Limit("Very late after, medicine at an exact time", 0, 120),
    "dose_window": Limit("Window of an exact time, if none is recorded", 5, 120),
    "red_can_wait": Limit("Red can wait", 0, 120),
    "amber_can_wait": Limit("Amber can wait", 15, 720),
    "green_can_wait": Limit("Green can wait", 60, 2880),
    "told_at_the_time": Limit("Told at the time means within", 5, 120),
    "look_ahead": Limit("Look ahead", 0, 240),
    "settled_after": Limit("Not verified after", 15, 240),
    "short_percent": Limit("Short is under", 10, 100, "%"),
    "long_percent": Limit("Long is over", 100, 1000, "%"),
    "travel_least": Limit("Least time between two addresses", 0, 60),
    "very_early_before": Limit("Very early before", 0, 240),
}

# Each may not be more than the one after it.
IN_ORDER = (
    ("late_after", "very_late_after"),
    ("critical_late_after", "critical_very_late_after"),
    ("critical_late_after", "late_after"),
    ("critical_very_late_after", "very_late_after"),
    ("red_can_wait", "amber_can_wait"),
    ("amber_can_wait", "green_can_wait"),
)

NO_REPLY_STEPS = (
    Step("Knock, ring the bell and wait", 5),
    Step("Ring the person", 3),
    Step("Ring the next contacts, one after the other", 5),
    Step("Look through windows and the letter box, ask neighbours", 5),
    Step("Ring the key holder, or use the key as agreed", 15),
    Step("Duty manager decides: go in, or ask for help", 5),
    Step("Ask for a welfare check: 999 if they may be hurt, else 101", 15),
)


def thresholds(session: Session) -> Thresholds:
    """Return the thresholds in force."""
    return settings.read(session, NAME, Thresholds, Thresholds())


def no_reply_steps(session: Session) -> tuple[Step, ...]:
    """Return the steps to take when nobody answers the door, in order."""
    return settings.read(session, NO_REPLY, tuple[Step, ...], NO_REPLY_STEPS)
