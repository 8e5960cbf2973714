"""What screens ask about outages: which one runs, the log of it, what must be looked at again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.journal import Entry, Fact, decode, journal, kinds, quiet_kinds
from downtime_desk.core.session import Session
from downtime_desk.outages.facts import DATA_MAY_BE_WRONG, Evidence
from downtime_desk.outages.model import decisions, outages
from downtime_desk.people import copies
from downtime_desk.people import queries as people
from downtime_desk.people.facts import PersonToldChecked
from downtime_desk.rota import queries as rota

TABLES = frozenset({"outages", "decisions", "settings", "journal"})


class Mode(StrEnum):
    """How the desk stands: the word at the left of the bar."""

    NORMAL = "NORMAL"
    OUTAGE = "OUTAGE"
    RETURNING = "RETURNING"


@dataclass(frozen=True)
class Outage:
    """An outage. Instants are aware UTC."""

    reference: str
    declared_at: datetime
    declared_by: str
    what: tuple[str, ...]
    since: datetime
    first_sign: str
    ticket: str | None
    evidence: Evidence
    back_at: datetime | None
    stood_down_at: datetime | None
    stood_down_by: str | None
    figures: dict[str, int] | None
    certificate: str | None

    @property
    def mode(self) -> Mode:
        """Return how the desk stands in this outage."""
        if self.stood_down_at:
            return Mode.NORMAL
        return Mode.RETURNING if self.back_at else Mode.OUTAGE


def current(session: Session) -> Outage | None:
    """Return the outage that is running, if one is."""
    reference = settings.outage(session)
    return None if reference is None else outage(session, reference)


def mode(session: Session) -> Mode:
    """Return how the desk stands."""
    running = current(session)
    return running.mode if running else Mode.NORMAL


def is_data_doubted(session: Session) -> bool:
    """Return whether the data is declared not to be trusted: until a copy is taken after the main system was back."""
    running = current(session)
    return running is not None and was_data_doubted(session, running)


def was_data_doubted(session: Session, outage: Outage) -> bool:
    """Return whether the data was not to be trusted at the end of an outage, or is not while it runs."""
    if DATA_MAY_BE_WRONG not in outage.what:
        return False
    until = to_text(outage.stood_down_at) if outage.stood_down_at else "~"
    since = outage.back_at
    return since is None or not copies.was_taken_between(session, to_text(since), until)


def outage(session: Session, reference: str) -> Outage:
    """Return one outage."""
    return _outage(session.execute(select(outages).where(outages.c.reference == reference)).one())


def all_outages(session: Session) -> list[Outage]:
    """Return every outage, the latest first."""
    rows = session.execute(select(outages).order_by(outages.c.declared_at.desc(), outages.c.reference.desc()))
    return [_outage(row) for row in rows]


def _outage(row: Row[Any]) -> Outage:
    return Outage(
        reference=row.reference,
        declared_at=from_text(row.declared_at),
        declared_by=row.declared_by,
        what=msgspec.json.decode(row.what, type=tuple[str, ...]),
        since=from_text(row.since),
        first_sign=row.first_sign,
        ticket=row.ticket,
        evidence=msgspec.json.decode(row.evidence, type=Evidence),
        back_at=_instant(row.back_at),
        stood_down_at=_instant(row.stood_down_at),
        stood_down_by=row.stood_down_by,
        figures=msgspec.json.decode(row.figures, type=dict[str, int]) if row.figures else None,
        certificate=row.certificate,
    )


def _instant(stored: str | None) -> datetime | None:
    return None if stored is None else from_text(stored)


def evidence(session: Session, now: datetime) -> Evidence:
    """Return how old the copy is and what it holds, now."""
    as_of = people.copy_times(session)
    if not as_of:
        return Evidence()
    held = people.counts(session)
    return Evidence(
        copies={kind: to_text(instant) for kind, instant in as_of.items()},
        people=held[people.Filter.ALL],
        red_people=held[people.Filter.RED],
        visits_before_midnight=rota.due_before_midnight(session, now),
    )


@dataclass(frozen=True)
class Line:
    """One line of the log. `what` is None when its content was erased; `words` say so then."""

    seq: int
    id: str
    happened_at: datetime
    recorded_at: datetime
    sort: str
    words: str
    by: str
    kind: str
    corrects: str | None
    what: Fact | None


def chronology(
    session: Session,
    reference: str | None,
    sorts: frozenset[str] = frozenset(),
    *,
    before: int | None = None,
    limit: int = 500,
) -> list[Line]:
    """Return lines of the log, the last written first; all of the journal when `reference` is None.

    `sorts` keeps only those sorts of fact; `before` goes on below an entry's number.
    """
    # Not sargable on purpose: walking back from the last entry stops early, the indexes would sort them all.
    about = _about(reference, func.coalesce(journal.c.outage, ""))
    wanted = select(journal).where(about).order_by(journal.c.seq.desc()).limit(limit)
    if sorts:
        wanted = wanted.where(
            journal.c.kind.in_(kind for kind, each in kinds().items() if each.sort in sorts)
        )
    if before is not None:
        wanted = wanted.where(journal.c.seq < before)
    return [_line(Entry.of(row)) for row in session.execute(wanted)]


def sorts(session: Session, reference: str | None) -> dict[str, int]:
    """Return how many lines of the log there are of each sort, the most first."""
    counted = select(journal.c.kind, func.count()).where(_about(reference)).group_by(journal.c.kind)
    found: dict[str, int] = {}
    for kind, number in session.execute(counted):
        sort = kinds()[kind].sort
        found[sort] = found.get(sort, 0) + number
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _about(
    reference: str | None, outage: ColumnElement[str | None] = journal.c.outage
) -> ColumnElement[bool]:
    if reference is None:
        return journal.c.seq > 0
    loud = journal.c.kind.not_in(quiet_kinds())
    return and_(loud, or_(outage == reference, journal.c.subject == f"outage/{reference}"))


def _line(entry: Entry) -> Line:
    what = decode(entry)
    recorded_at = from_text(entry.recorded_at)
    happened_at = getattr(what, "happened_at", None)
    return Line(
        seq=entry.seq,
        id=entry.id,
        happened_at=from_text(happened_at) if happened_at else recorded_at,
        recorded_at=recorded_at,
        sort=kinds()[entry.kind].sort,
        words=what.words() if what else "Erased when its time was up.",
        by=entry.actor_name,
        kind=entry.kind,
        corrects=entry.corrects,
        what=what,
    )


@dataclass(frozen=True)
class OpenDecision:
    """A decision to look at again."""

    fact_id: str
    number: int
    title: str
    look_again_at: datetime


def to_look_at_again(session: Session) -> list[OpenDecision]:
    """Return the decisions of the running outage that nobody has looked at again yet, the next first."""
    rows = session.execute(
        select(decisions)
        .where(
            decisions.c.outage.is_(settings.outage(session)),
            decisions.c.look_again_at.is_not(None),
            decisions.c.settled_by.is_(None),
        )
        .order_by(decisions.c.look_again_at, decisions.c.number)
    )
    return [OpenDecision(row.fact_id, row.number, row.title, from_text(row.look_again_at)) for row in rows]


def known_sorts() -> tuple[str, ...]:
    """Return every sort of fact this program knows, those of care first, the desk's own last."""
    found = {each.sort for each in kinds().values()}
    first = [sort for sort in ("Decision", "Deviation", "Call", "Visit", "Paper", "Note") if sort in found]
    return (*first, *sorted(found.difference(first, ("Desk",))), *(("Desk",) if "Desk" in found else ()))


# A check names what it checked, and puts nothing right.
_PUTS_RIGHT: ColumnElement[bool] = journal.c.kind != PersonToldChecked.kind


def put_right(session: Session, ids: Iterable[str]) -> frozenset[str]:
    """Return which of these entries a later one puts right."""
    named = select(journal.c.corrects).where(journal.c.corrects.in_(ids), _PUTS_RIGHT)
    return frozenset(session.execute(named).scalars())


def correction_of(session: Session, fact_id: str) -> Line | None:
    """Return the latest entry that puts an entry right, if one does."""
    later = select(journal).where(journal.c.corrects == fact_id, _PUTS_RIGHT)
    wanted = later.order_by(journal.c.seq.desc()).limit(1)
    row = session.execute(wanted).first()
    return _line(Entry.of(row)) if row else None


def line(session: Session, fact_id: str) -> Line | None:
    """Return one line of the log by its id."""
    row = session.execute(select(journal).where(journal.c.id == fact_id)).first()
    return _line(Entry.of(row)) if row else None
