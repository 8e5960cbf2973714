"""What goes back by hand: every thing once, in safe order, with who has it and how far it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Row, Select, String, and_, cast, func, or_, select

from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.delivery import delivery
from downtime_desk.core.journal import Entry, decode, journal
from downtime_desk.core.session import Session
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.recovery import said
from downtime_desk.recovery.workbench.model import by_hand
from downtime_desk.sync import connection
from downtime_desk.sync.sending.model import returned
from downtime_desk.sync.sending.risk import PERSON, PRIORITY, RISK

IDLE: Final = timedelta(minutes=45)
"""After so long without a tick, what somebody took is free for others again."""

Kind = Literal["visit", "deviation", "told", "cancelled", "note"]
KIND_OF: Final[dict[str, Kind]] = {
    "visit.verified": "visit",
    "deviation.logged": "deviation",
    "person.told": "told",
    "person.told_checked": "told",
    "visit.cancelled": "cancelled",
    "downtime_note.written": "note",
}
Stage = Literal["to type", "to look at", "to scan"]


@dataclass(frozen=True)
class ByHand:
    """A thing that goes back by hand. `facts` are all its facts that have not gone back, `fact` is the last account.

    `reference` is its number in the main system, where it showed one; `wrong` what the second person found wrong.
    `taken_by` has it now, None when it is free. `corrects` says that an earlier account stands there already. `sent_as` is the
    record that a sending of it reached there, if any: it may stand there though it was never proved. `at` is when it happened
    or was planned, `entered_at` when it was written down; both aware UTC.
    """

    fact: str
    facts: tuple[str, ...]
    seq: int
    kind: Kind
    stage: Stage
    what: str
    name: str
    born: str | None
    nhs_number: str | None
    person: str
    priority: PriorityLevel | None
    at: datetime
    entered_at: datetime
    entered_by: str
    typed_by: str | None
    typed_manager: str | None
    typed_at: datetime | None
    reference: str | None
    wrong: str | None
    taken_by: str | None
    taken_manager: str | None
    corrects: bool
    sent_as: str | None = None

    def words(self) -> str:
        """Return whose it is: `PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00`."""
        return f"{self.name}, {self.what[:1].lower()}{self.what[1:]} of {short_stamp(self.at)}"


_ENTRY: Final = journal.c.keys()


def usual_way(session: Session) -> str:
    """Return how a thing goes back that nobody chose a way for."""
    return connection.ways(session)[0]


def way_now(session: Session) -> ColumnElement[str]:
    """Return the way of each row of `delivery`."""
    return func.coalesce(delivery.c.way, usual_way(session))


def by_hand_waits(session: Session) -> ColumnElement[bool]:
    """Return the test of whether a row of `delivery` waits for somebody's hand."""
    return or_(delivery.c.state == "typed", and_(delivery.c.state == "waiting", way_now(session) != "send"))


def waiting_by_way(session: Session) -> dict[str, int]:
    """Return how many facts wait to go each way; every way is there."""
    found = {"send": 0, "type in": 0, "scan": 0}
    way = way_now(session).label("way")
    rows = session.execute(select(way, func.count()).where(delivery.c.state == "waiting").group_by(way))
    for row in rows:
        found[row[0]] = row[1]
    return found


def things(session: Session, now: datetime, most: int = 500) -> tuple[ByHand, ...]:
    """Return the first things that go back by hand: what can harm first, then the oldest of each person or visit.

    A thing is never before an earlier one of the same subject.
    """
    groups = _grouped(session.execute(_rows(session, by_hand_waits(session))).all())[:most]
    return _things(session, groups, now)


def one(session: Session, fact: str, now: datetime) -> ByHand | None:
    """Return the thing a fact belongs to, if it goes back by hand."""
    subject = select(delivery.c.subject).where(delivery.c.fact_id == fact).scalar_subquery()
    rows = session.execute(_rows(session, and_(by_hand_waits(session), delivery.c.subject == subject))).all()
    fitting = [each for each in _grouped(rows) if any(row.id == fact for row in each)]
    return next(iter(_things(session, fitting, now)), None)


def entry_of(session: Session, number: int) -> str | None:
    """Return the fact with a number in the log."""
    return session.execute(select(journal.c.id).where(journal.c.seq == number)).scalar()


def _rows(session: Session, wanted: ColumnElement[bool]) -> Select[Any]:
    risks = RISK.label("risk")
    inner = (
        select(
            journal.c.id,
            journal.c.seq,
            journal.c.subject,
            journal.c.kind,
            journal.c.corrects,
            delivery.c.state,
            way_now(session).label("way_now"),
            risks,
        )
        .select_from(delivery.join(journal, journal.c.id == delivery.c.fact_id))
        .where(wanted)
        .subquery()
    )
    worst = func.min(inner.c.risk).over(partition_by=inner.c.subject)
    oldest = func.min(inner.c.seq).over(partition_by=inner.c.subject)
    return select(inner).order_by(worst, oldest, inner.c.seq)


