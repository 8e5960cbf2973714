"""Choosing how things go back, and doing it by hand: take, type, look, scan."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select

from downtime_desk.core.delivery import delivery
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import Entry, decode, find, journal, record
from downtime_desk.core.reasons import name, reason
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.recovery import said
from downtime_desk.recovery.choices import NEED_NOT
from downtime_desk.recovery.workbench.facts import (
    BlockGivenBack,
    BlockTaken,
    Chosen,
    Found,
    LookedAt,
    ScannedIn,
    TypedIn,
    WayChosen,
)
from downtime_desk.recovery.workbench.things import KIND_OF, ByHand, Kind, one, things
from downtime_desk.sync import connection
from downtime_desk.sync.sending.risk import PRIORITY

BLOCK = 10
"""How many things are taken at once when nobody says how many."""


@dataclass(frozen=True)
class Which:
    """Some of what has not gone back: by its kind, the person's priority, part of the name, or by its fact."""

    kind: Kind | None = None
    priority: PriorityLevel | None = None
    name: str = ""
    fact: str | None = None


@dataclass(frozen=True)
class ChooseWay:
    """Say how things go back; `why` is needed for what need not."""

    which: Which
    way: Chosen
    why: str = ""
    fact_id: str | None = None


def fitting(session: Session, which: Which) -> tuple[str, ...]:
    """Return the facts that a way can be chosen for, the oldest first.

    That is what waits, what needs you, what was written to files, and what was said not to be required. What is under
    way to a server, typed or settled is not asked about any more.
    """
    open_to_choice = or_(
        delivery.c.state.in_(("waiting", "needs you")),
        # what nobody has decided about side by side may be taken up again while the outage runs
        and_(delivery.c.state == "not required", delivery.c.decision.is_(None)),
        and_(delivery.c.state == "sent", delivery.c.remote_id.like("files/%")),
    )
    wanted = (
        select(journal.c.id, journal.c.subject, journal.c.payload)
        .join(delivery, delivery.c.fact_id == journal.c.id)
        .where(open_to_choice)
        .order_by(delivery.c.seq)
    )
    if which.fact is not None:
        return _same_thing(session, which.fact, set(session.execute(wanted).scalars()))
    if which.kind is not None:
        wanted = wanted.where(journal.c.kind.in_([kind for kind, of in KIND_OF.items() if of == which.kind]))
    if which.priority is not None:
        wanted = wanted.where(PRIORITY.is_(which.priority))
    if which.name.strip():
        person = func.coalesce(
            func.json_extract(journal.c.payload, "$.person_name"),
            func.json_extract(journal.c.payload, "$.visit.person_name"),
        )
        wanted = wanted.where(person.icontains(which.name.strip(), autoescape=True))
    return tuple(session.execute(wanted).scalars())


def _same_thing(session: Session, fact: str, open_: set[str]) -> tuple[str, ...]:
    """Return the open facts of the thing a fact belongs to: all accounts of it go one way."""
    kept = find(session, fact)
    if kept is None:
        return ()
    same = select(journal.c.id, journal.c.corrects).where(
        journal.c.subject == kept.subject, journal.c.kind.in_(_family(kept.kind))
    )
    rows = session.execute(same.order_by(journal.c.seq)).all()
    root: dict[str, str] = {}
    for row in rows:
        root[row.id] = root.get(row.corrects, row.corrects or row.id)
    return tuple(row.id for row in rows if root[row.id] == root.get(fact) and row.id in open_)


def _family(kind: str) -> list[str]:
    return [each for each, of in KIND_OF.items() if of == KIND_OF[kind]]


def choose_way(session: Session, command: ChooseWay) -> Entry:
    """Keep how things go back. Raises Trouble when none fits, the way is closed, or the reason is missing."""
    here = connection.chosen(session)
    there = here.name if here else "The main system"
    if command.way != "not required" and command.way not in connection.ways(session):
        raise Trouble(
            f"Nothing can be sent to {there}: it is a folder of files.",
            "Type it in, scan it, or say why not.",
        )
    why = " ".join(command.why.split())
    if command.way == "not required":
        why = reason(why, such_as=NEED_NOT)
    facts = fitting(session, command.which)
    if not facts:
        raise Trouble(
            "Nothing that fits is left to choose for.", "It was settled meanwhile, or is under way."
        )
    about = _about(session, facts)
    fact = WayChosen(facts, command.way, why, about)
    return record(session, fact, subject="return/ways", fact_id=command.fact_id)


def _about(session: Session, facts: Sequence[str]) -> str:
    if len(facts) > 1:
        return f"{len(facts):,} entries"
    entry = find(session, facts[0])
    return f"{said.whose(decode(entry))[0]}, entry {entry.seq}" if entry else "1 entry"


@dataclass(frozen=True)
class TakeBlock:
    """Take the next things to do by hand, or one by its fact, for oneself or for a named person."""

    number: int = BLOCK
    by: str = ""
    fact: str | None = None


def take_block(session: Session, command: TakeBlock) -> Entry:
    """Keep that somebody has these. Raises Trouble when nothing is free, or another has it."""
    who, manager = _person(session, command.by)
    now = acting(session).now()
    if command.fact is not None:
        thing = _there(session, command.fact)
        if thing.taken_by not in (None, who):
            raise Trouble(f"{thing.taken_by} has this one.", "Take another, or ask them.")
        taken = [thing]
    else:
        free = [each for each in things(session, now) if each.taken_by is None and each.stage != "to look at"]
        taken = free[: command.number]
    if not taken:
        raise Trouble("Nothing is free to take.", "Somebody has all that is left, or it is done.")
    facts = tuple(fact for each in taken for fact in each.facts)
    return record(session, BlockTaken(facts, who, manager), subject="return/blocks")


