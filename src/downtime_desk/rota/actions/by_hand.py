"""Changing visits by hand. Each act takes what it found as evidence, and why it was done."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from downtime_desk.core import journal
from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.people.model import people
from downtime_desk.people.names import full_name
from downtime_desk.people.summary import Person
from downtime_desk.rota.actions.common import (
    answered,
    carer_doubts,
    checked_times,
    in_outage,
    said_why,
    there_already,
    to_change,
)
from downtime_desk.rota.facts import (
    DeskVisit,
    Lasts,
    VisitAdded,
    VisitCancelled,
    VisitDoubled,
    VisitMoved,
    VisitReassigned,
)
from downtime_desk.rota.references import next_added
from downtime_desk.rota.standing import Standing, assigned, changed_carers


@dataclass(frozen=True)
class AddVisit:
    """Add a visit the main system does not know. Instants are aware; `carers` are ids, perhaps too few."""

    person: str
    start: datetime
    end: datetime
    why: str
    carers: tuple[str, ...] = ()
    carers_needed: int = 1
    service: str | None = None
    tasks: tuple[str, ...] = ()
    note: str | None = None
    lasts: Lasts = "once"
    accepted: tuple[str, ...] = ()
    fact_id: str | None = None


def add_visit(session: Session, command: AddVisit) -> Entry:
    """Add a visit under a downtime reference: the id of the visit the entry carries."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    in_outage(session)
    why = said_why(command.why)
    start, end = checked_times(command.start, command.end)
    going = assigned(session, command.carers)
    _enough(command.carers_needed, len(going))
    person = session.execute(_PERSON.where(people.c.id == command.person)).first()
    if person is None:
        raise Trouble("This person is not in the copy on this laptop.", "Write it down in the log.")
    reference = next_added(session, acting(session).desk)
    doubts = carer_doubts(session, reference, start, end, {each.carer: each.name for each in going})
    doubts += there_already(session, command.person, start, end)
    answered(doubts, command.accepted)
    visit = DeskVisit(
        id=reference,
        person=command.person,
        person_name=full_name(Person(command.person, person.family, person.given, person.title)),
        born=person.born,
        nhs_number=person.nhs_number,
        start=start,
        end=end,
        carers=going,
        carers_needed=command.carers_needed,
        status="booked",
        service=command.service,
        tasks=command.tasks,
        area=None,
        note=command.note,
        version=None,
        origin="added",
    )
    added = VisitAdded(visit, why, command.lasts)
    return journal.record(session, added, subject=f"visit/{reference}", fact_id=command.fact_id)


_PERSON = select(people.c.family, people.c.given, people.c.title, people.c.born, people.c.nhs_number)


@dataclass(frozen=True)
class MoveVisit:
    """Move a visit to another time. `seen` is the last change by hand the manager had in view."""

    visit: str
    start: datetime
    end: datetime
    why: str
    lasts: Lasts = "once"
    accepted: tuple[str, ...] = ()
    seen: str | None = None
    fact_id: str | None = None


def move_visit(session: Session, command: MoveVisit) -> Entry:
    """Move a visit; its carers stay."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    found, why = to_change(session, command.visit, command.seen), said_why(command.why)
    start, end = checked_times(command.start, command.end)
    if (start, end) == (found.visit.start, found.visit.end):
        raise Trouble("These are the times it has already.", "Type when it is to begin and end.")
    answered(move_doubts(session, command), command.accepted)
    moved = VisitMoved(replace(found.visit, start=start, end=end), found.before, why, command.lasts)
    return _keep(session, moved, found, command.fact_id)


def move_doubts(session: Session, command: MoveVisit) -> list[str]:
    """Return what speaks against moving a visit so, each as one sentence, without keeping anything."""
    found = to_change(session, command.visit, command.seen)
    start, end = checked_times(command.start, command.end)
    doubts = carer_doubts(session, command.visit, start, end, _named(found.visit))
    if command.start < acting(session).now() and start < found.visit.start:
        doubts.append(f"{short_stamp(command.start)} has passed.")
    return doubts


@dataclass(frozen=True)
class Reassign:
    """Let others make a visit. `carers` are the ids of all who go now; empty leaves it open."""

    visit: str
    carers: tuple[str, ...]
    why: str
    lasts: Lasts = "once"
    accepted: tuple[str, ...] = ()
    seen: str | None = None
    fact_id: str | None = None


def reassign(session: Session, command: Reassign) -> Entry:
    """Let others make a visit."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    found, why = to_change(session, command.visit, command.seen), said_why(command.why)
    going = assigned(session, command.carers)
    if len(going) > found.visit.carers_needed:
        raise Trouble(
            f"The visit takes {found.visit.carers_needed}, and {len(going)} are chosen.",
            "Double it up instead, or leave one out.",
        )
    if {each.carer for each in going} == {each.carer for each in found.visit.carers}:
        raise Trouble("They are on it already.", "Choose who is to go instead.")
    doubts = carer_doubts(
        session,
        command.visit,
        found.visit.start,
        found.visit.end,
        {each.carer: each.name for each in going if each not in found.visit.carers},
    )
    answered(doubts, command.accepted)
    now = changed_carers(found.visit, going)
    return _keep(session, VisitReassigned(now, found.before, why, command.lasts), found, command.fact_id)


