"""What is recorded of the second look: that it was taken, what was decided, and that one was taken by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy.dialects.sqlite import insert

from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.recovery.reconciling.model import reconciled, second_looks
from downtime_desk.recovery.reconciling.standings import Open, Standing, is_open, words
from downtime_desk.sync.looking.agreeing import Tolerance
from downtime_desk.sync.sending.verdicts import Row


@dataclass(frozen=True)
class SecondLookTaken(Fact, kind="second_look.taken", sort="Return"):
    """Plan, desk and main system were laid beside each other. `counts` are visits and records by standing.

    `began_at` is UTC text; `after` the last entry of the journal when the reading began, `look` its number.
    """

    outage: str
    source: str
    look: int
    began_at: str
    after: int
    counts: Mapping[Standing, int]
    tolerance: Tolerance
    records: int
    unread: int = 0

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it as the last look of its outage."""
        row = {
            "source": self.source,
            "look": self.look,
            "looked_at": self.began_at,
            "after": self.after,
            "counts": _text(dict(self.counts)),
            "tolerance": _text(self.tolerance),
            "unread": self.unread,
            "why": None,
        }
        _keep(session, self.outage, entry, row)

    def words(self) -> str:
        """Say what does not agree."""
        found = [f"{number} {words(each).lower()}" for each, number in self.counts.items() if is_open(each)]
        said = "; ".join(found) or "everything agrees"
        return f"Second look at {self.source}, {self.records} records: {said}."


@dataclass(frozen=True)
class LookedByHand(Fact, kind="second_look.by_hand", sort="Decision"):
    """The main system cannot show its records, so a manager looked in it themselves, and says what they saw."""

    outage: str
    source: str
    why: str
    after: int

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it as the last look of its outage."""
        row = {
            "source": self.source,
            "look": None,
            "looked_at": entry.recorded_at,
            "after": self.after,
            "counts": "{}",
            "tolerance": _text(Tolerance()),
            "unread": 0,
            "why": self.why,
        }
        _keep(session, self.outage, entry, row)

    def words(self) -> str:
        """Say why it was by hand."""
        return f"Second look at {self.source} by hand, nothing was compared by this laptop. {self.why}"


@dataclass(frozen=True)
class FindingDecided(Fact, kind="finding.decided", sort="Decision"):
    """A person decided about what does not agree, having seen `rows` and the records `seen`.

    `visit` is the visit it is about; for a record that fits more than one, the one it was given to. `said` is the choice
    in words.
    """

    outage: str
    key: str
    standing: Open
    choice: str
    said: str
    why: str
    about: str
    seen: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    visit: str | None = None

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep it as the last word on this finding."""
        row: dict[str, Any] = {
            "standing": self.standing,
            "choice": self.choice,
            "why": self.why,
            "seen": _text(self.seen),
            "visit": self.visit,
            "about": self.about,
            "said": self.said,
            "entry": entry.id,
            "number": entry.seq,
            "decided_at": entry.recorded_at,
            "decided_by": entry.actor_name,
        }
        kept = insert(reconciled).values(outage=self.outage, key=self.key, **row)
        session.execute(kept.on_conflict_do_update(index_elements=["outage", "key"], set_=row))

    def words(self) -> str:
        """Say what was chosen about what, and why."""
        why = f" Because: {self.why}" if self.why else ""
        return f"{self.about}. {words(self.standing)}. Decided: {self.said}.{why}"


def _keep(session: Session, outage: str, entry: Entry, row: dict[str, Any]) -> None:
    whole = {**row, "entry": entry.id, "looked_by": entry.actor_name}
    kept = insert(second_looks).values(outage=outage, **whole)
    session.execute(kept.on_conflict_do_update(index_elements=["outage"], set_=whole))


def _text(what: object) -> str:
    return msgspec.json.encode(what, order="deterministic").decode()
