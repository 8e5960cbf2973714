"""What the Return page asks: how things stand, what needs a person, what is on its way."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Row, select

from downtime_desk.core import delivery
from downtime_desk.core.clock import from_text, short_stamp
from downtime_desk.core.journal import Entry, Fact, decode, journal
from downtime_desk.core.session import Session
from downtime_desk.outages import queries as outages
from downtime_desk.people.facts import KINDS, PersonTold, PersonToldChecked
from downtime_desk.people.summary import PriorityLevel
from downtime_desk.recovery.gate import Gate, gate
from downtime_desk.rota.facts import VisitCancelled
from downtime_desk.sync import connection
from downtime_desk.sync.sending.verdicts import Decided, Matter
from downtime_desk.visits.facts import DeviationLogged, VisitVerified
from downtime_desk.visits.queries import Unaccounted

TABLES = frozenset(
    {
        "delivery",
        "settings",
        "outages",
        "visits",
        "local_visits",
        "matched_visits",
        "verifications",
        "deviations",
        "sheets",
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
    `answer` is the last thing the main system said.
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

    def words(self) -> str:
        """Return whose it is: `PIKE, Ronald (Mr), visit of Sat 21 Nov 23:00`."""
        return f"{self.name}, {self.what[:1].lower()}{self.what[1:]} of {short_stamp(self.at)}"


@dataclass(frozen=True)
class Standing:
    """How everything that goes back stands, and the first of what is to be seen."""

    counts: dict[delivery.State, int]
    needs_you: tuple[Thing, ...]
    on_its_way: tuple[Thing, ...]

    @property
    def total(self) -> int:
        """Return how many things there are to give back, settled or not."""
        return sum(self.counts.values())

    @property
    def left(self) -> int:
        """Return how many things have not gone back."""
        return sum(self.counts[state] for state in ("waiting", "sent", "needs you"))

    @property
    def all_checked(self) -> bool:
        """Return whether nothing is left to send, to read back or to decide."""
        return self.left == 0


def settled_words(counts: dict[delivery.State, int]) -> str:
    """Return what may be said when nothing is left: "all sent" only when nothing was kept from going."""
    if not counts["not required"]:
        return "All sent and checked."
    return f"Nothing is left: {counts['checked']:,} checked, {counts['not required']:,} not required."


def standing(session: Session, most: int = FIRST_ROWS) -> Standing:
    """Return how things stand: what needs a person, red first, then what is on its way, oldest first."""
    needs = sorted(
        _things(session, ("needs you",), most), key=lambda each: (LEVELS.index(each.priority), each.seq)
    )
    on_its_way = _things(session, ("sent", "waiting"), most)
    return Standing(delivery.counts(session), tuple(needs), tuple(on_its_way))


@dataclass(frozen=True)
class Page:
    """All the Return page shows. `gate` and `outage` are None and empty when no outage runs.

    `closed` is then the reference of the outage closed last, or empty.
    """

    there: str
    standing: Standing
    outage: str
    back_at: datetime | None
    gate: Gate | None
    closed: str = ""

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
        standing=standing(session),
        outage=running.reference if running else "",
        back_at=running.back_at if running else None,
        gate=gate(session, running, now) if running else None,
        closed="" if running else _closed_last(session),
    )


def _closed_last(session: Session) -> str:
    closed = (each.reference for each in outages.all_outages(session) if each.stood_down_at)
    return next(closed, "")


def item(session: Session, fact: str) -> Thing | None:
    """Return one thing on its way back, or None."""
    row = session.execute(_THINGS.where(delivery.delivery.c.fact_id == fact)).first()
    return None if row is None else _thing(row)


def to_return(session: Session) -> int:
    """Return how many things have not gone back: the counter beside the page's name."""
    counted = delivery.counts(session)
    return counted["waiting"] + counted["sent"] + counted["needs you"]


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


def _things(session: Session, states: tuple[delivery.State, ...], most: int) -> list[Thing]:
    wanted = _THINGS.where(delivery.delivery.c.state.in_(states))
    rows = session.execute(wanted.order_by(delivery.delivery.c.state, delivery.delivery.c.seq).limit(most))
    return [_thing(row) for row in rows]


def _thing(row: Row[tuple[object, ...]]) -> Thing:
    names = journal.c.keys()
    entry = Entry(**{name: row._mapping[name] for name in names})  # noqa: SLF001 - public there
    said = decode(entry)
    whose = said.visit if isinstance(said, VisitCancelled) else said
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
        what=_what(said),
        name=getattr(whose, "person_name", "Erased when its time was up"),
        born=getattr(whose, "born", None),
        nhs_number=getattr(whose, "nhs_number", None),
        priority=getattr(said, "priority", None),
        grade=getattr(said, "grade", None),
        at=from_text(_at(said) or entry.recorded_at),
        until=from_text(said.planned_end) if isinstance(said, VisitVerified) else None,
        matter=matter,
        asked=asked,
        answer=row.answer,
    )


def _what(said: Fact | None) -> str:
    if isinstance(said, DeviationLogged):
        return f"Deviation: {said.type_said().lower()}"
    if isinstance(said, VisitCancelled):
        return "Cancelled visit"
    if isinstance(said, PersonTold):
        about = KINDS[said.about].lower()
        return f"Told, taken back: {about}" if said.withdrawn else f"Told since the copy: {about}"
    if isinstance(said, PersonToldChecked):
        return "Check of what was told"
    return "Visit"


def _at(said: Fact | None) -> str | None:
    if isinstance(said, VisitVerified):
        return said.planned_start
    if isinstance(said, VisitCancelled):
        return said.before.start
    if isinstance(said, PersonTold | PersonToldChecked):
        return said.happened_at
    return said.happened_at if isinstance(said, DeviationLogged) else None
