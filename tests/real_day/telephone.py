"""What the telephone says of a visit: invented from a seed, for the data holds plans only."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from downtime_desk.core.clock import to_text
from downtime_desk.visits.actions import Verify
from downtime_desk.visits.facts import CarerTimes, MedicineOutcome, Source
from downtime_desk.visits.planned import Planned


def told(visit: Planned, dice: random.Random) -> Iterator[tuple[datetime, Verify]]:
    """Yield when the telephone rings about a visit, and what is then known of it."""
    late = timedelta(minutes=dice.choice((-3, 0, 2, 5, 9, 25, 50)))
    arrived = visit.start + late
    left = arrived + visit.length + timedelta(minutes=dice.choice((-1, 1, 3)))
    rings = left + timedelta(minutes=dice.randint(2, 25))
    if dice.random() < 0.03:
        why = (Source("family", "a neighbour", to_text(rings)), Source("rang-carer", None, to_text(rings)))
        yield rings, Verify(visit.visit, "did not happen", sources=why, reason=dice.choice(("DT08", "DT11")))
        return
    staff = visit.carers or ()
    apart = timedelta(hours=1) if len(staff) > 1 and dice.random() < 0.1 else timedelta(minutes=1)
    came = tuple(
        CarerTimes(each.id, each.name, to_text(arrived + place * apart), to_text(left + place * apart))
        for place, each in enumerate(staff)
    ) or (CarerTimes(None, "Agency carer", to_text(arrived), to_text(left)),)
    if len(came) < visit.carers_needed:
        came += tuple(
            CarerTimes(None, f"Agency carer {place}", to_text(arrived), to_text(left))
            for place in range(visit.carers_needed - len(came))
        )
    rings = datetime.fromisoformat(max(each.left or "" for each in came)) + (rings - left)
    doses = tuple(
        MedicineOutcome(each.name, each.time, dice.choice(("given", "given", "given", "missed")))
        for each in visit.doses()
    )
    one = (Source("carer-at-time", came[0].name, to_text(rings)),)
    account = Verify(visit.visit, "done", came, one, "DT01", doses)
    if dice.random() < 0.2:
        yield visit.start + timedelta(minutes=1), Verify(visit.visit, "not known yet", note="No answer yet.")
    yield rings, account
    again = rings + timedelta(minutes=dice.randint(1, 60))
    both = (*one, Source("person", "the person", to_text(again)))
    if visit.summary.priority.level != "green" or dice.random() < 0.1:
        yield again, replace(account, sources=both, note="Rung back to be sure.")
