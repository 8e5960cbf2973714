"""The form of the main system in the settings: where it is, and how this laptop signs in to it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.access.screen.connect import Algorithm, Server, SignInWay, SignsIn, Way
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Note, Option, Segmented, TextField, Tick, column, holder, row

WAYS: Final = (
    Option("token", "A token"),
    Option("secret", "Client id and secret"),
    Option("key", "A key of this laptop"),
)
SECRET: Final = {"token": "Token", "secret": "Client secret"}
KEY_FILE: Final = "downtime-desk-public-key.json"


@dataclass(frozen=True)
class Does:
    """What the app does for the form, each on a worker: tries the connection, keeps it, makes a key.

    `make_key` returns the public half of the key this laptop signs in with, made when there is none yet.
    """

    test: Way[Server]
    keep: Way[Server]
    make_key: Callable[[Algorithm], str]


class MainSystemForm(QWidget):
    """Where the main system is and how it is signed in to. `now` is what is kept: its token stays unseen.

    An empty token or secret keeps the old one.
    """

    def __init__(self, desk: Desk, now: Server | None, does: Does) -> None:
        super().__init__()
        self._desk, self._does = desk, does
        kept = "Leave empty to keep the one kept for this address." if now else ""
        self.name = TextField("What your staff call it")
        self.url = TextField("Web address", hint="The FHIR R4 address.")
        self.way = Segmented("How this laptop signs in", WAYS)
        self.token = TextField("Token", hint=kept)
        self.token.hide_typed()
        self.client_id = TextField("Client id", hint="The supplier gives it to you.")
        self.token_url = TextField(
            "Where it signs in", hint="Leave empty: most main systems say it themselves."
        )
        self.scope = TextField("What it asks for", placeholder="system/*.read system/*.write")
        self.in_body = Tick("Send the secret in the form (client_secret_post)")
        self.algorithm = Segmented("Kind of key", [Option("ES384", "ES384"), Option("RS384", "RS384")])
        self.key_button = Button(
            "Save the public key for the supplier…", icon="save", records="main_system.key_made"
        )
        self.key_button.clicked.connect(self._ask_where)
        self.test_button = Button("Test the connection", icon="plug")
        self.test_button.clicked.connect(self._try)
        self.save_button = Button("Save", icon="save", records="main_system.chosen")
        self.save_button.clicked.connect(self._save)
        self._said = Note("")
        self._said.hide()
        self._client = holder(column(row(self.client_id, self.token_url, gap=12), self.scope, gap=8))
        self._key = holder(row(self.algorithm, self.key_button, 0, gap=8))
        pressed = row(self.test_button, self.save_button, 0, gap=8)
        self.setLayout(
            column(
                row(self.name, self.url, gap=12),
                row(self.way, 0),
                self._client,
                self.token,
                self.in_body,
                self._key,
                pressed,
                self._said,
                gap=8,
            )
        )
        self._show(now or Server("", "", ""))
        self.way.chosen.connect(self._show_way)

    def _show(self, now: Server) -> None:
        self.name.show_text(now.name)
        self.url.show_text(now.url)
        by = now.sign_in
        self.client_id.show_text(by.client_id)
        self.token_url.show_text(by.token_url)
        self.scope.show_text(by.scope)
        self.in_body.setChecked(by.in_body)
        self.algorithm.choose(by.algorithm)
        self.way.choose(by.way)
        self._show_way(by.way)

    def _show_way(self, way: str) -> None:
        self._client.setVisible(way != "token")
        self.token.setVisible(way != "key")
        self.token.rename(SECRET.get(way, "Token"))
        self.in_body.setVisible(way == "secret")
        self._key.setVisible(way == "key")

    def _typed(self) -> Server | None:
        sign_in = SignsIn(
            cast("SignInWay", self.way.value()),
            self.client_id.text().strip(),
            self.token_url.text().strip(),
            self.scope.text().strip(),
            self.in_body.isChecked(),
            self._algorithm(),
        )
        typed = Server(self.name.text().strip(), self.url.text().strip(), self.token.text(), sign_in)
        if typed.name and typed.url:
            return typed
        self._refuse(Trouble("The name or the web address is missing.", "Type both."))
        return None

    def _algorithm(self) -> Algorithm:
        return cast("Algorithm", self.algorithm.value())

    def _try(self) -> None:
        self._start(self._does.test)

    def _save(self) -> None:
        self._start(self._does.keep)

    def _start(self, way: Way[Server]) -> None:
        if (typed := self._typed()) is None:
            return
        self._set_enabled(enabled=False)
        self._desk.jobs.work(self, way, typed, then=self._done, otherwise=self._refuse, progress=self._report)

    def _ask_where(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "The public key", KEY_FILE, "Key set (*.json)")
        if chosen:
            self.save_key(Path(chosen))

    def save_key(self, file: Path) -> None:
        """Write the public half of the key of this laptop to a file; make the key first when there is none."""
        make, algorithm = self._does.make_key, self._algorithm()

        def save() -> str:
            replace_file(file, make(algorithm).encode())
            return f"The public key is in {file.name}. Send it to the supplier; the private half stays here, sealed."

        self._set_enabled(enabled=False)
        self._desk.jobs.work(self, save, then=self._done, otherwise=self._refuse)

    def _report(self, words: str) -> None:
        self._say(words, "", "accent")

    def _done(self, words: str) -> None:
        self._set_enabled(enabled=True)
        self._say(words, "", "green")

    def _refuse(self, trouble: Trouble) -> None:
        self._set_enabled(enabled=True)
        self._say(trouble.what, trouble.do, "red")

    def _say(self, what: str, do: str, tone: str) -> None:
        self._said.say(what, do, tone)
        self._said.show()

    def _set_enabled(self, *, enabled: bool) -> None:
        for button in (self.test_button, self.save_button, self.key_button):
            button.setEnabled(enabled)
