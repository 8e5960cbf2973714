"""Declaring an outage: what has stopped, since when, how it is known. Nothing happens until it is confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from downtime_desk.core.clock import age_in_words, day_and_clock, from_text, local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.outages import queries
from downtime_desk.outages.actions import Amend, Declare, amend, declare
from downtime_desk.outages.facts import CAN_STOP, Evidence
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Card,
    Heading,
    Icon,
    Run,
    TextField,
    Tick,
    Words,
    bold,
    column,
    holder,
    row,
    second,
    strong,
)
from downtime_desk.ui.runs import Runs
from downtime_desk.ui.time_field import TimeField

NAMES = {
    "rota": "Rota",
    "people": "People and medicines",
    "contacts": "Contacts",
    "entry codes": "Entry codes",
}

CLEARLY_TODAY = timedelta(hours=11)
"""A clock time older than this would be asked about, so it is left to be typed."""

NAMES_OVER = 200
"""From this text size on, names stand over their fields."""


class WhatStopped(QWidget):
    """The nine things that can stop, in three columns; 1 to 9 tick them."""

    def __init__(self, already: Sequence[str] = ()) -> None:
        super().__init__()
        self.setAccessibleName("What has stopped?")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.px(8))
        self._ticks: list[Tick] = []
        for place, words in enumerate(CAN_STOP):
            tick = Tick(words, key=str(place + 1), boxed=True)
            tick.setAccessibleDescription(f"Key: {place + 1}")
            if words in already:
                tick.setChecked(True)
                tick.setEnabled(False)
            self._ticks.append(tick)
            grid.addWidget(tick, place // 3, place % 3)
            grid.setColumnStretch(place % 3, 1)
        self.setFocusProxy(next(tick for tick in self._ticks if tick.isEnabled()))

    def ticked(self) -> tuple[str, ...]:
        """Return the words of what somebody ticked here."""
        pairs = zip(CAN_STOP, self._ticks, strict=True)
        return tuple(words for words, tick in pairs if tick.isChecked() and tick.isEnabled())

    def press(self, key: str) -> bool:
        """Tick by number; say whether the key was one."""
        if len(key) != 1 or key not in "123456789":
            return False
        tick = self._ticks[int(key) - 1]
        tick.setFocus()
        tick.click()
        return True


class _Ticking(Modal):
    """A dialog in which 1 to 9 tick, except while words are typed."""

    stopped: WhatStopped

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick by number."""
        if not isinstance(self.focusWidget(), QLineEdit) and self.stopped.press(event.text()):
            return
        super().keyPressEvent(event)


@dataclass(frozen=True)
class Sign:
    """What this laptop saw by itself: in words, since when if that is known, and as the line of the form."""

    words: str
    since: datetime | None
    line: str


class DeclareDialog(_Ticking):
    """Declares an outage. Signal `declared(reference)` once it is kept.

    What the laptop saw by itself is shown and typed in as the first sign; nothing is ticked for the person.
    """

    declared: ClassVar[Signal] = Signal(str)

    def __init__(self, window: QWidget, desk: Desk, sign: Sign | None = None) -> None:
        self._desk, self._fact_id = desk, new_id(desk.now())
        self.stopped = WhatStopped()
        self.since = TimeField(
            "First sign, time", desk.now, hint="As 1938, or -20 for 20 minutes ago", inside="At"
        )
        self.sign = TextField(
            "First sign, how you know", hint="How you know. One line is enough.", inside="How"
        )
        self.ticket = TextField(
            "Supplier’s ticket number", hint="If you have one. You can add it later.", inside="Ticket"
        )
        form = self._form()
        with desk.read() as session:
            evidence = queries.evidence(session, desk.now())
        parts: list[QWidget] = [Card(column(Words(*_copy_words(evidence, desk)))), _what_happens()]
        if sign is not None:
            parts.insert(0, Card(column(Words(bold("This laptop saw: "), Run(sign.words)))))
            self.sign.show_text(sign.line)
            self.sign.line.setCursorPosition(0)
            if sign.since is not None and desk.now() - sign.since < CLEARLY_TODAY:
                self.since.show_text(f"{local(sign.since):%H%M}")
        content = column(form, *parts, gap=12)
        super().__init__(
            window,
            "Declare an outage",
            holder(content),
            do="Declare outage",
            records="outage.declared",
            icon="unplug",
            fill=theme.tokens().outage.bar,
            text="#FFFFFF",
            note="False alarm? Stand down at any time. The log keeps both.",
            width=840,
        )
        self.asked.connect(self._declare)

    def _form(self) -> QGridLayout:
        """Return names beside the fields, or over them where large text leaves no room."""
        over = theme.look().text >= NAMES_OVER
        form = QGridLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.px(16))
        form.setVerticalSpacing(theme.px(12))
        signs = row(self.since, self.sign, gap=14)
        signs.setStretch(0, 2)
        signs.setStretch(1, 4)
        asked = column(
            Heading("What has stopped?", 3), second("Tick all you know. You can add more later."), 0, gap=2
        )
        named = (
            (holder(asked), self.stopped),
            (_beside_field("First sign"), holder(signs)),
            (_beside_field("Supplier"), self.ticket),
        )
        for place, (name, field) in enumerate(named):
            form.addWidget(name, 2 * place, 0)
            form.addWidget(field, 2 * place + over, 0 if over else 1)
        form.setColumnStretch(0 if over else 1, 1)
        if not over:
            form.setColumnMinimumWidth(0, theme.px(150))
        return form

    def _declare(self) -> None:
        try:
            since = self.since.instant()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.set_busy(busy=True)
        command = Declare(self.stopped.ticked(), since, self.sign.text(), self.ticket.text(), self._fact_id)
        self._desk.jobs.write(self, declare, command, then=self._kept_it, otherwise=self.show_trouble)

    def _kept_it(self, reference: str) -> None:
        self.declared.emit(reference)
        self.close_done()


