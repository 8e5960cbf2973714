"""Using an invitation: the one-time code, then a passphrase of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.passphrase import PassphraseChooser
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import KeyFile
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Choice, Option, TextField, column, holder

if TYPE_CHECKING:
    from downtime_desk.access.actions import SignedIn


class InvitationDialog(Modal):
    """Signal `opened(SignedIn)` once the code is used up and the passphrase opens."""

    opened: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, home: Path, now: Now, jobs: Jobs, keyfile: KeyFile) -> None:
        self._home, self._clock, self._jobs, self._keyfile = home, now, jobs, keyfile
        slots = keyfile.of_kind("invitation")
        self.who = Choice("Your name", [Option(slot.who, slot.name) for slot in slots])
        self.code = TextField("Invitation code", hint="Five groups of four, and one sign more.")
        self.chooser = PassphraseChooser()
        self.who.chosen.connect(self._know)
        if len(slots) == 1:
            self.who.choose(slots[0].who)
            self._know(slots[0].who)
        super().__init__(
            window,
            "Use an invitation",
            holder(column(self.who, self.code, self.chooser, gap=12)),
            do="Begin",
            icon="user-check",
            note="The code works once. From then on your passphrase opens this laptop.",
            width=640,
        )
        self.asked.connect(self._accept)

    def _know(self, who: object) -> None:
        names = [slot.name for slot in self._keyfile.of_kind("invitation") if slot.who == who]
        self.chooser.know([self._keyfile.organisation, *names])

    def _accept(self) -> None:
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
            self, _accept, self._home, who, self.code.text(), passphrase, self._clock,
            then=self._opened, otherwise=self.show_trouble,
        )  # fmt: skip

    def _opened(self, signed_in: "SignedIn") -> None:
        self.close_done()
        self.opened.emit(signed_in)


def _accept(home: Path, who: str, code: str, passphrase: str, now: Now) -> "SignedIn":
    from downtime_desk.access.actions import Accept, accept

    return accept(home, Accept(who, code, passphrase), now)
