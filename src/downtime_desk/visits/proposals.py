"""Deviations an account of a visit proposes. A manager writes them down, changed or not, or says why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from downtime_desk.core.clock import from_text
from downtime_desk.visits.codes import REASONS_WITHOUT_NEED, SECOND_CARER_ABSENT, Outcome, Severity
from downtime_desk.visits.facts import CarerTimes, MedicineOutcome
from downtime_desk.visits.planned import Planned
from downtime_desk.visits.settings import Thresholds


@dataclass(frozen=True)
class Proposal:
    """A deviation to write down: its code, what happened, and the hazard it belongs to if one does.

    One that `holds` the visit keeps it in the queue until it is written down.
    """

    type: str
    what: str
    severity: Severity
    hazard: str | None = None
    holds: bool = False


@dataclass(frozen=True)
class Told:
    """The part of an account that deviations follow from."""

    outcome: Outcome
    carers: Sequence[CarerTimes] = ()
    medicines: Sequence[MedicineOutcome] = ()
    reason: str | None = None
    tasks_not_done: Sequence[str] = ()


def proposals(
    visit: Planned, account: Told, limits: Thresholds, *, no_reply: bool = False
) -> tuple[Proposal, ...]:
    """Return the deviations an account proposes, the gravest first. `no_reply`: nobody answered the door."""
    told, reason, found = account.carers, account.reason, []
    missed = account.outcome == "did not happen" and reason not in REASONS_WITHOUT_NEED
    if no_reply:
        words = "Nobody answered the door. The steps taken are in the log."
        found.append(Proposal("no-access", words, "high", "basic-needs", holds=missed))
    elif missed:
        found.append(Proposal("missed", "The visit did not happen.", "high", "basic-needs", holds=True))
    if account.outcome == "done" and _single_handed(visit, told, reason):
        together = _most_together(told)
        there = f"only {together} were there together" if together > 1 else "were not there together"
        words = f"{visit.carers_needed} carers were needed and {there}."
        found.append(Proposal("single-handed", words, "high", "carers", holds=True))
    found += [
        Proposal("medicine", f"{each.name} {each.time}: {each.outcome}.", "high", "medicine", holds=True)
        for each in account.medicines
        if each.outcome in {"missed", "refused"}
    ]
    if account.tasks_not_done:
        words = f"Not done: {', '.join(account.tasks_not_done)}."
        found.append(Proposal("task-omitted", words, "moderate", "basic-needs"))
    found += _swapped(visit, told)
    if visit.origin == "added" and account.outcome == "done":
        found.append(Proposal("unscheduled", "The visit was not on the rota of the copy.", "low"))
    unknown = [f"{each.name} {each.time}" for each in account.medicines if each.outcome == "not known"]
    if account.outcome == "done" and unknown:
        words = f"Nobody knows whether it was given: {', '.join(unknown)}."
        found.append(Proposal("record-gap", words, "moderate", "medicine"))
    return (*found, *_timing(visit, told, limits))


def _swapped(visit: Planned, told: Sequence[CarerTimes]) -> list[Proposal]:
    """Return that somebody else came, when a carer of the rota did not; one more than planned is no swap."""
    came = [each for each in told if each.arrived]
    ids, planned = {each.carer for each in came}, {each.id for each in visit.carers}
    others = [each.name or "somebody else" for each in came if each.carer not in planned]
    stayed_away = [each.name for each in visit.carers if each.id not in ids]
    if not others or not stayed_away or len(came) < len(visit.carers):
        return []
    words = f"{' and '.join(others)} came instead of {' and '.join(stayed_away)}."
    return [Proposal("carer-swapped", words, "low")]


def _single_handed(visit: Planned, told: Sequence[CarerTimes], reason: str | None) -> bool:
    """Say whether several carers were needed and are known not to have been there at the same time."""
    if visit.carers_needed < 2:
        return False
    if reason == SECOND_CARER_ABSENT:
        return True
    there = [each for each in told if each.arrived and each.left]
    if len(there) < visit.carers_needed:
        return False
    return _most_together(there) < visit.carers_needed


def _most_together(told: Sequence[CarerTimes]) -> int:
    """Return how many carers were there at once at most, of those whose both times are known."""
    spans = [(each.arrived, each.left) for each in told if each.arrived and each.left]
    return max((sum(start <= when < end for start, end in spans) for when, _ in spans), default=0)


def _timing(visit: Planned, told: Sequence[CarerTimes], limits: Thresholds) -> list[Proposal]:
    arrivals = [from_text(each.arrived) for each in told if each.arrived]
    if not arrivals:
        return []
    found = []
    late = min(arrivals) - visit.start
    early = -late
    if early > timedelta(minutes=limits.very_early_before):
        found.append(Proposal("early", f"{int(early.total_seconds() // 60)} minutes early.", "low"))
    critical = any(each.critical for each in visit.doses())
    if late > timedelta(minutes=limits.critical_very_late_after if critical else limits.very_late_after):
        found.append(Proposal("late", f"{int(late.total_seconds() // 60)} minutes late.", "moderate"))
    for each in told:
        if each.arrived and each.left and each.left >= each.arrived:
            stayed = from_text(each.left) - from_text(each.arrived)
            if visit.length and stayed / visit.length * 100 < limits.short_percent:
                found.append(
                    Proposal(
                        "short", f"{each.name} stayed {int(stayed.total_seconds() // 60)} minutes.", "low"
                    )
                )
    return found
