"""Showing a home-entry code: why is asked first, and kept before anything is shown.

The code stands alone, without name or address, and goes again by itself.
"""

from typing import ClassVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.people.actions import Reveal, reveal
from downtime_desk.people.summary import EntryCode
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import SafeLabel, TextField, column, holder, second, strong

SHOWN_FOR = 30
"""Seconds a code stays on the screen."""


class RevealDialog(Modal):
    """Asks why, then shows the codes. Signal `shown(codes)` once they are on the screen."""

    shown: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, desk: Desk, person_id: str) -> None:
        self._desk, self._person_id = desk, person_id
        self.why = TextField(
            "Why do you need it?", hint="Who is at which door, or whom you read it to. The log keeps it."
        )
        self._codes = column(gap=4)
        super().__init__(
            window,
            "Show an entry code",
            holder(column(self.why, self._codes, gap=10)),
            do="Show it",
            records="entry_code.revealed",
            icon="key-round",
            note=f"Shown for {SHOWN_FOR} seconds. Do not write it beside a name or an address.",
            width=560,
        )
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.close_done)
        self.asked.connect(self._reveal)

    def _reveal(self) -> None:
        self.set_busy(busy=True)
        command = Reveal(self._person_id, self.why.text())
        self._desk.jobs.write(self, reveal, command, then=self._show, otherwise=self.show_trouble)

    def _show(self, codes: tuple[EntryCode, ...]) -> None:
        self.why.hide()
        self.why.show_text("")
        self.do_button.hide()
        self.cancel_button.say("Hide it now")
        for code in codes:
            self._codes.addWidget(second(code.label))
            figure = SafeLabel(code.code, size=30, weight=theme.BOLD, figures=True)
            figure.setAccessibleName(" ".join(code.code))
            self._codes.addWidget(figure)
        self._codes.addWidget(strong("The log has it."))
        self._timer.start(SHOWN_FOR * 1000)
        self._kept = ""
        self._settle()
        self.cancel_button.setFocus()
        self.shown.emit(codes)
