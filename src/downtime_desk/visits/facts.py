"""What is recorded about visits. Each fact copies what the manager saw, so that it stands alone as evidence."""

from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.visits import codes
from downtime_desk.visits.codes import (
    Grade,
    Harm,
    MedicineOutcomeCode,
    Outcome,
    Safeguarding,
    Severity,
)
from downtime_desk.visits.grade import Account, still_needed
from downtime_desk.visits.model import deviations, verification_history, verifications, visit_times


@dataclass(frozen=True)
class CarerTimes:
    """Who came and when, as told. `carer` is None for somebody who is not on the rota. Times are UTC text."""

    carer: str | None
    name: str
    arrived: str | None = None
    left: str | None = None


@dataclass(frozen=True)
class Source:
    """One voice: how we know (`codes.METHODS`), who said it, and when it was said to us (UTC text)."""

    method: str
    told_by: str | None
    at: str


@dataclass(frozen=True)
class MedicineOutcome:
    """What became of one due dose. `time` is its planned clock face, `at` when it was given (UTC text)."""

    name: str
    time: str
    outcome: MedicineOutcomeCode
    at: str | None = None


@dataclass(frozen=True)
class Challenge:
    """What was doubtful, as it was put to the manager, and why it was accepted."""

    what: str
    why: str


_ONCE = {"visit", "first_entry", "first_recorded_at", "entries"}
_ADD_TO_HISTORY = insert(verification_history)
_LET_STAND = upsert(verifications)
_LET_STAND = _LET_STAND.on_conflict_do_update(
    index_elements=["visit"],
    set_={
        **{
            name: _LET_STAND.excluded[name]
            for name in (each.name for each in verifications.columns)
            if name not in _ONCE
        },
        "entries": verifications.c.entries + 1,
    },
)
_FORGET_TIMES = delete(visit_times).where(visit_times.c.visit == bindparam("verified"))
_ADD_TIMES = insert(visit_times)


