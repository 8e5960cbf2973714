"""The proofs, each worked out from what is recorded. What nobody recorded does not hold."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec
from sqlalchemy import func, select

from downtime_desk.access.model import managers
from downtime_desk.access.queries import TEST_EVERY, WayIn, ways_in_now
from downtime_desk.assurance.proof import Laptop, Proof, age, span, within
from downtime_desk.backups.emergency.making import GOOD_FOR
from downtime_desk.backups.facts import StoreRestored
from downtime_desk.core.clock import clock_face, day_and_clock, from_text, local, long_date
from downtime_desk.core.journal import journal
from downtime_desk.core.session import Session
from downtime_desk.people import copies, names
from downtime_desk.people.completeness import missing_facts
from downtime_desk.people.model import people
from downtime_desk.people.queries import Filter, counts, kept_to, person
from downtime_desk.printing.limits import limits
from downtime_desk.printing.queries import coming
from downtime_desk.printing.trial import last_read, last_test
from downtime_desk.rota.model import carers
from downtime_desk.rota.today import visits
from downtime_desk.sync import by_itself, unattended

A_WEEK: Final = timedelta(days=7)
TEST_PAGE: Final = timedelta(hours=24)
UNLOCK: Final = timedelta(days=30)
BACKUP: Final = timedelta(hours=48)
GIGABYTE: Final = 10**9
STORES: Final = 4
"""Room for so many of the store: a backup is built and checked beside it, and it grows in an outage."""
NAMED: Final = 2
NEVER: Final = "never"


def proofs(session: Session, now: datetime, laptop: Laptop) -> tuple[Proof, ...]:
    """Return every proof, in the order they are looked at."""
    return tuple(_all(session, now, laptop))


def _all(session: Session, now: datetime, laptop: Laptop) -> Iterator[Proof]:
    yield _rota(session, now)
    yield _people(session, now)
    yield _contacts(session, now)
    yield _must_know(session)
    yield _printer(session, now)
    yield _managers(session, now)
    for way in ways_in_now(session):
        yield _way_in(way, now)
    yield _backup(session, now, laptop)
    yield _pages(session, now, laptop)
    if unattended.is_on(session):
        yield _unattended(session, now)
    yield _room(laptop)
    yield _clock(session, now)


def _rota(session: Session, now: datetime) -> Proof:
    week = select(func.count()).select_from(visits).where(*coming(now, A_WEEK))
    going = session.execute(select(func.count()).select_from(carers)).scalar_one()
    said = f"{session.execute(week).scalar_one()} visits in the next 7 days, {going} carers"
    return _copy("rota", "Rota copy", said, session, now, limits(session)["rota"])


def _people(session: Session, now: datetime) -> Proof:
    by_level = select(people.c.priority, func.count()).where(kept_to(Filter.ALL)).group_by(people.c.priority)
    found: dict[str | None, int] = {row[0]: row[1] for row in session.execute(by_level)}
    levels = ", ".join(f"{level.capitalize()} {found.get(level, 0)}" for level in ("red", "amber", "green"))
    unknown = f", priority NOT RECORDED {found[None]}" if found.get(None) else ""
    said = f"{sum(found.values())} people, {levels}{unknown}"
    return _copy("people", "People and medicines copy", said, session, now, limits(session)["people"])


def _contacts(session: Session, now: datetime) -> Proof:
    last = copies.last(session)
    said = f"{last.counts.contacts} people with somebody to ring, or with none on record" if last else ""
    return _copy("contacts", "Contacts copy", said, session, now, limits(session)["people"])


def _copy(kind: str, title: str, said: str, session: Session, now: datetime, limit: timedelta) -> Proof:
    at: datetime | None = copies.as_of(session).get(kind)
    old = NEVER if at is None else f"{age(at, now)} old"
    known = said if at is not None else "No copy was ever taken"
    return Proof(kind, title, known, old, f"limit {span(limit)}", within(at, now, limit), "copy")


def _must_know(session: Session) -> Proof:
    lacking = counts(session)[Filter.FACTS_MISSING]
    red = kept_to(Filter.RED) & (people.c.facts_missing > 0)
    ids = session.execute(select(people.c.id).where(red).order_by(people.c.place)).scalars().all()
    said = (
        "; ".join(_lacks(session, each) for each in ids[:NAMED])
        or "Nothing is missing for anybody who is Red"
    )
    more = f"; and {len(ids) - NAMED} more Red" if len(ids) > NAMED else ""
    figure = "1 person" if lacking == 1 else f"{lacking} people"
    held = not ids and "people" in copies.as_of(session)
    counted = "1 person who is Red lacks" if len(ids) == 1 else f"{len(ids)} people who are Red lack"
    return Proof(
        "must know", "Must-know facts", f"{said}{more}", figure, "limit 0 Red", held, "people",
        on_paper=f"{counted} a must-know fact" if ids else said,
    )  # fmt: skip


def _lacks(session: Session, who: str) -> str:
    known = person(session, who)
    if known is None:
        return who
    first, *rest = missing_facts(known.person)
    more = f" and {len(rest)} more" if rest else ""
    return f"{names.short_name(known.person)}: {first}{more} NOT RECORDED"


def _printer(session: Session, now: datetime) -> Proof:
    title, limit = "Printer", f"each {span(TEST_PAGE)}"
    tested, read = last_test(session), last_read(session)
    if tested is None or read is None:
        return Proof("printer", title, "No test page was ever sent", NEVER, limit, holds=False, act="test")
    sent, read_at = read
    if read_at is None:
        said = f"Test page sent to {tested[0]} {day_and_clock(sent)}, not read back: scan its code with F7"
        return Proof("printer", title, said, age(sent, now), limit, holds=False, act="test")
    said = f"Test page of {tested[0]} read back from the paper {day_and_clock(read_at)}"
    return Proof("printer", title, said, age(read_at, now), limit, within(read_at, now, TEST_PAGE), "test")


def _managers(session: Session, now: datetime) -> Proof:
    there = select(managers.c.name, managers.c.last_signed_in_at).where(managers.c.state == "active")
    rows = session.execute(there.order_by(managers.c.name))
    tried = [(name, from_text(at) if at else None) for name, at in rows]
    late = [(name, at) for name, at in tried if not within(at, now, UNLOCK)]
    who = ", ".join(f"{name} {_not_for(at, now)}" for name, at in late)
    said = f"{len(tried) - len(late)} of {len(tried)}{'. ' if who else ''}{who}"
    oldest = min((at for _, at in tried if at is not None), default=None)
    never = any(at is None for _, at in tried)
    figure = NEVER if never or oldest is None else age(oldest, now)
    title = "Every manager can unlock offline"
    return Proof("managers", title, said, figure, f"limit {span(UNLOCK)}", not late, "managers")


def _not_for(at: datetime | None, now: datetime) -> str:
    return "has never unlocked here" if at is None else f"has not tried for {age(at, now)}"


def _way_in(way: WayIn, now: datetime) -> Proof:
    wanted, last = way.wants(now), way.tested_at or way.made_at
    said = wanted.rstrip(".")
    if not wanted and last is not None:
        done = "tested" if way.tested_at else "made and put away"
        said = f"{way.name} {way.number} {done} {long_date(local(last).date())}"
    figure = age(last, now) if last else NEVER
    held = not wanted and within(last, now, TEST_EVERY)
    return Proof(way.kind, way.name, said, figure, f"limit {span(TEST_EVERY)}", held, "managers")


def _backup(session: Session, now: datetime, laptop: Laptop) -> Proof:
    at, said = laptop.backed_up, "No backup is there"
    if at is not None:
        restored = _restored(session)
        onwards = f"; a desk went on from one {long_date(local(restored).date())}" if restored else ""
        said = f"Made {day_and_clock(at)}, opened again and compared{onwards}"
    if laptop.damaged:
        files = "1 file is" if laptop.damaged == 1 else f"{laptop.damaged} files are"
        said = f"{files} damaged. {said}"
    figure = age(at, now) if at else NEVER
    held = within(at, now, BACKUP) and not laptop.damaged
    return Proof("backup", "Backup opened again", said, figure, f"limit {span(BACKUP)}", held, "backup")


def _pages(session: Session, now: datetime, laptop: Laptop) -> Proof:
    at, said = laptop.pages, "None are there that can be read"
    newest = max(copies.as_of(session).values(), default=None)
    is_older = at is not None and newest is not None and at < newest
    if at is not None:
        said = f"Made {day_and_clock(at)}, for when neither the store nor a backup opens"
    if is_older:
        said = f"{said}. A copy has come since"
    held = within(at, now, GOOD_FOR) and not is_older
    figure = age(at, now) if at else NEVER
    return Proof("pages", "Emergency pages", said, figure, f"limit {span(GOOD_FOR)}", held, "backup")


def _restored(session: Session) -> datetime | None:
    at = session.execute(
        select(func.max(journal.c.recorded_at)).where(journal.c.kind == StoreRestored.kind)
    ).scalar()
    return from_text(at) if at else None


def _unattended(session: Session, now: datetime) -> Proof:
    failing, last = by_itself.fails_since(session), copies.last(session)
    title, limit = "Copies while nobody is signed in", "none fails"
    if failing is not None:
        return Proof("unattended", title, failing[1], age(failing[0], now), limit, False, "copy")
    said = f"Switched on. Last copy {day_and_clock(last.started)}" if last else "Switched on. No copy yet"
    figure = age(last.started, now) if last else NEVER
    return Proof("unattended", title, said, figure, limit, last is not None, "copy")


def _room(laptop: Laptop) -> Proof:
    needed = max(GIGABYTE, STORES * laptop.store_size)
    free = f"{laptop.free / GIGABYTE:.1f} GB free"
    said = f"The store takes {laptop.store_size / 10**6:.0f} MB; a backup is built beside it"
    return Proof(
        "room", "Room on the disk", said, free, f"at least {needed / GIGABYTE:.1f} GB", laptop.free >= needed
    )


def _clock(session: Session, now: datetime) -> Proof:
    """Compare the clock with the log: an entry dated later than now means that it was, or is, wrong."""
    newest = session.execute(select(func.max(journal.c.recorded_at))).scalar()
    at = from_text(newest) if newest else None
    right = within(at, now, timedelta.max)
    said = (
        "No entry of the log is dated later than now" if right else "The log has entries dated later than now"
    )
    return Proof("clock", "Clock", said, clock_face(now), "not before the log", right)


def as_json(found: tuple[Proof, ...]) -> bytes:
    """Return the proofs for a machine."""
    held = sum(each.holds for each in found)
    return msgspec.json.encode({"held": held, "of": len(found), "proofs": found})
