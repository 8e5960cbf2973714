"""One visit with its person, all that was said about it, and what is being typed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core import drafts
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.session import Session
from downtime_desk.people.search import same_surname
from downtime_desk.people.told import Told as ToldSince
from downtime_desk.people.told import told_of
from downtime_desk.rota.today import visits
from downtime_desk.visits.code_lists import SHIPPED_LISTS, CodeLists, code_lists
from downtime_desk.visits.codes import Grade, Outcome
from downtime_desk.visits.facts import CarerTimes, Challenge, MedicineOutcome, Source
from downtime_desk.visits.model import deviations, verification_history, verifications
from downtime_desk.visits.planned import Planned, planned
from downtime_desk.visits.proposals import Proposal, Told, proposals
from downtime_desk.visits.queries.no_reply import NoReplyNow, no_reply_of
from downtime_desk.visits.settings import thresholds

# Two people are on one shift when they are visited within this long of each other.
ONE_SHIFT = timedelta(hours=12)


@dataclass(frozen=True)
class AccountKept:
    """The account that stands. `entry` is what a correction names; `missing` keeps it from being settled."""

    entry: str
    entries: int
    outcome: Outcome
    grade: Grade
    carers: tuple[CarerTimes, ...]
    sources: tuple[Source, ...]
    medicines: tuple[MedicineOutcome, ...]
    tasks_not_done: tuple[str, ...]
    reason: str | None
    note: str
    settled: bool
    proposed: str | None
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True)
class Earlier:
    """One entry of the history of a visit."""

    entry: str
    recorded_at: datetime
    recorded_by: str
    outcome: Outcome
    grade: Grade
    carers: tuple[CarerTimes, ...]
    challenges: tuple[Challenge, ...]


@dataclass(frozen=True)
class DeviationKept:
    """A deviation already written down about the visit; `entry` is the last about it."""

    id: str
    entry: str
    type: str
    what: str
    safeguarding: str


@dataclass(frozen=True)
class SameSurname:
    """Somebody else of that surname on the same shift."""

    given: str
    born: date | None


@dataclass(frozen=True)
class Seen:
    """All a manager needs in view to verify a visit. `draft` is what was being typed, as JSON.

    `proposed` are the deviations that follow from what is known and are not written down yet; `lists` the codes
    that are offered; `told` what was told of the person since the copy, newest first: it stands above the
    summary.
    """

    planned: Planned
    account: AccountKept | None
    history: tuple[Earlier, ...]
    deviations: tuple[DeviationKept, ...]
    alike: tuple[SameSurname, ...]
    draft: str | None
    no_reply: NoReplyNow | None = None
    proposed: tuple[Proposal, ...] = ()
    lists: CodeLists = SHIPPED_LISTS
    told: tuple[ToldSince, ...] = ()


def seen(session: Session, visit_id: str) -> Seen:
    """Return one visit; raise Trouble when this copy does not have it."""
    found, account = planned(session, visit_id), _account(session, visit_id)
    kept, no_reply = _deviations(session, visit_id), no_reply_of(session, visit_id)
    return Seen(
        planned=found,
        account=account,
        history=_history(session, visit_id),
        deviations=kept,
        no_reply=no_reply,
        proposed=_proposed(session, found, account, kept, no_reply),
        lists=code_lists(session),
        alike=_alike(session, found),
        told=told_of(session, found.who.id),
        draft=drafts.draft_of(session, f"visit/{visit_id}") or None,
    )


def _account(session: Session, visit_id: str) -> AccountKept | None:
    row = session.execute(select(verifications).where(verifications.c.visit == visit_id)).first()
    if row is None:
        return None
    return AccountKept(
        entry=row.last_entry,
        entries=row.entries,
        outcome=row.outcome,
        grade=row.grade,
        carers=_carers(row),
        sources=msgspec.json.decode(row.sources, type=tuple[Source, ...]),
        medicines=msgspec.json.decode(row.medicines, type=tuple[MedicineOutcome, ...]),
        tasks_not_done=msgspec.json.decode(row.tasks_not_done, type=tuple[str, ...]),
        reason=row.reason,
        note=row.note,
        settled=bool(row.settled),
        proposed=row.proposed,
        recorded_at=from_text(row.last_recorded_at),
        recorded_by=row.recorded_by,
    )


def _carers(row: Row[Any]) -> tuple[CarerTimes, ...]:
    return msgspec.json.decode(row.carers, type=tuple[CarerTimes, ...])


def _history(session: Session, visit_id: str) -> tuple[Earlier, ...]:
    rows = session.execute(
        select(verification_history)
        .where(verification_history.c.visit == visit_id)
        .order_by(verification_history.c.number)
    )
    return tuple(
        Earlier(
            row.entry,
            from_text(row.recorded_at),
            row.recorded_by,
            row.outcome,
            row.grade,
            _carers(row),
            msgspec.json.decode(row.challenges, type=tuple[Challenge, ...]),
        )
        for row in rows
    )


def _deviations(session: Session, visit_id: str) -> tuple[DeviationKept, ...]:
    rows = session.execute(
        select(
            deviations.c.id,
            deviations.c.last_entry,
            deviations.c.type,
            deviations.c.what,
            deviations.c.safeguarding,
        )
        .where(deviations.c.visit == visit_id)
        .order_by(deviations.c.happened_at, deviations.c.id)
    )
    return tuple(DeviationKept(*row) for row in rows)


def _proposed(
    session: Session,
    found: Planned,
    account: AccountKept | None,
    kept: tuple[DeviationKept, ...],
    no_reply: NoReplyNow | None,
) -> tuple[Proposal, ...]:
    """Return the deviations that follow from what is known, less those that are written down."""
    if account is None and no_reply is None:
        return ()
    told = (
        Told("not known yet")
        if account is None
        else Told(account.outcome, account.carers, account.medicines, account.reason, account.tasks_not_done)
    )
    written = {each.type for each in kept}
    following = proposals(found, told, thresholds(session), no_reply=no_reply is not None)
    return tuple(each for each in following if each.type not in written)


def _alike(session: Session, found: Planned) -> tuple[SameSurname, ...]:
    others = same_surname(session, found.who.id, found.who.family)
    if not others:
        return ()
    first, last = to_text(found.start - ONE_SHIFT), to_text(found.start + ONE_SHIFT)
    on_shift = set(
        session.execute(
            select(visits.c.person_id).where(
                visits.c.person_id.in_(each.id for each in others),
                visits.c.start.between(first, last),
                visits.c.withdrawn_at.is_(None),
            )
        ).scalars()
    )
    return tuple(SameSurname(each.given, each.born) for each in others if each.id in on_shift)