class AmendDialog(_Ticking):
    """Adds what else has stopped, or the ticket, to the outage that runs. Signal `amended` once kept."""

    amended: ClassVar[Signal] = Signal()

    def __init__(self, window: QWidget, desk: Desk, outage: queries.Outage) -> None:
        self._desk = desk
        self.stopped = WhatStopped(outage.what)
        self.ticket = TextField("Supplier’s ticket number", hint=f"Now: {outage.ticket or 'none yet'}")
        super().__init__(
            window,
            f"Add to {outage.reference}",
            holder(column(strong("What else has stopped?"), self.stopped, self.ticket, gap=12)),
            do="Add it",
            records="outage.amended",
            icon="plus",
            fill=theme.tokens().outage.bar,
            text="#FFFFFF",
            width=720,
        )
        self.asked.connect(self._amend)

    def _amend(self) -> None:
        self.set_busy(busy=True)
        command = Amend(self.stopped.ticked(), self.ticket.text())
        self._desk.jobs.write(self, amend, command, then=self._kept_it, otherwise=self.show_trouble)

    def _kept_it(self, _nothing: None) -> None:
        self.amended.emit()
        self.close_done()


def _beside_field(words: str) -> QWidget:
    """Return a heading level with the field beside it, not with the hint under that."""
    return holder(column(Heading(words, 3), 0, margins=(0, 8, 0, 0)))


def _copy_words(evidence: Evidence, desk: Desk) -> Runs:
    if not evidence.copies:
        return (bold("There is no copy on this laptop."), Run(" Declare all the same: the log begins now."))
    ages = [
        f"{NAMES.get(kind, kind)} {day_and_clock(from_text(at))}, {age_in_words(from_text(at), desk.now())} old"
        for kind, at in sorted(
            evidence.copies.items(), key=lambda item: list(NAMES).index(item[0]) if item[0] in NAMES else 9
        )
    ]
    return (
        bold("Your copy: "),
        Run(
            f"{'. '.join(ages)}. {_counted(evidence.visits_before_midnight, 'visit is', 'visits are')} due before midnight. "
        ),
        bold(f"{_counted(evidence.red_people, 'person is', 'people are')} Red."),
    )


def _counted(number: int | None, one: str, many: str) -> str:
    return f"{number or 0:,} {one if number == 1 else many}"


def _what_happens() -> Card:
    lines = (
        ("hard-drive", "The copy is kept with the outage:", "its age and what it held are part of the log."),
        ("timer", "The clock starts.", "All you write down from now on carries this outage."),
        ("phone-off", "Nobody is told", "until you ring them."),
    )
    said = [
        row(Icon(icon, "ink", 16), _stretched(bold(words), Run(f" {more}")), gap=10)
        for icon, words, more in lines
    ]
    return Card(column(strong("When you declare"), *said, gap=5))


def _stretched(*runs: Run) -> Words:
    made = Words(*runs)
    made.setMinimumWidth(theme.px(200))
    return made
