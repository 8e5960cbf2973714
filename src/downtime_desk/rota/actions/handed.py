"""Giving carers their runs, and hearing them read back."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from downtime_desk.core import journal
from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.rota.facts import HandoutGiven, HandoutReadBack, How
from downtime_desk.rota.model import handouts
from downtime_desk.rota.queries.handed import holds, next_version, run_of
from downtime_desk.rota.standing import assigned


@dataclass(frozen=True)
class GiveHandout:
    """Give a carer their run of a London day as it stands now. `read_back_by` when it was read back at once."""

    carer: str
    day: date
    how: How
    read_back_by: str | None = None
    fact_id: str | None = None


def give_handout(session: Session, command: GiveHandout) -> Entry:
    """Record what a carer was given, under the next version.

    A run without visits is given only to somebody who holds an earlier one: they have to hear that it is off.
    """
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    (carer,) = assigned(session, (command.carer,))
    visits = run_of(session, command.carer, command.day)
    if not visits and holds(session, command.carer, command.day) is None:
        raise Trouble(
            f"{carer.name} has no visit on that day.", "Choose another day, or assign a visit first."
        )
    given = HandoutGiven(
        carer=carer.carer,
        carer_name=carer.name,
        day=command.day.isoformat(),
        version=next_version(session, command.carer, command.day),
        how=command.how,
        visits=visits,
        read_back_by=(command.read_back_by or "").strip() or None,
    )
    return journal.record(session, given, subject=f"carer/{carer.carer}", fact_id=command.fact_id)


@dataclass(frozen=True)
class ReadBack:
    """A carer read back what they hold. `at` is aware."""

    handout: str
    at: datetime
    by: str
    fact_id: str | None = None


def read_back(session: Session, command: ReadBack) -> Entry:
    """Record that a carer read back what they were given."""
    if command.fact_id and (kept := journal.find(session, command.fact_id)):
        return kept
    row = session.execute(select(handouts).where(handouts.c.id == command.handout)).one()
    if not command.by.strip():
        raise Trouble("Who read it back is missing.", "Write their name.")
    if command.at > acting(session).now():
        raise Trouble(f"{clock_face(command.at)} has not come yet.", "Type when it was read back.")
    if to_text(command.at) < row.given_at:
        given = clock_face(from_text(row.given_at))
        raise Trouble(
            f"It was given at {given}, and cannot be read back before.", "Type when it was read back."
        )
    said = HandoutReadBack(row.id, row.carer_name, row.version, to_text(command.at), command.by.strip())
    return journal.record(session, said, subject=f"carer/{row.carer}", fact_id=command.fact_id)
