"""What is doubtful in an account of a visit, put to the manager in words.

Nothing here is refused and nothing is changed: what was typed is kept when somebody says why it is right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.visits.codes import OUTCOMES, Outcome
from downtime_desk.visits.facts import CarerTimes
from downtime_desk.visits.planned import Planned
from downtime_desk.visits.settings import Thresholds


@dataclass(frozen=True)
class Elsewhere:
    """Where else a carer is written down, and where that is (None: not recorded). Times are UTC text."""

    carer: str
    person_name: str
    arrived: str
    left: str | None
    address: str | None = None
    postcode: str | None = None


def challenges(
    visit: Planned,
    told: Sequence[CarerTimes],
    elsewhere: Iterable[Elsewhere],
    now: datetime,
    limits: Thresholds,
) -> tuple[str, ...]:
    """Return everything doubtful about the times told of a visit, each as one sentence."""
    found = []
    others = tuple(elsewhere)
    for each in told:
        found += _in_itself(visit, each, now, limits)
        found += [_overlap(each, other) for other in others if _together(each, other, now)]
        found += [words for other in others if (words := _too_quick(visit, each, other, limits.travel_least))]
    return tuple(found)


def tasks_left(tasks: Sequence[str], reason: str | None) -> tuple[str, ...]:
    """Return what is asked about tasks that were not done, unless a reason is chosen."""
    return (f"Not done: {', '.join(tasks)}. No reason is chosen.",) if tasks and reason is None else ()


def _in_itself(visit: Planned, told: CarerTimes, now: datetime, limits: Thresholds) -> list[str]:
    arrived, left = _instant(told.arrived), _instant(told.left)
    found = [
        f"{told.name}: {clock_face(each)} has not come yet."
        for each in (arrived, left)
        if each and each > now
    ]
    if arrived is None or left is None:
        return found
    if left < arrived:
        return [*found, f"{told.name} left {clock_face(left)}, before arriving {clock_face(arrived)}."]
    if (arrived, left) == (visit.start, visit.end):
        found.append(f"Both times are the planned ones. Did {told.name} say these times?")
    stayed, planned = left - arrived, visit.length
    share = stayed / planned * 100 if planned else 100.0
    minutes, of = int(stayed.total_seconds() // 60), int(planned.total_seconds() // 60)
    if share < limits.short_percent:
        found.append(f"{told.name} stayed {minutes} of {of} minutes: under {limits.short_percent} %.")
    elif share > limits.long_percent:
        found.append(
            f"{told.name} stayed {minutes} minutes, over {limits.long_percent / 100:g} times the {of} planned."
        )
    return found


def _together(told: CarerTimes, other: Elsewhere, now: datetime) -> bool:
    if told.carer is None or told.carer != other.carer or told.arrived is None:
        return False
    end, other_end = told.left or to_text(now), other.left or to_text(now)
    return told.arrived < other_end and other.arrived < end


def _overlap(told: CarerTimes, other: Elsewhere) -> str:
    until = f" to {clock_face(from_text(other.left))}" if other.left else ", not left yet"
    return (
        f"{told.name} is also written down at {other.person_name} from "
        f"{clock_face(from_text(other.arrived))}{until}."
    )


def _too_quick(visit: Planned, told: CarerTimes, other: Elsewhere, least: int) -> str | None:
    """Say that nobody gets from one address to another in so few minutes.

    How far two addresses are apart is not in the copy, so the least time counts, and only where both are
    recorded and differ: two people in one house take no travel.
    """
    if told.carer is None or told.carer != other.carer or not told.arrived or not _apart(visit, other):
        return None
    if other.left and other.left <= told.arrived:
        gone, there = from_text(other.left), from_text(told.arrived)
        words = (
            f"{told.name} left {other.person_name} {clock_face(gone)} and arrived here {clock_face(there)}"
        )
    elif told.left and told.left <= other.arrived:
        gone, there = from_text(told.left), from_text(other.arrived)
        words = (
            f"{told.name} left here {clock_face(gone)} and arrived at {other.person_name} {clock_face(there)}"
        )
    else:
        return None
    minutes = int((there - gone).total_seconds() // 60)
    return f"{words}: {minutes} min between two addresses, {least} at least." if minutes < least else None


def _apart(visit: Planned, other: Elsewhere) -> bool:
    here = visit.summary
    if here.postcode and other.postcode and _plain(here.postcode) != _plain(other.postcode):
        return True
    return bool(here.address and other.address) and _plain(here.address) != _plain(other.address)


def _plain(text: str | None) -> str:
    return "".join(each for each in (text or "").casefold() if each.isalnum())


def changes(
    before: Sequence[CarerTimes], outcome_before: Outcome, now: Sequence[CarerTimes], outcome: Outcome
) -> tuple[str, ...]:
    """Return what a correction changes of what was said before; adding what was missing changes nothing."""
    found = []
    if outcome != outcome_before and outcome_before in {"done", "did not happen"}:
        was, is_now = OUTCOMES[outcome_before].lower(), OUTCOMES[outcome].lower()
        found.append(f"It was written down as: {was}. Now: {is_now}.")
    told = {(each.carer or each.name): each for each in now}
    for old in before:
        new = told.get(old.carer or old.name)
        if new is None:
            found.append(f"{old.name} was written down as there, and is not now.")
            continue
        found += _changed(old.name, "arrived", old.arrived, new.arrived)
        found += _changed(old.name, "left", old.left, new.left)
    return tuple(found)


def _changed(name: str, what: str, before: str | None, now: str | None) -> list[str]:
    if before is None or before == now:
        return []
    after = f"now {clock_face(from_text(now))}" if now else "now not known"
    return [f"{name} {what} {clock_face(from_text(before))} before, {after}."]


def _instant(stored: str | None) -> datetime | None:
    return from_text(stored) if stored else None
