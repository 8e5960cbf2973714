"""Grades of evidence: how well a visit is known, and what it still needs before it may leave the queue.

A two voices, one of them at the time. B one voice, at the time. C told later. D nobody.
At the time means: told no more than half an hour after the last thing it tells of. The same voice twice is
one source: a carer who rings, is rung and fills in the paper is still one carer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from downtime_desk.people.summary import PriorityLevel
from downtime_desk.visits.codes import SECOND_CARER_ABSENT, Grade, Outcome

# Who speaks in each way of knowing. A paper record is written by the carer: it adds no voice to the carer's.
VOICES = {
    "carer-at-time": "carer",
    "carer-later": "carer",
    "rang-carer": "carer",
    "paper": "carer",
    "second-carer": "second carer",
    "person": "person",
    "family": "family",
    "app": "app",
    "alarm": "alarm",
}
_NEVER_AT_THE_TIME = frozenset({"carer-later", "paper", "app"})


@dataclass(frozen=True)
class Voice:
    """One source: the method code, who said it, when it was told."""

    method: str
    told_by: str | None
    at: datetime


@dataclass(frozen=True)
class Graded:
    """A grade, why it is that, and what would better it (empty at A)."""

    grade: Grade
    words: str
    better: str


def grade(
    voices: Sequence[Voice], last_event: datetime | None, outcome: Outcome, within: timedelta
) -> Graded:
    """Grade what voices said of a visit whose last known moment was `last_event`."""
    heard = [each for each in voices if each.method != "none"]
    if not heard or outcome == "not known yet":
        return Graded("D", "Nobody has told us yet", "Ring the carer, or the person")
    fresh = any(at_the_time(each, last_event, within) for each in heard)
    if not fresh:
        return Graded("C", "Told later, not at the time", "A call at the time is better")
    if not distinct(heard):
        same = "One voice, told twice" if len(heard) > 1 else "One source, told at the time"
        return Graded("B", same, "Add a second source to make it A")
    return Graded("A", "Two sources, one at the time", "")


def at_the_time(voice: Voice, last_event: datetime | None, within: timedelta) -> bool:
    """Say whether a voice told of the event at the time: not before it, and not longer after than `within`."""
    if last_event is None or voice.method in _NEVER_AT_THE_TIME:
        return False
    return timedelta() <= voice.at - last_event <= within


def distinct(voices: Sequence[Voice]) -> bool:
    """Say whether at least two different voices speak.

    Two of a kind are two only when both are named and the names differ; the carer is one voice in any case.
    """
    for place, one in enumerate(voices):
        for other in voices[place + 1 :]:
            if _voice(one) != _voice(other):
                return True
            if _voice(one) != "carer" and _named_apart(one.told_by, other.told_by):
                return True
    return False


def _voice(each: Voice) -> str:
    return VOICES.get(each.method, each.method)


def _named_apart(one: str | None, other: str | None) -> bool:
    return bool(one and other) and (one or "").casefold().split() != (other or "").casefold().split()


@dataclass(frozen=True)
class Account:
    """What is known of a visit, as far as it decides whether it may leave the queue."""

    outcome: Outcome
    grade: Grade
    priority: PriorityLevel | None
    carers_needed: int
    arrivals: int
    leavings: int
    reason: str | None


def still_needed(known: Account) -> tuple[str, ...]:
    """Return what keeps a visit from being settled, in words; empty when it is settled.

    Red needs grade A; amber, green and a priority that is not recorded need B or C. A visit of
    several carers needs every arrival, unless the reason is that the second was absent. One that did not
    happen needs its reason. One going on is not settled.
    """
    if known.outcome == "not known yet":
        return ("what happened",)
    if known.outcome == "did not happen":
        return () if known.reason else ("the reason it did not happen",)
    needed = _times_needed(known)
    if known.grade == "D":
        needed.append("who told us")
    elif known.priority == "red" and known.grade != "A":
        needed.append("a second source, one of them at the time: red needs two")
    return tuple(needed)


def _ordinal(number: int) -> str:
    words = ("first", "second", "third", "fourth")
    return words[number - 1] if number <= len(words) else f"{number}th"


def _times_needed(known: Account) -> list[str]:
    needed = []
    enough = 1 if known.reason == SECOND_CARER_ABSENT else known.carers_needed
    if known.arrivals < enough:
        which = "the carer" if known.arrivals == 0 else f"the {_ordinal(known.arrivals + 1)} carer"
        needed.append(f"when {which} arrived")
    if known.outcome == "there now":
        needed.append("when the carer leaves")
    elif known.leavings < max(known.arrivals, 1):
        needed.append("when the carer left")
    return needed
