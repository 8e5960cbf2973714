"""How a visit looks in the list, and the sentence a screen reader says of it."""

from collections.abc import Hashable
from datetime import datetime

from downtime_desk.core.clock import age_in_words, clock_face
from downtime_desk.rota.today import MARKS
from downtime_desk.ui.lists import Line, RowPicture, Section
from downtime_desk.ui.parts import Run, bold, quiet, times
from downtime_desk.visits import codes
from downtime_desk.visits.queries import DayRow, NoReplyNow, Queue, QueueRow, State

LETTERS = {"red": "R", "amber": "A", "green": "G", None: "?"}
WORDS = {"red": "Red", "amber": "Amber", "green": "Green", None: "Priority not recorded"}
_SAID = {State.DUE: "Due", State.LATE: "Late, not arrived as far as we know", State.CANCELLED: "Cancelled"}


class Rows:
    """Pictures and sentences of rows, by the clock of the moment they were read."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self._first = ""

    def read_at(self, now: datetime, shown: Queue) -> None:
        """Take another moment, and which visit is the first of all."""
        self.now = now
        self._first = shown.rescue[0].visit if shown.rescue else ""

    def picture(self, row: QueueRow | DayRow) -> RowPicture:
        """Return how a row looks."""
        return self._day_picture(row) if isinstance(row, DayRow) else self._queue_picture(row)

    def sentence(self, row: QueueRow | DayRow) -> str:
        """Return a row as one sentence."""
        when = f"{clock_face(row.start)} to {clock_face(row.end)}"
        who = f"{row.name}, {WORDS[row.priority]}, {when}, {_carers(row.carers_needed)}."
        told = self._told(row)
        said = f"{who} {told}. " if told else f"{who} "
        mark = f" {MARKS[row.origin]}." if MARKS[row.origin] else ""
        if isinstance(row, DayRow):
            return f"{said}{_day_status(row)}.{mark}"
        status, _, _ = self.status(row)
        return f"{said}{status}. {self._lead(row)} {because(row)}{mark}"

    def status(self, row: QueueRow) -> tuple[str, str, str]:
        """Return what is known of a visit in words, and the icon and tone they are shown with."""
        if row.no_reply is not None:
            return _at_the_door(row.no_reply, self.now), "timer", "red"
        if row.proposed and not row.open_points:
            kind = codes.said(codes.DEVIATIONS, row.proposed).lower()
            return f"Deviation to write down: {kind}", "file-warning", "amber"
        if row.state is State.DUE:
            minutes = int((row.start - self.now).total_seconds() // 60)
            due = f"Due in {minutes} min" if minutes >= 0 else "Due now"
            return f"{due}, {_risk(row)}", "calendar-clock", "amber"
        if row.carers_needed > 1 and 0 < row.arrivals < row.carers_needed:
            few = "Second carer not confirmed"
            if row.carers_needed > 2:
                few = f"{row.arrivals} of {row.carers_needed} carers confirmed"
            return few, "users", "red"
        if row.state is State.IN_PROGRESS:
            arrived = clock_face(row.arrived) if row.arrived else "not known when"
            return f"There since {arrived}, leaving not known", "clock-4", "amber"
        if row.outcome is not None:
            return _known_too_weakly(row), "user-check", "amber"
        if self.now < row.end:
            late = age_in_words(row.start, self.now)
            return f"Not arrived as far as we know, {late} late", "circle-alert", "red"
        return f"Not verified, ended {age_in_words(row.end, self.now)} ago", "circle-alert", "red"

    def _queue_picture(self, row: QueueRow) -> RowPicture:
        status, icon, tone = self.status(row)
        head = Line(
            (bold(row.name, size=15),),
            (times(f"{clock_face(row.start)}–{clock_face(row.end)}"),),
        )
        if row.rank.ranked_as != "red":
            who = ", ".join(row.carers) or "nobody planned"
            unknown = row.priority is None
            second = Line((quiet(status),), (quiet("priority not recorded" if unknown else who),))
            return self._picture(row, head, second)
        middle = Line((bold(status, tone),), (quiet(_carers(row.carers_needed)),), icon=icon, icon_tone=tone)
        why = Line((bold(f"{self._lead(row)} ", "ink2", 13), quiet(because(row))), lines=2)
        return self._picture(row, head, middle, why)

    def _picture(self, row: QueueRow | DayRow, head: Line, *lines: Line) -> RowPicture:
        """Return a row; what was told of hospital stands under the name, and dashes the row."""
        told = self._told(row)
        if told:
            line = Line((bold(told, "accent", 13),), icon="message-circle", icon_tone="accent")
            lines = (line, *lines)
        return RowPicture((head, *lines, *_mark(row)), priority=LETTERS[row.priority], dashed=bool(told))

    def _told(self, row: QueueRow | DayRow) -> str:
        """Return `Told 21:10, not checked: in hospital`, or nothing."""
        where = row.whereabouts
        return where.heading(self.now) if where is not None else ""

    def _lead(self, row: QueueRow) -> str:
        return "First because" if row.visit == self._first else "Because"

    def _day_picture(self, row: DayRow) -> RowPicture:
        head = Line((bold(row.name, size=15),), (times(f"{clock_face(row.start)}–{clock_face(row.end)}"),))
        tone = "red" if row.state in {State.LATE, State.UNACCOUNTED} else "ink2"
        status = Line(
            (Run(_day_status(row), tone, size=13),), (quiet(", ".join(row.carers) or "nobody planned"),)
        )
        return self._picture(row, head, status)


def alike(row: QueueRow | DayRow | Section) -> Hashable:
    """Return what the height of a row depends on."""
    if isinstance(row, Section):
        return None
    rescue = isinstance(row, QueueRow) and row.rank.ranked_as == "red"
    return rescue, row.whereabouts is not None, MARKS[row.origin] is not None


def _mark(row: QueueRow | DayRow) -> tuple[Line, ...]:
    """Return the line that says that a visit does not stand in the record as it stands here."""
    mark = MARKS[row.origin]
    return (Line((bold(mark, "accent", 13),), icon="pencil", icon_tone="accent"),) if mark else ()


def _at_the_door(found: NoReplyNow, now: datetime) -> str:
    minutes = int((found.due - now).total_seconds() // 60)
    over = f", {-minutes} min over" if minutes < 0 else ""
    return f"No reply, {found.which}, by {clock_face(found.due)}{over}"


def because(row: QueueRow) -> str:
    """Return why a visit stands where it stands."""
    silent = (f"{_listed(row.silent)} was not heard of at the visit before",) if row.silent else ()
    reasons = (*silent, *row.rank.because)
    return f"{'; '.join(reasons)}."


def _known_too_weakly(row: QueueRow) -> str:
    if row.outcome == "not known yet":
        return "Not known yet what happened"
    if row.grade == "B":
        return "Done, but only one source"
    if row.grade == "C":
        return "Done, but told later"
    return f"Still needed: {row.open_points[0]}" if row.open_points else "Written down"


def _risk(row: QueueRow) -> str:
    if row.silent:
        return f"{_listed(row.silent)} not heard of"
    if len(row.carers) < row.carers_needed:
        return f"{len(row.carers)} of {row.carers_needed} carers planned"
    return "not known yet"


def _day_status(row: DayRow) -> str:
    if row.state is State.DONE:
        return f"Done, grade {row.grade}" if row.grade else "Done, by the main system"
    if row.state is State.NOT_DONE:
        why = row.reason.lower() if row.reason else "reason not recorded"
        return f"Did not happen: {why}" if row.grade else "Did not happen, by the main system"
    if row.state is State.IN_PROGRESS and row.arrived:
        return f"There since {clock_face(row.arrived)}"
    if row.state is State.UNACCOUNTED:
        return f"Not verified, grade {row.grade}" if row.grade else "Not verified"
    return _SAID.get(row.state, row.state.value.capitalize())


def _carers(number: int) -> str:
    return "1 carer" if number == 1 else f"{number} carers"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(names)
