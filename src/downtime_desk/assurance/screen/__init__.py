"""The page of readiness: every proof, the last 30 days, and what to do in the first quarter of an hour."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QWidget

from downtime_desk.assurance import queries
from downtime_desk.assurance.proof import Laptop, Proof
from downtime_desk.assurance.proofs import proofs
from downtime_desk.assurance.queries import Day, FirstSteps, summed_up
from downtime_desk.assurance.screen.cards import FirstCard, StoppedCard
from downtime_desk.assurance.screen.days import DayStrip
from downtime_desk.assurance.screen.leaving import Leaving
from downtime_desk.assurance.screen.row import ProofRow
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Button,
    Empty,
    Fit,
    Ground,
    Head,
    Note,
    SafeLabel,
    Scroll,
    column,
    holder,
    row,
    strong,
)

SIDE: Final = 372
WIDE: Final = 980
"""Design width under which the cards go over the proofs, and a proof has its figure in its second line."""


@dataclass(frozen=True)
class Seen:
    """What one look found."""

    proofs: tuple[Proof, ...]
    days: tuple[Day, ...]
    steps: FirstSteps


class ReadinessScreen(QWidget):
    """Says what is proved, and what to look at. Signals `declare_asked()`, `act_asked(act)`.

    `look` finds the laptop as it is; it reads folders, so it runs beside the window.
    """

    declare_asked: ClassVar[Signal] = Signal()
    act_asked: ClassVar[Signal] = Signal(str)

    def __init__(self, desk: Desk, look: Callable[[], Laptop]) -> None:
        super().__init__()
        self._desk, self._look = desk, look
        self._seen: Seen | None = None
        self._rows: dict[str, ProofRow] = {}
        self._narrow = False
        self._held = strong("", size=16)
        self._rest = SafeLabel("Looking at every proof.", size=13, tone="ink2", fit=Fit.CUT)
        self.print = Button("Print proofs", icon="printer", hint="Ctrl P")
        self.print.clicked.connect(self.print_this)
        self.print.setEnabled(False)
        self._leaving = Leaving(self, desk)
        self._leaving.said.connect(self._say)
        self._note = Note("", tone="accent")
        self._note.hide()
        self._list = column(gap=0)
        self.strip = DayStrip()
        self._failed = Empty("Looking at every proof.", icon="hourglass")
        self._left = holder(column(self._note, self._failed, self._list, self.strip, 0, gap=0))
        self.stopped = StoppedCard()
        self.stopped.declare.clicked.connect(self.declare_asked)
        self._first = FirstCard()
        cards = column(self.stopped, self._first, 0, gap=12, margins=(16, 12, 16, 12))
        self._right = Ground(cards)
        self._panes = row(self._left, self._right, gap=0)
        self._panes.setStretch(0, 1)
        self._scroll = Scroll()
        self._scroll.setWidgetResizable(True)
        # its own hint would make the page higher than a low window, which then scrolled twice
        self._scroll.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(Ground(self._panes, fill="surface"))
        self._head = Head("Readiness", self._held, self._rest, 0, self.print)
        whole = column(self._head, self._scroll, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.first: QWidget = self.stopped.declare
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()
        self._arrange()

    def refresh(self) -> None:
        """Look at every proof anew, beside the window."""
        self._desk.jobs.work(self, self._read, then=self._show, otherwise=self._not_read)

    def primary(self) -> None:
        """Open the declaration; nothing happens until it is confirmed."""
        self.declare_asked.emit()

    def print_this(self) -> None:
        """Print the proofs as a numbered sheet."""
        if self._seen is not None:
            self._leaving.start(self._seen.proofs, self._seen.days)

    def proofs(self) -> tuple[Proof, ...]:
        """Return what is shown."""
        return self._seen.proofs if self._seen else ()

    def _read(self) -> Seen:
        laptop, now = self._look(), self._desk.now()
        with self._desk.read() as session:
            return Seen(
                proofs(session, now, laptop),
                queries.last_days(session, now),
                queries.first_steps(session, now),
            )

    def _show(self, seen: Seen) -> None:
        self._seen = seen
        held, rest = summed_up(seen.proofs)
        self._held.setText(held)
        self._rest.setText(rest)
        self._failed.hide()
        self.print.setEnabled(True)
        if list(self._rows) != [proof.key for proof in seen.proofs]:
            self._make_rows(seen.proofs)
        for proof in seen.proofs:
            self._rows[proof.key].show_proof(proof)
        self.strip.show_days(seen.days)
        self._first.say(seen.steps)

    def _make_rows(self, found: tuple[Proof, ...]) -> None:
        for old in self._rows.values():
            self._list.removeWidget(old)
            old.deleteLater()
        self._rows = {proof.key: ProofRow() for proof in found}
        for made in self._rows.values():
            made.act_asked.connect(self.act_asked)
            made.fold(narrow=self._narrow)
            self._list.addWidget(made)

    def _not_read(self, trouble: Trouble) -> None:
        self._failed.say_failed(trouble.what, trouble.do)
        self._failed.show()

    def _say(self, words: str, more: str, tone: str) -> None:
        self._note.say(words, more, tone)
        self._note.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the cards over the proofs where both do not fit side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._narrow = self.width() < theme.px(WIDE)
        direction = QBoxLayout.Direction.BottomToTop if self._narrow else QBoxLayout.Direction.LeftToRight
        self._panes.setDirection(direction)
        self._right.setMinimumWidth(0 if self._narrow else theme.px(SIDE))
        self._right.setMaximumWidth(16_777_215 if self._narrow else theme.px(SIDE))
        self._first.setVisible(not self._narrow)
        self._rest.setVisible(not self._narrow)
        self.stopped.fold(narrow=self._narrow)
        for each in self._rows.values():
            each.fold(narrow=self._narrow)
