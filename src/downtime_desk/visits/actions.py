"""What a manager does about visits: verify, correct, log a deviation, keep what is being typed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.orm import Session

from downtime_desk.core import journal
from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.store import acting
from downtime_desk.visits import codes
from downtime_desk.visits.challenges import Elsewhere, challenges, changes
from downtime_desk.visits.codes import Harm, Outcome, Safeguarding, Severity
from downtime_desk.visits.facts import (
    CarerTimes,
    Challenge,
    DeviationLogged,
    MedicineOutcome,
    Source,
    VisitVerified,
)
from downtime_desk.visits.grade import Graded, Voice, grade
from downtime_desk.visits.model import deviations, drafts, verifications, visit_times
from downtime_desk.visits.planned import Planned, person_named, planned
from downtime_desk.visits.proposals import Proposal, proposals
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
    now, visit, limits = acting(session).now(), planned(session, command.visit), thresholds(session)
    looked = _looked(session, visit, command, now, limits)
    answered = {each.what for each in command.accepted if each.why.strip()}
    if open_doubts := [doubt for doubt in looked.doubts if doubt not in answered]:
        raise Trouble(open_doubts[0], "If it is right, say why. If not, change it.")
    fact = _fact(visit, command, looked)
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


def _last(session: Session, visit: str) -> str | None:
    found: str | None = session.execute(
        select(verifications.c.last_entry).where(verifications.c.visit == visit)
    ).scalar()
    return found


def _looked(session: Session, visit: Planned, command: Verify, now: datetime, limits: Thresholds) -> Looked:
    doubts = challenges(visit, command.carers, _elsewhere(session, command), now, limits)
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
        proposals(visit, command.outcome, command.carers, command.medicines, command.reason, limits),
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
    rows = session.execute(
        select(visit_times.c.carer, verifications.c.person_name, visit_times.c.arrived, visit_times.c.left)
        .join(verifications, verifications.c.visit == visit_times.c.visit)
        .where(
            visit_times.c.carer.in_(ids),
            visit_times.c.arrived.is_not(None),
            visit_times.c.visit != command.visit,
            # nobody stays longer than a day; without this a long outage is read whole
            visit_times.c.arrived > _a_day_before(command),
        )
    )
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


def _fact(visit: Planned, command: Verify, looked: Looked) -> VisitVerified:
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
    )


@dataclass(frozen=True)
class LogDeviation:
    """A deviation as written down. `happened_at` is UTC text; `corrects` an earlier entry about the same."""

    person: str
    visit: str | None
    type: str
    severity: Severity
    harm: Harm
    happened_at: str
    what: str
    actions: tuple[str, ...]
    safeguarding: Safeguarding
    safeguarding_reason: str = ""
    hazard: str | None = None
    corrects: str | None = None
    fact_id: str | None = None


def log_deviation(session: Session, command: LogDeviation) -> Entry:
    """Keep a deviation, or what is now known or decided of one."""
    _check_deviation(command, acting(session).now())
    name, born, nhs_number, version = _whom(session, command)
    if command.corrects:
        _check_known(session, command.corrects)
    return journal.record(
        session,
        DeviationLogged(
            visit=command.visit,
            person=command.person,
            person_name=name,
            born=born,
            nhs_number=nhs_number,
            type=command.type,
            severity=command.severity,
            harm=command.harm,
            happened_at=command.happened_at,
            what=command.what.strip(),
            actions=command.actions,
            safeguarding=command.safeguarding,
            safeguarding_reason=command.safeguarding_reason.strip(),
            hazard=command.hazard,
        ),
        subject=f"visit/{command.visit}" if command.visit else f"person/{command.person}",
        base_version=version,
        corrects=command.corrects,
        fact_id=command.fact_id,
    )


def _check_deviation(command: LogDeviation, now: datetime) -> None:
    if command.type not in codes.DEVIATIONS:
        raise Trouble("What kind of deviation it is was not chosen.", "Choose one from the list.")
    if not command.what.strip():
        raise Trouble("What happened is not written down.", "Write it in a sentence.")
    if not command.actions:
        raise Trouble("What was done about it is not chosen.", "Choose what was done, or No action.")
    if command.safeguarding != "to decide" and not command.safeguarding_reason.strip():
        raise Trouble(
            f"Safeguarding is decided ({command.safeguarding}) without a reason.",
            "Say why, in a sentence: it is asked for either way.",
        )
    if from_text(command.happened_at) > now:
        raise Trouble(
            f"{clock_face(from_text(command.happened_at))} has not come yet.", "Type when it happened."
        )


def _whom(session: Session, command: LogDeviation) -> tuple[str, str | None, str | None, str | None]:
    """Return name, born, NHS number as the copy has them, and the version of the visit."""
    if command.visit:
        visit = planned(session, command.visit)
        return visit.name, visit.born, visit.who.nhs_number, visit.version
    return (*person_named(session, command.person), None)


def _check_known(session: Session, corrected: str) -> None:
    known = select(deviations.c.id).where(
        (deviations.c.id == corrected) | (deviations.c.last_entry == corrected)
    )
    if session.execute(known).first() is None:
        raise Trouble(
            "Somebody else changed this deviation since you opened it.",
            "Your words are still here. Look at what is new, then save again.",
        )


@dataclass(frozen=True)
class KeepDraft:
    """What is being typed about one subject (`visit/42`), as JSON; empty words forget it."""

    subject: str
    words: str


def keep_draft(session: Session, command: KeepDraft) -> None:
    """Keep what is being typed, so that a kill loses none of it."""
    if not command.words:
        forget_draft(session, command.subject)
        return
    who = acting(session)
    row = {"words": command.words, "typed_at": to_text(who.now()), "typed_by": who.name}
    kept = upsert(drafts).values(subject=command.subject, **row)
    session.execute(kept.on_conflict_do_update(index_elements=["subject"], set_=row))


def forget_draft(session: Session, subject: str) -> None:
    """Forget what was being typed about a subject."""
    session.execute(delete(drafts).where(drafts.c.subject == subject))
