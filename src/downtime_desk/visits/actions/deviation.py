"""Writing down what went otherwise than planned, and deciding about it later."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from downtime_desk.core import journal
from downtime_desk.core.clock import clock_face, from_text
from downtime_desk.core.drafts import forget_draft
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.visits import deviation_typed
from downtime_desk.visits.actions.follow_up import (
    FollowUp,
    ToDo,
    check_to_do,
    draft_subject,
    follow_up,
    standing,
    subject_of,
)
from downtime_desk.visits.code_lists import CodeLists, code_lists
from downtime_desk.visits.codes import Harm, Safeguarding, Severity
from downtime_desk.visits.facts import DeviationLogged, MedicineVariance
from downtime_desk.visits.planned import person_named, planned


@dataclass(frozen=True)
class LogDeviation:
    """A deviation as written down. `happened_at` is UTC text; `corrects` an earlier entry about the same.

    `medicine` is asked for when it is about one; `follow_up` is what is to be done, if anything is.
    """

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
    medicine: MedicineVariance | None = None
    follow_up: ToDo | None = None
    corrects: str | None = None
    fact_id: str | None = None


def log_deviation(session: Session, command: LogDeviation) -> Entry:
    """Keep a deviation, or what is now known or decided of one."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    now, lists = acting(session).now(), code_lists(session)
    before = standing(session, command.corrects) if command.corrects else None
    _check_deviation(command, now, lists, before)
    if command.follow_up:
        check_to_do(command.follow_up, now)
    name, born, nhs_number, version = _whom(session, command)
    entry = journal.record(
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
            type_words=lists.deviation.changed_words(command.type),
            action_words=_action_words(lists, command.actions),
            medicine=command.medicine,
        ),
        subject=subject_of(command.visit, command.person),
        base_version=version,
        corrects=command.corrects,
        fact_id=command.fact_id,
    )
    if command.follow_up:
        follow_up(session, FollowUp(before.id if before else entry.id, command.follow_up))
    if command.visit:
        forget_draft(session, deviation_typed.subject(command.visit))
    return entry


def _action_words(lists: CodeLists, actions: tuple[str, ...]) -> tuple[str, ...]:
    """Return how the actions read, if the list was changed for any of them."""
    changed = any(lists.action.changed_words(each) for each in actions)
    return tuple(lists.action.said(each) for each in actions) if changed else ()


def _check_deviation(command: LogDeviation, now: datetime, lists: CodeLists, before: Row[Any] | None) -> None:
    if not lists.deviation.offers(command.type) and (before is None or before.type != command.type):
        raise Trouble("What kind of deviation it is was not chosen.", "Choose one from the list.")
    if not command.what.strip():
        raise Trouble("What happened is not written down.", "Write it in a sentence.")
    if not command.actions:
        raise Trouble("What was done about it is not chosen.", "Choose what was done, or No action.")
    kept = msgspec.json.decode(before.actions) if before else ()
    if any(not lists.action.offers(each) and each not in kept for each in command.actions):
        raise Trouble("Something chosen as done is not on the list any more.", "Choose from the list.")
    if command.medicine and not command.medicine.name.strip():
        raise Trouble("Which medicine it was is not written down.", "Choose or type it.")
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


@dataclass(frozen=True)
class DecideSafeguarding:
    """The safeguarding decision about a deviation that was left to decide. `seen` is its last entry in view."""

    deviation: str
    decision: Safeguarding
    reason: str
    seen: str
    fact_id: str | None = None


def decide_safeguarding(session: Session, command: DecideSafeguarding) -> Entry:
    """Keep the decision and its reason as a new entry about the same deviation; all else stands."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    row = standing(session, command.deviation)
    if row.last_entry != command.seen:
        raise Trouble(
            "Somebody else changed this deviation since you opened it.",
            "Your words are still here. Look at what is new, then save again.",
        )
    if command.decision == "to decide":
        raise Trouble("It is not decided yet.", "Choose Referred or Not referred.")
    if not command.reason.strip():
        raise Trouble("The decision has no reason.", "Say why, in a sentence: it is asked for either way.")
    last = journal.find(session, row.last_entry)
    stands = journal.decode(last) if last else None
    if last is None or not isinstance(stands, DeviationLogged):
        raise Trouble("What was written down about this was erased.", "Write the deviation down again.")
    decided = replace(stands, safeguarding=command.decision, safeguarding_reason=command.reason.strip())
    forget_draft(session, draft_subject(row.id))
    return journal.record(
        session,
        decided,
        subject=last.subject,
        base_version=last.base_version,
        corrects=row.last_entry,
        fact_id=command.fact_id,
    )
