"""What screens, the gate and the certificate ask of the second look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Row as Found
from sqlalchemy import case, select

from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.delivery import delivery
from downtime_desk.core.session import Session
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.recovery.reconciling.choices import ASK
from downtime_desk.recovery.reconciling.model import findings, reconciled, second_looks
from downtime_desk.recovery.reconciling.standings import Open, Standing, is_open
from downtime_desk.sync.looking.agreeing import Tolerance
from downtime_desk.sync.looking.reading import WRITES, under_way, written_since
from downtime_desk.sync.sending.verdicts import Decided, Row

CHANGES: Final = (*WRITES, "visit.verified", "rota.visit_cancelled")
"""The kinds of fact after which desk or main system may say something else than what was laid beside each other."""
TABLES: Final = frozenset({"findings", "reconciled", "second_looks", "looks", "delivery"})

_strings = msgspec.json.Decoder(tuple[str, ...])
_rows = msgspec.json.Decoder(tuple[Row, ...])
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_counts = msgspec.json.Decoder(dict[Standing, int])
_tolerance = msgspec.json.Decoder(Tolerance)
_decided = msgspec.json.Decoder(tuple[Decided, ...])


@dataclass(frozen=True)
class Finding:
    """What does not agree. Instants are aware UTC, None where nothing says when.

    `seen` are the records shown, `fact` the account that goes back. `asked` says that the carer is to be asked,
    `decided` that a person settled it for exactly these records.
    """

    key: str
    look: int
    standing: Open
    visit: str | None
    name: str
    born: str | None
    nhs_number: str | None
    priority: PriorityLevel | None
    start: datetime | None
    end: datetime | None
    grade: str | None
    fact: str | None
    seen: tuple[str, ...]
    rows: tuple[Row, ...]
    candidates: tuple[tuple[str, str], ...]
    pure: bool
    asked: bool
    decided: bool

    def about(self) -> str:
        """Return whose it is: `PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00`."""
        return f"{self.name}, visit of {short_stamp(self.start)}" if self.start else self.name


FIRST: Final = 200
LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)
State = Literal["never", "cut off", "old", "current", "by hand"]


@dataclass(frozen=True)
class SecondLook:
    """How the second look of an outage stands. `looked_at` is when its reading began, long ago when nobody looked.

    `undecided` counts findings nobody settled, those that wait for a carer's answer (`asked`) among them.
    """

    state: State
    source: str = ""
    looked_at: datetime = LONG_AGO
    looked_by: str = ""
    counts: Mapping[Standing, int] = field(default_factory=dict)
    tolerance: Tolerance = field(default_factory=Tolerance)
    undecided: int = 0
    asked: int = 0
    decided: int = 0
    unread: int = 0
    why: str = ""

    @property
    def is_current(self) -> bool:
        """Return whether the laptop itself read everything after the last thing was sent."""
        return self.state == "current"

    @property
    def done(self) -> bool:
        """Return whether the outage may be closed as far as this goes."""
        return self.state in {"current", "by hand"} and not self.undecided

    @property
    def agrees(self) -> int:
        """Return how many visits stand the same on all sides."""
        return sum(many for each, many in self.counts.items() if not is_open(each))

    @property
    def disagrees(self) -> int:
        """Return how many visits and records did not agree when they were looked at."""
        return sum(many for each, many in self.counts.items() if is_open(each))


NEVER: Final = SecondLook("never")


def standing(session: Session, outage: str) -> SecondLook:
    """Return how the second look of an outage stands."""
    row = session.execute(select(second_looks).where(second_looks.c.outage == outage)).first()
    going = under_way(session)
    if row is None:
        return SecondLook(state="cut off") if going else NEVER
    last = second_look_of(row)
    if written_since(session, row.after, CHANGES):
        last = replace(last, state="old")
    rows = _states(session, outage, row.look)
    if last.is_current and len(rows) < last.disagrees:
        # what was found is not here, as after a rebuilding: only reading again can say
        last = replace(last, state="old")
    left = [asked for asked, decided in rows if not decided]
    asked = sum(left)
    return replace(last, undecided=len(left), asked=asked, decided=len(rows) - len(left))


def second_look_of(row: Found[Any]) -> SecondLook:
    """Return what a row of the last looks says by itself: nothing of what came after."""
    return SecondLook(
        state="by hand" if row.look is None else "current",
        source=row.source,
        looked_at=from_text(row.looked_at),
        looked_by=row.looked_by,
        counts=_counts.decode(row.counts),
        tolerance=_tolerance.decode(row.tolerance),
        unread=row.unread,
        why=row.why or "",
    )


def open_findings(session: Session, outage: str, most: int | None = FIRST) -> tuple[Finding, ...]:
    """Return what nobody settled yet, red first, then by time; the first `most` of them, all with None."""
    look = session.execute(select(second_looks.c.look).where(second_looks.c.outage == outage)).scalar()
    left = (row for row in _of_look(session, outage, look) if not _state(row)[1])
    return tuple(map(_finding, islice(left, most)))


def finding(session: Session, outage: str, key: str) -> Finding | None:
    """Return one finding of the last look, or None."""
    look = session.execute(select(second_looks.c.look).where(second_looks.c.outage == outage)).scalar()
    return next(map(_finding, _of_look(session, outage, look, key)), None)


@dataclass(frozen=True)
class Decision:
    """What was decided about a finding, for the certificate."""

    about: str
    standing: Open
    said: str
    why: str
    by: str
    at: datetime
    entry: int


def decisions(session: Session, outage: str) -> tuple[Decision, ...]:
    """Return what was decided in an outage, in the order of the log; what still waits for an answer is not among it."""
    rows = session.execute(
        select(reconciled)
        .where(reconciled.c.outage == outage, reconciled.c.choice != ASK)
        .order_by(reconciled.c.number)
    )
    return tuple(
        Decision(
            row.about, row.standing, row.said, row.why, row.decided_by, from_text(row.decided_at), row.number
        )
        for row in rows
    )


_RED_FIRST = case(
    (findings.c.priority == "red", 0),
    (findings.c.priority == "amber", 1),
    (findings.c.priority == "green", 2),
    else_=3,
)


def _of_look(session: Session, outage: str, look: int | None, key: str | None = None) -> Iterable[Found[Any]]:
    if look is None:
        return ()
    wanted = (
        select(
            findings,
            reconciled.c.choice,
            reconciled.c.standing.label("then"),
            reconciled.c.seen.label("shown"),
            delivery.c.decision,
        )
        .outerjoin(reconciled, (reconciled.c.key == findings.c.key) & (reconciled.c.outage == outage))
        .outerjoin(delivery, delivery.c.fact_id == findings.c.fact)
        .where(findings.c.look == look)
        .order_by(_RED_FIRST, findings.c.start, findings.c.key)
    )
    if key is not None:
        wanted = wanted.where(findings.c.key == key)
    return session.execute(wanted)


def _states(session: Session, outage: str, look: int | None) -> list[tuple[bool, bool]]:
    return [_state(row) for row in _of_look(session, outage, look)]


def _state(row: Found[Any]) -> tuple[bool, bool]:
    """Return whether the carer is to be asked, and whether it is decided, for exactly the records seen."""
    if row.shown is None and row.decision is None:
        return False, False
    seen = _strings.decode(row.seen)
    same = row.then == row.standing and row.shown is not None and set(_strings.decode(row.shown)) == set(seen)
    decided = (same and row.choice != ASK) or _decided_on_the_way(row.decision, seen)
    return same and row.choice == ASK and not decided, decided


def _finding(row: Found[Any]) -> Finding:
    seen = _strings.decode(row.seen)
    asked, decided = _state(row)
    return Finding(
        key=row.key,
        look=row.look,
        standing=row.standing,
        visit=row.visit,
        name=row.name,
        born=row.born,
        nhs_number=row.nhs_number,
        priority=row.priority,
        start=datetime.fromisoformat(row.start) if row.start else None,
        end=datetime.fromisoformat(row.end) if row.end else None,
        grade=row.grade,
        fact=row.fact,
        seen=seen,
        rows=_rows.decode(row.rows),
        candidates=_pairs.decode(row.candidates),
        pure=bool(row.pure),
        asked=asked,
        decided=decided,
    )


def _decided_on_the_way(decision: str | None, seen: tuple[str, ...]) -> bool:
    """Return whether a person decided about these very records when they met them on the way back."""
    if decision is None or not seen:
        return False
    return any(
        each.choice in {"ours", "theirs"} and set(seen) <= set(each.seen)
        for each in _decided.decode(decision)
    )
