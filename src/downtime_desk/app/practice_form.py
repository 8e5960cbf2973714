"""Playing the main system's part: switching it off and on, and letting carers' phones catch up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from downtime_desk.app.practice import PracticeHere
from downtime_desk.core.errors import Trouble
from downtime_desk.outages import queries as outages
from downtime_desk.ui.parts import Answer, Button, column, row, second

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

A_NIGHT: Final = timedelta(hours=12)
HOW: Final = {
    "as noted": "as noted",
    "twice": "twice",
    "without the visit": "under no visit",
    "wrong visit": "under the wrong visit",
}


class PracticeForm(QWidget):
    """Switches the practice main system off and on, and lets phones hand in their visits late."""

    def __init__(self, practice: PracticeHere, window: "DeskWindow") -> None:
        super().__init__()
        self._practice, self._window = practice, window
        self.switch = Button("", icon="plug")
        self.switch.clicked.connect(self._switch)
        self.phones = Button("Let carers’ phones catch up", icon="phone")
        self.phones.clicked.connect(self._catch_up)
        self.said = Answer()
        about = second(
            "About every second visit of the outage is handed in late, some twice, some under no visit or the wrong one."
        )
        self.setLayout(column(row(self.switch, self.phones, 0, gap=8), about, self.said, gap=8))
        self._show()

    def _switch(self) -> None:
        self.switch.setEnabled(False)
        self._window.desk.jobs.work(self, self._flip, then=self._flipped, otherwise=self._flipped)

    def _flip(self) -> None:
        self._practice.switch(on=not self._practice.answers)

    def _flipped(self, _answer: object) -> None:
        self.switch.setEnabled(True)
        self._show()

    def _catch_up(self) -> None:
        """Let them hand in the visits of the outage, or of the last night where none runs."""
        self.phones.setEnabled(False)
        desk = self._window.desk
        until = desk.now()
        with desk.read() as session:
            running = outages.current(session)
        since = running.since if running is not None else until - A_NIGHT
        desk.jobs.work(
            self, self._practice.phones_catch_up, since, until, then=self._caught_up, otherwise=self._refuse
        )

    def _caught_up(self, handed: Mapping[str, int]) -> None:
        self._show()
        number = sum(handed.values())
        if not number:
            self.said.tell("No phone holds anything back.", "Every visit of that time is there.")
        else:
            ways = ", ".join(f"{handed[how]} {words}" for how, words in HOW.items() if handed.get(how))
            visits = "1 visit was" if number == 1 else f"{number:,} visits were"
            self.said.tell(f"{visits} handed in late.", f"{ways}.")

    def _refuse(self, trouble: Trouble) -> None:
        self._show()
        self.said.refuse(trouble)

    def _show(self) -> None:
        on = self._practice.answers
        self.switch.say("Switch it off" if on else "Switch it on", "unplug" if on else "plug")
        self.phones.setEnabled(on)