@dataclass(frozen=True)
class GiveBackBlock:
    """Let others have what somebody took and did not do."""

    by: str = ""


def give_back_block(session: Session, command: GiveBackBlock) -> Entry:
    """Free what somebody has. Raises Trouble when they have nothing."""
    who, _ = _person(session, command.by)
    held = [each for each in things(session, acting(session).now()) if each.taken_by == who]
    facts = tuple(fact for each in held for fact in each.facts)
    if not facts:
        raise Trouble(f"{who} has nothing taken.", "Look at the list again.")
    return record(session, BlockGivenBack(facts, who), subject="return/blocks")


@dataclass(frozen=True)
class TypeIn:
    """Say that a thing was typed into the main system. An empty `by` is whoever is signed in."""

    fact: str
    by: str = ""
    reference: str = ""
    fact_id: str | None = None


def type_in(session: Session, command: TypeIn) -> Entry:
    """Keep who typed it. Raises Trouble when it is not to be typed any more, or another person has it."""
    if command.fact_id and (kept := find(session, command.fact_id)):
        return kept
    thing = _there(session, command.fact)
    who, manager = _person(session, command.by)
    if thing.stage != "to type":
        raise Trouble(
            "This is not to be typed.", "Look at the list again: it was typed meanwhile, or is to be scanned."
        )
    _refuse_another_s(thing, who)
    fact = TypedIn(thing.facts, who, manager, command.reference.strip(), thing.words())
    return record(session, fact, subject=_subject(session, thing), fact_id=command.fact_id)


@dataclass(frozen=True)
class LookAt:
    """Say what another person found in the main system. An empty `by` is whoever is signed in, and needs no `how`."""

    fact: str
    found: Found
    by: str = ""
    how: str = ""
    wrong: str = ""
    fact_id: str | None = None


def look_at(session: Session, command: LookAt) -> Entry:
    """Keep the second look. Raises Trouble when it is not another person, or when it is not said what is wrong."""
    if command.fact_id and (kept := find(session, command.fact_id)):
        return kept
    thing = _there(session, command.fact)
    if thing.stage != "to look at":
        raise Trouble("This does not wait for a second check.", "Look at the list again.")
    who, manager = _person(session, command.by)
    if _same_person(thing, who, manager):
        raise Trouble(
            f"{who} typed it. Somebody else must look.",
            "Let another manager sign in, or name a second person and how they looked.",
        )
    how, wrong = command.how, command.wrong
    if manager is None:
        how = reason(how, "How they looked", "Type it, such as: read it to me over the telephone.")
    if command.found == "wrong":
        wrong = reason(wrong, "What is wrong there", "Type it in a few words, for whoever types it again.")
    fact = LookedAt(thing.facts, who, how.strip(), command.found, wrong.strip(), thing.words())
    return record(session, fact, subject=_subject(session, thing), fact_id=command.fact_id)


def _refuse_another_s(thing: ByHand, who: str) -> None:
    """Refuse what somebody else has: two people do not do the same one."""
    if thing.taken_by not in (None, who):
        raise Trouble(
            f"{thing.taken_by} took this one.",
            "Ask them first, or write down that they did it: type their name.",
        )


def _same_person(thing: ByHand, who: str, manager: str | None) -> bool:
    if manager is not None and manager == thing.typed_manager:
        return True
    return _folded(who) == _folded(thing.typed_by or "")


@dataclass(frozen=True)
class ScanIn:
    """Say that the paper of a thing was scanned into the main system; `sheet` are its page or sheet numbers."""

    fact: str
    sheet: str
    by: str = ""
    fact_id: str | None = None


def scan_in(session: Session, command: ScanIn) -> Entry:
    """Keep who scanned which paper. Raises Trouble when the number of the paper is missing."""
    if command.fact_id and (kept := find(session, command.fact_id)):
        return kept
    thing = _there(session, command.fact)
    if thing.stage != "to scan":
        raise Trouble("This is not to be scanned.", "Look at the list again.")
    if not command.sheet.strip():
        raise Trouble("It is not said which paper.", "Type the number of the sheet, or of the page.")
    who, _ = _person(session, command.by)
    _refuse_another_s(thing, who)
    fact = ScannedIn(thing.facts, who, command.sheet.strip(), thing.words())
    return record(session, fact, subject=_subject(session, thing), fact_id=command.fact_id)


def _there(session: Session, fact: str) -> ByHand:
    thing = one(session, fact, acting(session).now())
    if thing is None:
        raise Trouble("This does not go back by hand any more.", "It was settled meanwhile. Choose another.")
    return thing


def _person(session: Session, by: str) -> tuple[str, str | None]:
    """Return a person's name, and their id when they are who is signed in."""
    who = acting(session)
    if not by.strip() or _folded(by) == _folded(who.name):
        return who.name, who.manager
    return name(by), None


def _subject(session: Session, thing: ByHand) -> str:
    subject = session.execute(select(delivery.c.subject).where(delivery.c.fact_id == thing.fact)).scalar()
    return str(subject)


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
