"""How often a copy is taken, and from how much loss on a new one waits: the form in the settings."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.sync import rules, unattended
from downtime_desk.sync.rules import BOUNDS, Rules
from downtime_desk.ui.parts import Answer, Button, Numbers, Option, Segmented, column, row, second

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow


class CopyRulesForm(QWidget):
    """Shows and keeps the rules of copying, each with its bounds."""

    def __init__(self, window: "DeskWindow") -> None:
        super().__init__()
        self._desk = window.desk
        self.numbers = Numbers(BOUNDS)
        self.fields = self.numbers.fields
        self._copying = window.copying
        self.unattended = Segmented(
            "While nobody is signed in", [Option(False, "No copies"), Option(True, "Sealed copies")]
        )
        self.save = Button("Save", icon="save", records="setting.changed")
        self.save.clicked.connect(self._save)
        self.said = Answer()
        about = second(
            "A sealed copy is opened at the next sign-in and can be read by nobody before. It needs a timer of the"
            " system: see docs/unattended.md."
        )
        self.setLayout(
            column(self.numbers, row(self.unattended, 0), about, row(self.save, 0), self.said, gap=8)
        )
        with self._desk.read() as session:
            self.numbers.show_values(rules.kept(session))
            self.unattended.choose(unattended.is_on(session))

    def _save(self) -> None:
        try:
            wanted = Rules(**self.numbers.values())
        except Trouble as trouble:
            self.said.refuse(trouble)
            return
        self._desk.jobs.write(self, rules.change, wanted, then=self._kept, otherwise=self.said.refuse)

    def _kept(self, _nothing: None) -> None:
        switch = partial(self._copying.take_unattended, on=self.unattended.value() is True)
        self._desk.jobs.work(self, switch, then=self._all_kept, otherwise=self.said.refuse)

    def _all_kept(self, _nothing: None) -> None:
        self.said.saved(self._desk.now())
