"""Thresholds of visits: defaults a provider's clinician may change, kept as one setting."""

from dataclasses import dataclass

from downtime_desk.core import settings
from downtime_desk.core.session import Session

NAME = "visits.thresholds"


@dataclass(frozen=True)
class Thresholds:
    """Minutes, unless said otherwise. Changing them needs somebody who may decide about care.

    `late_after` and `very_late_after` count from the planned start; the `critical_` pair is for visits with
    a medicine at an exact time. `dose_window` is used when the source records none. `*_can_wait` is how long
    after its planned start a visit of that priority may be without harm. `settled_after` is when a visit nobody
    spoke of counts as unverified: then or at its planned end, whichever comes first.
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


def thresholds(session: Session) -> Thresholds:
    """Return the thresholds in force."""
    return settings.read(session, NAME, Thresholds, Thresholds())
