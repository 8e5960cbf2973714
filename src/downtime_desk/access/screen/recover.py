"""Getting in with the recovery code: a new passphrase, and a new code in place of the one used."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.doors import Doors
from downtime_desk.access.screen.passphrase import PassphraseChooser
from downtime_desk.access.screen.recovery_code import RecoveryCodePage
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keys import KeyFile
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Choice, Option, TextField, column, holder

if TYPE_CHECKING:
    from downtime_desk.access.actions import Founded


class RecoverDialog(Modal):
    """Signal `recovered(Founded)` once the new code is put away; `opened(SignedIn)` where the store can only be read."""

    recovered: ClassVar[Signal] = Signal(object)
    opened: ClassVar[Signal] = Signal(object)

    def __init__(
        self, window: QWidget, home: Path, now: Now, jobs: Jobs, keyfile: KeyFile, doors: Doors
    ) -> None:
        self._home, self._clock, self._jobs, self._keyfile = home, now, jobs, keyfile
        self._doors = doors
        self._founded: Founded | None = None
        self.code = TextField("Recovery code", hint="From the paper. Capitals and hyphens do not matter.")
        self.who = Choice("Your name", [Option(slot.who, slot.name) for slot in keyfile.of_kind("manager")])
        self.chooser = PassphraseChooser()
        self.who.chosen.connect(self._know)
        self._asking = holder(column(self.code, self.who, self.chooser, gap=12))
        self._content_box = column(self._asking)
        super().__init__(
            window,
            "Use the recovery code",
            holder(self._content_box),
            do="Open",
            icon="key-round",
            note="It is logged. The code you type stops working; a new one is shown.",
            width=640,
        )
        self.asked.connect(self._go_on_from_here)

    def _know(self, who: str) -> None:
        names = [slot.name for slot in self._keyfile.slots if slot.who == who]
        self.chooser.know([self._keyfile.organisation, *names])

    def _go_on_from_here(self) -> None:
        if self._founded is not None:
            self.recovered.emit(self._founded)
            self.close_done()
            return
        who = self.who.value()
        if not isinstance(who, str):
            self.show_trouble(Trouble("No name is chosen.", "Choose yours."))
            return
        try:
            passphrase = self.chooser.passphrase()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
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
