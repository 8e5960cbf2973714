"""Refreshing the copy: read everything, let the guard look at it, then swap it in as one act.

Reading takes as long as the network takes and holds nothing open. The swap is one transaction: the mirror,
what could not be read, how fresh it all is, and the fact that says so are kept together or not at all.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from downtime_desk.core.clock import Now, day_bounds, local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import record
from downtime_desk.core.lean import give_back, seldom_collected
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store, acting
from downtime_desk.outages import queries as outages
from downtime_desk.outages.facts import DATA_MAY_BE_WRONG
from downtime_desk.outages.queries import Mode
from downtime_desk.people import copies
from downtime_desk.people import mirror as people_mirror
from downtime_desk.people.mirror import Changes
from downtime_desk.people.model import people
from downtime_desk.rota import mirror as rota_mirror
from downtime_desk.rota.actions import find_bookings, take_off_new
from downtime_desk.rota.mirror import Rota, Window
from downtime_desk.sync import by_itself, noting
from downtime_desk.sync.comparing import compared, note_incident
from downtime_desk.sync.facts import CopyRefreshed, CopyRefreshFailed, keep_offers
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.guard import Finding, Incomplete
from downtime_desk.sync.marks import Copy, TellsChanges, keep_records, usable
from downtime_desk.sync.marks import keep as keep_marks
from downtime_desk.sync.packed import against, among
from downtime_desk.sync.picture import of_all
from downtime_desk.sync.previous.rules import forget_older
from downtime_desk.sync.reconnect import queries as reconnect
from downtime_desk.sync.sealed import Unlooked
from downtime_desk.sync.staged import Known, Source, Staged, Stages
from downtime_desk.sync.stopping import Stopped
from downtime_desk.sync.waiting import clear, hold
from downtime_desk.visits.queries.written import written_about

DAYS_BACK, DAYS_AHEAD = 1, 14
MAKES_COPIES = frozenset({"Rota", "Care records", "Medicine charts", DATA_MAY_BE_WRONG})
KEPT = "The copy from before is still in use."


class Held(Trouble):
    """The guard found something in a new copy: a person has to say whether it is right."""

    def __init__(self, source: str, found: tuple[Finding, ...]) -> None:
        super().__init__(
            " ".join(each.words for each in found),
            f"{KEPT} Look at {source}. If the new copy is right, accept it; if not, refuse it and ring the supplier.",
        )
        self.findings = found


@dataclass(frozen=True)
class Prepared:
    """A copy that was read and not yet swapped in. `replaces` is the number of the one it was compared with."""

    staged: Staged
    started: datetime
    replaces: int
    findings: tuple[Finding, ...] = ()
    incomplete: Incomplete | None = None


@dataclass(frozen=True)
class Swap:
    """Put a prepared copy in use. A person sets `accept_findings` after seeing what the guard found, and says why."""

    prepared: Prepared
    accept_findings: bool = False
    why: str = ""


def usual_window(now: datetime, outage_since: datetime | None = None) -> Window:
    """Return the days a refresh asks a server for: yesterday to two weeks ahead, in whole London days.

    In the return of an outage it begins with the outage: what was rolled forward then has to be found again.
    """
    today = local(now).date()
    first = today - timedelta(days=DAYS_BACK)
    if outage_since is not None:
        first = min(first, local(outage_since).date())
    return Window(day_bounds(first)[0], day_bounds(today + timedelta(days=DAYS_AHEAD))[0])


def refresh(
    store: Store, who: Acting, source: Source | Stages, *, accept_findings: bool = False
) -> CopyRefreshed:
    """Read a main system and put the copy in use.

    A copy in which the guard finds something is kept waiting and raised as `Held`; any other failure is recorded
    and raised as Trouble.
    """
    try:
        with seldom_collected():
            prepared = prepare(store, source, who.now)
            return put_in_use(store, who, Swap(prepared, accept_findings))
    except (Held, Stopped):
        raise
    except Trouble as trouble:
        with store.write(who) as session:
            record_failure(session, source.name, trouble)
        raise


def put_in_use(store: Store, who: Acting, command: Swap) -> CopyRefreshed:
    """Put a prepared copy in use; one in which the guard finds something is kept waiting and raised as `Held`."""
    try:
        with store.write(who) as session:
            fact = swap(session, command)
    except Held:
        prepared = command.prepared
        copy = Unlooked(prepared.staged, prepared.started, prepared.replaces)
        hold(store, who, copy, prepared.findings, noting.counted(prepared.staged), prepared.incomplete)
        raise
    clear(store)
    store.slim()
    give_back()
    return fact


def prepare(store: Store, source: Source | Stages, now: Now) -> Prepared:
    """Read everything, with no transaction open, and look at it. Raises Trouble when the source cannot give all."""
    started = now()
    with store.read() as session:
        _not_in_an_outage(session)
        before = copies.last(session)
        known = Known()
        if isinstance(source, Stages):
            known = Known(rota_mirror.known_digests(session), _people_of_the_copy(session))
        elif not isinstance(source, TellsChanges):
            known = Known(rota_mirror.known_digests(session))
    staged = _staged(store, source, known, started)
    del known
    if staged.part is None:
        # what people were put together from is gone by now, and writing takes memory of its own
        give_back()
    return look_at(store, Unlooked(staged, started, before.number if before else 0))


def _staged(store: Store, source: Source | Stages, known: Known, started: datetime) -> Staged:
    if isinstance(source, Stages):
        return source.stage(known)
    if not isinstance(source, TellsChanges):
        return read(source, known)
    staged = _changes(store, source, started)
    if staged is None:
        made_of = Copy(store).records()
        known = Known(_known_digests(store), made_of=made_of, today=local(started).date())
        staged = read(source, known)
        staged.marks = source.marks(staged.watermark, started)
    staged.notes, staged.offers = tuple(source.notes), source.offered()
    return staged


def _changes(store: Store, source: TellsChanges, started: datetime) -> Staged | None:
    """Return only what changed, where the copy in use and the source allow it."""
    if source.whole:
        return None
    with store.read() as session:
        marks = usable(session, source.where, source.mapping, source.days, started)
    return None if marks is None else source.changes(marks, Copy(store))


def _known_digests(store: Store) -> set[bytes]:
    with store.read() as session:
        return rota_mirror.known_digests(session)


def look_at(store: Store, copy: Unlooked) -> Prepared:
    """Compare a copy that was read with the one in use."""
    staged, started, replaces = copy.staged, copy.started, copy.replaces
    with store.read() as session:
        if replaces is None:
            before = copies.last(session)
            if not staged.can.read_people:
                staged = among(staged, _people_of_the_copy(session))
            staged = against(staged, Known(rota_mirror.known_digests(session)))
            replaces = before.number if before else 0
        held = compared(session, staged, is_first=replaces == 0)
        if staged.part is not None and held.after is not None:
            staged = of_all(session, staged, held.after)
    return Prepared(staged, started, replaces, held.findings, held.incomplete)


def _people_of_the_copy(session: Session) -> frozenset[str]:
    """Return who is in the copy: a rota that comes alone is about them."""
    return frozenset(session.execute(select(people.c.id).where(people.c.withdrawn_at.is_(None))).scalars())


def swap(session: Session, command: Swap) -> CopyRefreshed:
    """Put a prepared copy in use, whole. Raises `Held` or Trouble, and changes nothing then."""
    _not_in_an_outage(session)
    prepared, staged = command.prepared, command.prepared.staged
    before = copies.last(session)
    if (before.number if before else 0) != prepared.replaces:
        raise Trouble("Another refresh was finished in the meantime.", f"{KEPT} Refresh again.")
    if prepared.findings and not command.accept_findings:
        raise Held(staged.source, prepared.findings)
    now = acting(session).now()
    changes = _applied(session, staged, prepared.started)
    not_read = noting.not_read(session, staged, now)
    keep_marks(session, staged.marks, prepared.replaces + 1)
    if staged.marks is not None:
        keep_records(session, staged.made_of, _gone_records(staged))
    keep_offers(session, staged.source, staged.offers)
    fact = CopyRefreshed(
        snapshot=prepared.replaces + 1,
        source=staged.source,
        counts=noting.counted(staged, before.counts if before else None),
        changed=sum(each.written for each in changes),
        withdrawn=sum(each.withdrawn for each in changes),
        rejected=len(not_read),
        seconds=round((now - prepared.started).total_seconds()),
        accepted=tuple(each.words for each in prepared.findings),
        why=command.why,
        clock_ahead=_clock_accepted(prepared),
        only_changes=staged.part is not None,
        notes=staged.notes,
    )
    if fact.accepted:
        note_incident(session, fact.source, prepared.incomplete)
    noting.note(session, fact, staged, prepared.started, now)
    noting.list_not_read(session, not_read)
    forget_older(session)
    record(session, fact, subject=f"copy/{fact.snapshot}")
    # in the same transaction: nobody is to see a visit twice, under our reference and as the copy's booking
    find_bookings(session, written_about(session))
    # nor is a carer who is off to look like somebody who goes
    take_off_new(session, now)
    return fact


def _clock_accepted(prepared: Prepared) -> int | None:
    """Return by how many seconds the clocks differ, when that was found and a person took the copy all the same."""
    ahead = prepared.staged.ahead
    found = any(each.kind == "clock" for each in prepared.findings)
    return round(ahead.total_seconds()) if found and ahead is not None else None


def _applied(session: Session, staged: Staged, started: datetime) -> tuple[Changes, ...]:
    """Write what the source speaks of; what it does not speak of stays as it was."""
    of_people, of_carers, of_visits = Changes(), Changes(), Changes()
    if staged.can.read_people:
        among = staged.part.people if staged.part is not None else None
        of_people = people_mirror.apply_packed(
            session, staged.packed_people(), started, staged.keep_people, among
        )
    if staged.can.read_rota:
        of_carers, of_visits = rota_mirror.apply(session, rota_of(staged), started)
    return of_people, of_carers, of_visits


def rota_of(staged: Staged) -> Rota:
    """Return what was staged about carers and visits."""
    return Rota(
        staged.carers,
        staged.chunks(),
        staged.unseen,
        staged.keep_visits,
        staged.window,
        staged.unchanged,
        None if staged.part is None else {each.id: each.start for each in staged.part.visits},
    )


def _not_in_an_outage(session: Session) -> None:
    """Raise Trouble while the rota or the records are down, or not cleared yet: the copy is what the desk stands on."""
    reconnect.not_held(session)
    running = outages.current(session)
    if running is not None and running.mode is Mode.OUTAGE and MAKES_COPIES & set(running.what):
        raise Trouble(
            "An outage is running, and the copy is kept as it is.",
            "When the main system is back, say so on the Return page, then refresh.",
        )


def record_failure(session: Session, source: str, trouble: Trouble) -> None:
    """Record that a refresh came to nothing, in the words the person was told; the same again is not news."""
    failed = CopyRefreshFailed(source, trouble.what)
    if not by_itself.is_said_already(session, failed):
        record(session, failed, subject=by_itself.FAILED)


def _gone_records(staged: Staged) -> frozenset[str]:
    """Return the people of whom no records are kept any more."""
    return staged.part.people - staged.made_of.keys() if staged.part is not None else frozenset()
