"""Following a job in its printer's queue after it left, until nothing more is to be heard of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.printing import spool
from downtime_desk.printing.actions import HearOfJob, hear_of_job
from downtime_desk.printing.spool import SETTLED, Queue
from downtime_desk.ui.desk import Desk

EVERY: Final = 1500
"""Milliseconds between two questions."""
PATIENCE: Final = 400
"""Questions asked of one job: ten minutes. After that the register says what was heard last."""


@dataclass
class _Sent:
    """A job that is followed: `title` is what it is called in the queue, `said` what was heard last."""

    printer: str
    title: str
    numbers: tuple[str, ...]
    said: Queue | None = None
    asked: int = 0


class Following(QObject):
    """Asks after jobs beside the window. Signal `heard(printer, said)` whenever the answer is another one."""

    heard: ClassVar[Signal] = Signal(str, object)

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._every = EVERY

    def follow(self, printer: str, title: str, numbers: Sequence[str]) -> None:
        """Follow the job of some sheets; what is heard in the end goes into the register."""
        self._ask(_Sent(printer, title, tuple(numbers)))

    def _ask(self, sent: _Sent) -> None:
        sent.asked += 1
        self._desk.jobs.work(self, spool.asked, sent.printer, sent.title, then=partial(self._answered, sent))

    def _answered(self, sent: _Sent, said: Queue) -> None:
        if said != sent.said:
            sent.said = said
            self.heard.emit(sent.printer, said)
        if said in SETTLED or sent.asked >= PATIENCE:
            self._desk.jobs.write(self, hear_of_job, HearOfJob(sent.numbers, sent.printer, said))
            return
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(partial(self._ask, sent))
        timer.timeout.connect(timer.deleteLater)
        timer.start(self._every)
