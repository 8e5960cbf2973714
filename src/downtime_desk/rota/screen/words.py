"""How days, times and runs are said on the page of the rota."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from downtime_desk.core.clock import DAYS, MONTHS, clock_face, short_stamp
from downtime_desk.rota.queries import Absence, Reach, RunInShort, RunVisit

NO_OUTAGE = "No outage is running."
READ_ONLY = "The rota can be read here. It is changed by hand in an outage only; else in the main system."
NEVER_SENT = "Nothing is sent to a phone: read it out, or hand over paper."
LETTERS = {"red": "R", "amber": "A", "green": "G", None: "?"}
LEVELS = {"red": "Red", "amber": "Amber", "green": "Green", None: "Priority not recorded"}


def day_said(day: date) -> str:
    """Return `Sun 22 Nov`."""
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def span_said(start: datetime, end: datetime) -> str:
    """Return `08:00–08:30`."""
    return f"{clock_face(start)}–{clock_face(end)}"


def visits_said(number: int) -> str:
    """Return `1 visit` or `5 visits`."""
    return "1 visit" if number == 1 else f"{number:,} visits"


def held_said(run: RunInShort) -> str:
    """Return what a carer holds of a run, in words."""
    return run.held.words() if run.held else "given nothing yet"


def short_said(short_of: int, needed: int) -> str:
    """Return how many carers a visit lacks."""
    if short_of == needed:
        return "Nobody is to go" if needed == 1 else f"Nobody is to go, it takes {needed}"
    return f"{needed - short_of} of {needed} carers"


def off_said(absence: Absence) -> str:
    """Return since when and until when a carer is off."""
    until = f"until {short_stamp(absence.until)}" if absence.until else "until further notice"
    return f"off from {short_stamp(absence.since)} {until}"


def reach_said(reach: Reach) -> str:
    """Return how far the rota reaches."""
    if reach.copy_until is None:
        return "There is no rota in this copy."
    ends = f"The copy ends {day_said(reach.copy_until)}."
    if reach.rolled_until is None or not reach.rolled_visits:
        return f"{ends} Nothing is rolled forward."
    rolled = f"Rolled forward until {day_said(reach.rolled_until)}, {visits_said(reach.rolled_visits)}"
    if reach.repeats is None:
        return f"{ends} {rolled}."
    first, last = reach.repeats
    return f"{ends} {rolled}, repeating {day_said(first)} to {day_said(last)}."


@dataclass(frozen=True)
class Stop:
    """A visit in its run: what lies between it and what comes before, and whether both cannot be made."""

    visit: RunVisit
    between: str
    clash: bool


def stops(visits: Sequence[RunVisit]) -> Iterator[Stop]:
    """Yield a run's visits, each with the gap before it, or whom it clashes with."""
    before: RunVisit | None = None
    for visit in visits:
        yield _stop(before, visit)
        before = visit if before is None or visit.end >= before.end else before


def _stop(before: RunVisit | None, visit: RunVisit) -> Stop:
    if before is None:
        return Stop(visit, "first of the run", clash=False)
    gap = int((visit.start - before.end).total_seconds() // 60)
    if gap < 0:
        return Stop(visit, f"{length(-gap)} at the same time as {before.person_name}", clash=True)
    if gap == 0:
        return Stop(visit, f"straight after {before.person_name}", clash=False)
    return Stop(visit, f"{length(gap)} free before", clash=False)


def length(minutes: int) -> str:
    """Return `25 min` or `1 h 05 m`."""
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} m"
