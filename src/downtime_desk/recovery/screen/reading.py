"""The panes on the right: whose thing it is at the top, all that is to be read under it, and the strip at the foot."""

from functools import partial
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QLayout, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.ui.parts import Button, Heading, Note, PriorityTile, Scroll, column, holder, row, second


class Whose(QWidget):
    """Whose thing it is: the priority, the name, and who that is."""

    def __init__(self) -> None:
        super().__init__()
        self._tile = PriorityTile("?", side=32)
        self._name = Heading()
        self._who = second()
        across = row(self._tile, column(self._name, self._who, gap=0), gap=12)
        across.setStretch(1, 1)
        self.setLayout(across)

    def show_whose(self, letter: str, name: str, who: str) -> None:
        """Show somebody else, with the letter of their priority."""
        self._tile.show_letter(letter)
        self._name.setText(name)
        self._who.setText(who)


class ReadingPane(QWidget):
    """A pane that scrolls over its strip. `back` is for where list and pane take turns. Signal `back_asked`."""

    back_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._trouble = Note("", tone="red")
        self._trouble.hide()
        self.back = Button("Back to the list", icon="arrow-left", hint="Esc")
        self.back.clicked.connect(self.back_asked)
        self.whose = Whose()
        self.reading = Scroll()
        self.reading.setWidgetResizable(True)
        self.reading.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reading.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def lay_out(self, *parts: QWidget | QLayout, strip: QWidget) -> None:
        """Put the parts under the head, and the strip under what scrolls."""
        inner = column(self.back, self.whose, *parts, 0, gap=9, margins=(16, 11, 16, 8))
        inner.setAlignment(self.back, Qt.AlignmentFlag.AlignLeft)
        self.reading.setWidget(holder(inner))
        whole = column(self.reading, strip, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong; what was chosen and typed stays."""
        self._trouble.say(trouble.what, trouble.do, "red")
        self._trouble.show()
        self.bring_into_view(self._trouble)

    def bring_into_view(self, part: QWidget) -> None:
        """Scroll to a part once it has its place, so that nobody has to look for what just appeared."""
        QTimer.singleShot(0, part, partial(self.reading.ensureWidgetVisible, part))
