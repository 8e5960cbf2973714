"""What may be done from the page: each act opens its dialog, and the page reads anew when it was done."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.actions import may_change
from downtime_desk.rota.queries import CarerRun, Reach
from downtime_desk.rota.screen.changing import (
    AddVisitDialog,
    CancelDialog,
    CarerBackDialog,
    CarerOffDialog,
    DoubleUpDialog,
    MoveTimeDialog,
    ReassignDialog,
)
from downtime_desk.rota.screen.cover_pane import CoverPane
from downtime_desk.rota.screen.giving import GiveOutDialog, ReadBackDialog
from downtime_desk.rota.screen.off_pane import OffPane
from downtime_desk.rota.screen.pane import Pane
from downtime_desk.rota.screen.rolling import EndRollForwardDialog, RollForwardDialog, Written
from downtime_desk.rota.screen.run_pane import RunPane
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal, tell


class Acts(QObject):
    """Opens dialogs over the page. Signal `added(visit, made)` when one was added, or was made already."""

    added: ClassVar[Signal] = Signal(str, bool)

    def __init__(self, page: QWidget, desk: Desk, written: Written) -> None:
        super().__init__(page)
        self._page, self._desk, self._written = page, desk, written

    def do(self, letter: str, pane: Pane | None, day: date) -> None:
        """Do what a letter stands for, about what a pane shows."""
        if isinstance(pane, RunPane) and letter in "GBO":
            self._about_a_run(letter, pane.run(), day)
        elif isinstance(pane, OffPane) and (absence := pane.absence()) is not None:
            self._open(lambda: CarerBackDialog(self._page, self._desk, absence.id))
        elif isinstance(pane, RunPane | CoverPane) and (visit := pane.visit()) is not None:
            self._about_a_visit(letter, visit, pane.picked() if isinstance(pane, CoverPane) else None)

    def add(self, day: date) -> None:
        """Add a visit."""
        self._open(lambda: self._adding(day))

    def roll(self, reach: Reach | None) -> None:
        """Roll the rota forward."""
        self._open(lambda: RollForwardDialog(self._page, self._desk, reach))

    def end_rolling(self, covered_from: date) -> None:
        """Go by the copy again from a day on."""
        self._open(lambda: EndRollForwardDialog(self._page, self._desk, covered_from, self._written))

    def _about_a_run(self, letter: str, run: CarerRun | None, day: date) -> None:
        if run is None:
            return
        if letter == "G":
            self._open(lambda: GiveOutDialog(self._page, self._desk, run, day))
        elif letter == "B" and run.holds is not None:
            held = run.holds
            self._open(lambda: ReadBackDialog(self._page, self._desk, held))
        elif letter == "O" and run.off:
            self._open(lambda: CarerBackDialog(self._page, self._desk, run.off[0].id))
        elif letter == "O":
            self._open(lambda: CarerOffDialog(self._page, self._desk, run.carer))

    def _about_a_visit(self, letter: str, visit: str, picked: str | None) -> None:
        dialogs: dict[str, Callable[[], Modal]] = {
            "R": lambda: self._reassign(visit, picked),
            "T": lambda: MoveTimeDialog(self._page, self._desk, visit),
            "D": lambda: DoubleUpDialog(self._page, self._desk, visit),
            "X": lambda: CancelDialog(self._page, self._desk, visit),
        }
        self._open(dialogs[letter], visit)

    def _reassign(self, visit: str, picked: str | None) -> Modal:
        """Return the dialog; whoever was chosen in the list goes beside those who go already."""
        dialog = ReassignDialog(self._page, self._desk, visit)
        if picked is not None:
            for carer in (*(each.carer for each in dialog.seen.visit.carers), picked):
                if carer not in dialog.who.chosen():
                    dialog.who.choose(carer)
        return dialog

    def _adding(self, day: date) -> Modal:
        dialog = AddVisitDialog(self._page, self._desk, None, day)
        dialog.accepted.connect(lambda: self._is_added(dialog))
        return dialog

    def _is_added(self, dialog: AddVisitDialog) -> None:
        if dialog.visit is not None:
            self.added.emit(dialog.visit, dialog.made)

    def _open(self, make: Callable[[], Modal], visit: str | None = None) -> None:
        """Open a dialog; about a visit that may not be changed any more, say so in its place."""
        try:
            if visit is not None:
                with self._desk.read() as session:
                    may_change(session, visit)
            dialog = make()
        except Trouble as trouble:
            tell(self._page, trouble)
            return
        dialog.open()
