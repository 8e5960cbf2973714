"""What really happened in the night of the demonstration: a script from a seed, told to the desk by phone.

The desk knows nothing of it but what the callers say. Nothing here reads the plan on the desk's behalf:
it is the other end of the telephone.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from downtime_desk.core.clock import to_text
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, MedicineOutcome, Source
from downtime_desk.visits.planned import Planned

CALLS_AFTER = timedelta(minutes=6)
SECOND_VOICE_AFTER = timedelta(minutes=4)
AWAY = 0.02
MISSED = 0.01
ONE_CARER_ONLY = 0.06
LATE = 0.12


@dataclass(frozen=True)
class Call:
    """One thing the desk is told: when, about which visit, and what is then known of it."""

    at: datetime
    visit: str
    verify: Verify


def calls(planned: Sequence[Planned], seed: int) -> list[Call]:
    """Return every call of the night in the order in which the telephone rings."""
    dice = random.Random(seed)  # noqa: S311 - a script, not a secret
    made = [call for visit in planned for call in _about(visit, dice)]
    return sorted(made, key=lambda call: (call.at, call.visit))


def _about(visit: Planned, dice: random.Random) -> Iterator[Call]:
    chance = dice.random()
    if chance < AWAY:
        yield _not_made(visit, "DT08", "In hospital since this afternoon, the ward says.")
    elif chance < AWAY + MISSED and visit.summary.priority.level == "green":
        yield _not_made(visit, "DT11", "Carer absent; the person is well and agreed to tomorrow.")
    else:
        yield from _made(visit, dice)


def _not_made(visit: Planned, reason: str, note: str) -> Call:
    at = visit.start + CALLS_AFTER
    sources = (Source("family", "family", to_text(at)), Source("rang-carer", None, to_text(at)))
    told = Verify(visit.visit, "did not happen", sources=sources, reason=reason, note=note)
    return Call(at, visit.visit, told)


def _made(visit: Planned, dice: random.Random) -> Iterator[Call]:
    late = dice.randint(20, 40) if dice.random() < LATE else dice.randint(-4, 9)
    arrived = visit.start + timedelta(minutes=late)
    left = arrived + visit.length + timedelta(minutes=dice.randint(-2, 4))
    came = tuple(
        CarerTimes(
            carer.id,
            carer.name,
            to_text(arrived + timedelta(minutes=2 * place)),
            to_text(left + timedelta(minutes=place)),
        )
        for place, carer in enumerate(visit.carers)
    )
    if len(came) > 1 and dice.random() < ONE_CARER_ONLY:
        came = came[:1]
    rang = left + CALLS_AFTER
    reason = "DT12" if len(came) < visit.carers_needed else "DT10" if late >= LATE_MINUTES else "DT01"
    doses = tuple(
        MedicineOutcome(dose.name, dose.time, "given", to_text(arrived + timedelta(minutes=5)))
        for dose in visit.doses()
    )
    told = Verify(
        visit.visit,
        "done",
        came,
        (Source("carer-at-time", came[0].name if came else "carer", to_text(rang)),),
        reason,
        doses,
    )
    yield Call(rang, visit.visit, told)
    if visit.summary.priority.level != "green":
        second = rang + SECOND_VOICE_AFTER
        both = (*told.sources, Source("person", visit.name, to_text(second)))
        yield Call(second, visit.visit, Verify(visit.visit, "done", came, both, reason, doses))


LATE_MINUTES = 15
