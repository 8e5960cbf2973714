"""What speaks against a change, in words, each to be accepted by itself."""

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from downtime_desk.ui.parts import Card, Icon, SafeLabel, Tick, column, row, strong

ALL_THE_SAME = "It is right all the same"


class _Doubt(Card):
    def __init__(self, words: str) -> None:
        self.tick = Tick(ALL_THE_SAME)
        self.tick.setAccessibleName(f"{words} {ALL_THE_SAME}")
        said = column(SafeLabel(words), row(self.tick, 0), gap=2)
        across = row(column(Icon("triangle-alert", "amber", 20), 0), said, gap=10)
        across.setStretch(1, 1)
        super().__init__(across, fill="amber_tint", tone="amber")


class Doubts(QWidget):
    """The doubts about one change, each with a tick. Signal `shown` when there are others than before."""

    shown: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._asked: dict[str, _Doubt] = {}
        self._list: QVBoxLayout = column(strong("Is that right? Your why stands for these too."), gap=6)
        self.setLayout(self._list)
        self.hide()

    def ask(self, doubts: tuple[str, ...]) -> None:
        """Ask about doubts beside those accepted already; the first that is open takes the focus."""
        kept = dict.fromkeys((*self.accepted(), *doubts))
        for words in [each for each in self._asked if each not in kept]:
            self._drop(words)
        for words in kept:
            if words not in self._asked:
                self._asked[words] = made = _Doubt(words)
                self._list.addWidget(made)
        self.setVisible(bool(self._asked))
        self.shown.emit()
        opened = next((each for each in self._asked.values() if not each.tick.isChecked()), None)
        if opened is not None:
            opened.tick.setFocus(Qt.FocusReason.OtherFocusReason)

    def accepted(self) -> tuple[str, ...]:
        """Return the doubts that are right all the same."""
        return tuple(words for words, each in self._asked.items() if each.tick.isChecked())

    def asked(self) -> tuple[str, ...]:
        """Return the doubts that are shown."""
        return tuple(self._asked)

    def tick(self, words: str) -> Tick:
        """Return the tick of one doubt."""
        return self._asked[words].tick

    def clear(self, *_what: object) -> None:
        """Ask nothing: what was asked about was changed."""
        if not self._asked:
            return
        for words in list(self._asked):
            self._drop(words)
        self.hide()
        self.shown.emit()

    def _drop(self, words: str) -> None:
        gone = self._asked.pop(words)
        gone.hide()
        gone.deleteLater()
