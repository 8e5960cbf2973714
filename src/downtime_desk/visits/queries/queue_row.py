"""One row of the rescue queue, built from what is joined about its visit."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from downtime_desk.core.clock import from_text
from downtime_desk.people.model import people
from downtime_desk.people.summary import Listed, Medicine, PriorityLevel
from downtime_desk.people.told import Told
from downtime_desk.rota.today import Origin
from downtime_desk.visits.codes import Grade, Outcome
from downtime_desk.visits.doses import due
from downtime_desk.visits.facts import MedicineOutcome
from downtime_desk.visits.grade import Account, still_needed
from downtime_desk.visits.model import verifications
from downtime_desk.visits.planned import short_name
from downtime_desk.visits.queries.no_reply import NoReplyNow
from downtime_desk.visits.queries.states import DEVIATION_DUE, OF_A_VISIT, State
from downtime_desk.visits.rank import Rank, Standing, rank
from downtime_desk.visits.settings import Thresholds


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A visit that needs somebody. Instants are aware UTC; `ends` when somebody there was to leave.

    `open_points` is what keeps it from being settled; `proposed` the deviation to be written down;
    `silent` names carers who should have been heard of before it; `no_reply` the step taken at the door;
    `whereabouts` what was told since the copy of the person being in hospital or home again: it moves no rank.
    """

    visit: str
    person: str
    name: str
    priority: PriorityLevel | None
    start: datetime
    end: datetime
    state: State
    carers_needed: int
    carers: tuple[str, ...]
    outcome: Outcome | None
    grade: Grade | None
    arrived: datetime | None
    arrivals: int
    open_points: tuple[str, ...]
    proposed: str | None
    silent: tuple[str, ...]
    rank: Rank
    no_reply: NoReplyNow | None = None
    origin: Origin = "copy"
    whereabouts: Told | None = None


@dataclass(frozen=True, slots=True)
class Besides:
    """What is known of a visit beside its own row: the names of its carers, whether nobody answers the door,
    whether an earlier visit of the person was missed, what was told of their being in hospital or home from it,
    and who was to go and is off.
    """

    carers: tuple[str, ...] = ()
    no_reply: NoReplyNow | None = None
    missed_before: bool = False
    whereabouts: Told | None = None
    off: tuple[str, ...] = ()


class _RankFacts(msgspec.Struct):
    """The part of a summary the rank needs; the rest is skipped unread."""

    medicines: Listed[Medicine] = Listed()
    can_summon_help: bool | None = None


_rank_facts = msgspec.json.Decoder(_RankFacts)
_medicines = msgspec.json.Decoder(tuple[MedicineOutcome, ...])

COLUMNS = (
    *OF_A_VISIT,
    people.c.lives_alone,
    people.c.summary,
    verifications.c.person.label("told_of"),
    verifications.c.outcome,
    verifications.c.grade,
    verifications.c.arrived,
    verifications.c.arrivals,
    verifications.c.leavings,
    verifications.c.reason,
    verifications.c.medicines,
    verifications.c.proposed,
    verifications.c.settled,
    DEVIATION_DUE.label("deviation_due"),
)


def row_of(
    row: Row[Any], planned_carers: tuple[str, ...], besides: Besides, now: datetime, limits: Thresholds
) -> QueueRow:
    """Return one row; `row` has the `COLUMNS` and the state, `planned_carers` are ids."""
    start, end = from_text(row.start), from_text(row.end)
    summary = _rank_facts.decode(row.summary) if row.summary else _RankFacts()
    dose, dose_by = _open_dose(row, summary, start, end, limits)
    expected = row.arrivals if row.outcome is not None or now >= start else len(planned_carers)
    standing = Standing(
        level=row.priority,
        start=start,
        dose=dose,
        dose_by=dose_by,
        lives_alone=None if row.lives_alone is None else bool(row.lives_alone),
        can_summon_help=summary.can_summon_help,
        carers_needed=row.carers_needed,
        carers_missing=max(0, row.carers_needed - (expected or 0)),
        account=row.grade,
        missed_before=besides.missed_before,
        no_reply=besides.no_reply is not None,
    )
    return QueueRow(
        visit=row.id,
        person=row.person_id,
        name=short_name(row.person_id, row.family, row.given),
        priority=row.priority,
        start=start,
        end=end,
        state=State(row.state),
        carers_needed=row.carers_needed,
        carers=besides.carers,
        outcome=row.outcome,
        grade=row.grade,
        arrived=from_text(row.arrived) if row.arrived else None,
        arrivals=row.arrivals or 0,
        open_points=_open_points(row),
        proposed=row.proposed if row.deviation_due else None,
        silent=(),
        no_reply=besides.no_reply,
        rank=_said_off(rank(standing, now, limits), row, planned_carers, besides.off),
        origin=row.origin,
        whereabouts=besides.whereabouts,
    )


def _said_off(ranked: Rank, row: Row[Any], planned_carers: tuple[str, ...], off: tuple[str, ...]) -> Rank:
    """Return the rank with the plainest reasons of all first: nobody is to go, and who was to go is off."""
    if row.outcome is not None:
        return ranked
    nobody = () if planned_carers else ("nobody is to go",)
    return replace(ranked, because=(*nobody, *(f"{each} is off" for each in off), *ranked.because))


def _open_dose(
    row: Row[Any], summary: _RankFacts, start: datetime, end: datetime, limits: Thresholds
) -> tuple[str | None, datetime | None]:
    """Return the exact-time medicine of the visit that is soonest too late and not known to be given."""
    critical = [each for each in summary.medicines.items if each.time_critical]
    told = {
        (each.name, each.time)
        for each in (_medicines.decode(row.medicines) if row.medicines else ())
        if each.outcome in {"given", "not required"}
    }
    waiting = [
        (dose.deadline(limits.dose_window), dose.name)
        for dose in due(critical, start, end)
        if (dose.name, dose.time) not in told
    ]
    if not waiting:
        return None, None
    by, name = min(waiting)
    return name, by


def _open_points(row: Row[Any]) -> tuple[str, ...]:
    if row.outcome is None or row.settled:
        return ()
    return still_needed(
        Account(
            row.outcome, row.grade, row.priority, row.carers_needed, row.arrivals, row.leavings, row.reason
        )
    )
