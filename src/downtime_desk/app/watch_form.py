"""How the main system is watched: the form in the settings."""

from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.health import facts, rules, words
from downtime_desk.sync.health.rules import BOUNDS, WatchRules
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Answer, Button, Numbers, column, row, second


class WatchForm(QWidget):
    """Shows how the main system was last seen, and keeps how often it is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.state = second("")
        self.numbers = Numbers(BOUNDS)
        self.save = Button("Save", icon="save", records="setting.changed")
        self.save.clicked.connect(self._save)
        self.said = Answer()
        self.setLayout(column(self.state, self.numbers, row(self.save, 0), self.said, gap=8))
        with desk.read() as session:
            self.numbers.show_values(rules.kept(session))
        desk.refresh_on(self, frozenset({"settings"}), self._show)
        self._show()

    def _show(self) -> None:
        with self._desk.read() as session:
            kept = facts.seen(session)
        well = "Nothing wrong was seen yet."
        self.state.setText(words.told(facts.health_of(kept)) if kept is not None else well)

    def _save(self) -> None:
        try:
            wanted = WatchRules(**self.numbers.values())
        except Trouble as trouble:
            self.said.refuse(trouble)
            return
        self._desk.jobs.write(self, rules.change, wanted, then=self._kept, otherwise=self.said.refuse)

    def _kept(self, _nothing: None) -> None:
        self.said.saved(self._desk.now())
