"""The list of visits: the rescue queue, or the whole day, with its head and its figures."""

from collections.abc import Hashable, Sequence
from datetime import date, datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from downtime_desk.core.clock import clock_face, local
from downtime_desk.ui.lists import RowsList, RowsModel, Section
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    Choice,
    Empty,
    Head,
    Option,
    Segmented,
    Words,
    bold,
    column,
    holder,
    primary,
    quiet,
    row,
)
from downtime_desk.ui.runs import Runs
from downtime_desk.visits import queries
from downtime_desk.visits.queries import DayRow, Figures, Queue, QueueRow, State
from downtime_desk.visits.screen.rows import Rows, alike

Row = QueueRow | DayRow
_LEVELS = (("red", "Red"), ("amber", "Amber"), ("green", "Green"), (None, "not recorded"))
ANY_STATE = "any"
LONG_WORDS = 1280
ALL_FIGURES, ALL_FIGURES_AND_TOOLS = 1120, 1320
"""From these widths on, in design pixels, the head has room for long words, and for how things stand in two lines."""


class Board(QWidget):
    """Signals `chosen(row)` when another visit is current, `opened(row)` on Enter, `asked` for another list."""

    chosen: ClassVar[Signal] = Signal(object)
    opened: ClassVar[Signal] = Signal(object)
    asked: ClassVar[Signal] = Signal()

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._rows = Rows(now)
        self.queue = Queue()
        self.list = RowsList(
            "Visits, worst first", RowsModel(_key, self._rows.sentence, _name), self._rows.picture, alike
        )
        self.which = Segmented(
            "Show",
            [
                Option("queue", "Queue", "list-checks"),
                Option("day", "Whole day", "calendar-days"),
                Option("timeline", "Timeline", "calendar-clock"),
            ],
        )
        self.which.choose("queue")
        self.state = Choice(
            "State",
            [
                Option(ANY_STATE, "All states"),
                *(Option(each.value, each.value.capitalize()) for each in State),
            ],
            named=False,
        )
        self.state.choose(ANY_STATE)
        self.day = Choice("Day", named=False)
        self.figures = (Words(), Words())
        self._said: Runs = ()
        self._below: Runs = ()
        self._short = False
        self._roomy, self._wide = True, float(LONG_WORDS)
        self._empty = Empty("")
        self.tools = holder(row(gap=16))
        self.call = Button("Write down a call", icon="phone-call", hint="Ctrl L", records="visit.verified")
        self.head = Head("Visits", self.which, self.tools, 0, _to_the_right(*self.figures), self.call)
        self.verify = primary("Verify this visit", hint="Enter")
        self._strip = ActionStrip(0, self.verify)
        self._strip.hide()
        whole = column(self.list, self._empty, self._strip, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.list.chosen.connect(self.chosen)
        self.list.opened.connect(self.opened)
        self.which.chosen.connect(self._which)
        self.state.chosen.connect(self._other_list)
        self.day.chosen.connect(self._other_list)

    def narrow(self, *, narrow: bool) -> None:
        """Say less in the head, and offer to open the visit, where only the list is seen."""
        self._strip.setVisible(narrow)
        self._short = narrow
        self.which.say("day", "Day" if narrow else "Whole day")
        self._show_choices()
        self.say_figures(self._said, self._below)

    def fit_head(self, *, wide: float) -> None:
        """Use shorter words in the head where the long ones do not fit; `wide` is in design pixels."""
        self._roomy = wide >= LONG_WORDS
        self._wide = wide
        self.say_figures(self._said, self._below)
        self._show_choices()

    def only(self) -> State | None:
        """Return the state the whole day is kept to; None for every state."""
        state = self.state.value()
        return State(state) if isinstance(state, str) and state != ANY_STATE else None

    def state_kept(self) -> str | None:
        """Return the word of that state."""
        only = self.only()
        return only.value if only else None

    def keep_state(self, state: str | None) -> None:
        """Keep the whole day to a state, as before."""
        self.state.choose(state if state in set(State) else ANY_STATE)

    def offer_days(self, since: datetime, now: datetime) -> date:
        """Offer the London days from an instant to now, today first; return the one that is chosen."""
        today, first = local(now).date(), local(since).date()
        days = [today - timedelta(days=ago) for ago in range((today - first).days + 1)]
        kept = self.day.value()
        chosen = kept if isinstance(kept, date) and kept in days else today
        self.day.show_options([Option(each, f"{each:%A} {each.day} {each:%b}") for each in days])
        self.day.choose(chosen)
        self.day.setVisible(len(days) > 1)
        return chosen

    def whole_day(self) -> bool:
        """Say whether the whole day is asked for, not the queue."""
        return self.which.value() == "day"

    def timeline(self) -> bool:
        """Say whether the timeline is asked for, not a list."""
        return self.which.value() == "timeline"

    def say_figures(self, above: Runs, below: Runs) -> None:
        """Say at the right of the head how things stand, in two lines."""
        self._said, self._below = above, below
        self.figures[0].say(*above[: 1 if self._wide < ALL_FIGURES else None])
        self.figures[1].say(*below)

    def show_rows(self, now: datetime, queue: Queue, counted: Figures, day: Sequence[DayRow]) -> None:
        """Show what was read at an instant; rows that did not change are not drawn again."""
        self.queue = queue
        rows = _day_sections(day) if self.whole_day() else _sections(queue)
        self._rows.read_at(now, queue)
        self.list.show_rows(rows)
        self.say_figures(*_figures(queue, counted))
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        if not rows:
            self._empty.say(*_nothing(queue, counted, whole_day=self.whole_day()))

    def mark(self, visit: str) -> None:
        """Mark the row of a visit, or none when it is not in this list."""
        current = self.list.current()
        if (current is None or current.visit != visit) and not self.list.select(visit):
            self.list.setCurrentIndex(QModelIndex())

    def _which(self, _value: object) -> None:
        self._show_choices()
        self.asked.emit()
        self.list.select_first()

    def _show_choices(self) -> None:
        # Where only the list is seen its headings say how many there are: the head has no room for it.
        self.head.title.setVisible(not self._short)
        self.figures[0].setVisible(not self._short)
        self.figures[1].setVisible(not (self._short or self._is_brief()))
        self.call.say("Write down a call" if self._roomy and not self.timeline() else "Call")
        self.call.setAccessibleName("Write down a call")

    def _is_brief(self) -> bool:
        """Say whether there is room for one line alone about how things stand."""
        return self._wide < (ALL_FIGURES_AND_TOOLS if self.timeline() else ALL_FIGURES)

    def _other_list(self, _value: object) -> None:
        self.asked.emit()
        self.list.select_first()


def _key(row: Row) -> Hashable:
    return row.visit


def _name(row: Row) -> str:
    return row.name


def _day_sections(day: Sequence[DayRow]) -> list[Row | Section]:
    if not day:
        return []
    more = "+" if len(day) == queries.WINDOW else ""
    return [Section(f"{local(day[0].start):%A}: {len(day)}{more}", "in time order"), *day]


def _sections(shown: Queue) -> list[Row | Section]:
    rows: list[Row | Section] = []
    if shown.rescue:
        rows += [Section(f"Rescue now: {len(shown.rescue)}", "soonest harm first"), *shown.rescue]
    if shown.verify:
        rows += [
            Section(f"Verify next: {len(shown.verify)}", "Amber first, longest wait first"),
            *shown.verify,
        ]
    return rows


def _to_the_right(*lines: Words) -> QVBoxLayout:
    box = column(0, *lines, 0, gap=0)
    for line in lines:
        box.setAlignment(line, Qt.AlignmentFlag.AlignRight)
    return box


def _figures(shown: Queue, counted: Figures) -> tuple[Runs, Runs]:
    """Return how the outage stands, in two lines."""
    if counted.since is None:
        return (quiet("No outage is running."),), (quiet("The main system looks after the visits."),)
    need, more = len(shown.rows), "+" if shown.more else ""
    risk = f", {shown.coming_up} coming up at risk" if shown.coming_up else ""
    levels = ", ".join(
        f"{name} {counted.open_by_level[level]}" for level, name in _LEVELS if counted.open_by_level[level]
    )
    still = f" Not verified: {levels}" if levels else ""
    return (
        (
            bold(f"{need}{more} need action", size=13),
            quiet(f": {counted.open} of {counted.due} visits not verified{risk}"),
        ),
        (quiet(f"{counted.verified} verified since {clock_face(counted.since)}.{still}"),),
    )


def _nothing(shown: Queue, counted: Figures, *, whole_day: bool) -> tuple[str, str]:
    if whole_day:
        return "No such visit on this day.", "Choose All states and Show all to see every visit of the day."
    if counted.since is None:
        return "No outage is running.", "Visits are verified by hand from the moment one is declared."
    upcoming = ""
    if shown.next_due:
        name, when = shown.next_due
        upcoming = f" Next: {name} {clock_face(when)}."
    return "Nobody needs rescuing.", f"All {counted.due} visits due so far are verified.{upcoming}"
