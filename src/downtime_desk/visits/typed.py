"""What is typed into the verify form, exactly as typed, and what the desk understands of it.

A `Typed` is the draft: it is kept while it is being typed and put back after a kill, words and all. Only
`understood` turns it into times and a command. Nothing of it ever comes from the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.visits.actions import Verify, last_event
from downtime_desk.visits.codes import MedicineOutcomeCode, Outcome
from downtime_desk.visits.facts import CarerTimes, Challenge, MedicineOutcome, Source
from downtime_desk.visits.grade import Graded, Voice, grade
from downtime_desk.visits.planned import Planned
from downtime_desk.visits.queries import AccountKept, Seen
from downtime_desk.visits.settings import Thresholds
from downtime_desk.visits.times import Asked, Meant, Reading, Refused, TimeTyped, day_words, read


class CarerTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the form: who (`carer` None and a `name` for somebody not on the list), arrived, left."""

    carer: str | None = None
    name: str = ""
    arrived: TimeTyped = TimeTyped()
    left: TimeTyped = TimeTyped()


class SourceTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """How we know; `at` is when it was told. Empty, it was told when the source was chosen (UTC text)."""

    method: str | None = None
    told_by: str = ""
    at: TimeTyped = TimeTyped()
    chosen_at: str | None = None


class MedicineTyped(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one due dose."""

    name: str
    time: str
    outcome: MedicineOutcomeCode | None = None
    at: TimeTyped = TimeTyped()


class Typed(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole form as typed. `whys` answer doubts by their words; `seen` is the entry it began from."""

    outcome: Outcome | None = None
    carers: tuple[CarerTyped, ...] = ()
    sources: tuple[SourceTyped, ...] = ()
    medicines: tuple[MedicineTyped, ...] = ()
    tasks_not_done: tuple[str, ...] = ()
    reason: str | None = None
    note: str = ""
    whys: tuple[tuple[str, str], ...] = ()
    seen: str | None = None


@dataclass(frozen=True)
class Understood:
    """What a form means: the command, what is not understood yet in words, and the grade it would have."""

    command: Verify
    unclear: tuple[str, ...]
    grade: Graded


def encode(typed: Typed) -> str:
    """Return a draft as it is kept."""
    return msgspec.json.encode(typed).decode()


def begin(seen: Seen) -> Typed:
    """Return the form for a visit: the draft if one was being typed, else the account that stands, else empty.

    A draft begun before somebody else wrote keeps what it began from, so that saving it says so.
    """
    if seen.draft:
        return msgspec.json.decode(seen.draft, type=Typed)
    return account_typed(seen.account) if seen.account else Typed()


def account_typed(account: AccountKept) -> Typed:
    """Return the account that stands, as the form holds it."""
    return Typed(
        outcome=account.outcome,
        carers=tuple(
            CarerTyped(each.carer, each.name, _put_in(each.arrived), _put_in(each.left))
            for each in account.carers
        ),
        sources=tuple(
            SourceTyped(each.method, each.told_by or "", _put_in(each.at)) for each in account.sources
        ),
        medicines=tuple(
            MedicineTyped(each.name, each.time, each.outcome, _put_in(each.at)) for each in account.medicines
        ),
        tasks_not_done=account.tasks_not_done,
        reason=account.reason,
        note=account.note,
        seen=account.entry,
    )


def _put_in(stored: str | None) -> TimeTyped:
    return TimeTyped(clock_face(from_text(stored)), stored) if stored else TimeTyped()


def reading(typed: TimeTyped, now: datetime, since: datetime | None) -> Reading | None:
    """Return what a typed time meant when it was typed, in words of now.

    One put in from an account and left alone is that very instant.
    """
    if typed.kept and typed.text.strip() == clock_face(from_text(typed.kept)):
        instant = from_text(typed.kept)
        return Meant(instant, day_words(instant, now))
    found = read(typed.text, from_text(typed.typed_at) if typed.typed_at else now, since)
    return Meant(found.instant, day_words(found.instant, now)) if isinstance(found, Meant) else found


def understood(
    typed: Typed, visit: Planned, now: datetime, since: datetime | None, limits: Thresholds
) -> Understood:
    """Return what a form means at an instant."""
    unclear: list[str] = []

    def instant(where: str, time: TimeTyped) -> str | None:
        found = reading(time, now, since)
        if isinstance(found, Asked | Refused):
            unclear.append(f"{where}: {found.words}")
        return to_text(found.instant) if isinstance(found, Meant) else None

    outcome: Outcome = typed.outcome or "not known yet"
    carers = tuple(
        CarerTimes(
            each.carer, each.name.strip(), instant("Arrived", each.arrived), instant("Left", each.left)
        )
        for each in typed.carers
        if each != CarerTyped()
    )
    sources = tuple(
        Source(
            each.method,
            each.told_by.strip() or None,
            instant("Told at", each.at) or each.chosen_at or to_text(now),
        )
        for each in typed.sources
        if each.method
    )
    medicines = tuple(
        MedicineOutcome(each.name, each.time, each.outcome, instant(f"Medicine {each.time}", each.at))
        for each in typed.medicines
        if each.outcome
    )
    command = Verify(
        visit=visit.visit,
        outcome=outcome,
        carers=carers,
        sources=sources,
        reason=typed.reason,
        medicines=medicines,
        tasks_not_done=typed.tasks_not_done,
        note=typed.note,
        accepted=tuple(Challenge(what, why.strip()) for what, why in typed.whys if why.strip()),
        seen=typed.seen,
    )
    return Understood(command, tuple(unclear), graded(visit, command, limits))


def graded(visit: Planned, command: Verify, limits: Thresholds) -> Graded:
    """Return the grade an account would have."""
    voices: Sequence[Voice] = [
        Voice(each.method, each.told_by, from_text(each.at)) for each in command.sources
    ]
    event = last_event(visit, command.outcome, command.carers)
    return grade(voices, event, command.outcome, timedelta(minutes=limits.told_at_the_time))


def timing_words(instant: datetime, planned: datetime) -> str:
    """Return `7 min late`, `3 min early` or `on time`."""
    minutes = int((instant - planned).total_seconds() // 60)
    if minutes == 0:
        return "on time"
    return f"{minutes} min late" if minutes > 0 else f"{-minutes} min early"
