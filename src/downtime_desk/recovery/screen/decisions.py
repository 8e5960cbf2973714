"""What is decided in the pane on the right: how a thing or a finding is settled, and sending anew."""

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.recovery import actions
from downtime_desk.recovery.actions import SendAgain, Settle
from downtime_desk.recovery.choices import Offer
from downtime_desk.recovery.reconciling.actions import Decide, decide
from downtime_desk.recovery.screen.settling import SettlingPane
from downtime_desk.ui.desk import Desk


class Decisions(QObject):
    """Keeps what is decided about the thing or the finding shown. Signal `settled()`."""

    settled: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk, pane: SettlingPane) -> None:
        super().__init__(pane)
        self._desk, self._pane = desk, pane
        pane.settle_asked.connect(self.settle)
        pane.again_asked.connect(self.send_again)

    def settle(self) -> None:
        """Keep the decision about what is shown."""
        thing, found, offer = self._pane.thing, self._pane.finding, self._pane.chosen()
        if found is None and (thing is None or thing.matter is None):
            return
        if offer is None:
            self._pane.show_trouble(Trouble("Nothing is chosen.", "Choose what shall stand, then settle it."))
            return
        why, fact_id = self._pane.why.text(), new_id(self._desk.now())
        if found is not None:
            self._write(decide, Decide(found.key, offer.choice, why, fact_id))
        elif thing is not None and isinstance(offer, Offer):
            self._write(actions.settle, Settle(thing.fact, offer.choice, why, fact_id))

    def send_again(self) -> None:
        """Let the next run write the thing shown anew."""
        if self._pane.thing is not None:
            self._write(actions.send_again, SendAgain(self._pane.thing.fact))

    def _write(self, action: Callable[..., object], command: object) -> None:
        self._desk.jobs.write(self, action, command, then=self._is_settled, otherwise=self._pane.show_trouble)

    def _is_settled(self, _entry: object) -> None:
        self._pane.thing = self._pane.finding = None
        self.settled.emit()
