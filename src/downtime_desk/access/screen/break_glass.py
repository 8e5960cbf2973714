"""Getting in with the sealed envelope: the code, who, and why, before anything is shown."""

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.doors import Doors
from downtime_desk.core.clock import Now
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Note, NoteField, TextField, column, holder, row

LIMITS = (
    "For 12 hours you may read, verify visits, log, print and change the rota. You cannot take anything out, "
    "change settings or keys, or close an outage."
)


class BreakGlassDialog(Modal):
    """Signal `opened(object)`, with what the door gave, once who and why is in the journal, or kept beside a store that can only be read."""

    opened: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, home: Path, now: Now, jobs: Jobs, doors: Doors) -> None:
        self._home, self._clock, self._jobs, self._doors = home, now, jobs, doors
        self.code = TextField("Code in the envelope", hint="Capitals and hyphens do not matter.")
        self.name = TextField("Your name")
        self.job = TextField("What you do here", hint="For example: care coordinator.")
        self.reason = NoteField("Why no manager can sign in", lines=2)
        who = row(self.name, self.job, gap=12)
        note = Note("It is written down before anything is shown.", LIMITS, tone="red")
        super().__init__(
            window,
            "Break glass",
            holder(column(note, self.code, who, self.reason, gap=12)),
            do="Open for 12 hours",
            icon="key-round",
            fill="red_tile",
            text="on_red",
            note="A manager goes through what you do, and makes a new envelope.",
            width=680,
        )
        self.asked.connect(self._open)

    def _open(self) -> None:
        self.set_busy(busy=True)
        typed = (self.code.text(), self.name.text(), self.job.text(), self.reason.text())
        self._jobs.work(
            self, _open, self._doors, self._home, typed, self._clock,
            then=self._opened, otherwise=self.show_trouble,
        )  # fmt: skip

    def _opened(self, found: object) -> None:
        self.code.show_text("")
        self.close_done()
        self.opened.emit(found)


def _open(doors: Doors, home: Path, typed: tuple[str, str, str, str], now: Now) -> object:
    from downtime_desk.access.actions import BreakGlass

    return doors.envelope(home, BreakGlass(*typed), now)
