"""What to type for one thing, in the order of the main system's screens, with both times and the words to copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from downtime_desk.core import settings
from downtime_desk.core.clock import clock_face, full_stamp, local
from downtime_desk.core.journal import Entry, decode, find
from downtime_desk.core.session import Session
from downtime_desk.recovery.workbench.things import ByHand
from downtime_desk.sync.files.worksheets import OUTCOMES
from downtime_desk.sync.sending.reporting import report_of
from downtime_desk.sync.sending.reports import DeviationReport, Report, VisitReport
from downtime_desk.visits.facts import VisitVerified

Screen = Literal["Person", "Visit", "Times", "Carer", "Medicine", "Note", "Deviation"]
SCREENS: Final[tuple[Screen, ...]] = ("Person", "Visit", "Times", "Carer", "Medicine", "Note", "Deviation")
"""The screens of a main system in the order staff go through them."""
NOT_RECORDED: Final = "NOT RECORDED"


@dataclass(frozen=True)
class Line:
    """One field: which screen it is on, what it is called, and what to type. Nothing is made up."""

    screen: Screen
    label: str
    words: str


@dataclass(frozen=True)
class Worksheet:
    """All of one thing, ready to be typed.

    `behalf` are the words that say who enters it for whom; `happened` and `entered` are both kept, aware UTC.
    """

    lines: tuple[Line, ...]
    behalf: str
    happened: datetime
    entered: datetime

    def text(self) -> str:
        """Return all of it, a line each, to be copied."""
        return "\n".join([*(f"{each.label}: {each.words}" for each in self.lines), self.behalf])


def worksheet(session: Session, thing: ByHand, typist: str, now: datetime) -> Worksheet:
    """Return what to type for a thing; `typist` is who will type it, empty on paper."""
    entry = find(session, thing.fact)
    if entry is None:
        raise LookupError(thing.fact)
    report = report_of(session, entry)
    lines = sorted(_lines(thing, entry, report), key=lambda each: SCREENS.index(each.screen))
    outage = entry.outage or settings.outage(session) or ""
    return Worksheet(tuple(lines), _behalf(thing, outage, typist, now), thing.at, thing.entered_at)


def _behalf(thing: ByHand, outage: str, typist: str, now: datetime) -> str:
    if thing.typed_by and thing.typed_at and thing.stage == "to look at":
        by = f" by {thing.typed_by} {full_stamp(thing.typed_at)}"
    else:
        by = f" by {typist} {full_stamp(now)}" if typist else " by ____________________ at ____:____"
    return (
        f"Entered on behalf of {thing.entered_by}{by}, after downtime {outage}. Happened {full_stamp(thing.at)}; "
        f"written down at the desk {full_stamp(thing.entered_at)} (entry {thing.seq})."
    )


def _lines(thing: ByHand, entry: Entry, report: Report | None) -> Iterator[Line]:
    yield Line("Person", "Name", thing.name)
    yield Line("Person", "Born", _day(thing.born))
    yield Line("Person", "NHS number", _grouped(thing.nhs_number))
    if thing.corrects:
        there = f"{thing.reference} there" if thing.reference else "an entry there already"
        yield Line("Note", "Corrects", f"{there}: change that one, do not add another")
    if thing.sent_as:
        yield Line(
            "Note",
            "Sent before",
            f"as {thing.sent_as}: look for it there first and change that one, do not add another",
        )
    if report is None:
        yield Line("Note", "Content", "erased here when its time was up")
    elif isinstance(report, VisitReport):
        yield from _visit(entry, report)
    elif isinstance(report, DeviationReport):
        yield from _deviation(report)
    else:
        yield Line("Times", "When", full_stamp(report.at))
        yield Line("Note", thing.what, report.words)


def _visit(entry: Entry, said: VisitReport) -> Iterator[Line]:
    planned = "not on the rota"
    if said.seen:
        planned = f"{full_stamp(said.seen.start)} to {clock_face(said.seen.end)}"
    yield Line("Visit", "Planned", planned)
    yield Line("Visit", "Visit number", said.visit or said.reference or NOT_RECORDED)
    yield Line("Visit", "Outcome", OUTCOMES[said.outcome])
    for carer in said.carers:
        yield Line("Times", f"Arrived, {carer.name}", _stamp(carer.arrived))
        yield Line("Times", f"Left, {carer.name}", _stamp(carer.left))
        number = f" (number {carer.carer})" if carer.carer else " (not known to the main system)"
        yield Line("Carer", "Carer", f"{carer.name or NOT_RECORDED}{number}")
    fact = decode(entry)
    if isinstance(fact, VisitVerified):
        for each in fact.medicines:
            at = f" at {_stamp(datetime.fromisoformat(each.at))}" if each.at else ""
            yield Line("Medicine", f"{each.name}, due {each.time}", f"{each.outcome}{at}")
    yield Line("Note", "How it is known", said.evidence.words)
    if said.note:
        yield Line("Note", "Note", said.note)


def _deviation(said: DeviationReport) -> Iterator[Line]:
    if said.visit or said.reference:
        yield Line("Visit", "Visit number", said.visit or said.reference or "")
    yield Line("Times", "When", full_stamp(said.at))
    yield Line("Deviation", "What kind", f"{said.label} ({said.severity})")
    yield Line("Deviation", "What happened", said.detail)
    yield Line("Deviation", "Harm", said.harm)
    yield Line("Deviation", "Safeguarding", f"{said.safeguarding}: {said.safeguarding_reason}")
    if said.mitigations:
        yield Line("Deviation", "What was done", "; ".join(said.mitigations))


def _stamp(instant: datetime | None) -> str:
    return f"{local(instant):%d/%m/%Y %H:%M}" if instant else NOT_RECORDED


def _day(born: str | None) -> str:
    return f"{datetime.fromisoformat(born):%d/%m/%Y}" if born else NOT_RECORDED


def _grouped(number: str | None) -> str:
    return f"{number[:3]} {number[3:6]} {number[6:]}" if number else NOT_RECORDED
