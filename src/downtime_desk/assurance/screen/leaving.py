"""The proofs on their way to paper: made, numbered in the register, and only then sent or saved."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.assurance import sheet
from downtime_desk.assurance.proof import Proof
from downtime_desk.assurance.queries import Day
from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.printing.actions import IssueCopies, WriteOff, issue_copies, write_off
from downtime_desk.printing.making import Made
from downtime_desk.printing.screen import going, paper
from downtime_desk.ui.desk import Desk

HOLDER: Final = "Readiness file"
REASON: Final = "Readiness, proved"


class Leaving(QObject):
    """Prints the proofs, or saves them where there is no printer. Signal `said(words, more, tone)`."""

    said: ClassVar[Signal] = Signal(str, str, str)

    def __init__(self, page: QWidget, desk: Desk) -> None:
        super().__init__(page)
        self._page, self._desk = page, desk

    def start(self, proofs: Sequence[Proof], days: Sequence[Day]) -> None:
        """Make the sheet, beside the window."""
        self._desk.jobs.work(self, self._make, proofs, days, then=self._made, otherwise=self._refused)

    def _make(self, proofs: Sequence[Proof], days: Sequence[Day]) -> tuple[Made, str]:
        known = paper.printers()
        if known:
            paper.check(known[0])
        with self._desk.read() as session:
            return sheet.make(session, self._desk.acting, proofs, days), known[0] if known else ""

    def _made(self, answer: tuple[Made, str]) -> None:
        made, printer = answer
        if printer:
            self._issue(going.to_printer(printer, paper.Ways()), made)
            return
        suggested = f"{made.sheets[0].copy_number}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self._page, "Save the proofs", suggested, "PDF (*.pdf)")
        if chosen:
            self._issue(going.to_file(Path(chosen)), made)

    def _issue(self, out: going.Leaving, made: Made) -> None:
        command = IssueCopies(made.sheets, made.pack, HOLDER, out.went_to, REASON)
        self._desk.jobs.write(self, issue_copies, command, partial(self._let_go, out, made), self._refused)

    def _let_go(self, out: going.Leaving, made: Made, _entries: object) -> None:
        gone, stayed = partial(self._gone, out, made), partial(self._stayed, made)
        self._desk.jobs.work(self, out.take, made, then=gone, otherwise=stayed)

    def _gone(self, out: going.Leaving, made: Made, _nothing: object) -> None:
        when = clock_face(self._desk.now())
        self.said.emit(f"{out.done} {when}.", f"{made.numbers()}. {out.warning}", "green")

    def _stayed(self, made: Made, trouble: Trouble) -> None:
        """The sheet has its number and never left: say so in the register."""
        self._desk.jobs.write(self, write_off, WriteOff(going.numbers(made), trouble.what))
        self._refused(trouble)

    def _refused(self, trouble: Trouble) -> None:
        self.said.emit(trouble.what, trouble.do, "red")
