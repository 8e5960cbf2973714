"""What the Return page asks: how things stand, what needs a person, what is on its way."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row, not_, select

from downtime_desk.core import delivery
from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.journal import Entry, decode, journal
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.recovery import said
from downtime_desk.recovery.gate import Gate, gate
from downtime_desk.recovery.reconciling.queries import Finding, open_findings
from downtime_desk.recovery.workbench.forecast import forecast
from downtime_desk.recovery.workbench.things import ByHand, by_hand_waits, things, waiting_by_way
from downtime_desk.sync import connection
from downtime_desk.sync.reconnect import queries as reconnect
from downtime_desk.sync.sending.verdicts import Decided, Matter
from downtime_desk.visits.facts import VisitVerified
from downtime_desk.visits.queries import Unaccounted

TABLES = frozenset(
    {
        "findings",
        "reconciled",
        "second_looks",
        "delivery",
        "settings",
        "outages",
        "visits",
        "local_visits",
        "matched_visits",
        "verifications",
        "deviations",
        "sheets",
        "by_hand",
        "downtime_notes",
    }
)

NAMELESS = "The main system"
FIRST_ROWS = 200
LEVELS: tuple[PriorityLevel | None, ...] = ("red", "amber", "green", None)

_matter = msgspec.json.Decoder(Matter)
_decided = msgspec.json.Decoder(tuple[Decided, ...])


@dataclass(frozen=True)
class Thing:
    """A fact on its way back. `at` is when the visit was planned or the deviation happened, aware UTC.

    `matter` is there when a person must decide; `asked` when one decided to keep both and ask the carer.
    `answer` is the last thing the main system said. `behind` says that it waits for an earlier one of the same
    subject that needs a person.
    """

    fact: str
    seq: int
    subject: str
    state: delivery.State
    changed_at: datetime
    what: str
    name: str
    born: str | None
    nhs_number: str | None
    priority: PriorityLevel | None
    grade: str | None
    at: datetime
    until: datetime | None
    matter: Matter | None
    asked: bool
    answer: str | None
    behind: bool = False

    def words(self) -> str:
        """Return whose it is: `PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00`."""
        return f"{self.name}, {self.what[:1].lower()}{self.what[1:]} of {short_stamp(self.at)}"


@dataclass(frozen=True)
class Standing:
    """How everything that goes back stands, and the first of what is to be seen.

    `waiting` parts what waits by its way; `on_its_way` is what goes without a hand, `by_hand` what needs one.
    """

    counts: dict[delivery.State, int]
    needs_you: tuple[Thing, ...]
    on_its_way: tuple[Thing, ...]
    by_hand: tuple[ByHand, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Return how many things there are to give back, settled or not."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Return how many things have not gone back."""
        return delivery.left(self.counts)

    @property
    def all_settled(self) -> bool:
        """Return whether nothing is left to send, to type, to read back, to look at or to decide."""
        return self.left == 0


SETTLED_AS: Final[dict[delivery.State, str]] = {
    "checked": "sent and checked",
    "second-checked": "typed in and second-checked",
    "scanned": "scanned",
    "taken in": "taken in by file and seen there",
    "not required": "not required",
}
"""How each thing was settled, in words: what was read back is never mixed with what a person says."""


def settled_words(counts: Mapping[delivery.State, int]) -> str:
    """Return what may be said when nothing is left: "all sent" only when all of it was read back the same."""
    if delivery.all_checked(counts):
        return "All sent and checked."
    said = ", ".join(
        f"{counts[state]:,} {words}"
        for state, words in SETTLED_AS.items()
        if counts[state] or state == "checked"
    )
    return f"Nothing is left: {said}."


def standing(session: Session, now: datetime | None = None, most: int = FIRST_ROWS) -> Standing:
    """Return how things stand: what needs a person, red first, then what is on its way, oldest first.

    With `now` also what goes back by hand, in safe order, with who has it at that time.
    """
    needs = sorted(
        _things(session, ("needs you",), most), key=lambda each: (LEVELS.index(each.priority), each.seq)
    )
    waited_for = {each.subject for each in needs}
    on_its_way = [
        replace(each, behind=each.subject in waited_for)
        for each in _things(session, ("sent", "waiting"), most)
    ]
    return Standing(
        delivery.counts(session),
        tuple(needs),
        tuple(on_its_way),
        things(session, now, most) if now else (),
        waiting_by_way(session),
    )


