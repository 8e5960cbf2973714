"""Times as people type them: `now`, `-20`, `815`, `0815`, `8:15`, `8.15`, `20 15`, `y2330`.

A time is read on the clock on the wall and never guessed at: what could be meant two ways becomes a
question, what cannot be read is refused in words.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from downtime_desk.core.clock import DAYS, LONDON, age_in_words, local, long_date

LONGEST_AGO = 720
DOUBTFUL_AFTER = timedelta(hours=12)

_AGO = re.compile(r"-\s*([0-9]{1,4})")
_AHEAD = re.compile(r"\+\s*([0-9]{1,4})")
_CLOCK = re.compile(r"(y\s*)?([0-9]{1,2})[:. ]?([0-9]{2})")
_HALF_DAY = re.compile(r"([0-9]{1,2})(?:[:. ]?([0-9]{2}))?\s*([ap])\.?\s*m\.?")
_ANSWERED = re.compile(r"(?P<time>.*[0-9])\s*(?P<answer>y|n|f|s|first|second)", re.ASCII)
_PLACE = {"y": 0, "f": 0, "n": 1, "s": 1}
_BARE = re.compile(r"(y?)\s*([0-9]{1,2})")


@dataclass(frozen=True)
class At:
    """A time that was understood: an aware UTC instant, to the minute."""

    instant: datetime


@dataclass(frozen=True)
class Ask:
    """A time that could be meant more than one way. `choices` are words and instant; Y takes the first."""

    question: str
    choices: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Refused:
    """Words that are not a time, and what to type instead."""

    why: str


Typed: TypeAlias = At | Ask | Refused


def read_time(typed: str, now: datetime, since: datetime | None = None) -> Typed:
    """Return the past time that was typed. `since` is when the outage began, if it matters.

    A clock time is the latest such time that is not in the future. If that is before the outage, or over
    12 hours ago, and the other half of the day is nearer, the nearer one is asked about.
    """
    words, minute = typed.strip().casefold(), _to_the_minute(now)
    if words == "now":
        return At(minute)
    if found := _AGO.fullmatch(words):
        return _ago(int(found[1]), minute)
    if isinstance(clock := _clock(words), Refused):
        return clock
    yesterday, hour, minutes = clock
    today = local(now).date()
    if yesterday:
        return _on(today - timedelta(days=1), hour, minutes, minute)
    if (latest := _latest(today, hour, minutes, minute)) is None:
        return _no_such_time(today, hour, minutes)
    return _doubted(latest, hour, minutes, minute, since)


def read_answered(typed: str, now: datetime, since: datetime | None = None) -> Typed:
    """Return the past time that was typed, its question answered by a letter typed behind it.

    `815y` takes what was offered, `815n` what was typed; `130f` the first and `130s` the second 01:30 of
    the night the clocks went back. Nobody has to leave the keyboard or the field to answer.
    """
    return answered(typed, lambda time: read_time(time, now, since))


def read_ahead_answered(typed: str, now: datetime) -> Typed:
    """Return the coming time that was typed, its question answered in the same way."""
    return answered(typed, lambda time: read_time_ahead(time, now))


def asked(question: Ask) -> str:
    """Return the question, with the letters that answer it."""
    if question.choices[0][0].startswith("first"):
        letters = "F or S"
    else:
        letters = "Y, or N as typed" if len(question.choices) > 1 else "Y"
    return f"{question.question} {letters}"


def read_time_ahead(typed: str, now: datetime) -> Typed:
    """Return the coming time that was typed: `+30` minutes, or the next time the clock shows it."""
    words, minute = typed.strip().casefold(), _to_the_minute(now)
    if found := _AHEAD.fullmatch(words):
        return At(minute + timedelta(minutes=int(found[1]))) if int(found[1]) else _minutes_refused("+30")
    if isinstance(clock := _clock(words), Refused):
        return clock
    yesterday, hour, minutes = clock
    if yesterday:
        return Refused("Yesterday is over. Type a time that is to come, as 0300 or +30.")
    today = local(now).date()
    for day in (today, today + timedelta(days=1)):
        coming = [each for each in _instants(day, hour, minutes) if each > minute]
        if coming:
            return _which(coming, hour, minutes)
    return _no_such_time(today, hour, minutes)


def read_time_on(typed: str, day: date) -> Typed:
    """Return the clock time that was typed, on a London day, whether it is past or to come."""
    if isinstance(clock := _clock(typed.strip().casefold()), Refused):
        return clock
    yesterday, hour, minutes = clock
    if yesterday:
        return Refused("Leave out the y: the day was typed.")
    possible = _instants(day, hour, minutes)
    return _which(possible, hour, minutes) if possible else _no_such_time(day, hour, minutes)


def meaning(instant: datetime, now: datetime) -> str:
    """Return what a time means in words: `19:38 today, 14 min ago`."""
    there, here = local(instant), local(now)
    days = (here.date() - there.date()).days
    day = {0: "today", 1: "yesterday", -1: "tomorrow"}.get(
        days, f"{DAYS[there.weekday()]} {long_date(there.date())}"
    )
    which = ""
    if len(_instants(there.date(), there.hour, there.minute)) == 2:
        which = "second " if there.fold else "first "
    minute = _to_the_minute(now)
    if instant > minute:
        return f"{which}{there:%H:%M} {day}, in {age_in_words(minute, instant)}"
    ago = "now" if instant == minute else f"{age_in_words(instant, minute)} ago"
    return f"{which}{there:%H:%M} {day}, {ago}"


def answered(typed: str, read: Callable[[str], Typed]) -> Typed:
    """Read a time whose question may be answered by a letter typed behind it."""
    words = typed.strip().casefold().replace("yesterday", "y").replace("−", "-")
    answer = _ANSWERED.fullmatch(words)
    found = read(answer["time"] if answer else words)
    if not isinstance(found, Ask) or answer is None:
        return found
    place = _PLACE[answer["answer"][0]]
    return At(found.choices[place][1]) if place < len(found.choices) else found


def _clock(words: str) -> tuple[bool, int, int] | Refused:
    """Return whether yesterday was typed, the hour and the minute."""
    if found := _BARE.fullmatch(words):
        return _bare(found[1], int(found[2]))
    if found := _HALF_DAY.fullmatch(words):
        return _use_24_hours(found)
    found = _CLOCK.fullmatch(words)
    if found is None:
        return Refused("That is not a time. Type it as 815, 20:15, -20 for 20 minutes ago, or now.")
    hour, minute = int(found[2]), int(found[3])
    if hour > 23 or minute > 59:
        return Refused(f"There is no {hour:02d}:{minute:02d} on the clock. Type it as 815 or 2015.")
    return bool(found[1]), hour, minute


def _bare(yesterday: str, number: int) -> Refused:
    if number > 23:
        return Refused(f"{number} is not a time. Type it as 815 or 2015.")
    typed = f"{yesterday}{number}"
    return Refused(f"{typed} could be an hour or minutes. Type {typed}00 for {number:02d}:00.")


def _use_24_hours(found: re.Match[str]) -> Refused:
    hour, minute = int(found[1]), int(found[2] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return Refused("That is not a time. Use the 24-hour clock: 815 or 2015.")
    half = 12 if found[3] == "p" else 0
    return Refused(f"Use the 24-hour clock: type {hour % 12 + half:02d}{minute:02d}.")


def _ago(minutes: int, now: datetime) -> Typed:
    if not 1 <= minutes <= LONGEST_AGO:
        return _minutes_refused("-20")
    return At(now - timedelta(minutes=minutes))


def _minutes_refused(example: str) -> Refused:
    return Refused(
        f"Minutes go from 1 to {LONGEST_AGO}, as {example}. Type a clock time for anything further off."
    )


def _latest(today: date, hour: int, minute: int, now: datetime) -> Typed | None:
    """Return the latest such time that is not in the future; None when the clocks skipped it today."""
    possible = _instants(today, hour, minute)
    if not possible and _wall(today, hour, minute) <= local(now).replace(tzinfo=None):
        return None
    past = [each for each in possible if each <= now]
    return _which(past, hour, minute) if past else _on(today - timedelta(days=1), hour, minute, now)


def _on(day: date, hour: int, minute: int, now: datetime) -> Typed:
    past = [each for each in _instants(day, hour, minute) if each <= now]
    return _which(past, hour, minute) if past else _no_such_time(day, hour, minute)


def _doubted(latest: Typed, hour: int, minute: int, now: datetime, since: datetime | None) -> Typed:
    """Return a question instead, when another reading of the same digits is the likelier one."""
    if not isinstance(latest, At):
        return latest
    long_ago = now - latest.instant > DOUBTFUL_AFTER
    if not long_ago and (since is None or latest.instant >= since):
        return latest
    typed = (_day_words(latest.instant, now), latest.instant)
    nearer = _other_half(hour, minute, now)
    if nearer is not None and nearer > latest.instant:
        other = (_day_words(nearer, now), nearer)
        return Ask(f"{_doubt(latest.instant, now)} Did you mean {other[0]}?", (other, typed))
    if local(latest.instant).date() != local(now).date() and long_ago:
        return Ask(f"{_doubt(latest.instant, now)} Did you mean {typed[0]}?", (typed,))
    return latest


def _other_half(hour: int, minute: int, now: datetime) -> datetime | None:
    """Return the same digits on a 12-hour clock in the other half of the day; 13 to 23 have no other."""
    if hour > 12:
        return None
    other = _latest(local(now).date(), (hour + 12) % 24, minute, now)
    return other.instant if isinstance(other, At) else None


def _doubt(instant: datetime, now: datetime) -> str:
    there = local(instant)
    if there.date() != local(now).date():
        return f"{there:%H:%M} has not come yet."
    return f"{there:%H:%M} was {age_in_words(instant, now)} ago."


def _day_words(instant: datetime, now: datetime) -> str:
    there = local(instant)
    day = "today" if there.date() == local(now).date() else DAYS[there.weekday()]
    return f"{there:%H:%M} {day}"


def _which(instants: list[datetime], hour: int, minute: int) -> Typed:
    if len(instants) == 1:
        return At(instants[0])
    first, second = instants
    face = f"{hour:02d}:{minute:02d}"
    return Ask(
        f"The clocks went back: first or second {face}?",
        ((f"first {face}", first), (f"second {face}", second)),
    )


def _no_such_time(day: date, hour: int, minute: int) -> Refused:
    return Refused(
        f"There was no {hour:02d}:{minute:02d} on {DAYS[day.weekday()]} {long_date(day)}: the clocks went forward."
    )


def _instants(day: date, hour: int, minute: int) -> list[datetime]:
    """Return the instants at which the wall clock shows a time on a day: one, two in autumn, none in spring."""
    wall = _wall(day, hour, minute)
    both = {wall.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(each for each in both if local(each).replace(tzinfo=None, fold=0) == wall)


def _wall(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - what the wall clock shows


def _to_the_minute(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(second=0, microsecond=0)
