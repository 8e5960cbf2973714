"""What the locked screen says is on this laptop: which copies, as of when, how old. Nothing about people."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.access.lock import LockNote, instant
from downtime_desk.core.clock import age_in_words, day_and_clock
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Button, Ground, Rule, SafeLabel, column, label, row, strong

KINDS = (
    ("rota", "Rota"),
    ("people", "People, medicines, risks"),
    ("contacts", "Contacts"),
    ("entry codes", "Entry codes, kept apart"),
)


class Copies(QWidget):
    """The table of copies; `tick` makes it older."""

    def __init__(self, note: LockNote) -> None:
        super().__init__()
        self._at = [instant(note.copies.get(kind)) for kind, _ in KINDS]
        self._written = instant(note.last_written)
        self._ages: list[SafeLabel] = []
        main_system = note.main_system or "your main system"
        self._any = any(self._at)
        self.title = SafeLabel(
            "Your copy is safe on this laptop" if self._any else "No copy on this laptop yet",
            size=26,
            weight=theme.BOLD,
        )
        self.words = SafeLabel(
            f"It is a copy of {main_system}, with what the desk has written down since. "
            "It opens without internet, for as long as an outage lasts."
            if self._any
            else "Sign in and connect the main system in Settings.",
            size=15,
            tone="ink2",
        )
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(theme.px(9))
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 2)
        for place, head in enumerate(("What is here", "Copy as of", "Age")):
            grid.addWidget(label(head), 0, place, _side(place))
        grid.addWidget(Rule(), 1, 0, 1, 3)
        for number, (_, name) in enumerate(KINDS):
            at = self._at[number]
            self._add_row(grid, 2 + 2 * number, name, day_and_clock(at) if at else "no copy yet")
        if self._written:
            self._add_row(grid, 2 + 2 * len(KINDS), "Written at the desk", day_and_clock(self._written))
            self._ages[-1].say("saved here", "green")

    def tick(self, now: datetime) -> None:
        """Show how old each copy is at a moment."""
        for at, age in zip(self._at, self._ages, strict=False):
            age.setText(age_in_words(at, now) if at else "")

    def beside(self, display: Button) -> Ground:
        """Return the left side of the window, with what can be done without signing in."""
        without = column(strong("Without signing in", size=15), row(display, 0), gap=8)
        whole = column(self.title, self.words, 16, self, 0, without, gap=8, margins=(48, 36, 44, 24))
        return Ground(whole, fill="sunken")

    def _add_row(self, grid: QGridLayout, line: int, name: str, at: str) -> None:
        age = strong("", size=15)
        grid.addWidget(SafeLabel(name, size=15), line, 0)
        grid.addWidget(SafeLabel(at, size=15, figures=True), line, 1)
        grid.addWidget(age, line, 2, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(Rule(), line + 1, 0, 1, 3)
        self._ages.append(age)


def _side(place: int) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if place == 2 else Qt.AlignmentFlag.AlignLeft
