"""Verifying a visit, and correcting or adding to what was written down."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import bindparam, select

from downtime_desk.core import journal
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.drafts import forget_draft
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.people.model import people
from downtime_desk.visits import codes
from downtime_desk.visits.challenges import Elsewhere, challenges, changes, tasks_left
from downtime_desk.visits.code_lists import code_lists
from downtime_desk.visits.codes import Outcome
from downtime_desk.visits.facts import (
    CarerTimes,
    Challenge,
    MedicineOutcome,
    Source,
    VisitVerified,
)
from downtime_desk.visits.grade import Graded, Voice, grade
from downtime_desk.visits.model import no_replies, verifications, visit_times
from downtime_desk.visits.planned import Planned, planned
from downtime_desk.visits.proposals import Proposal, Told, proposals
from downtime_desk.visits.settings import Thresholds, thresholds


@dataclass(frozen=True)
class Verify:
    """All that is known of a visit now, as typed. Times are UTC text.

    `seen` is the last entry about this visit the manager had in view: None for the first account. `accepted`
    answers what is doubtful. `fact_id` makes saving twice the same as saving once.
    """

    visit: str
    outcome: Outcome = "not known yet"
    carers: tuple[CarerTimes, ...] = ()
    sources: tuple[Source, ...] = ()
    reason: str | None = None
    medicines: tuple[MedicineOutcome, ...] = ()
    tasks_not_done: tuple[str, ...] = ()
    note: str = ""
    accepted: tuple[Challenge, ...] = ()
    seen: str | None = None
    fact_id: str | None = None


@dataclass(frozen=True)
class Looked:
    """What the desk makes of an account before it is saved."""

    grade: Graded
    doubts: tuple[str, ...]
    proposed: tuple[Proposal, ...]


def look_at(session: Session, command: Verify, now: datetime) -> Looked:
    """Return the grade, what is doubtful and what deviations follow, without keeping anything."""
    return _looked(session, planned(session, command.visit), command, now, thresholds(session))


def verify(session: Session, command: Verify) -> Entry:
    """Keep what is known of a visit: the first account, or one more that stands in place of the last.

    Raises Trouble when it contradicts itself, when a doubt was not answered, or when somebody else wrote
    about this visit since the manager looked at it.
    """
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    _check(command)
    before = _last(session, command.visit)
    if before != command.seen:
        raise Trouble(
            "Somebody else wrote about this visit since you opened it.",
            "Your words are still here. Look at what is new, then save again.",
        )
    _check_reason(session, command)
    now, visit, limits = acting(session).now(), planned(session, command.visit), thresholds(session)
    looked = _looked(session, visit, command, now, limits)
    answered = {each.what for each in command.accepted if each.why.strip()}
    if open_doubts := [doubt for doubt in looked.doubts if doubt not in answered]:
        raise Trouble(open_doubts[0], "If it is right, say why. If not, change it.")
    fact = _fact(visit, command, looked, code_lists(session).reason.changed_words(command.reason))
    entry = journal.record(
        session,
        fact,
        subject=f"visit/{visit.visit}",
        base_version=visit.version,
        corrects=before,
        fact_id=command.fact_id,
    )
    forget_draft(session, f"visit/{visit.visit}")
    return entry


def _check(command: Verify) -> None:
    arrived = any(each.arrived for each in command.carers)
    left = any(each.left for each in command.carers)
    if command == replace(Verify(command.visit), seen=command.seen, fact_id=command.fact_id):
        raise Trouble("Nothing was typed yet.", "Choose what happened: 1 to 4.")
    if command.outcome == "did not happen" and (arrived or left):
        raise Trouble(
            "A visit that did not happen has no times.", "Choose Visit done, or take the times out."
        )
    if command.outcome == "there now" and command.carers and all(each.left for each in command.carers):
        raise Trouble("Everybody has left.", "Choose Visit done, or take the leaving time out.")
    if command.reason == codes.REASON_OTHER and not command.note.strip():
        raise Trouble("The reason is Other.", "Say in the note what it was.")
    if len(command.sources) > 2:
        raise Trouble("Two sources are enough.", "Keep the two that know best.")
    if any(not each.name.strip() for each in command.carers):
        raise Trouble("Times stand beside no carer.", "Choose who came.")


def _check_reason(session: Session, command: Verify) -> None:
    """Take a reason that is offered, or the one that stands in the record already, whatever it is."""
    if command.reason is None or code_lists(session).reason.offers(command.reason):
        return
    if command.seen and session.execute(_REASON, {"visit": command.visit}).scalar() == command.reason:
        return
    raise Trouble(f"The reason {command.reason} is not on the list any more.", "Choose one from the list.")


def _last(session: Session, visit: str) -> str | None:
    found: str | None = session.execute(_LAST, {"visit": visit}).scalar()
    return found


# Built once: a visit is verified while somebody waits, and building a statement costs more than running it.
_LAST = select(verifications.c.last_entry).where(verifications.c.visit == bindparam("visit"))
_REASON = select(verifications.c.reason).where(verifications.c.visit == bindparam("visit"))
_NO_REPLY = select(no_replies.c.id).where(no_replies.c.visit == bindparam("visit")).limit(1)
_ELSEWHERE = (
    select(
        visit_times.c.carer,
        verifications.c.person_name,
        visit_times.c.arrived,
        visit_times.c.left,
        people.c.address,
        people.c.postcode,
    )
    .join(verifications, verifications.c.visit == visit_times.c.visit)
    .outerjoin(people, people.c.id == verifications.c.person)
    .where(
        visit_times.c.carer.in_(bindparam("carers", expanding=True)),
        visit_times.c.arrived.is_not(None),
        visit_times.c.visit != bindparam("visit"),
        # nobody stays longer than a day; without this a long outage is read whole
        visit_times.c.arrived > bindparam("since"),
    )
)


def _looked(session: Session, visit: Planned, command: Verify, now: datetime, limits: Thresholds) -> Looked:
    doubts = challenges(visit, command.carers, _elsewhere(session, command), now, limits)
    doubts += tasks_left(command.tasks_not_done, command.reason)
    if command.seen:
        doubts = (*doubts, *_changes(session, command))
    return Looked(
        grade(
            [Voice(each.method, each.told_by, from_text(each.at)) for each in command.sources],
            last_event(visit, command.outcome, command.carers),
            command.outcome,
            timedelta(minutes=limits.told_at_the_time),
        ),
        doubts,
        proposals(
            visit,
            Told(command.outcome, command.carers, command.medicines, command.reason, command.tasks_not_done),
            limits,
            no_reply=session.execute(_NO_REPLY, {"visit": visit.visit}).first() is not None,
        ),
    )


def last_event(visit: Planned, outcome: Outcome, told: Sequence[CarerTimes]) -> datetime | None:
    """Return the last moment an account tells of: for a visit that did not happen, its planned start."""
    if outcome == "did not happen":
        return visit.start
    moments = [moment for each in told for moment in (each.arrived, each.left) if moment]
    return from_text(max(moments)) if moments else None


def _elsewhere(session: Session, command: Verify) -> list[Elsewhere]:
    """Return where else the carers of an account are written down."""
    ids = [each.carer for each in command.carers if each.carer and each.arrived]
    if not ids:
        return []
    about = {"carers": ids, "visit": command.visit, "since": _a_day_before(command)}
    rows = session.execute(_ELSEWHERE, about)
    return [Elsewhere(*row) for row in rows]


def _a_day_before(command: Verify) -> str:
    first = min(each.arrived for each in command.carers if each.arrived)
    return to_text(from_text(first) - timedelta(days=1))


def _changes(session: Session, command: Verify) -> tuple[str, ...]:
    before = session.execute(
        select(verifications.c.carers, verifications.c.outcome).where(verifications.c.visit == command.visit)
    ).first()
    if before is None:
        return ()
    told = msgspec.json.decode(before.carers, type=tuple[CarerTimes, ...])
    return changes(told, before.outcome, command.carers, command.outcome)


def _fact(visit: Planned, command: Verify, looked: Looked, reason_words: str | None) -> VisitVerified:
    held = next((each.type for each in looked.proposed if each.holds), None)
    return VisitVerified(
        visit=visit.visit,
        person=visit.who.id,
        person_name=visit.name,
        born=visit.born,
        nhs_number=visit.who.nhs_number,
        planned_start=to_text(visit.start),
        planned_end=to_text(visit.end),
        carers_needed=visit.carers_needed,
        outcome=command.outcome,
        carers=command.carers,
        sources=command.sources,
        grade=looked.grade.grade,
        priority=visit.summary.priority.level,
        reason=command.reason,
        medicines=command.medicines,
        tasks_not_done=command.tasks_not_done,
        challenges=tuple(each for each in command.accepted if each.what in looked.doubts),
        note=command.note.strip(),
        proposed=held,
        reason_words=reason_words,
        origin=visit.origin,
        rota_changes=visit.changes,
    )
