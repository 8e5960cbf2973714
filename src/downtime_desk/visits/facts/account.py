"""The fact that a visit was verified: what is known of it, by whom it was told, and how well."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.rota.today import Origin
from downtime_desk.visits import codes
from downtime_desk.visits.codes import Grade, MedicineOutcomeCode, Outcome
from downtime_desk.visits.facts.stored import to_json
from downtime_desk.visits.grade import Account, still_needed
from downtime_desk.visits.model import verification_history, verifications, visit_times


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
_ADD_TO_HISTORY = Prepared(insert(verification_history))
_STANDS = upsert(verifications)
_LET_STAND = Prepared(
    _STANDS.on_conflict_do_update(
        index_elements=["visit"],
        set_={
            **{
                name: _STANDS.excluded[name]
                for name in (each.name for each in verifications.columns)
                if name not in _ONCE
            },
            "entries": verifications.c.entries + 1,
        },
    )
)
_FORGET_TIMES = Prepared(delete(visit_times).where(visit_times.c.visit == bindparam("verified")))
_ADD_TIMES = Prepared(insert(visit_times))


@dataclass(frozen=True)
class VisitVerified(Fact, kind="visit.verified", sort="Visit", goes_back=True):
    """What is known of a visit, from people who were there or heard of it.

    `born` is an ISO date, `planned_*` UTC text, `priority` the level the manager saw (None: not recorded),
    `grade` the grade shown at the desk. At most two `sources`. The entry's `corrects` names an earlier
    account this one replaces, its `base_version` the main system's version of the visit. `proposed` is the
    deviation the desk asked the manager to write down. `reason_words` is how the reason read on the list of
    that day (None: as shipped with the program). `origin` and `rota_changes` say where the planned visit came
    from and what was changed of it by hand: the rota itself is never sent.
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
    reason_words: str | None = None
    origin: Origin = "copy"
    rota_changes: tuple[str, ...] = ()

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
        for place, each in enumerate(self.carers):
            row = {
                "visit": self.visit,
                "place": place,
                "carer": each.carer,
                "name": each.name,
                "arrived": each.arrived,
                "left": each.left,
            }
            session.execute(_ADD_TIMES, row)

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
            "carers": to_json(self.carers),
            "sources": to_json(self.sources),
            "medicines": to_json(self.medicines),
            "challenges": to_json(self.challenges),
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
            "tasks_not_done": to_json(self.tasks_not_done),
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

    def reason_said(self) -> str:
        """Return the reason as it read when it was chosen; empty when none was."""
        return self.reason_words or codes.said(codes.REASONS, self.reason or "")

    def _happened(self) -> str:
        if self.outcome == "did not happen":
            reason = self.reason_said().lower()
            return f"the visit did not happen, {reason}" if reason else "the visit did not happen"
        if self.outcome == "not known yet":
            return "not known yet what happened"
        came = "; ".join(_came(each) for each in self.carers)
        return (
            f"{'there now' if self.outcome == 'there now' else 'visit done'}, {came or 'by whom not known'}"
        )


def _came(each: CarerTimes) -> str:
    arrived = f"arrived {clock_face(from_text(each.arrived))}" if each.arrived else "arrival not known"
    left = f", left {clock_face(from_text(each.left))}" if each.left else ""
    return f"{each.name} {arrived}{left}"
