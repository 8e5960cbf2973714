"""How long is left: the pace measured in this return, stated defaults until enough was measured, and who shares it."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import func, select

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.delivery import SETTLED, delivery
from downtime_desk.core.journal import journal
from downtime_desk.core.session import Session
from downtime_desk.recovery.workbench.model import by_hand
from downtime_desk.recovery.workbench.things import IDLE, KIND_OF, waiting_by_way, way_now

ENOUGH: Final = 10
"""From so many measured on, the pace of this return counts and no default."""
DEFAULTS: Final[dict[str, timedelta]] = {
    "send": timedelta(seconds=3),
    "visit": timedelta(minutes=4),
    "deviation": timedelta(minutes=6),
    "told": timedelta(minutes=3),
    "cancelled": timedelta(minutes=3),
    "note": timedelta(minutes=3),
    "look": timedelta(seconds=90),
    "scan": timedelta(minutes=2),
}
"""What one thing of a kind is taken to need until it was measured: ours, to be changed by whoever knows better."""
LONGEST: Final = timedelta(minutes=30)
"""A longer time between two ticks of one person is a break, not their pace."""
LATELY: Final = 200
"""How many of the last ticks the pace is measured by."""
POINTS: Final = 24


@dataclass(frozen=True)
class Part:
    """What is left of one kind of work: how much, how long each takes, and whether that was measured here."""

    name: str
    left: int
    each: timedelta
    measured: int

    @property
    def is_measured(self) -> bool:
        """Return whether enough was measured in this return."""
        return self.measured >= ENOUGH

    @property
    def needs(self) -> timedelta:
        """Return how long one person, or the line, needs for it."""
        return self.left * self.each


@dataclass(frozen=True)
class Forecast:
    """How long is left. `people` share what is done by hand; sending goes on beside them."""

    parts: tuple[Part, ...]
    people: int

    @property
    def left(self) -> timedelta:
        """Return how long is left: the longer of the sending and the shared work by hand."""
        sending = sum((each.needs for each in self.parts if each.name == "send"), timedelta())
        by_hand_needs = sum((each.needs for each in self.parts if each.name != "send"), timedelta())
        return max(sending, by_hand_needs / max(self.people, 1))

    def words(self) -> str:
        """Return how long is left, for a person: `about 25 min`; empty when nothing is."""
        minutes = -(-self.left // timedelta(minutes=1))
        if not any(each.left for each in self.parts):
            return ""
        if minutes < 90:
            return f"about {max(minutes, 1)} min"
        return f"about {minutes / 60:.1f} hours"


def forecast(session: Session, since: datetime, now: datetime) -> Forecast:
    """Return how long is left of what came back since `since`, the main system's return."""
    left = _left(session)
    pace = _paces(session, since)
    parts = tuple(_part(name, left.get(name, 0), pace.get(name, ())) for name in DEFAULTS)
    return Forecast(parts, _people(session, now))


def _part(name: str, left: int, gaps: Sequence[timedelta]) -> Part:
    measured = len(gaps)
    each = DEFAULTS[name]
    if measured >= ENOUGH:
        each = timedelta(seconds=median(gap.total_seconds() for gap in gaps))
    return Part(name, left, each, measured)


def _left(session: Session) -> dict[str, int]:
    waiting = waiting_by_way(session)
    found: dict[str, int] = {"send": waiting["send"], "scan": waiting["scan"]}
    typed = delivery.c.state == "typed"
    found["look"] = session.execute(select(func.count()).select_from(delivery).where(typed)).scalar_one()
    found["send"] += session.execute(
        select(func.count()).select_from(delivery).where(delivery.c.state == "sent")
    ).scalar_one()
    if waiting["type in"]:
        rows = session.execute(
            select(delivery.c.kind, func.count())
            .where(delivery.c.state == "waiting", way_now(session) == "type in")
            .group_by(delivery.c.kind)
        )
        for kind, number in rows:
            found[KIND_OF[kind]] = found.get(KIND_OF[kind], 0) + number
    return found


def _paces(session: Session, since: datetime) -> dict[str, list[timedelta]]:
    """Return the times between two ticks of one person, by the kind of the later one."""
    return_began = to_text(since)
    found: dict[str, list[timedelta]] = defaultdict(list)
    rows = session.execute(
        select(by_hand.c.typed_by, by_hand.c.typed_at, delivery.c.kind)
        .join(delivery, delivery.c.fact_id == by_hand.c.fact_id)
        .where(by_hand.c.typed_at >= return_began)
        .order_by(by_hand.c.typed_at.desc())
        .limit(LATELY)
    )
    typed = [(row.typed_by, from_text(row.typed_at), str(KIND_OF[row.kind])) for row in rows]
    columns = {
        "look": (by_hand.c.looked_by, by_hand.c.looked_at),
        "scan": (by_hand.c.scanned_by, by_hand.c.scanned_at),
    }
    other: list[tuple[str, datetime, str]] = []
    for name, (who, at) in columns.items():
        ticked = session.execute(select(who, at).where(at >= return_began))
        other += [(row[0], from_text(row[1]), name) for row in ticked]
    checked = session.execute(
        select(journal.c.recorded_at)
        .where(journal.c.kind == "return.checked", journal.c.recorded_at >= return_began)
        .order_by(journal.c.seq.desc())
        .limit(LATELY)
    ).scalars()
    sent = [("the line", from_text(each), "send") for each in checked]
    for ticks in (typed, other, sent):
        for name, gap in _gaps(ticks):
            found[name].append(gap)
    return found


def _gaps(ticks: Sequence[tuple[str, datetime, str]]) -> Iterator[tuple[str, timedelta]]:
    """Yield how long each tick took after the one before of the same person; things ticked as one share it."""
    last: dict[str, datetime] = {}
    at_once: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for who, at, name in sorted(ticks):
        at_once[who, at].append(name)
    for (who, at), names in at_once.items():
        before = last.get(who)
        last[who] = at
        if before is None or at - before > LONGEST:
            continue
        yield from ((name, (at - before) / len(names)) for name in names)


def _people(session: Session, now: datetime) -> int:
    """Return how many people do it by hand now: who has taken something, or ticked something a while ago."""
    lately = to_text(now - IDLE)
    taken = select(by_hand.c.taken_by).where(by_hand.c.taken_at >= lately)
    typed = select(by_hand.c.typed_by).where(by_hand.c.typed_at >= lately)
    names = {name.casefold() for name in session.execute(taken.union(typed)).scalars() if name}
    return max(len(names), 1)


def burn_down(session: Session, since: datetime, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """Return how much was left at instants (aware UTC) from the main system's return to now, the oldest first."""
    rows = session.execute(
        select(journal.c.recorded_at, delivery.c.state, delivery.c.changed_at).join(
            delivery, delivery.c.fact_id == journal.c.id
        )
    ).all()
    came = sorted(row.recorded_at for row in rows)
    settled = sorted(row.changed_at for row in rows if row.state in SETTLED)
    instants = [since + (now - since) * place / POINTS for place in range(POINTS + 1)]
    return tuple(
        (at, bisect_right(came, to_text(at)) - bisect_right(settled, to_text(at))) for at in instants
    )