def _grouped(rows: Sequence[Row[Any]]) -> list[list[Row[Any]]]:
    """Return the rows of each thing together, in the order of its first: a correction joins what it corrects."""
    groups: dict[tuple[str, str], list[Row[Any]]] = {}
    root: dict[str, str] = {}
    for row in rows:
        root[row.id] = root.get(row.corrects, row.corrects or row.id)
        # what was typed and what is still to type are two things: the one is looked at, the other typed
        groups.setdefault((root[row.id], row.state), []).append(row)
    return list(groups.values())


def _things(session: Session, groups: Sequence[Sequence[Row[Any]]], now: datetime) -> tuple[ByHand, ...]:
    wanted = select(journal, cast(PRIORITY, String).label("priority_now"), PERSON.label("person_now")).where(
        journal.c.id.in_([rows[-1].id for rows in groups])
    )
    entries = {row.id: row for row in session.execute(wanted)}
    before = (
        select(delivery.c.fact_id, delivery.c.state, by_hand.c.reference)
        .outerjoin(by_hand, by_hand.c.fact_id == delivery.c.fact_id)
        .where(delivery.c.fact_id.in_([rows[0].corrects for rows in groups if rows[0].corrects]))
    )
    earlier = {row.fact_id: row for row in session.execute(before)}
    ids = [row.id for rows in groups for row in rows]
    hands = {row.fact_id: row for row in session.execute(select(by_hand).where(by_hand.c.fact_id.in_(ids)))}
    ticked = _last_ticks(session)
    reached = _reached(session, ids)
    return tuple(
        _thing(
            rows,
            [hands[row.id] for row in rows if row.id in hands],
            entries[rows[-1].id],
            earlier.get(rows[0].corrects),
            lambda hand: _holds(hand, ticked, now),
            next((reached[row.id] for row in rows if row.id in reached), None),
        )
        for rows in groups
    )


def _reached(session: Session, facts: Sequence[str]) -> dict[str, str]:
    """Return the record each fact reached in the main system when it was sent, of those that were."""
    wanted = select(returned.c.fact_id, func.min(returned.c.reference)).where(
        returned.c.fact_id.in_(facts), ~returned.c.reference.like("Appointment/%")
    )
    return {row[0]: row[1] for row in session.execute(wanted.group_by(returned.c.fact_id))}


def _last_ticks(session: Session) -> dict[str, str]:
    """Return when each person ticked something off last, UTC text."""
    wanted = select(by_hand.c.typed_by, func.max(by_hand.c.typed_at)).group_by(by_hand.c.typed_by)
    return {row[0]: row[1] for row in session.execute(wanted) if row[0] is not None}


def _thing(
    rows: Sequence[Row[Any]],
    hands: Sequence[Row[Any]],
    found: Row[Any],
    earlier: Any,
    holds: Callable[[Row[Any]], bool],
    sent_as: str | None,
) -> ByHand:
    last = rows[-1]
    entry = Entry(*found[: len(_ENTRY)])
    fact = decode(entry)
    name, born, nhs_number = said.whose(fact)
    taken = next((each for each in hands if holds(each)), None)
    typed = next((each for each in reversed(hands) if each.typed_at), None)
    return ByHand(
        fact=last.id,
        facts=tuple(each.id for each in rows),
        seq=last.seq,
        kind=KIND_OF[last.kind],
        stage=_stage(last),
        what=said.what(fact),
        name=name,
        born=born,
        nhs_number=nhs_number,
        person=found.person_now or "",
        priority=found.priority_now,
        at=from_text(said.happened_at(fact) or entry.recorded_at),
        entered_at=from_text(entry.recorded_at),
        entered_by=entry.actor_name,
        typed_by=typed.typed_by if typed else None,
        typed_manager=typed.typed_manager if typed else None,
        typed_at=from_text(typed.typed_at) if typed else None,
        reference=typed.reference if typed else earlier.reference if earlier else None,
        wrong=next((each.wrong for each in hands if each.fact_id == last.id), None),
        taken_by=taken.taken_by if taken else None,
        taken_manager=taken.taken_manager if taken else None,
        corrects=earlier is not None and earlier.state not in ("waiting", "not required"),
        sent_as=sent_as,
    )


def _stage(row: Row[Any]) -> Stage:
    if row.state == "typed":
        return "to look at"
    return "to scan" if row.way_now == "scan" else "to type"


def _holds(hand: Row[Any], ticked: Mapping[str, str], now: datetime) -> bool:
    """Return whether whoever took it still has it: they ticked something off since, not long ago."""
    if hand.taken_at is None:
        return False
    touched = max(hand.taken_at, ticked.get(hand.taken_by, ""))
    return from_text(touched) > now - IDLE
