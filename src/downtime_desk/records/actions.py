"""Letting go of what is kept: by the rules, and of one person with a reason."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select

from downtime_desk.core import delivery, settings
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.drafts import drafts
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import ContentErased, erase, journal, record
from downtime_desk.core.replay import rebuild
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.core.tables import metadata, projections
from downtime_desk.people import mirror
from downtime_desk.people.model import people
from downtime_desk.records.facts import CopyErased, PastVisitsErased, PersonErased
from downtime_desk.records.model import people_left
from downtime_desk.records.ownership import owned_by
from downtime_desk.records.rules import Rules, left, past_visits_due, rules, years_after
from downtime_desk.rota.forgetting import forget_visits_before, forget_visits_of
from downtime_desk.rota.model import local_visits, visits

STAYS = frozenset({PersonErased.kind})
"""Lines that name a person by number alone, and say that they were erased."""


@dataclass(frozen=True)
class Tidied:
    """What was taken out of the copy."""

    people: int
    visits: int


def is_tidying_due(session: Session, now: datetime) -> bool:
    """Return whether the rules let go of anything in the copy now. Never in an outage: evidence is being made."""
    if settings.outage(session) is not None:
        return False
    return past_visits_due(session, now) > 0 or any(each.copy_due for each in left(session, now))


def tidy(session: Session) -> Tidied:
    """Take out of the copy what the rules say; of people only the copy goes, the journal stays until its time is up."""
    now = acting(session).now()
    if not is_tidying_due(session, now):
        return Tidied(0, 0)
    gone = [each for each in left(session, now) if each.copy_due]
    for each in gone:
        said = CopyErased(each.person, each.name, to_text(each.left_at))
        record(session, said, subject=f"person/{each.person}")
        _forget(session, each.person)
    before = now - timedelta(days=rules(session).days_of_past_visits)
    number = forget_visits_before(session, before)
    if number:
        record(session, PastVisitsErased(number, to_text(before)), subject="copy")
    return Tidied(len(gone), number)


@dataclass(frozen=True)
class ErasePerson:
    """Erase what is kept of a person. `before_time` says that the manager knows the rules would keep it longer."""

    person: str
    why: str
    before_time: bool = False


@dataclass(frozen=True)
class Erased:
    """How much was erased, and the ids of lines that are about others too and stay."""

    lines: int
    shared: tuple[str, ...]


@dataclass(frozen=True)
class WhatGoes:
    """What erasing a person takes and leaves: lines about them alone lose their content, shared ones stay.

    `due` says that their time is up by the rules; `until` is when it is, aware UTC.
    """

    lines: int
    shared: int
    due: bool
    until: datetime


def what_goes(session: Session, person: str, now: datetime) -> WhatGoes:
    """Return what erasing a person would take. 100,000 lines take a few seconds. Raises Trouble where nothing may be erased."""
    _refuse_in_an_outage(session)
    until = _kept_until(session, person, rules(session))
    owned = owned_by(session, person)
    _refuse_unreturned(session, (*owned.alone, *owned.shared))
    alone = _with_content(session, owned.alone)
    return WhatGoes(len(alone), len(owned.shared), until <= now, until)


def erase_person(session: Session, command: ErasePerson) -> Erased:
    """Take the content out of every line about a person and nobody else, and their rows out of the copy.

    Raises Trouble in an outage, while the person is on the main system's list, while something about them has not gone
    back, without a reason, and before the time of the rules unless that is said. The tables are written anew from what is
    left, so it takes as long as replaying the journal.
    """
    now, kept = acting(session).now(), rules(session)
    if not command.why.strip():
        raise Trouble("Why it is erased is missing.", "Write who decided it and on what ground.")
    _refuse_in_an_outage(session)
    due = _kept_until(session, command.person, kept) <= now
    if not due and not command.before_time:
        raise Trouble(
            f"The rules keep this for {kept.years_after_leaving} years after the person left.",
            "If it has to go before, say so, with the ground for it.",
        )
    owned = owned_by(session, command.person)
    alone = _with_content(session, owned.alone)
    _refuse_unreturned(session, (*owned.alone, *owned.shared))
    rule = f"Kept {kept.years_after_leaving} years after leaving" if due else "Before its time, by decision"
    own_visits = _visit_ids(session, command.person)
    said = PersonErased(command.person, rule, len(alone), len(owned.shared), command.why.strip())
    record(session, said, subject=f"person/{command.person}")
    if alone:
        erase(session, ContentErased(alone, rule, command.why.strip()))
    _forget(session, command.person)
    _forget_drafts(session, command.person, own_visits)
    rebuild(session)
    _drop_files(session)
    return Erased(len(alone), owned.shared)


def _refuse_in_an_outage(session: Session) -> None:
    if settings.outage(session) is not None:
        raise Trouble(
            "Nothing is erased in an outage.", "Close the outage first: what is written now is evidence."
        )


def _kept_until(session: Session, person: str, kept: Rules) -> datetime:
    """Return until when the rules keep what is written about a person; raise Trouble when they are still on the list."""
    row = session.execute(select(people.c.withdrawn_at).where(people.c.id == person)).first()
    if row is not None and row.withdrawn_at is None:
        raise Trouble(
            "This person is on the main system’s list.",
            "What is kept of people who receive care is not erased here.",
        )
    left_at = row.withdrawn_at if row else None
    if left_at is None:
        left_at = session.execute(
            select(people_left.c.left_at).where(people_left.c.person == person)
        ).scalar()
    if left_at is None:
        raise Trouble("Nothing is kept of such a person.", "Check the number: it is the main system’s.")
    return years_after(from_text(left_at), kept.years_after_leaving)


def _with_content(session: Session, ids: tuple[str, ...]) -> tuple[str, ...]:
    there = session.execute(
        select(journal.c.id).where(journal.c.payload.is_not(None), journal.c.kind.not_in(STAYS))
    )
    kept = frozenset(there.scalars())
    return tuple(each for each in ids if each in kept)


def _refuse_unreturned(session: Session, ids: tuple[str, ...]) -> None:
    table = delivery.delivery
    open_ = frozenset(
        session.execute(select(table.c.fact_id).where(table.c.state.in_(delivery.LEFT))).scalars()
    )
    number = len(open_.intersection(ids))
    if number:
        raise Trouble(
            f"{number} things about this person have not gone back to the main system.",
            "Send them, or settle them on the Return page, first.",
        )


def _visit_ids(session: Session, person: str) -> list[str]:
    found: list[str] = []
    for each in (visits, local_visits):
        found += session.execute(select(each.c.id).where(each.c.person_id == person)).scalars()
    return found


def _forget(session: Session, person: str) -> None:
    forget_visits_of(session, person)
    mirror.forget(session, person)


def _forget_drafts(session: Session, person: str, own_visits: list[str]) -> None:
    """Forget what was being typed: a draft's subject has the id somewhere in it."""
    for name in (person, *own_visits):
        session.execute(delete(drafts).where(func.instr("/" + drafts.c.subject + "/", f"/{name}/") > 0))


def _drop_files(session: Session) -> None:
    """Delete the photos and scans that no table names any more."""
    columns = [column for each in projections() for column in each.columns if "bytes_in" in column.info]
    for name in {column.info["bytes_in"] for column in columns}:
        kept = metadata.tables[name]
        named = [select(column) for column in columns if column.info["bytes_in"] == name]
        session.execute(delete(kept).where(~or_(*(kept.c.sha256.in_(each) for each in named))))
