"""Using an invitation: the one-time code, then a passphrase of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.own_passphrase import OwnPassphraseDialog
from downtime_desk.core.clock import Now
from downtime_desk.core.keyfile import KeyFile
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Choice, Option, TextField

if TYPE_CHECKING:
    from downtime_desk.access.actions import SignedIn


class InvitationDialog(OwnPassphraseDialog):
    """Signal `opened(SignedIn)` once the code is used up and the passphrase opens."""

    opened: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, home: Path, now: Now, jobs: Jobs, keyfile: KeyFile) -> None:
        self._home, self._clock, self._jobs = home, now, jobs
        slots = keyfile.of_kind("invitation")
        who = Choice("Your name", [Option(slot.who, slot.name) for slot in slots])
        self.code = TextField("Invitation code", hint="Five groups of four, and one sign more.")
        super().__init__(
            window, "Use an invitation", keyfile, who, (who, self.code), do="Begin", icon="user-check",
            note="The code works once. From then on your passphrase opens this laptop.",
        )  # fmt: skip
        if len(slots) == 1:
            self.who.choose(slots[0].who)
            self.know(slots[0].who)
        self.asked.connect(self._accept)

    def _accept(self) -> None:
        if (chosen := self.chosen()) is None:
            return
        who, passphrase = chosen
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
