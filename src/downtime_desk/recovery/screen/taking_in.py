"""The dialog that says files were taken in: which, who saw it in the main system, and what is not there after all."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.sync.files.giving import OpenFiles, TakeIn
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Choice, Option, SafeLabel, TextField, column, holder


class TakenInDialog(Modal):
    """Say that files were taken in. Signal `said(TakeIn)`."""

    said: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, there: str, written: Sequence[OpenFiles]) -> None:
        options = [
            Option(each.reference, f"{each.reference}, {each.facts:,} entries, {short_stamp(each.at)}")
            for each in written
        ]
        self.which = Choice("Which files", options)
        self.seen_by = TextField(f"Who saw it in {there}", placeholder="The name of whoever looked there")
        self.without = TextField(
            "Entries that are not there after all", placeholder="Their numbers, such as 402 417; else empty"
        )
        words = SafeLabel(
            "It counts as taken in and seen there by a person, never as sent and checked: this laptop did not read it back."
        )
        super().__init__(
            window,
            "Files were taken in",
            holder(column(words, self.which, self.seen_by, self.without, 0, gap=9)),
            do="It is there",
            records="return.taken_in",
            icon="file-text",
            width=620,
        )
        self.asked.connect(self._asked)

    def _asked(self) -> None:
        reference = self.which.value()
        if reference is None:
            self.show_trouble(
                Trouble("It is not said which files.", "Choose them; their names begin with it.")
            )
            return
        numbers = self.without.text().replace(",", " ").split()
        if not all(each.isdecimal() for each in numbers):
            self.show_trouble(
                Trouble("The numbers cannot be read.", "Type them apart from each other: 402 417.")
            )
            return
        self.said.emit(TakeIn(str(reference), self.seen_by.text(), tuple(map(int, numbers))))
