"""The order of the rescue queue: minutes to harm, with the reason in words.

Minutes to harm count from now to the earliest moment at which this person may come to harm:

1. the end of the window of a medicine at an exact time, or
2. the planned start plus how long a visit of that priority can wait (red 30, amber 120, green 720 minutes),

less 30 when the person lives alone (15 when nobody recorded whether), less 30 when they cannot summon
help, less 10 when two carers are needed and one is missing, less 30 when a visit of theirs was missed
earlier in this outage, less 60 while nobody answers the door. They go on falling as the visit gets later.

A visit is ranked as red when it is red, when a medicine at an exact time falls due in it, while nobody
answers the door, or when its priority is not recorded and it has a red sign (two carers; alone and unable to summon help). A priority not
recorded otherwise ranks as amber, and the row says so. However late, an amber visit never passes 31 minutes to harm and a
green one never 120, so neither is ever put before a red visit that is overdue. A visit we have an
account of, too weak to settle it, counts from now: 60 minutes with one voice at the time, 30 when told later;
not while nobody answers the door.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from downtime_desk.core.clock import clock_face
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.visits.codes import Grade
from downtime_desk.visits.settings import Thresholds

ALONE = 30
ALONE_NOT_RECORDED = 15
CANNOT_SUMMON = 30
CARER_MISSING = 10
MISSED_BEFORE = 30
NO_REPLY = 60
LEAST = {"red": -1_000_000, "amber": 31, "green": 120}
ACCOUNT_WORTH: dict[Grade, int] = {"A": 60, "B": 60, "C": 30, "D": 0}


@dataclass(frozen=True)
class Standing:
    """What the rank of one visit depends on. Instants are aware; `None` means not recorded.

    `dose_by` is when the earliest medicine at an exact time is too late, while its outcome is not known.
    `carers_missing` is how many of the carers needed are not known to be there or on their way.
    `account` is the grade of what is known of the visit, if anybody said anything of it. `missed_before`: an
    earlier visit of this person in this outage did not happen. `no_reply`: nobody answers the door.
    """

    level: PriorityLevel | None
    start: datetime
    dose: str | None = None
    dose_by: datetime | None = None
    lives_alone: bool | None = None
    can_summon_help: bool | None = None
    carers_needed: int = 1
    carers_missing: int = 0
    account: Grade | None = None
    missed_before: bool = False
    no_reply: bool = False

    @property
    def known(self) -> Grade | None:
        """Return the grade of what is known; a person who does not answer the door is not known to be well."""
        return None if self.no_reply or self.account == "D" else self.account


@dataclass(frozen=True)
class Rank:
    """Minutes to harm (lower is sooner), the priority it was ranked as, and why, most telling first.

    `by` is the moment that counts on the clock on the wall: the end of a dose's window, or of the wait.
    """

    minutes: int
    ranked_as: PriorityLevel
    because: tuple[str, ...]
    by: datetime


def rank(visit: Standing, now: datetime, limits: Thresholds) -> Rank:
    """Return how soon harm may come to the person of a visit that is not settled."""
    ranked_as = effective_level(visit)
    deadline = visit.start + timedelta(minutes=_can_wait(ranked_as, limits))
    if visit.dose_by is not None:
        deadline = min(deadline, visit.dose_by)
    minutes = int((deadline - now).total_seconds() // 60)
    if visit.known is not None:
        minutes = max(minutes, 0) + ACCOUNT_WORTH[visit.known]
    minutes -= _urgency(visit)
    return Rank(max(minutes, LEAST[ranked_as]), ranked_as, _because(visit, now), deadline)


def effective_level(visit: Standing) -> PriorityLevel:
    """Return the priority a visit is ranked as; see the module's rule."""
    if visit.level == "red" or visit.dose_by is not None or visit.no_reply:
        return "red"
    if visit.level is not None:
        return visit.level
    alone = visit.lives_alone is True and visit.can_summon_help is False
    return "red" if alone or visit.carers_needed > 1 else "amber"


def _can_wait(level: PriorityLevel, limits: Thresholds) -> int:
    return {"red": limits.red_can_wait, "amber": limits.amber_can_wait, "green": limits.green_can_wait}[level]


def _urgency(visit: Standing) -> int:
    sooner = CARER_MISSING if visit.carers_needed > 1 and visit.carers_missing else 0
    if visit.lives_alone is True:
        sooner += ALONE
    elif visit.lives_alone is None:
        sooner += ALONE_NOT_RECORDED
    if visit.can_summon_help is False:
        sooner += CANNOT_SUMMON
    if visit.missed_before:
        sooner += MISSED_BEFORE
    if visit.no_reply:
        sooner += NO_REPLY
    return sooner


def _because(visit: Standing, now: datetime) -> tuple[str, ...]:
    reasons = []
    if visit.no_reply:
        reasons.append("nobody answers the door")
    if visit.known is not None:
        reasons.append("we have only one account of it" if visit.known in "AB" else "it was told later")
    if visit.dose_by is not None:
        reasons.append(_dose_words(visit.dose or "a medicine", visit.dose_by, now))
    if visit.carers_needed > 1 and visit.carers_missing:
        reasons.append("it takes two carers and not all are confirmed")
    if visit.missed_before:
        reasons.append("a visit was missed earlier in this outage")
    if visit.lives_alone and visit.can_summon_help is False:
        reasons.append("the person lives alone and cannot summon help")
    elif visit.lives_alone:
        reasons.append("the person lives alone")
    elif visit.can_summon_help is False:
        reasons.append("the person cannot summon help")
    if visit.level is None:
        reasons.append(f"priority is not recorded, so it counts as {effective_level(visit)}")
    elif not reasons:
        reasons.append(f"{visit.level} priority")
    return tuple(reasons)


def _dose_words(dose: str, by: datetime, now: datetime) -> str:
    minutes = int((by - now).total_seconds() // 60)
    if minutes < 0:
        return f"{dose} was due by {clock_face(by)}"
    return f"{dose} must be given by {clock_face(by)}, in {minutes} min"
