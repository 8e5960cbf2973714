"""Typed times: what a manager types becomes one instant, a question, or a refusal in words.

`now`, `-20` (minutes ago), `815` `0815` `8:15` `8.15` `20 15` (24 hours), `y2330` `yesterday 2215`.
A clock time is the latest such time that is not in the future. When that is over twelve hours ago, or before
the outage, we ask, and the answer is typed behind it: `815y`. When the clocks went back, an hour
happened twice: `130f` is the first, `130s` the second. Nothing is ever taken from the plan.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from downtime_desk.core.clock import DAYS, LONDON, age_in_words, clock_face, local

LONGEST_AGO = 720
DOUBTFUL_AFTER = timedelta(hours=12)

_AGO = re.compile(r"[-−–](\d{1,4})", re.ASCII)
_CLOCK = re.compile(
    r"(?P<day>yesterday|y)?\s*(?:(?P<h>\d{1,2})[:. ](?P<m>\d{2})|(?P<hm>\d{3,4}))\s*(?P<answer>y|f|s|first|second)?",
    re.ASCII | re.IGNORECASE,
)
_LONE = re.compile(r"(?:yesterday|y)?\s*(\d{1,2})", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Meant:
    """The instant meant, aware, in UTC, to the minute; `words` say it back: `01:52 today`."""

    instant: datetime
    words: str


@dataclass(frozen=True)
class Asked:
    """More than one instant could be meant. `words` ask; the answer is a letter typed behind the time."""

    words: str


@dataclass(frozen=True)
class Refused:
    """Not a time we take. `words` say what to type instead."""

    words: str


Reading = Meant | Asked | Refused


def read(typed: str, now: datetime, since: datetime | None = None) -> Reading | None:
    """Return what a typed time means at the instant `now`; None when nothing is typed.

    `since` is when the outage began: a clock time before it is asked about.
    """
    words = typed.strip()
    if not words:
        return None
    minute = now.replace(second=0, microsecond=0)
    if words.casefold() == "now":
        return _meant(minute, now)
    if ago := _AGO.fullmatch(words):
        return _ago(int(ago[1]), minute, now)
    if lone := _LONE.fullmatch(words):
        hour = int(lone[1])
        return Refused(f"Type {hour}00 for {hour:02d}:00." if hour < 24 else _HOW)
    clock = _CLOCK.fullmatch(words)
    if clock is None:
        return Refused(_HOW)
    return _clock(clock, now, since)


_HOW = "Type 815, 20:15, now, -20 or y2330."


def _ago(minutes: int, minute: datetime, now: datetime) -> Reading:
    if not 1 <= minutes <= LONGEST_AGO:
        return Refused(f"Type 1 to {LONGEST_AGO} minutes ago, or the time: 20:15.")
    return _meant(minute - timedelta(minutes=minutes), now)


def _clock(typed: re.Match[str], now: datetime, since: datetime | None) -> Reading:
    together = typed["hm"]
    hour, minute = (
        (int(together[:-2]), int(together[-2:])) if together else (int(typed["h"]), int(typed["m"]))
    )
    if hour > 23 or minute > 59:
        return Refused(f"There is no {hour:02d}:{minute:02d}. {_HOW}")
    face, answer = time(hour, minute), (typed["answer"] or "")[:1].lower()
    if typed["day"]:
        yesterday = local(now).date() - timedelta(days=1)
        return _which(_instants(yesterday, face), answer, face, now)
    day = _latest_day(face, now)
    found = _which([each for each in _instants(day, face) if each <= now], answer, face, now)
    if isinstance(found, Meant) and answer != "f" and answer != "s":
        return _doubt(found, face, answer, now, since)
    return found


def _latest_day(face: time, now: datetime) -> date:
    """Return the London day of the latest such time; a time the clocks skipped today counts as today's."""
    today = local(now).date()
    instants = _instants(today, face)
    has_come = instants[0] <= now if instants else face <= local(now).time()
    return today if has_come else today - timedelta(days=1)


def _instants(day: date, face: time) -> list[datetime]:
    """Return the instants at which a clock in London shows this face on this day: none, one or two."""
    first = datetime.combine(day, face, LONDON).astimezone(UTC)
    second = datetime.combine(day, face.replace(fold=1), LONDON).astimezone(UTC)
    shown = sorted({first, second})
    return [each for each in shown if local(each).time().replace(fold=0) == face]


def _which(instants: list[datetime], answer: str, face: time, now: datetime) -> Reading:
    if not instants:
        return Refused(f"There was no {face:%H:%M}: the clocks went forward. Type the time they showed.")
    if len(instants) == 1:
        return _meant(instants[0], now)
    if answer == "f" or answer == "s":
        chosen = instants[0 if answer == "f" else 1]
        return Meant(chosen, f"{_meant(chosen, now).words}, the {'first' if answer == 'f' else 'second'}")
    return Asked(f"The clocks went back. First or second {face:%H:%M}? F or S")


def _doubt(found: Meant, face: time, answer: str, now: datetime, since: datetime | None) -> Reading:
    """Ask when the literal reading is old or before the outage; offer the afternoon reading when it fits."""
    if not _doubtful(found.instant, now, since):
        return found
    afternoon = _afternoon(face, now)
    better = afternoon is not None and not _doubtful(afternoon, now, since)
    offered = afternoon if better and afternoon is not None else found.instant
    if answer == "y":
        return _meant(offered, now)
    return Asked(f"{_why_doubtful(found, now, since)} Did you mean {_meant(offered, now).words}? Y")


def _doubtful(instant: datetime, now: datetime, since: datetime | None) -> bool:
    return now - instant > DOUBTFUL_AFTER or (since is not None and instant < _minute(since))


def _minute(instant: datetime) -> datetime:
    return instant.replace(second=0, microsecond=0)


def _afternoon(face: time, now: datetime) -> datetime | None:
    if face.hour >= 12:
        return None
    later = face.replace(hour=face.hour + 12)
    past = [each for each in _instants(_latest_day(later, now), later) if each <= now]
    return past[-1] if past else None


def _why_doubtful(found: Meant, now: datetime, since: datetime | None) -> str:
    shown = clock_face(found.instant)
    if local(found.instant).date() < local(now).date():
        return f"{shown} has not come yet today."
    if now - found.instant > DOUBTFUL_AFTER:
        return f"{shown} was {age_in_words(found.instant, now)} ago."
    began = f", which began {clock_face(since)}" if since else ""
    return f"{shown} is before the outage{began}."


def _meant(instant: datetime, now: datetime) -> Meant:
    return Meant(instant, day_words(instant, now))


def day_words(instant: datetime, now: datetime) -> str:
    """Return `01:52 today`, or `23:30 Sat` on another day."""
    there = local(instant)
    if there.date() == local(now).date():
        return f"{there:%H:%M} today"
    return f"{there:%H:%M} {DAYS[there.weekday()]}"
