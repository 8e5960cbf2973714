"""One proof on the page: whether it holds, what was found, how old and how old it may be, and what can be done."""

from typing import ClassVar, Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.assurance.proof import Act, Proof
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Button, Fit, Icon, Kind, SafeLabel, column, holder, row, second, strong

HOLDS, LOOK = "Holds", "Look at it"
STATE: Final = 100
FIGURE: Final = 150
ACTION: Final = 128
ACTIONS: Final[dict[Act, tuple[str, str]]] = {
    "test": ("Test again", "printer"),
    "people": ("See who", "users"),
    "backup": ("Settings", "settings"),
    "copy": ("Settings", "settings"),
    "managers": ("Settings", "settings"),
}


class ProofRow(QWidget):
    """A proof. Signal `act_asked(act)` when what can be done about it is asked for."""

    act_asked: ClassVar[Signal] = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._proof: Proof | None = None
        self._narrow = False
        self._icon = Icon("circle-check", "green", 20)
        self._state = SafeLabel("", size=14, weight=theme.SEMIBOLD, fit=Fit.LINE)
        self._title = strong("", size=15)
        self._said = second()
        self._figure = SafeLabel("", size=15, weight=theme.SEMIBOLD, fit=Fit.LINE)
        self._limit = SafeLabel("", size=13, tone="ink2", fit=Fit.LINE)
        for figure in (self._figure, self._limit):
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._button = Button("", kind=Kind.SMALL)
        self._button.clicked.connect(self._ask)
        self._head = holder(row(self._icon, self._state, 0, gap=8))
        self._figures = holder(column(0, self._figure, self._limit, 0, gap=2))
        self._action = holder(row(0, self._button, gap=0))
        words = column(self._title, self._said, gap=2)
        whole = row(self._head, words, self._figures, self._action, gap=14, margins=(16, 5, 16, 6))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_proof(self, proof: Proof) -> None:
        """Show a proof."""
        self._proof = proof
        tone = "green" if proof.holds else "amber"
        self._icon.show_icon("circle-check" if proof.holds else "triangle-alert", tone)
        self._state.say(HOLDS if proof.holds else LOOK, tone)
        self._title.setText(proof.title)
        self._figure.setText(proof.figure)
        self._limit.setText(proof.limit)
        offered = proof.act if not proof.holds or proof.act == "test" else ""
        self._button.setVisible(bool(offered))
        if offered:
            self._button.say(*ACTIONS[offered])
            self._button.setAccessibleName(f"{ACTIONS[offered][0]}: {proof.title}")
        state = HOLDS if proof.holds else LOOK
        self.setAccessibleName(f"{state}. {proof.title}. {proof.said}. {proof.figure}, {proof.limit}.")
        self._say()
        self.update()

    def fold(self, *, narrow: bool) -> None:
        """Put the figure into the second line where there is no room beside it."""
        self._narrow = narrow
        self._figures.setVisible(not narrow)
        self._head.setFixedWidth(theme.px(36) if narrow else theme.px(STATE))
        self._state.setVisible(not narrow)
        self._figures.setFixedWidth(theme.px(FIGURE))
        if narrow:
            self._action.setMinimumWidth(0)
        else:
            self._action.setFixedWidth(theme.px(ACTION))
        self._action.setVisible(not narrow or self._button.isVisibleTo(self._action))
        self._say()

    def _say(self) -> None:
        if self._proof is None:
            return
        proof = self._proof
        state = HOLDS if proof.holds else LOOK
        figures = f"{state}. {proof.said}. {proof.figure}, {proof.limit}"
        self._said.setText(figures if self._narrow else proof.said)

    def _ask(self) -> None:
        if self._proof is not None:
            self.act_asked.emit(self._proof.act)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground: amber with a thick edge where somebody has to look."""
        painter = QPainter(self)
        if self._proof is not None and not self._proof.holds:
            painter.fillRect(self.rect(), theme.colour("amber_tint"))
            painter.fillRect(QRect(0, 0, theme.px(5), self.height()), theme.colour("amber_tile"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour("line"))
