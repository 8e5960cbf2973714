"""How things on their way back look in the list, and what a screen reader says of them."""

from datetime import date, datetime

from downtime_desk.core.clock import age_in_years, clock_face, long_date, short_stamp
from downtime_desk.recovery.queries import Thing
from downtime_desk.recovery.reconciling import standings
from downtime_desk.recovery.reconciling.queries import Finding
from downtime_desk.recovery.workbench.things import ByHand
from downtime_desk.sync.sending.verdicts import Kind, Matter
from downtime_desk.ui.lists import Line, RowPicture, Section
from downtime_desk.ui.parts import bold, quiet, times
from downtime_desk.visits.queries import Unaccounted

LETTERS = {"red": "R", "amber": "A", "green": "G", None: "?"}
PRIORITIES = {"red": "Red", "amber": "Amber", "green": "Green", None: "Priority not recorded"}

Row = Thing | Unaccounted | ByHand | Finding


def key(row: Row) -> str:
    """Return what names a row for good."""
    if isinstance(row, Finding):
        return row.key
    return row.visit if isinstance(row, Unaccounted) else row.fact


def picture(row: Row) -> RowPicture:
    """Return how a row looks."""
    if isinstance(row, ByHand):
        head = Line((bold(row.name, size=15),), (times(clock_face(row.at)),))
        lines = (head, Line((bold(what(row)),)), Line((quiet(stage(row)),)))
        return RowPicture(lines, priority=LETTERS[row.priority])
    if isinstance(row, Thing) and row.matter is None:
        head = Line((bold(row.name, size=15),), (times(clock_face(row.at)),))
        return RowPicture((head, Line((quiet(way(row)),), icon=_icon(row), icon_tone="ink2")))
    at: datetime | None
    if isinstance(row, Thing) and row.matter is not None:
        at, first, second = row.at, title(row.matter), detail(row)
    elif isinstance(row, Finding):
        at, first, second = row.start, standings.words(row.standing), differing(row)
    elif isinstance(row, Unaccounted):
        at, first, second = row.start, "Nobody accounted for it", f"Missing: {', '.join(row.missing)}"
    face = (times(clock_face(at)),) if at else ()
    head = Line((bold(row.name, size=15),), face)
    lines = (head, Line((bold(first),)), Line((quiet(second),)))
    return RowPicture(lines, priority=LETTERS[row.priority])


def alike(row: Row | Section) -> tuple[int, bool]:
    """Return what rows that are equally high have in common: how many lines there are, and whether the first has a time."""
    if isinstance(row, Section):
        return 1, False
    if isinstance(row, Thing) and row.matter is None:
        return 2, True
    at = row.start if isinstance(row, Finding | Unaccounted) else row.at
    return 3, at is not None


def sentence(row: Row) -> str:
    """Return the row as one sentence."""
    if isinstance(row, Finding):
        at = f", {clock_face(row.start)}" if row.start else ""
        found = f"Does not agree: {standings.words(row.standing)}. {differing(row)}"
        return f"{row.name}{at}. {PRIORITIES[row.priority]}. {found}"
    if isinstance(row, Unaccounted):
        missing = ", ".join(row.missing)
        return (
            f"{row.name}, {clock_face(row.start)}. {PRIORITIES[row.priority]}. Not accounted for: {missing}."
        )
    if isinstance(row, ByHand):
        return f"{row.name}, {what(row).lower()} of {clock_face(row.at)}. {PRIORITIES[row.priority]}. {stage(row)}."
    said = f"{row.name}, {row.what.lower()} of {clock_face(row.at)}."
    if row.matter is None:
        return f"{said} {way(row)}."
    return f"{said} {PRIORITIES[row.priority]}. Needs you: {title(row.matter)}. {detail(row)}"


def name(row: Row) -> str:
    """Return what typing jumps to."""
    return row.name


REFUSED: dict[Kind, str] = {"refused": "It was refused"}


def title(matter: Matter) -> str:
    """Return what is the matter in a few words."""
    return REFUSED.get(matter.kind, matter.words)


def detail(thing: Thing) -> str:
    """Return the second line of a thing that needs a person."""
    matter = thing.matter
    if matter is None:
        return ""
    if thing.asked:
        return "Waits for the carer’s answer"
    if matter.kind == "refused":
        return f"“{matter.words}”"
    differing = next((row for row in matter.rows if row.differs and row.ours and row.theirs), None)
    if differing is None:
        return thing.what
    return f"{differing.label}: ours says {differing.ours}, theirs {differing.theirs}"


def differing(found: Finding) -> str:
    """Return the first thing in which both sides differ, in one line."""
    if found.asked:
        return "Waits for the carer’s answer"
    first = next((row for row in found.rows if row.differs and row.ours and row.theirs), None)
    if first is not None:
        return f"{first.label}: ours says {first.ours}, theirs {first.theirs}"
    if theirs := next((row for row in found.rows if row.differs and row.theirs), None):
        return f"{theirs.label} there: {theirs.theirs}"
    both = any(row.ours and row.theirs for row in found.rows)
    return "They say the same" if both else "Only one side says anything"


def whose(found: Finding, today: date) -> str:
    """Return birth, NHS number and the visit of a finding, for its head."""
    said = identity(found.born, found.nhs_number, today)
    if found.start is None:
        return said
    until = f"–{clock_face(found.end)}" if found.end else ""
    return f"{said}   Visit {short_stamp(found.start)[:-6]}, {clock_face(found.start)}{until}"


def way(thing: Thing) -> str:
    """Return how far a thing on its way is."""
    if thing.state == "sent":
        return f"sent {clock_face(thing.changed_at)}, waiting to read it back"
    if thing.behind:
        return "waits until what needs you about the same is settled"
    return f"waiting to send, written down {short_stamp(thing.changed_at)}"


def what(thing: ByHand) -> str:
    """Return what a thing by hand is, and how many entries of the log it is made of."""
    number = len(thing.facts)
    return thing.what if number == 1 else f"{thing.what}, {number:,} entries"


def stage(thing: ByHand) -> str:
    """Return how far a thing by hand is, and who has it."""
    if thing.stage == "to look at":
        return f"Typed in by {thing.typed_by}, waits for a second check"
    to_do = "To scan" if thing.stage == "to scan" else "To type in"
    again = "; was wrong there" if thing.wrong else ""
    taken = f", {thing.taken_by} has it" if thing.taken_by else ""
    return f"{to_do}{taken}{again}"


def who_by_hand(thing: ByHand, today: date) -> str:
    """Return birth, NHS number and what it is, for the head of a thing by hand."""
    return f"{identity(thing.born, thing.nhs_number, today)}   {thing.what} {short_stamp(thing.at)}"


def who(thing: Thing, today: date) -> str:
    """Return birth, NHS number and the visit of a thing, for its head."""
    until = f"–{clock_face(thing.until)}" if thing.until else ""
    planned = "planned " if thing.until else ""
    known = identity(thing.born, thing.nhs_number, today)
    return f"{known}   {thing.what} {short_stamp(thing.at)[:-6]}, {planned}{clock_face(thing.at)}{until}"


def identity(born_on: str | None, number: str | None, today: date) -> str:
    """Return birth and NHS number: the two that tell people apart."""
    born = "NOT RECORDED"
    if born_on:
        day = date.fromisoformat(born_on)
        born = f"{long_date(day)} ({age_in_years(day, today)})"
    grouped = f"{number[:3]} {number[3:6]} {number[6:]}" if number else "NOT RECORDED"
    return f"Born {born}   NHS No. {grouped}"


def _icon(thing: Thing) -> str:
    return "send" if thing.state == "sent" else "hourglass"
