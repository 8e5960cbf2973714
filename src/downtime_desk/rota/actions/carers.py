"""A carer is off, and comes back: their run is taken off them, and given back."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import or_, select

from downtime_desk.core import journal, settings
from downtime_desk.core.clock import clock_face, short_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.rota.actions.common import in_outage, said_why
from downtime_desk.rota.facts import Assigned, CarerBack, CarerOff, CarerStillOff, Unassigned
from downtime_desk.rota.model import absences
from downtime_desk.rota.queries.off import given_back, taken_off, who_is_off
from downtime_desk.rota.standing import Standing, assigned

_FOR_EVER = "9"


@dataclass(frozen=True)
class TakeOff:
    """A carer cannot work. `until` None is until further notice. Instants are aware."""

    carer: str
    since: datetime
    until: datetime | None
    why: str
    fact_id: str | None = None


def carer_off(session: Session, command: TakeOff) -> Entry:
    """Write down that a carer is off, and take the visits that begin in that time off them.

    A visit that has begun stays theirs: whether they are still there is for the account of it to say.
    """
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    in_outage(session)
    why = said_why(command.why)
    (carer,) = assigned(session, (command.carer,))
    if command.until is not None and command.until <= command.since:
        raise Trouble(
            f"{clock_face(command.until)} is before {clock_face(command.since)}.",
            "Type until when they are off.",
        )
    since = to_text(command.since)
    until = None if command.until is None else to_text(command.until)
    if _off_already(session, command.carer, since, until):
        raise Trouble(
            f"{carer.name} is written down as off at that time already.",
            "Write that they are back first, if the times have changed.",
        )
    run = tuple(_without(each, carer) for each in taken_off(session, command.carer, since, until))
    off = CarerOff(command.carer, carer.name, since, until, why, run)
    return journal.record(session, off, subject=f"carer/{command.carer}", fact_id=command.fact_id)


def _off_already(session: Session, carer: str, since: str, until: str | None) -> bool:
    there = absences.c
    wanted = select(there.id).where(
        there.carer == carer,
        there.since < (until or _FOR_EVER),
        or_(there.until.is_(None), there.until > since),
        or_(there.back_at.is_(None), there.back_at > since),
    )
    return session.execute(wanted).first() is not None


def take_off_new(session: Session, now: datetime) -> tuple[Entry, ...]:
    """Take the visits a new copy has for carers who are off away from them, as their run was; record each carer.

    A visit somebody decided about by hand stays as it was decided, and one that has begun is for its account
    to say. Outside an outage nothing is done: the main system's rota stands alone then. `now` is aware.
    """
    if settings.outage(session) is None:
        return ()
    recorded = []
    for each in who_is_off(session, now):
        since = to_text(max(each.since, now))
        found = taken_off(session, each.carer, since, to_text(each.until) if each.until else None)
        carer = Assigned(each.carer, each.carer_name)
        run = tuple(_without(one, carer) for one in found if one.last_entry is None)
        if run:
            fact = CarerStillOff(each.carer, each.carer_name, each.id, each.why, run)
            recorded.append(journal.record(session, fact, subject=f"carer/{each.carer}"))
    return tuple(recorded)


def _without(found: Standing, carer: Assigned) -> Unassigned:
    others = tuple(each for each in found.visit.carers if each.carer != carer.carer)
    now = replace(found.visit, carers=others, away=(*found.visit.away, carer.carer))
    return Unassigned(now, found.before)


@dataclass(frozen=True)
class ComeBack:
    """A carer is back before their absence was over. `at` is aware."""

    absence: str
    at: datetime
    fact_id: str | None = None


def carer_back(session: Session, command: ComeBack) -> Entry:
    """Write down that a carer is back; visits nobody took over in the meantime are theirs again."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    row = session.execute(select(absences).where(absences.c.id == command.absence)).first()
    if row is None or row.back_at is not None:
        raise Trouble("They are not written down as off any more.", "Look at who is off.")
    at = to_text(command.at)
    if row.until is not None and at >= row.until:
        raise Trouble(
            f"They were off until {short_stamp(command.at)} at most.", "There is nothing to change."
        )
    carer = Assigned(row.carer, row.carer_name)
    run = tuple(_again(each, carer) for each in given_back(session, row.id, at))
    back = CarerBack(row.carer, row.carer_name, row.id, at, run)
    return journal.record(session, back, subject=f"carer/{row.carer}", fact_id=command.fact_id)


def _again(found: Standing, carer: Assigned) -> Unassigned:
    away = tuple(each for each in found.visit.away if each != carer.carer)
    return Unassigned(replace(found.visit, carers=(*found.visit.carers, carer), away=away), found.before)
