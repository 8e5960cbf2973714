"""What losses left open: decisions whether they are breaches to report, and entry codes to change."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from downtime_desk.core.clock import from_text
from downtime_desk.core.journal import decode, find
from downtime_desk.core.session import Session
from downtime_desk.outages.facts import DecisionRecorded
from downtime_desk.outages.model import decisions
from downtime_desk.printing.facts import Why
from downtime_desk.printing.model import codes_to_change, sheets

TABLES = frozenset({"sheets", "decisions", "codes_to_change"})


@dataclass(frozen=True)
class OpenBreach:
    """A loss that nobody decided about yet. `due` is when the 72 hours are over."""

    decision: str
    numbers: tuple[str, ...]
    holder: str
    due: datetime
    what_we_knew: str


def open_breaches(session: Session) -> tuple[OpenBreach, ...]:
    """Return the losses nobody decided about yet, the next due first."""
    rows = session.execute(
        select(decisions.c.fact_id, decisions.c.look_again_at, sheets.c.number, sheets.c.holder)
        .join(sheets, sheets.c.breach == decisions.c.fact_id)
        .where(decisions.c.settled_by.is_(None))
        .order_by(decisions.c.look_again_at, sheets.c.place)
    ).all()
    numbers: dict[str, list[str]] = {}
    for row in rows:
        numbers.setdefault(row.fact_id, []).append(row.number)
    first = {row.fact_id: row for row in reversed(rows)}
    return tuple(
        OpenBreach(
            decision,
            tuple(each),
            first[decision].holder,
            from_text(first[decision].look_again_at),
            _grounds(session, decision),
        )
        for decision, each in numbers.items()
    )


def _grounds(session: Session, decision: str) -> str:
    entry = find(session, decision)
    what = decode(entry) if entry else None
    return what.what_we_knew if isinstance(what, DecisionRecorded) else ""


def is_open(session: Session, decision: str) -> bool:
    """Return whether a loss waits for its decision."""
    return any(each.decision == decision for each in open_breaches(session))


@dataclass(frozen=True)
class CodeToChange:
    """Somebody whose entry code is to be changed. `why` is slip when the code stood on what is lost, else page."""

    person: str
    person_name: str
    why: Why
    numbers: tuple[str, ...]
    since: datetime

    def words(self) -> str:
        """Say why it is to be changed."""
        on = ", ".join(self.numbers)
        if self.why == "slip":
            return f"The code stood on {on}, which is lost. Change it now."
        return f"Name and address stood on {on}, which is lost. Change it if the code can be guessed or was near."


def open_codes(session: Session) -> tuple[CodeToChange, ...]:
    """Return the entry codes that are to be changed, those that stood on a lost slip first."""
    rows = session.execute(
        select(codes_to_change)
        .where(codes_to_change.c.settled.is_(None))
        .order_by(codes_to_change.c.since, codes_to_change.c.number)
    ).all()
    found: dict[str, CodeToChange] = {}
    for row in rows:
        before = found.get(row.person)
        numbers = (*before.numbers, row.number) if before else (row.number,)
        why: Why = "slip" if row.why == "slip" or (before and before.why == "slip") else "page"
        since = before.since if before else from_text(row.since)
        found[row.person] = CodeToChange(row.person, row.person_name, why, numbers, since)
    return tuple(sorted(found.values(), key=lambda code: (code.why != "slip", code.since, code.person_name)))
