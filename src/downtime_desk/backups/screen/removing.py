"""Removing a manager, over the locked window: the store goes to a new file, then the new codes are shown once."""

from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from downtime_desk.access.actions import Made, SignedIn
from downtime_desk.access.screen.managers import Removal
from downtime_desk.access.screen.recovery_code import RECOVERY, RecoveryCodePage, envelope_paper
from downtime_desk.backups.removing import Remove, Removed, remove_manager
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import read_keyfile
from downtime_desk.core.paths import KEY_FILE
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Note, SafeLabel, column, holder, second


class RemovingDialog(Modal):
    """Signal `done_with` once the new codes are put away, or nothing was changed and the words were read."""

    done_with: ClassVar[Signal] = Signal()

    def __init__(self, window: QWidget, home: Path, jobs: Jobs, here: SignedIn, removal: Removal) -> None:
        self._home, self._jobs, self._here, self._removal = home, jobs, here, removal
        self._organisation = read_keyfile(here.store.folder / KEY_FILE).organisation
        self._codes: list[Made] = []
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName("Making the new file")
        self._shown: QWidget = holder(
            column(
                SafeLabel(f"Removing {removal.name}: the store goes to a new file.", size=15),
                self._busy,
                gap=10,
            )
        )
        self._box = column(self._shown)
        super().__init__(
            window, f"Remove {removal.name}", holder(self._box), do="Go on", icon="user-x", width=640
        )
        self.cancel_button.hide()
        self.do_button.setEnabled(False)
        self.asked.connect(self._next)

    def begin(self) -> None:
        """Do it, beside the window."""
        command = Remove(self._removal.manager, self._removal.why)
        self._jobs.work(
            self, remove_manager, self._home, self._here, command, then=self._removed, otherwise=self._refuse
        )

    def _removed(self, done: Removed) -> None:
        self._codes = list(done.codes)
        words = [SafeLabel(f"{done.name} is removed. Everybody else signs in as before.", size=15)]
        if done.backups:
            number = len(done.backups)
            what = "1 backup" if number == 1 else f"{number} backups"
            words.append(
                second(
                    f"{what} of before still open for {done.name} with the passphrase of then. Sign in and lock once, "
                    "then destroy them: Settings, Backups. Packs on sticks are yours to destroy."
                )
            )
        words.append(second("Now the new codes, one after the other."))
        self.turn_to(self._box, self._shown, self._turn(holder(column(*words, gap=8))), "Go on")
        self.do_button.setEnabled(True)

    def _turn(self, page: QWidget) -> QWidget:
        self._shown = page
        return page

    def _next(self) -> None:
        if not self._codes:
            self.close_done()
            self.done_with.emit()
            return
        made = self._codes.pop(0)
        paper = RECOVERY if made.kind == "recovery" else envelope_paper(made.number)
        page = RecoveryCodePage(self._organisation, made.code, paper)
        page.settled.connect(self.do_button.setEnabled)
        before = self._shown
        self.turn_to(self._box, before, self._turn(page), "It is put away")

    def _refuse(self, trouble: Trouble) -> None:
        self._here.store.close()
        words = holder(column(Note(trouble.what, trouble.do, tone="red")))
        self.turn_to(self._box, self._shown, self._turn(words), "Understood")
        self.do_button.setEnabled(True)

    def reject(self) -> None:
        """Stay: a code that is shown exists nowhere else."""
