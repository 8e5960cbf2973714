"""A passphrase for the rest of a break-glass, so that a lock does not ask for the whole code again."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from downtime_desk.access.actions import SetNight, SignedIn, set_night
from downtime_desk.access.screen.passphrase import PassphraseChooser
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Note, column, holder

WHY = (
    "The desk locks when nobody touches it. With these words you unlock it again until {until}; without them it takes the "
    "whole code each time. Keep them on paper you carry, not with the laptop."
)


class NightDialog(Modal):
    """Offers five words to whoever opened the envelope; without them the code is asked for after each lock."""

    def __init__(self, window: QWidget, home: Path, jobs: Jobs, here: SignedIn) -> None:
        self._home, self._jobs, self._here = home, jobs, here
        self.chooser = PassphraseChooser()
        self.chooser.know([here.acting.name])
        permit = here.acting.permit
        until = full_stamp(permit.until) if permit and permit.until else "it ends"
        note = Note("For the rest of this night.", WHY.format(until=until), tone="accent")
        super().__init__(
            window,
            "A passphrase for tonight",
            holder(column(note, self.chooser, gap=12)),
            do="Use it tonight",
            icon="key-round",
            note="It opens nothing once the time is over, or a manager has looked through the night.",
            cancel="No, the code each time",
            width=680,
        )
        self.asked.connect(self._set)

    def _set(self) -> None:
        try:
            passphrase = self.chooser.passphrase()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.set_busy(busy=True)
        self._jobs.work(
            self, set_night, self._home, self._here, SetNight(passphrase),
            then=self._is_set, otherwise=self.show_trouble,
        )  # fmt: skip

    def _is_set(self, _nothing: None) -> None:
        self.close_done()
