"""Writing down a decision with its grounds: what we knew, the choices, which one, why, when to look again."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.core.journal import Entry
from downtime_desk.outages.actions import Decide, decide
from downtime_desk.outages.queries import OpenDecision
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Choice, NoteField, Option, TextField, column, holder, row
from downtime_desk.ui.time_field import TimeField


class DecisionDialog(Modal):
    """Keeps a decision. Signal `decided(id)` once it is kept."""

    decided: ClassVar[Signal] = Signal(str)

    def __init__(self, window: QWidget, desk: Desk, again: list[OpenDecision]) -> None:
        self._desk, self._fact_id = desk, new_id(desk.now())
        self.title = TextField("What it is about", hint="As “Blessing’s visits”")
        self.at = TimeField("Decided at", desk.now, hint="now, or as 2340")
        self.knew = NoteField("What we knew", lines=2)
        self.choices = NoteField("Choices, one a line", lines=3)
        self.chosen = TextField("Chosen")
        self.why = NoteField("Why", lines=2)
        self.look_again = TimeField(
            "Look again at", desk.now, hint="If it must be looked at again", ahead=True
        )
        options = [Option(each.fact_id, f"D-{each.number:02d} {each.title}") for each in again]
        self.follows = Choice("It settles", options, prompt="No earlier decision")
        self.follows.setVisible(bool(options))
        first = row(self.title, self.at, gap=12)
        last = row(self.look_again, self.follows, gap=12)
        first.setStretch(0, 3)
        first.setStretch(1, 2)
        super().__init__(
            window,
            "Write down a decision",
            holder(column(first, self.knew, self.choices, self.chosen, self.why, last, gap=10)),
            do="Save the decision",
            records="decision.recorded",
            icon="gavel",
            note="It cannot be changed afterwards. A later decision can follow it.",
            width=760,
        )
        self.asked.connect(self._decide)

    def _decide(self) -> None:
        try:
            command = self._command()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.set_busy(busy=True)
        self._desk.jobs.write(self, decide, command, then=self._kept_it, otherwise=self.show_trouble)

    def _command(self) -> Decide:
        follows = self.follows.value()
        return Decide(
            title=self.title.text(),
            what_we_knew=self.knew.text(),
            choices=tuple(self.choices.text().splitlines()),
            chosen=self.chosen.text(),
            why=self.why.text(),
            happened_at=self.at.instant(),
            look_again_at=self.look_again.instant() if self.look_again.text().strip() else None,
            follows=follows if isinstance(follows, str) else None,
            fact_id=self._fact_id,
        )

    def _kept_it(self, entry: Entry) -> None:
        self.decided.emit(entry.id)
        self.close_done()
