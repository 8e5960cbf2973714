"""Typed times of a visit: one instant with its meaning, a question, or a refusal in words.

`core.typed_time` reads them. Here a question is answered in the same field by a letter typed behind the time,
so that nobody leaves the keyboard or the field: `815y` takes what was offered, `815n` what was typed,
`130f` the first and `130s` the second 01:30 of the night the clocks went back.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from downtime_desk.core.typed_time import Ask, At, meaning, read_time

_ANSWERED = re.compile(r"(?P<time>.*[0-9])\s*(?P<answer>y|n|f|s|first|second)", re.ASCII)
_PLACE = {"y": 0, "f": 0, "n": 1, "s": 1}


@dataclass(frozen=True)
class Meant:
    """The instant meant, aware, in UTC, to the minute; `words` say it back: `01:52 today`."""

    instant: datetime
    words: str


@dataclass(frozen=True)
class Asked:
    """More than one instant could be meant. `words` ask, and name the letters that answer."""

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
    words = typed.strip().casefold().replace("yesterday", "y").replace("−", "-")
    if not words:
        return None
    answered = _ANSWERED.fullmatch(words)
    found = read_time(answered["time"] if answered else words, now, since)
    if isinstance(found, At):
        return _meant(found.instant, now)
    if not isinstance(found, Ask):
        return Refused(found.why)
    place = _PLACE[answered["answer"][0]] if answered else len(found.choices)
    if place < len(found.choices):
        return _meant(found.choices[place][1], now)
    return Asked(f"{found.question} {_letters(found)}")


def _letters(found: Ask) -> str:
    if found.choices[0][0].startswith("first"):
        return "F or S"
    return "Y, or N as typed" if len(found.choices) > 1 else "Y"


def _meant(instant: datetime, now: datetime) -> Meant:
    return Meant(instant, day_words(instant, now))


def day_words(instant: datetime, now: datetime) -> str:
    """Return `01:52 today`, `23:30 yesterday`, or the date; which of the two in the hour that came twice."""
    return meaning(instant, now).rsplit(", ", 1)[0]
