"""The line to write in, at the top of the log: when it happened, what happened, or that it puts an entry right."""

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout

from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.core.journal import Entry
from downtime_desk.outages.actions import Note as WriteNote
from downtime_desk.outages.actions import note
from downtime_desk.outages.queries import Line
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Ground, Kind, Note, TextField, column, primary, row
from downtime_desk.ui.time_field import TimeField


class LineToWrite(Ground):
    """Keeps a line on Enter; what could not be kept stays in its field. Signal `decision_asked`."""

    decision_asked: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._corrects: Line | None = None
        self._fact_id = new_id(desk.now())
        self.at = TimeField("When it happened", desk.now, inside="At")
        self.at.show_text("now")
        self.words = TextField("What happened?", placeholder="What happened? Enter saves it.", inside="What")
        self.decision = Button("Decision", icon="gavel", hint="Ctrl D", records="decision.recorded")
        self.save_button = primary("Save", hint="Enter", records="log.noted")
        new_line = Button("Write a new line instead", kind=Kind.SMALL)
        self._correcting = Note("", "", new_line, tone="accent")
        self._trouble = Note("", tone="red")
        fields = row(self.at, self.words, gap=10)
        fields.setStretch(1, 1)
        pressed = row(0, self.decision, self.save_button, gap=10)
        for held, parts in ((pressed, (self.decision, self.save_button)), (fields, (self.at, self.words))):
            for part in parts:
                held.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self._line = row(fields, pressed, gap=10)
        self._line.setStretch(0, 1)
        super().__init__(
            column(self._line, self._correcting, self._trouble, margins=(14, 12, 14, 6)), bottom="line"
        )
        self._correcting.hide()
        self._trouble.hide()
        self.words.line.returnPressed.connect(self.save)
        self.save_button.clicked.connect(self.save)
        self.decision.clicked.connect(self.decision_asked)
        new_line.clicked.connect(self._write_new)

    def save(self) -> None:
        """Keep the line that was typed; while it is being kept nothing can be typed over it."""
        if not self.save_button.isEnabled():
            return
        self._trouble.hide()
        try:
            happened_at = self.at.instant()
        except Trouble as trouble:
            self.say_trouble(trouble)
            return
        self._set_busy(busy=True)
        corrects = self._corrects.id if self._corrects else None
        command = WriteNote(self.words.text(), happened_at, corrects, self._fact_id)
        self._desk.jobs.write(self, note, command, then=self._saved, otherwise=self._not_saved)

    def put_right(self, line: Line) -> None:
        """Write the next line as one that puts an entry right."""
        self._corrects = line
        self._correcting.say(f"This puts right entry {line.seq}:", line.words, "accent")
        self._correcting.show()
        self.words.line.setFocus()

    def say_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong under the line."""
        self._trouble.say(trouble.what, trouble.do, "red")
        self._trouble.show()

    def stand(self, *, beside: bool) -> None:
        """Put the buttons beside the fields, or under them where there is no room."""
        self._line.setDirection(
            QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        )
        self.at.setFixedWidth(theme.px(130))

    def _write_new(self) -> None:
        self._corrects = None
        self._correcting.hide()

    def _saved(self, entry: Entry) -> None:
        self._set_busy(busy=False)
        self.words.show_text("")
        self.at.show_text("now")
        self._fact_id = new_id(self._desk.now())
        self._write_new()
        self.words.show_hint(
            f"Saved on this laptop {clock_face(self._desk.now())}, entry {entry.seq:,}.", "green"
        )
        self.words.line.setFocus()

    def _not_saved(self, trouble: Trouble) -> None:
        self._set_busy(busy=False)
        self.say_trouble(trouble)

    def _set_busy(self, *, busy: bool) -> None:
        self.save_button.setEnabled(not busy)
        self.words.line.setReadOnly(busy)
        self.at.line.setReadOnly(busy)
