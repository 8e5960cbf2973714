"""The rules of locking, in the settings."""

from PySide6.QtWidgets import QWidget

from downtime_desk.access import rules
from downtime_desk.access.idle import LONGEST, SHORTEST
from downtime_desk.access.rules import LockRules
from downtime_desk.access.screen.settings import Section
from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Note, Option, Segmented, TextField, column, row, second

NO_WAY = "This system has no way to keep a window out of screenshots: look who sees the screen before you share it."
A_WAY = "For help from afar, or a projector. Screenshots and shared screens show a black window otherwise."


class LockForm(QWidget):
    """Shows and keeps the rules. `can_leave_out`: whether this system can keep windows out of screenshots."""

    def __init__(self, desk: Desk, *, can_leave_out: bool) -> None:
        super().__init__()
        self._desk = desk
        self.minutes = TextField("Minutes without a key", hint=f"{SHORTEST} to {LONGEST}")
        self.captured = Segmented(
            "Screenshots and shared screens",
            [Option(False, "Never show people"), Option(True, "May show them")],
        )
        self.captured.setVisible(can_leave_out)
        self.save_button = Button("Save", icon="save", records="setting.changed")
        self.save_button.clicked.connect(self.save)
        self.said = Note("")
        self.said.hide()
        about = second(A_WAY if can_leave_out else NO_WAY)
        shown = row(self.captured, 0)
        self.setLayout(column(self.minutes, shown, about, row(self.save_button, 0), self.said, gap=8))
        with desk.read() as session:
            kept = rules.kept(session)
        self.minutes.show_text(str(kept.minutes))
        self.captured.choose(kept.may_be_captured)

    def save(self) -> None:
        """Keep what was typed."""
        typed = self.minutes.text().strip()
        if not (typed.isascii() and typed.isdigit()):
            self._refuse(Trouble(f"{typed or 'Nothing'} is not a number of minutes.", "Type one."))
            return
        wanted = LockRules(int(typed), self.captured.value() is True)
        self._desk.jobs.write(self, rules.change, wanted, then=self._kept, otherwise=self._refuse)

    def _kept(self, _nothing: None) -> None:
        self.said.say(f"Saved on this laptop {clock_face(self._desk.now())}.", "", "green")
        self.said.show()

    def _refuse(self, trouble: Trouble) -> None:
        self.said.say(trouble.what, trouble.do, "red")
        self.said.show()


def locking(desk: Desk, *, can_leave_out: bool) -> Section:
    """Return the section of locking."""
    return Section(
        "Locking",
        "lock",
        "Also at once by Ctrl Shift L, when the laptop sleeps, and when its screen is locked.",
        lambda: LockForm(desk, can_leave_out=can_leave_out),
    )