@dataclass(frozen=True)
class DoubleUp:
    """Let a visit take more carers, or fewer after all. `carers` are the ids of all who go now."""

    visit: str
    carers_needed: int
    carers: tuple[str, ...]
    why: str
    lasts: Lasts = "once"
    accepted: tuple[str, ...] = ()
    seen: str | None = None
    fact_id: str | None = None


def double_up(session: Session, command: DoubleUp) -> Entry:
    """Change how many carers a visit takes, and who goes."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    found, why = to_change(session, command.visit, command.seen), said_why(command.why)
    if command.carers_needed == found.visit.carers_needed:
        raise Trouble("It takes that many already.", "Reassign it if others are to go.")
    going = assigned(session, command.carers)
    _enough(command.carers_needed, len(going))
    new = {each.carer: each.name for each in going if each not in found.visit.carers}
    doubts = carer_doubts(session, command.visit, found.visit.start, found.visit.end, new)
    if command.carers_needed < found.visit.carers_needed:
        doubts.append(
            f"It was planned for {found.visit.carers_needed}: is it safe with {command.carers_needed}?"
        )
    answered(doubts, command.accepted)
    now = replace(changed_carers(found.visit, going), carers_needed=command.carers_needed)
    return _keep(session, VisitDoubled(now, found.before, why, command.lasts), found, command.fact_id)


@dataclass(frozen=True)
class CancelVisit:
    """Cancel a visit. `agreed_with` is who agreed to it: the person, their family, whoever arranged it."""

    visit: str
    why: str
    agreed_with: str
    lasts: Lasts = "once"
    accepted: tuple[str, ...] = ()
    seen: str | None = None
    fact_id: str | None = None


def cancel_visit(session: Session, command: CancelVisit) -> Entry:
    """Cancel a visit; it is then accounted for, with who agreed."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    found, why = to_change(session, command.visit, command.seen), said_why(command.why)
    agreed = command.agreed_with.strip()
    if not agreed:
        raise Trouble("Nobody agreed to it yet.", "Write who did: the person, their family, the council.")
    answered(cancel_doubts(found), command.accepted)
    now = replace(found.visit, status="cancelled")
    cancelled = VisitCancelled(now, found.before, why, command.lasts, agreed)
    return _keep(session, cancelled, found, command.fact_id)


def cancel_doubts(found: Standing) -> list[str]:
    """Return what speaks against cancelling a visit."""
    if found.priority == "red":
        return ["The person is red: every visit is to be made. Who makes sure that they are safe?"]
    if found.priority is None:
        return ["The person's priority is not recorded: they may need this visit."]
    return []


def _named(visit: DeskVisit) -> dict[str, str]:
    return {each.carer: each.name for each in visit.carers}


def _enough(needed: int, going: int) -> None:
    if not 1 <= needed <= 4:
        raise Trouble(f"{needed} carers for one visit?", "Type a number from 1 to 4.")
    if going > needed:
        raise Trouble(
            f"The visit takes {needed}, and {going} are chosen.", "Choose fewer, or type how many it takes."
        )


def _keep(
    session: Session,
    fact: VisitMoved | VisitReassigned | VisitDoubled | VisitCancelled,
    found: Standing,
    fact_id: str | None,
) -> Entry:
    return journal.record(
        session,
        fact,
        subject=f"visit/{found.visit.id}",
        base_version=found.visit.version,
        fact_id=fact_id,
    )
