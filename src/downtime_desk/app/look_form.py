"""From how many minutes on two accounts of a visit do not agree: the form in the settings."""

from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.looking import agreeing
from downtime_desk.sync.looking.agreeing import BOUNDS, Tolerance
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Answer, Button, Numbers, column, row, second


class SecondLookForm(QWidget):
    """Shows and keeps the tolerances of the second look."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.words = second("")
        self.numbers = Numbers(BOUNDS)
        self.save = Button("Save", icon="save", records="setting.changed")
        self.save.clicked.connect(self._save)
        self.said = Answer()
        self.setLayout(column(self.words, self.numbers, row(self.save, 0), self.said, gap=8))
        with desk.read() as session:
            self.numbers.show_values(agreeing.tolerance(session))
        desk.refresh_on(self, frozenset({"settings"}), self._show)
        self._show()

    def _show(self) -> None:
        with self._desk.read() as session:
            self.words.setText(agreeing.tolerance(session).words())

    def _save(self) -> None:
        try:
            wanted = Tolerance(**self.numbers.values())
        except Trouble as trouble:
            self.said.refuse(trouble)
            return
        self._desk.jobs.write(self, agreeing.change, wanted, then=self._kept, otherwise=self.said.refuse)

    def _kept(self, _nothing: None) -> None:
        self.said.saved(self._desk.now(), "It holds from the next look on.")
