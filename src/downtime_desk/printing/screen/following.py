"""Following a job in its printer's queue after it left, until nothing more is to be heard of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.printing import spool
from downtime_desk.printing.actions import HearOfJob, hear_of_job
from downtime_desk.printing.queries import OpenJob, open_jobs
from downtime_desk.printing.spool import SETTLED, Queue
from downtime_desk.ui.desk import Desk

EVERY: Final = 1500
"""Milliseconds between two questions."""
REMEMBERED: Final = timedelta(days=1)
"""How long ago a job may have been sent to be asked after when somebody signs in: a queue forgets older ones."""
PATIENCE: Final = 400
"""Questions asked of one job: ten minutes. After that the register says what was heard last."""


@dataclass
class _Sent:
    """A job that is followed: `said` is what was heard last."""

    printer: str
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

    def follow(self, printer: str, numbers: Sequence[str]) -> None:
        """Follow the job of some sheets; what is heard in the end goes into the register."""
        self._ask(_Sent(printer, tuple(numbers)))

    def take_up(self) -> None:
        """Ask again after the jobs nobody followed to their end: the desk was locked, or the program closed."""
        self._desk.jobs.work(self, self._left_open, then=self._follow_all)

    def _left_open(self) -> tuple[OpenJob, ...]:
        with self._desk.read() as session:
            return open_jobs(session, self._desk.now() - REMEMBERED)

    def _follow_all(self, jobs: tuple[OpenJob, ...]) -> None:
        for job in jobs:
            self.follow(job.printer, job.numbers)

    def _ask(self, sent: _Sent) -> None:
        sent.asked += 1
        title = spool.job_title(sent.numbers)
        self._desk.jobs.work(self, spool.asked, sent.printer, title, then=partial(self._answered, sent))

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
