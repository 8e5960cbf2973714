"""The dialog that gives a block of things to somebody without a sign-in, on a numbered worksheet."""

from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.recovery.workbench.actions import BLOCK
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import SafeLabel, TextField, column, holder, row


@dataclass(frozen=True)
class Block:
    """How many of the next things somebody gets on paper."""

    holder: str
    number: int


class GivingOutDialog(Modal):
    """Ask who types, and how many things. Signal `given(Block)`."""

    given: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget) -> None:
        self.who = TextField("Who types it", placeholder="Their name")
        self.number = TextField("How many of the next things", placeholder=f"Such as {BLOCK}")
        words = SafeLabel(
            "They get a numbered sheet. The outage stays open until it is back, and somebody else looks at what they typed."
        )
        content = holder(column(words, row(self.who, self.number, gap=8), 0, gap=9))
        super().__init__(
            window,
            "A worksheet for somebody",
            content,
            do="Make the sheet",
            icon="printer",
            records="return.block_taken",
        )
        self.asked.connect(self._asked)

    def _asked(self) -> None:
        number = self.number.text().strip()
        if not (number.isdecimal() and 0 < int(number) <= 100):
            self.show_trouble(Trouble("How many is not said.", "Type a number from 1 to 100."))
            return
        self.given.emit(Block(self.who.text(), int(number)))
