"""The strip under the bar: one quiet message with one thing to do about it, or to put it aside."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.ui.parts.blocks import Note, column
from downtime_desk.ui.parts.buttons import Button


class Strip(QWidget):
    """Shows a message over every page. Signals `acted` and `put_aside`; hidden while there is nothing to say."""

    acted: ClassVar[Signal] = Signal()
    put_aside: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Message")
        self.act = Button("", icon="arrow-right")
        self.act.clicked.connect(self.acted)
        self.later = Button("Not now")
        self.later.clicked.connect(self.put_aside)
        self._note = Note("", "", self.act, self.later)
        self.setLayout(column(self._note, margins=(10, 8, 10, 6)))
        self.hide()

    def say(self, strong: str, more: str, do: str, tone: str = "amber") -> None:
        """Show a message, and the words on its button."""
        self._note.say(strong, more, tone)
        self.act.say(do)
        self.show()

    def words(self) -> str:
        """Return the words shown; nothing while hidden."""
        return "" if self.isHidden() else self._note.words()
