"""The button at the head of the page: it does what comes next, and says what that is."""

from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Store
from downtime_desk.recovery import actions
from downtime_desk.recovery.queries import NAMELESS, Page
from downtime_desk.recovery.screen.sending import Sending
from downtime_desk.sync.reconnect.actions import begin
from downtime_desk.sync.screen.reconnect import ReconnectDialog
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button


class NextStep(QObject):
    """Says that the main system is back, makes the checks, sends, stops, or has files written: whichever is next.

    Signals `began()`, `told(strong words, words, tone)`, and `files_asked()` where there is nothing to send to.
    """

    began: ClassVar[Signal] = Signal()
    told: ClassVar[Signal] = Signal(str, str, str)
    files_asked: ClassVar[Signal] = Signal()

    def __init__(self, desk: Desk, store: Store, page: QWidget, button: Button, sending: Sending) -> None:
        super().__init__(page)
        self._desk, self._store, self._window = desk, store, page
        self._button, self._sending = button, sending
        self._shown: Page | None = None
        # nothing is known before the page is read: what is next is not done on a guess
        button.setEnabled(False)
        button.clicked.connect(self.take)
        sending.ran.connect(self.say)
        sending.failed.connect(self.say)

    def show_page(self, page: Page) -> None:
        """Know how things stand, and say what to press."""
        if self._shown is None:
            self._button.setEnabled(True)
        self._shown = page
        self.say()

    def say(self) -> None:
        """Say on the button what it does."""
        if self._sending.under_way() or self._shown is None:
            return
        if self._is_held():
            self._button.say("Make the checks", "list-checks")
        elif self._awaited():
            self._button.say("It is back", "plug")
        elif self._by_server():
            self._button.say("Send now", "send")
        else:
            self._button.say("Write the files", "file-text")

    def take(self) -> None:
        """Do what comes next, or stop what is being sent; nothing before it is known what is next."""
        if self._shown is None:
            return
        if self._awaited():
            self._see_whether_it_is_back()
        elif self._is_held():
            self.make_checks()
        elif not self._by_server():
            self.files_asked.emit()
        elif self._sending.under_way():
            self._sending.stop()
            self._button.say("Stopping")
        else:
            self._button.say("Stop sending", "x")
            self.began.emit()
            self._sending.start()

    def make_checks(self) -> ReconnectDialog:
        """Open the checks before the main system is relied on again."""
        dialog = ReconnectDialog(self._window, self._desk, self._store)
        dialog.open()
        return dialog

    def _awaited(self) -> bool:
        """Say whether an outage runs whose main system is not back yet."""
        return self._shown is not None and bool(self._shown.outage) and self._shown.back_at is None

    def _is_held(self) -> bool:
        """Say whether the checks before the main system is relied on again are still to be made."""
        return self._shown is not None and self._shown.connecting is not None and self._shown.connecting.holds

    def _by_server(self) -> bool:
        return self._shown is not None and self._shown.by_server

    def _see_whether_it_is_back(self) -> None:
        """Ask the main system for a record; when it answers, write down that it is back."""
        self.began.emit()
        self._button.setEnabled(False)
        self._desk.jobs.work(
            self,
            actions.see_it_answer,
            self._store,
            self._desk.acting,
            then=self._answers,
            otherwise=self._does_not_answer,
        )

    def _answers(self, at: datetime) -> None:
        self._button.setEnabled(True)
        self._desk.jobs.write(self, begin, at, then=self._is_back, otherwise=self._failed)

    def _does_not_answer(self, trouble: Trouble) -> None:
        self._button.setEnabled(True)
        self._failed(trouble)

    def _is_back(self, _nothing: None) -> None:
        there = self._shown.there if self._shown else NAMELESS
        self.told.emit(
            f"{there} is back.", "Make the checks, then take a new copy and send what waits.", "green"
        )
        self.make_checks()

    def _failed(self, trouble: Trouble) -> None:
        self.told.emit(trouble.what, trouble.do, "red")
