"""What the dialogs over the locked window share that let somebody in by a code from paper: a name, and a passphrase of their own."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.passphrase import PassphraseChooser
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keys import KeyFile
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Choice, column, holder


class OwnPassphraseDialog(Modal):
    """Asks what `fields` are, who it is, and for a passphrase that is not their name; `who` stands among the fields."""

    def __init__(
        self, window: QWidget, title: str, keyfile: KeyFile, who: Choice, fields: Sequence[QWidget], *,
        do: str, icon: str, note: str,
    ) -> None:  # fmt: skip
        self._keyfile, self.who = keyfile, who
        self.chooser = PassphraseChooser()
        self._asking = holder(column(*fields, self.chooser, gap=12))
        self._content_box = column(self._asking)
        super().__init__(window, title, holder(self._content_box), do=do, icon=icon, note=note, width=640)
        self.who.chosen.connect(self.know)

    def know(self, who: object) -> None:
        """Let no passphrase be made of this person's name or the organisation's."""
        names = [slot.name for slot in self._keyfile.slots if slot.who == who]
        self.chooser.know([self._keyfile.organisation, *names])

    def chosen(self) -> tuple[str, str] | None:
        """Return who it is and their new passphrase; None, with what is missing said, while that is not there yet."""
        who = self.who.value()
        if not isinstance(who, str):
            self.show_trouble(Trouble("No name is chosen.", "Choose yours."))
            return None
        try:
            return who, self.chooser.passphrase()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return None
