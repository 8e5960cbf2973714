"""The section of settings about paper: how old the copy of each kind of data may be before paper says so."""

from typing import Final

from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.settings import Section
from downtime_desk.core.errors import Trouble
from downtime_desk.printing.limits import HOUR, LEAST, MOST, limits, set_limits
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Answer, Button, TextField, column, row, whole_number

ABOUT: Final = "Paper from an older copy says so in words at its top, and is printed only when somebody says how it is checked."


class FreshnessForm(QWidget):
    """The limits in hours, one field for each kind of data."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        hint = f"{LEAST // HOUR} to {MOST // HOUR} hours"
        with desk.read() as session:
            kept = limits(session)
        self.fields = {name: TextField(f"Copy of the {name}", hint=hint) for name in kept}
        for name, field in self.fields.items():
            field.show_text(str(kept[name] // HOUR))
        self.save = Button("Save", icon="save", records="setting.changed")
        self.save.clicked.connect(self.keep)
        self.said = Answer()
        self.setLayout(column(row(*self.fields.values(), 0, gap=16), row(self.save, 0), self.said, gap=8))

    def keep(self) -> None:
        """Keep what was typed, or say what is wrong with it; it stays."""
        try:
            chosen = {
                name: whole_number(field.text(), f"Copy of the {name}") for name, field in self.fields.items()
            }
        except Trouble as trouble:
            self.said.refuse(trouble)
            return
        self._desk.jobs.write(self, set_limits, chosen, then=self._kept, otherwise=self.said.refuse)

    def _kept(self, _nothing: object) -> None:
        self.said.saved(self._desk.now())


def sections(desk: Desk) -> tuple[Section, ...]:
    """Return the sections about paper."""
    return (Section("Old copies on paper", "printer", ABOUT, lambda: FreshnessForm(desk)),)