@dataclass(frozen=True)
class VisitVerified(Fact, kind="visit.verified", sort="Visit", goes_back=True):
    """What is known of a visit, from people who were there or heard of it.

    `born` is an ISO date, `planned_*` UTC text, `priority` the level the manager saw (None: not recorded),
    `grade` the grade shown at the desk. At most two `sources`. The entry's `corrects` names an earlier
    account this one replaces, its `base_version` the main system's version of the visit. `proposed` is the
    deviation the desk asked the manager to write down.
    """

    visit: str
    person: str
    person_name: str
    born: str | None
    nhs_number: str | None
    planned_start: str
    planned_end: str
    carers_needed: int
    outcome: Outcome
    carers: tuple[CarerTimes, ...]
    sources: tuple[Source, ...]
    grade: Grade
    priority: PriorityLevel | None = None
    reason: str | None = None
    medicines: tuple[MedicineOutcome, ...] = ()
    tasks_not_done: tuple[str, ...] = ()
    challenges: tuple[Challenge, ...] = ()
    note: str = ""
    proposed: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep this account as the one that stands, and add it to the history."""
        account = self._account(entry)
        history = {
            "entry": entry.id,
            "number": entry.seq,
            "visit": self.visit,
            "corrects": entry.corrects,
            "recorded_at": entry.recorded_at,
        }
        session.execute(_ADD_TO_HISTORY, history | account)
        first = {
            "visit": self.visit,
            "first_entry": entry.id,
            "first_recorded_at": entry.recorded_at,
            "entries": 1,
        }
        session.execute(_LET_STAND, first | self._row(entry) | account)
        self._keep_times(session)

    def _keep_times(self, session: Session) -> None:
        session.execute(_FORGET_TIMES, {"verified": self.visit})
        rows = [
            {
                "visit": self.visit,
                "place": place,
                "carer": each.carer,
                "name": each.name,
                "arrived": each.arrived,
                "left": each.left,
            }
            for place, each in enumerate(self.carers)
        ]
        if rows:
            session.execute(_ADD_TIMES, rows)

    def account(self) -> Account:
        """Return what decides whether the visit is settled."""
        return Account(
            outcome=self.outcome,
            grade=self.grade,
            priority=self.priority,
            carers_needed=self.carers_needed,
            arrivals=sum(1 for each in self.carers if each.arrived),
            leavings=sum(1 for each in self.carers if each.left),
            reason=self.reason,
        )

    def _account(self, entry: Entry) -> dict[str, Any]:
        return {
            "recorded_by": entry.actor_name,
            "outcome": self.outcome,
            "grade": self.grade,
            "carers": _json(self.carers),
            "sources": _json(self.sources),
            "medicines": _json(self.medicines),
            "challenges": _json(self.challenges),
            "reason": self.reason,
            "note": self.note,
        }

    def _row(self, entry: Entry) -> dict[str, Any]:
        arrivals = [each.arrived for each in self.carers if each.arrived]
        leavings = [each.left for each in self.carers if each.left]
        known = self.account()
        return {
            "person": self.person,
            "person_name": self.person_name,
            "born": self.born,
            "nhs_number": self.nhs_number,
            "planned_start": self.planned_start,
            "planned_end": self.planned_end,
            "carers_needed": self.carers_needed,
            "priority": self.priority,
            "arrived": min(arrivals, default=None),
            "left": max(leavings, default=None),
            "arrivals": known.arrivals,
            "leavings": known.leavings,
            "tasks_not_done": _json(self.tasks_not_done),
            "settled": int(not still_needed(known)),
            "proposed": self.proposed,
            "base_version": entry.base_version,
            "last_entry": entry.id,
            "last_recorded_at": entry.recorded_at,
        }

    def words(self) -> str:
        """Say what was verified, by whom and how well it is known."""
        told = ", ".join(codes.said(codes.METHODS, each.method).lower() for each in self.sources)
        known = f"grade {self.grade}: {told}" if told else f"grade {self.grade}"
        return f"{self.person_name}: {self._happened()} ({known})."

    def _happened(self) -> str:
        if self.outcome == "did not happen":
            reason = codes.said(codes.REASONS, self.reason or "").lower()
            return f"the visit did not happen, {reason}" if reason else "the visit did not happen"
        if self.outcome == "not known yet":
            return "not known yet what happened"
        came = "; ".join(_came(each) for each in self.carers)
        return (
            f"{'there now' if self.outcome == 'there now' else 'visit done'}, {came or 'by whom not known'}"
        )


@dataclass(frozen=True)
class DeviationLogged(Fact, kind="deviation.logged", sort="Deviation", goes_back=True):
    """Something went otherwise than planned.

    `type`, `actions` and `hazard` are codes of `codes.py`; `happened_at` is UTC text. Safeguarding is
    decided either way with a reason, or still to decide. A correction (the entry's `corrects` names the first
    entry) replaces what the table shows; the journal keeps both.
    """

    visit: str | None
    person: str
    person_name: str
    born: str | None
    nhs_number: str | None
    type: str
    severity: Severity
    harm: Harm
    happened_at: str
    what: str
    actions: tuple[str, ...]
    safeguarding: Safeguarding
    safeguarding_reason: str = ""
    hazard: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the deviation, or what is now known of it."""
        row = self._row(entry)
        first = (
            entry.corrects
            and session.execute(
                select(deviations.c.id).where(
                    (deviations.c.id == entry.corrects) | (deviations.c.last_entry == entry.corrects)
                )
            ).scalar()
        )
        if first:
            session.execute(update(deviations).where(deviations.c.id == first).values(**row))
            return
        session.execute(
            insert(deviations).values(id=entry.id, outage=entry.outage, recorded_at=entry.recorded_at, **row)
        )

    def _row(self, entry: Entry) -> dict[str, Any]:
        return {
            "last_entry": entry.id,
            "visit": self.visit,
            "person": self.person,
            "person_name": self.person_name,
            "born": self.born,
            "nhs_number": self.nhs_number,
            "type": self.type,
            "severity": self.severity,
            "harm": self.harm,
            "happened_at": self.happened_at,
            "what": self.what,
            "actions": _json(self.actions),
            "safeguarding": self.safeguarding,
            "safeguarding_reason": self.safeguarding_reason,
            "hazard": self.hazard,
            "recorded_by": entry.actor_name,
        }

    def words(self) -> str:
        """Say what went otherwise, the harm and the safeguarding decision."""
        kind = codes.said(codes.DEVIATIONS, self.type).lower()
        harm = codes.HARMS[self.harm].lower()
        return (
            f"{self.person_name}: deviation, {kind}, {harm}. {self.what} Safeguarding: {self.safeguarding}."
        )


def _came(each: CarerTimes) -> str:
    arrived = f"arrived {clock_face(from_text(each.arrived))}" if each.arrived else "arrival not known"
    left = f", left {clock_face(from_text(each.left))}" if each.left else ""
    return f"{each.name} {arrived}{left}"


def _json(value: object) -> str:
    return msgspec.json.encode(value, order="deterministic").decode()
