"""Sending from the page: one run at a time beside the window, said as it goes, ended when asked."""

from typing import ClassVar

from PySide6.QtCore import QObject, Signal

from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Store
from downtime_desk.recovery import actions
from downtime_desk.recovery.actions import Stopper
from downtime_desk.sync.sending.run import Ran, Step
from downtime_desk.ui.desk import Desk


class Sending(QObject):
    """Runs `give_back`. Signals `stepped(Step)`, `ran(Ran)` and `failed(Trouble)`; a run that loses its page ends."""

    stepped: ClassVar[Signal] = Signal(object)
    ran: ClassVar[Signal] = Signal(object)
    failed: ClassVar[Signal] = Signal(object)

    def __init__(self, desk: Desk, store: Store, page: QObject) -> None:
        super().__init__(page)
        self._desk, self._store = desk, store
        self._stopper: Stopper | None = None

    def under_way(self) -> bool:
        """Say whether a run goes on."""
        return self._stopper is not None

    def start(self) -> None:
        """Begin a run, unless one goes on."""
        if self._stopper is not None:
            return
        self._stopper = Stopper()
        self.destroyed.connect(self._stopper.stop)
        self._desk.jobs.work(
            self,
            actions.give_back,
            self._store,
            self._desk.acting,
            self._stopper,
            then=self._ran,
            otherwise=self._failed,
            progress=self._stepped,
        )

    def stop(self) -> None:
        """Let the run end after what it is doing now."""
        if self._stopper is not None:
            self._stopper.stop()

    def _stepped(self, step: Step) -> None:
        self.stepped.emit(step)

    def _ran(self, ran: Ran) -> None:
        self._stopper = None
        self.ran.emit(ran)

    def _failed(self, trouble: Trouble) -> None:
        self._stopper = None
        self.failed.emit(trouble)
