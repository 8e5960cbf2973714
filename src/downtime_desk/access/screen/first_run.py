"""The first run: who you are, a passphrase, the recovery code, and the first copy."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QProgressBar, QScrollArea, QStackedWidget, QWidget

from downtime_desk.access.screen.connect import ConnectPage, Ways
from downtime_desk.access.screen.passphrase import PassphraseChooser
from downtime_desk.access.screen.recovery_code import RecoveryCodePage
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import (
    Button,
    Card,
    Heading,
    Note,
    TextField,
    column,
    holder,
    label,
    primary,
    row,
    second,
)
from downtime_desk.ui.shell import BarCell, BarState, Framed

if TYPE_CHECKING:
    from downtime_desk.access.actions import Founded, SignedIn

LEAST_WIDTH, LEAST_HEIGHT = 320, 300
STEPS = ("Who you are", "Your passphrase", "The recovery code", "The first copy")


@dataclass(frozen=True)
class Answers:
    """What the first page asks."""

    organisation: str
    phone: str
    manager: str


class WhoYouAre(QWidget):
    """The first page: the organisation, the duty desk's number, the first manager."""

    def __init__(self) -> None:
        super().__init__()
        self.organisation = TextField(
            "Organisation", hint="As it stands on your letters. It is printed on every page."
        )
        self.phone = TextField(
            "Duty desk phone", hint="The number carers and families ring. Printed on every page."
        )
        self.manager = TextField("Your name", hint="You are the first who may sign in here.")
        self.setLayout(column(self.organisation, self.phone, self.manager, gap=14))

    def answers(self) -> Answers:
        """Return what was typed; raise Trouble when a name is missing."""
        given = Answers(
            self.organisation.text().strip(), self.phone.text().strip(), self.manager.text().strip()
        )
        if not given.organisation or not given.manager:
            raise Trouble(
                "The name of the organisation or of the manager is missing.", "Type both, then go on."
            )
        return given


