"""Makes the pages of one order beside the window, says how far it is, and drops what nobody waits for any more."""

from collections.abc import Callable
from functools import partial
from threading import Event
from typing import ClassVar, Final, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.printing.making import Order, Read, Report
from downtime_desk.printing.screen.going import AnyMade
from downtime_desk.printing.summary.finished import Progress
from downtime_desk.ui.desk import Desk

LONG: Final = 20
"""From how many sheets on it is said how far a pack is."""
OFTEN: Final = 10

Answer = TypeVar("Answer")
Making = Callable[[Read, Order, Report], AnyMade]


class Maker(QObject):
    """One order at a time. Signal `went_on(done, total)` every few sheets of a long pack."""

    went_on: ClassVar[Signal] = Signal(int, int)

    def __init__(self, parent: QWidget, desk: Desk) -> None:
        super().__init__(parent)
        self._desk = desk
        self._now = Event()

    def give_up(self) -> None:
        """Stop what is being made."""
        self._now.set()

    def stop(self) -> Event:
        """Give up what is being made, and return what will stop the next."""
        self.give_up()
        self._now = Event()
        return self._now

    def make(
        self,
        making: Making,
        order: Order,
        then: Callable[[AnyMade], None],
        otherwise: Callable[[Trouble], None],
    ) -> None:
        """Make the pages of an order."""
        self._desk.jobs.work(
            self,
            making,
            self._desk.read,
            order,
            then=partial(_if_wanted, order.stop, then),
            otherwise=partial(_if_wanted, order.stop, otherwise),
            progress=partial(self._progress, order.stop),
        )

    def _progress(self, stop: Event, progress: Progress) -> None:
        total = progress.total or 0
        if not stop.is_set() and total >= LONG and progress.done % OFTEN == 0:
            self.went_on.emit(progress.done, total)


def _if_wanted(stop: Event, then: Callable[[Answer], None], answer: Answer) -> None:
    if not stop.is_set():
        then(answer)
