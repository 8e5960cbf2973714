"""What looks at a main system add up to: a pure account of how each part of it has been, look after look.

Nothing here is sure after one look. A part is **down** after so many failures in a row, **unsteady** when it fails
now and then, and **answers** again only after so many answers in a row over so many minutes: a system that comes
back for a minute is not back. A look that never left this laptop's own network says nothing about any part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from downtime_desk.sync.health.rules import WatchRules
from downtime_desk.sync.outcome import Cause

PartName = Literal["Rota", "Care records", "Medicine charts", "Giving back", "Exports"]
State = Literal["answers", "unsteady", "down"]
Own = Literal["", "page", "name", "no network", "sign-in"]

OF_LAST: Final = 10
OFTEN: Final = 4
"""From so many failures among the last ten looks on, a part is unsteady."""
SELDOM: Final = 1
SAID_AFTER: Final = 2
"""How many looks in a row end at this laptop's own network before that is said."""


@dataclass(frozen=True)
class Answered:
    """How one part answered one look; `answers` None when the look could not tell."""

    name: PartName
    answers: bool | None
    why: str = ""


@dataclass(frozen=True)
class Look:
    """One look at a main system. With `own`, it ended before the main system and says nothing about its parts."""

    at: datetime
    source: str
    parts: tuple[Answered, ...] = ()
    own: Own = ""


@dataclass(frozen=True)
class Course:
    """How one part has been: its state and since when, the streak it is in, and its last looks."""

    state: State = "answers"
    since: datetime | None = None
    why: str = ""
    failures: int = 0
    answers: int = 0
    streak_since: datetime | None = None
    last: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Health:
    """How a main system has been. `fell` is when a part was last called down or unsteady."""

    source: str = ""
    looked_at: datetime | None = None
    parts: Mapping[PartName, Course] = field(default_factory=dict)
    own: Own = ""
    own_since: datetime | None = None
    own_looks: int = 0
    fell: datetime | None = None

    def bad(self) -> tuple[PartName, ...]:
        """Return the parts that are down or unsteady."""
        return tuple(name for name, course in self.parts.items() if course.state != "answers")

    def own_trouble(self) -> Own:
        """Return what is wrong with this laptop's own way there, once it is sure."""
        return self.own if self.own_looks >= SAID_AFTER else ""

    def since(self) -> datetime | None:
        """Return since when the first of the bad parts has been bad."""
        known = [course.since for name, course in self.parts.items() if name in self.bad() and course.since]
        return min(known, default=None)

    def failing(self) -> bool:
        """Say whether the last look found anything wrong, also what is not sure yet."""
        return bool(self.own) or any(course.failures for course in self.parts.values())

    def back_since(self, rules: WatchRules) -> datetime | None:
        """Return since when every part has answered again after a fall; None while that is not sure."""
        if self.fell is None or self.bad() or self.own or not self.parts:
            return None
        if any(not _is_steady(course, self.looked_at, rules) for course in self.parts.values()):
            return None
        return max(course.streak_since for course in self.parts.values() if course.streak_since)


def follow(before: Health, look: Look, rules: WatchRules) -> Health:
    """Return how the main system has been, with one more look. Another main system begins anew."""
    if before.source != look.source:
        before = Health(look.source)
    if look.own:
        same = before.own == look.own
        return replace(
            before,
            looked_at=look.at,
            own=look.own,
            own_since=before.own_since if same else look.at,
            own_looks=before.own_looks + 1 if same else 1,
        )
    parts = dict(before.parts)
    fell = before.fell
    for part in look.parts:
        if part.answers is None:
            continue
        course = parts.get(part.name, Course())
        parts[part.name] = after = _one_more(course, part, look.at, rules)
        if course.state == "answers" and after.state != "answers":
            fell = after.since
    return replace(before, looked_at=look.at, parts=parts, own="", own_since=None, own_looks=0, fell=fell)


def _one_more(course: Course, part: Answered, at: datetime, rules: WatchRules) -> Course:
    last = (*course.last, bool(part.answers))[-OF_LAST:]
    goes_on = course.answers > 0 if part.answers else course.failures > 0
    # a clock that was put back begins the streak anew
    began = course.streak_since if goes_on and course.streak_since and course.streak_since <= at else at
    if part.answers:
        after = replace(course, failures=0, answers=course.answers + 1, streak_since=began, last=last)
        return _perhaps_back(after, at, rules)
    after = replace(
        course, failures=course.failures + 1, answers=0, streak_since=began, last=last, why=part.why
    )
    return _perhaps_bad(after, at, rules)


def _perhaps_bad(course: Course, at: datetime, rules: WatchRules) -> Course:
    if course.failures >= rules.failures:
        since = course.since if course.state != "answers" else course.streak_since
        return replace(course, state="down", since=since)
    if course.state == "answers" and course.last.count(False) >= OFTEN:
        return replace(course, state="unsteady", since=at)
    return course


def _perhaps_back(course: Course, at: datetime, rules: WatchRules) -> Course:
    if course.state == "answers" or not _is_steady(course, at, rules):
        return course
    if course.state == "unsteady" and course.last.count(False) > SELDOM:
        return course
    return replace(course, state="answers", since=course.streak_since, why="", last=())


def _is_steady(course: Course, at: datetime | None, rules: WatchRules) -> bool:
    return (
        course.answers >= rules.answers
        and course.streak_since is not None
        and at is not None
        and at - course.streak_since >= timedelta(minutes=rules.steady_minutes)
    )


def own_of(cause: Cause) -> Own:
    """Return what a lost answer says about this laptop's own way; nothing when it was lost there."""
    return "" if cause == "there" else cause
