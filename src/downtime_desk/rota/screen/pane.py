"""What every pane of the page has: the way back, a head, and the acts on one visit."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.people.told import Told
from downtime_desk.ui.lists import Line
from downtime_desk.ui.parts import Button, Heading, Kind, PriorityTile, Words, column, row
from downtime_desk.ui.runs import Run, bold


@dataclass(frozen=True)
class Act:
    """Something that may be done: the key that does it inside a list, its words, fewer words, its icon, its fact."""

    letter: str
    words: str
    short: str
    icon: str
    records: str


REASSIGN = Act("R", "Another carer", "Carer", "user-check", "rota.visit_reassigned")
MOVE = Act("T", "Another time", "Time", "clock-4", "rota.visit_moved")
DOUBLE = Act("D", "Double up", "Double", "users", "rota.visit_doubled")
CANCEL = Act("X", "Cancel it", "Cancel", "ban", "rota.visit_cancelled")
ON_A_VISIT = (REASSIGN, MOVE, DOUBLE, CANCEL)


ONE_LINE = 84
"""So many letters fit into a line of the narrowest pane."""


def where_told(where: Told | None, now: datetime) -> tuple[Line, ...]:
    """Return the line of what was told since the copy of somebody being in hospital or home again, if it was."""
    if where is None:
        return ()
    return (Line((bold(where.heading(now), "accent", 13),), icon="message-circle", icon_tone="accent"),)


def told(words: str, tone: str = "ink2", icon: str = "") -> Line:
    """Return a line of a row that has the room its words need."""
    return Line((Run(words, tone, size=13),), icon=icon, icon_tone=tone, lines=1 + (len(words) > ONE_LINE))


class PaneHead(QWidget):
    """Who it is about, with a second line; and the way back where only one pane is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.back = Button("List", icon="arrow-left", kind=Kind.SMALL)
        self.back.hide()
        self._tile = PriorityTile("", side=30, word=False)
        self._tile.hide()
        self._name = Heading()
        self._second = Words(lines=3)
        across = row(self.back, self._tile, column(self._name, self._second, gap=1), gap=12)
        across.setStretch(2, 1)
        self.setLayout(across)

    def show_who(self, name: str, *second: Run, letter: str = "") -> None:
        """Show a name, what stands under it, and the tile of a priority if one is given."""
        self._name.setText(name)
        self._second.say(*second)
        self._tile.setVisible(bool(letter))
        self._tile.show_letter(letter)

    def words(self) -> str:
        """Return what is shown."""
        return f"{self._name.text()}. {self._second.text()}"


class Pane(QWidget):
    """A pane on the right. Signal `asked(letter)` when something is to be done about what it shows."""

    asked: ClassVar[Signal] = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.head = PaneHead()
        self.first: QWidget = self

    def enter(self) -> None:
        """Take the focus."""
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def primary(self) -> None:
        """Do what the filled button says."""

    def typed(self) -> bool:
        """Say whether something is typed that would be lost."""
        return False


class VisitActs(QWidget):
    """The acts on one visit, side by side. Signal `asked(letter)`."""

    asked: ClassVar[Signal] = Signal(str)

    def __init__(self, acts: tuple[Act, ...] = ON_A_VISIT) -> None:
        super().__init__()
        self.buttons = {
            act.letter: Button(
                act.words, icon=act.icon, hint=act.letter, kind=Kind.SMALL, records=act.records
            )
            for act in acts
        }
        self._acts = acts
        for letter, button in self.buttons.items():
            button.clicked.connect(partial(self._ask, letter))
        self.setLayout(row(*self.buttons.values(), 0, gap=6))

    def enable(self, *, on: bool) -> None:
        """Let them be pressed, or not."""
        for button in self.buttons.values():
            button.setEnabled(on)

    def narrow(self, *, narrow: bool) -> None:
        """Say less where there is less room."""
        for act in self._acts:
            self.buttons[act.letter].say(act.short if narrow else act.words)

    def _ask(self, letter: str) -> None:
        self.asked.emit(letter)