class FirstRun(Framed):
    """Makes the store of this laptop. Signals `founded(SignedIn)`, `done(SignedIn)`, `look_asked(Look)`, and
    `pack_asked` when this laptop is to go on from another's pack.

    `ways` gives, for the open store, what the last page can do; it is the app's.
    """

    founded: ClassVar[Signal] = Signal(object)
    done: ClassVar[Signal] = Signal(object)
    look_asked: ClassVar[Signal] = Signal(object)
    pack_asked: ClassVar[Signal] = Signal()

    def __init__(self, home: Path, now: Now, jobs: Jobs, ways: "Callable[[SignedIn], Ways]") -> None:
        self._home, self._clock, self._jobs, self._ways = home, now, jobs, ways
        self._founded: Founded | None = None
        self.who = WhoYouAre()
        self.chooser = PassphraseChooser()
        self.stack = QStackedWidget()
        self.code: RecoveryCodePage | None = None
        self.connect_page: ConnectPage | None = None
        self._title, self._step = Heading(""), label("")
        self._why = second("")
        self.pack_button = Button("Open a pack of another laptop instead", icon="usb")
        self.back_button = Button("Back", icon="arrow-left")
        self.next_button = primary("Go on", "arrow-right")
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName("Making the encrypted store")
        self._progress.hide()
        self._trouble = Note("", tone="red")
        self._trouble.hide()
        super().__init__(now, self._laid_out())
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.show_state(BarState(cells=(BarCell("Downtime Desk", "First run"),), locked=True))
        self.pack_button.clicked.connect(self.pack_asked)
        self.back_button.clicked.connect(self.back)
        self.next_button.clicked.connect(self.go_on)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.next_button.click)
        QShortcut(QKeySequence("Ctrl+Shift+D"), self, self._next_theme)
        self._show(0)

    def step(self) -> int:
        """Return the number of the page shown, from 0."""
        return self.stack.currentIndex()

    def go_on(self) -> None:
        """Do what the page is for, and show the next one."""
        self._trouble.hide()
        try:
            (self._to_the_passphrase, self._found, self._to_the_copy, self._finish)[self.step()]()
        except Trouble as trouble:
            self._refuse(trouble)

    def back(self) -> None:
        """Show the first page again, while nothing is made yet."""
        self._trouble.hide()
        if self.step() == 1:
            self._show(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page readable."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_card"):
            self._arrange()

    def _laid_out(self) -> QWidget:
        for page in (self.who, self.chooser):
            self.stack.addWidget(_top(page))
        foot = row(self.back_button, self.pack_button, 0, self.next_button, gap=8)
        inner = column(
            self._step, self._title, self._why, 4, self.stack, self._trouble, self._progress, foot, gap=8
        )
        inner.setStretch(4, 1)
        self._card = Card(inner, tone="edge", margins=(30, 22, 30, 22))
        across = row(0, self._card, 0, gap=0, margins=(12, 14, 12, 14))
        return holder(across)

    def _show(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self._step.setText(f"Step {step + 1} of {len(STEPS)}")
        self._title.setText(STEPS[step])
        self._why.setText(_WHY[step])
        self.back_button.setVisible(step == 1)
        self.pack_button.setVisible(step == 0)
        self.next_button.setEnabled(step != 2)
        self.next_button.say("Finish" if step == 3 else "Go on", "check" if step == 3 else "arrow-right")
        firsts: tuple[QWidget | None, ...] = (
            self.who.organisation,
            self.chooser.trial,
            self.code,
            self.connect_page,
        )
        first = firsts[step]
        if first is not None:
            first.setFocus()

    def _to_the_passphrase(self) -> None:
        answers = self.who.answers()
        self.chooser.know([answers.organisation, answers.manager])
        self._show(1)

    def _found(self) -> None:
        answers, passphrase = self.who.answers(), self.chooser.passphrase()
        self._progress.show()
        self.next_button.setEnabled(False)
        self.back_button.setEnabled(False)
        self._jobs.work(
            self,
            _found,
            self._home,
            answers,
            passphrase,
            self._clock,
            then=self._made,
            otherwise=self._refuse,
        )

    def _made(self, founded: "Founded") -> None:
        self._founded = founded
        self._progress.hide()
        self.code = RecoveryCodePage(self.who.answers().organisation, founded.recovery_code)
        self.code.settled.connect(self.next_button.setEnabled)
        self.stack.addWidget(_top(self.code))
        self.founded.emit(founded.signed_in)
        self._show(2)

    def _to_the_copy(self) -> None:
        if self._founded is None:
            raise RuntimeError("there is no store yet")
        self.connect_page = ConnectPage(self._jobs, self._ways(self._founded.signed_in))
        self.stack.addWidget(_top(self.connect_page))
        self._show(3)

    def _finish(self) -> None:
        if self._founded is None:
            raise RuntimeError("there is no store yet")
        self.done.emit(self._founded.signed_in)

    def _refuse(self, trouble: Trouble) -> None:
        self._progress.hide()
        self.next_button.setEnabled(True)
        self.back_button.setEnabled(True)
        self._trouble.say(trouble.what, trouble.do, "red")
        self._trouble.show()

    def _next_theme(self) -> None:
        self.look_asked.emit(theme.look().next_theme())

    def _arrange(self) -> None:
        self._card.setFixedWidth(min(theme.px(680), self.width() - theme.px(28)))


_WHY = (
    "Nothing leaves this laptop. You can change the names later in Settings.",
    "It opens the encrypted store on this laptop. Nobody can look it up or reset it for you.",
    "Print it now: the code is the only other way in.",
    "Connect the main system, or begin with the practice data or a folder of files. You can also do it later.",
)


def _top(page: QWidget) -> QScrollArea:
    """Return a page that scrolls when the window is small, its parts at the top."""
    inner = holder(column(page, 0))
    inner.setObjectName("page")
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidgetResizable(True)
    area.setWidget(inner)
    inner.setAutoFillBackground(False)
    area.viewport().setAutoFillBackground(False)
    return area


def _found(home: Path, answers: Answers, passphrase: str, now: Now) -> "Founded":
    from downtime_desk.access.actions import Found, found

    return found(home, Found(answers.organisation, answers.phone, answers.manager, passphrase), now)
