"""Where the first copy comes from: a main system, the practice data, or a folder of files.

What each way does is the app's: here it is asked for, its progress is shown, and its answer is said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QProgressBar, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Button, Heading, Note, Rule, TextField, column, row, second

SignInWay = Literal["token", "secret", "key"]
Algorithm = Literal["ES384", "RS384"]


@dataclass(frozen=True)
class SignsIn:
    """How the main system is signed in to: by a token, by a client secret, or by a key of this laptop."""

    way: SignInWay = "token"
    client_id: str = ""
    token_url: str = ""
    scope: str = ""
    in_body: bool = False
    algorithm: Algorithm = "ES384"


@dataclass(frozen=True)
class Server:
    """Where a main system is: what staff call it, its web address, and how it is signed in to.

    `token` is the token or the client secret it asks for.
    """

    name: str
    url: str
    token: str
    sign_in: SignsIn = SignsIn()


Where = TypeVar("Where", contravariant=True)
Taken = TypeVar("Taken")


class Way(Protocol[Where]):
    """Takes a copy from somewhere and returns what was read, in words. Called on a worker.

    `report` says how far it is, in words. Raises Trouble.
    """

    def __call__(self, where: Where, /, *, report: Callable[[str], object]) -> str:
        """Take the copy."""


@dataclass(frozen=True)
class Ways:
    """What the app offers, each None when it does not."""

    server: Way[Server] | None = None
    folder: Way[Path] | None = None
    practice: Way[None] | None = None


class ConnectPage(QWidget):
    """Asks for the first copy. Signal `copied(words)` when one was taken."""

    copied: ClassVar[Signal] = Signal(str)

    def __init__(self, jobs: Jobs, ways: Ways) -> None:
        super().__init__()
        self._jobs, self._ways = jobs, ways
        self.name = TextField("What your staff call it", placeholder="Fernway")
        self.url = TextField(
            "Web address", placeholder="https://", hint="Your supplier tells you: the FHIR R4 address."
        )
        self.token = TextField("Token", hint="Kept sealed on this laptop, never shown or printed.")
        self.token.hide_typed()
        self.connect_button = Button("Connect and copy", icon="plug")
        self.practice_button = Button("Load the practice data", icon="graduation-cap")
        self.folder_button = Button("Choose a folder of files", icon="folder-open")
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setAccessibleName("Taking the copy")
        self._step = second()
        self._said = Note("")
        for part in (self._progress, self._step, self._said):
            part.hide()
        self._lay_out()
        self.setFocusProxy(self.name if ways.server is not None else self.practice_button)
        self.connect_button.clicked.connect(self._connect)
        self.practice_button.clicked.connect(self._practise)
        self.folder_button.clicked.connect(self._ask_folder)

    def take_folder(self, folder: Path) -> None:
        """Take the copy from a folder."""
        self._take(self._ways.folder, folder)

    def _lay_out(self) -> None:
        server = column(
            Heading("A main system", 2),
            row(self.name, self.url, gap=12),
            self.token,
            row(self.connect_button, 0),
            gap=8,
        )
        others = row(self.practice_button, self.folder_button, 0, gap=8)
        words = second(
            "Practice data are invented people. A folder holds exports (CSV, XLSX or JSON), or FHIR files."
        )
        whole = column(gap=10)
        if self._ways.server is not None:
            whole.addLayout(server)
            whole.addWidget(Rule())
        whole.addWidget(Heading("Without one", 2))
        whole.addLayout(others)
        for part in (words, self._progress, self._step, self._said):
            whole.addWidget(part)
        self.setLayout(whole)
        self.practice_button.setVisible(self._ways.practice is not None)
        self.folder_button.setVisible(self._ways.folder is not None)

    def _connect(self) -> None:
        typed = Server(self.name.text().strip(), self.url.text().strip(), self.token.text())
        if not typed.name or not typed.url:
            self._refuse(Trouble("The name or the web address is missing.", "Type both."))
            return
        self._take(self._ways.server, typed)

    def _practise(self) -> None:
        self._take(self._ways.practice, None)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "The folder of files")
        if chosen:
            self.take_folder(Path(chosen))

    def _take(self, way: Way[Taken] | None, where: Taken) -> None:
        if way is None:
            raise RuntimeError("this way is not offered")
        self._said.hide()
        self._progress.show()
        self._set_enabled(enabled=False)
        self._jobs.work(self, way, where, then=self._done, otherwise=self._refuse, progress=self._show_step)

    def _show_step(self, words: str) -> None:
        self._step.setText(words)
        self._step.show()

    def _done(self, words: str) -> None:
        self._end()
        self._said.say("The copy is here.", words, "green")
        self._said.show()
        self.copied.emit(words)

    def _refuse(self, trouble: Trouble) -> None:
        self._end()
        self._said.say(trouble.what, trouble.do, "red")
        self._said.show()

    def _end(self) -> None:
        self._progress.hide()
        self._step.hide()
        self._set_enabled(enabled=True)

    def _set_enabled(self, *, enabled: bool) -> None:
        for part in (self.connect_button, self.practice_button, self.folder_button):
            part.setEnabled(enabled)