@dataclass(frozen=True)
class Page:
    """All the Return page shows. `gate` and `outage` are None and empty when no outage runs.

    `closed` is then the reference of the outage closed last, or empty; `connecting` says how far the checks are.
    `findings` are the first of what does not agree and nobody decided.
    """

    there: str
    standing: Standing
    outage: str
    back_at: datetime | None
    gate: Gate | None
    closed: str = ""
    connecting: reconnect.Standing | None = None
    findings: tuple[Finding, ...] = ()
    ways: tuple[delivery.Way, ...] = ()
    time_left: str = ""

    @property
    def by_server(self) -> bool:
        """Return whether things can be sent: the main system is a server, not a folder of files."""
        return "send" in self.ways

    @property
    def unaccounted(self) -> tuple[Unaccounted, ...]:
        """Return the first of the visits nobody accounted for."""
        return self.gate.unaccounted if self.gate else ()

    @property
    def without_answer(self) -> int:
        """Return how many visits nobody accounted for."""
        return self.gate.without_answer if self.gate else 0


def page(session: Session, now: datetime) -> Page:
    """Return what the Return page shows."""
    running = outages.current(session)
    return Page(
        there=main_system_name(session),
        standing=standing(session, now),
        outage=running.reference if running else "",
        back_at=running.back_at if running else None,
        gate=gate(session, running, now) if running else None,
        closed="" if running else closed_last(session),
        connecting=reconnect.standing(session),
        findings=open_findings(session, running.reference) if running else (),
        ways=connection.ways(session),
        time_left=forecast(session, running.back_at, now).words() if running and running.back_at else "",
    )


def closed_last(session: Session) -> str:
    """Return the reference of the outage closed last, or nothing."""
    closed = (each.reference for each in outages.all_outages(session) if each.stood_down_at)
    return next(closed, "")


def item(session: Session, fact: str) -> Thing | None:
    """Return one thing on its way back, or None."""
    row = session.execute(_THINGS.where(delivery.delivery.c.fact_id == fact)).first()
    return None if row is None else _thing(row)


def to_return(session: Session) -> int:
    """Return how many things have not gone back: the counter beside the page's name."""
    return delivery.left(delivery.counts(session))


def main_system_name(session: Session) -> str:
    """Return what staff call the main system."""
    chosen = connection.chosen(session)
    return chosen.name if chosen else NAMELESS


_THINGS = select(
    journal,
    delivery.delivery.c.state,
    delivery.delivery.c.changed_at,
    delivery.delivery.c.answer,
    delivery.delivery.c.theirs,
    delivery.delivery.c.decision,
).join(delivery.delivery, delivery.delivery.c.fact_id == journal.c.id)


_ENTRY: Final = journal.c.keys()


def _things(session: Session, states: tuple[delivery.State, ...], most: int) -> list[Thing]:
    wanted = _THINGS.where(delivery.delivery.c.state.in_(states), not_(by_hand_waits(session)))
    rows = session.execute(wanted.order_by(delivery.delivery.c.state, delivery.delivery.c.seq).limit(most))
    return [_thing(row) for row in rows]


def _thing(row: Row[Any]) -> Thing:
    entry = Entry(*row[: len(_ENTRY)])
    fact = decode(entry)
    name, born, nhs_number = said.whose(fact)
    matter = _matter.decode(row.theirs) if row.state == "needs you" and row.theirs else None
    decided = _decided.decode(row.decision) if row.decision else ()
    asked = matter is not None and any(
        (each.choice, each.kind, each.seen) == ("both", matter.kind, matter.seen) for each in decided
    )
    return Thing(
        fact=entry.id,
        seq=entry.seq,
        subject=entry.subject,
        state=row.state,
        changed_at=from_text(row.changed_at),
        what=said.what(fact),
        name=name,
        born=born,
        nhs_number=nhs_number,
        priority=getattr(fact, "priority", None),
        grade=getattr(fact, "grade", None),
        at=from_text(said.happened_at(fact) or entry.recorded_at),
        until=from_text(fact.planned_end) if isinstance(fact, VisitVerified) else None,
        matter=matter,
        asked=asked,
        answer=row.answer,
    )
