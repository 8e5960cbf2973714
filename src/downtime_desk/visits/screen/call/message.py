"""The text message of a call: put in as it came, read into proposals on demand."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.ui.parts import Button, NoteField, Words, bold, column, quiet, row
from downtime_desk.visits.heard import Unplaced


class Message(QWidget):
    """Signals `changed` as it is typed, `read_asked` when its words are to be read."""

    changed: ClassVar[Signal] = Signal()
    read_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = NoteField(
            "Text message, if it came as one",
            placeholder="Paste it as it came: it is read, not believed",
            lines=2,
        )
        self.read = Button("Read it", icon="message-circle", keys="Alt+R")
        self._found = Words(lines=8)
        self._found.hide()
        across = row(self.field, self.read, gap=12)
        across.setStretch(0, 1)
        across.setAlignment(self.read, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(column(across, self._found, gap=2))
        self.field.changed.connect(self.changed)
        self.read.clicked.connect(self.read_asked)

    def text(self) -> str:
        """Return the message as it came."""
        return self.field.text()

    def show_text(self, text: str) -> None:
        """Put a message in: a draft kept from before."""
        self.field.show_text(text)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        return [self.field.area, self.read]

    def say(self, proposed: int, unplaced: Sequence[Unplaced], *, rows: int) -> None:
        """Say what was made of it, and what a person has to read."""
        self._found.show()
        if not rows:
            self._found.say(bold("Choose who rings first.", "amber"))
            return
        number = (
            f"{proposed} proposed below: Enter takes one, typing over it changes it. " if proposed else ""
        )
        parts = [bold(number, "accent")] if number else []
        parts += [quiet(f"Not proposed: “{each.said}”: {each.why} ") for each in unplaced]
        self._found.say(*(parts or [bold("Nothing in it is plain. Type what it says.", "amber")]))
