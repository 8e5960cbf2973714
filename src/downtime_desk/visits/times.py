"""Typed times of a visit: one instant with its meaning, a question, or a refusal in words.

`core.typed_time` reads them, with the letter typed behind a time that answers its question.
"""

from dataclasses import dataclass
from datetime import datetime

import msgspec

from downtime_desk.core.typed_time import Ask, At, asked, meaning, read_answered


class TimeTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """A time as typed, and when it was typed: `now` means that moment, however late it is saved.

    `kept` is the instant it stands for when it was put in from an account. Both are UTC text.
    """

    text: str = ""
    kept: str | None = None
    typed_at: str | None = None


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
    if not typed.strip():
        return None
    found = read_answered(typed, now, since)
    if isinstance(found, At):
        return _meant(found.instant, now)
    if isinstance(found, Ask):
        return Asked(asked(found))
    return Refused(found.why)


def _meant(instant: datetime, now: datetime) -> Meant:
    return Meant(instant, day_words(instant, now))


def day_words(instant: datetime, now: datetime) -> str:
    """Return `01:52 today`, `23:30 yesterday`, or the date; which of the two in the hour that came twice."""
    return meaning(instant, now).rsplit(", ", 1)[0]
