"""Getting in with the recovery code: a new passphrase, and a new code in place of the one used."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.doors import Doors
from downtime_desk.access.screen.own_passphrase import OwnPassphraseDialog
from downtime_desk.access.screen.recovery_code import RecoveryCodePage
from downtime_desk.core.clock import Now
from downtime_desk.core.keys import KeyFile
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Choice, Option, TextField

if TYPE_CHECKING:
    from downtime_desk.access.actions import Founded


class RecoverDialog(OwnPassphraseDialog):
    """Signal `recovered(Founded)` once the new code is put away; `opened(SignedIn)` where the store can only be read."""

    recovered: ClassVar[Signal] = Signal(object)
    opened: ClassVar[Signal] = Signal(object)

    def __init__(
        self, window: QWidget, home: Path, now: Now, jobs: Jobs, keyfile: KeyFile, doors: Doors
    ) -> None:
        self._home, self._clock, self._jobs = home, now, jobs
        self._doors = doors
        self._founded: Founded | None = None
        self.code = TextField("Recovery code", hint="From the paper. Capitals and hyphens do not matter.")
        who = Choice("Your name", [Option(slot.who, slot.name) for slot in keyfile.of_kind("manager")])
        super().__init__(
            window, "Use the recovery code", keyfile, who, (self.code, who), do="Open", icon="key-round",
            note="It is logged. The code you type stops working; a new one is shown.",
        )  # fmt: skip
        self.asked.connect(self._go_on_from_here)

    def _go_on_from_here(self) -> None:
        if self._founded is not None:
            self.recovered.emit(self._founded)
            self.close_done()
            return
        if (chosen := self.chosen()) is None:
            return
        who, passphrase = chosen
        self.set_busy(busy=True)
        self._jobs.work(
            self, _recover, self._doors, self._home, self.code.text(), who, passphrase, self._clock,
            then=self._entered, otherwise=self.show_trouble,
        )  # fmt: skip

    def _entered(self, done: object) -> None:
        from downtime_desk.access.actions import Founded

        if isinstance(done, Founded):
            self._show_code(done)
            return
        self.close_done()
        self.opened.emit(done)

    def _show_code(self, founded: "Founded") -> None:
        self._founded = founded
        page = RecoveryCodePage(self._keyfile.organisation, founded.recovery_code)
        page.settled.connect(self._settled)
        self.turn_to(self._content_box, self._asking, page, "Go on")

    def _settled(self, kept: bool) -> None:  # noqa: FBT001 - what the tick says
        self.do_button.setEnabled(kept)

    def reject(self) -> None:
        """Stay open while a new code waits to be put away: it exists nowhere else."""
        if self._founded is None:
            super().reject()


def _recover(doors: Doors, home: Path, code: str, who: str, passphrase: str, now: Now) -> object:
    from downtime_desk.access.actions import Recover

    return doors.recovery(home, Recover(code, who, passphrase), now)
