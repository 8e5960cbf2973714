"""The page of settings as the app puts it together."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from downtime_desk.access.screen.connect import Server
from downtime_desk.access.screen.settings import Section, Settings, appearance, main_system, organisation
from downtime_desk.app.copying import Copying
from downtime_desk.app.practice import NAME, PracticeHere
from downtime_desk.core.errors import Trouble
from downtime_desk.people import copies
from downtime_desk.sync.connection import chosen
from downtime_desk.sync.refresh import Held
from downtime_desk.ui.parts import Button, Note, column, row, second
from downtime_desk.visits.screen.settings import sections as visit_sections

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

MOST = 12


def settings_page(window: "DeskWindow") -> QWidget:
    """Return the page of settings."""
    desk = window.desk
    with desk.read() as session:
        here = chosen(session)
    server = Server(here.name, here.where, "") if here and here.kind == "server" else None
    sections = [
        appearance(window.wear),
        organisation(desk),
        main_system(desk, server, window.copying.test, window.copying.keep),
        Section(
            "The copy", "hard-drive", "Taken whole, or not at all.", lambda: CopyForm(window, window.copying)
        ),
    ]
    sections += visit_sections(desk)
    if here is not None and here.name == NAME:
        about = "Invented people on this laptop. Switch it off to practise an outage."
        sections.append(Section(NAME, "graduation-cap", about, lambda: PracticeForm(window.practice, window)))
    return Settings(desk, sections)


class CopyForm(QWidget):
    """Takes a new copy, also a smaller one when a person says that it is right; lists what could not be read."""

    def __init__(self, window: "DeskWindow", copying: Copying) -> None:
        super().__init__()
        self._window, self._copying = window, copying
        self.take = Button("Take a new copy now", icon="refresh-cw")
        self.take.clicked.connect(self.refresh)
        self.accept = Button("Take the smaller copy all the same", icon="hard-drive")
        self.accept.clicked.connect(self.take_smaller)
        self.accept.hide()
        self._said = Note("")
        self._said.hide()
        self._not_read = second("")
        self.setLayout(column(row(self.take, self.accept, 0), self._said, self._not_read, gap=8))
        window.desk.refresh_on(self, copies.TABLES, self._list)
        self._list()

    def refresh(self) -> None:
        """Take a new copy beside the window."""
        self._begin(self._copying.copy)

    def take_smaller(self) -> None:
        """Take a new copy although it has shrunk: somebody looked at why."""
        self._begin(partial(self._copying.copy, accept_shrunken=True))

    def _begin(self, copy: Callable[..., str]) -> None:
        self.take.setEnabled(False)
        self.accept.hide()
        jobs = self._window.desk.jobs
        jobs.work(self, copy, then=self._done, otherwise=self._refused, progress=self._step)

    def _step(self, words: str) -> None:
        self._say(words, "", "accent")

    def _done(self, words: str) -> None:
        self.take.setEnabled(True)
        self._say(words, "", "green")

    def _refused(self, trouble: Trouble) -> None:
        self.take.setEnabled(True)
        self.accept.setVisible(isinstance(trouble, Held))
        self._say(trouble.what, trouble.do, "red")

    def _say(self, what: str, do: str, tone: str) -> None:
        self._said.say(what, do, tone)
        self._said.show()

    def _list(self) -> None:
        with self._window.desk.read() as session:
            not_read = copies.not_read(session)
        lines = [
            f"Not read: {each.resource_type} {each.resource_id}: {each.reason}" for each in not_read[:MOST]
        ]
        if len(not_read) > MOST:
            lines.append(f"… and {len(not_read) - MOST} more.")
        self._not_read.setText("\n".join(lines) or "The last copy was read whole.")


class PracticeForm(QWidget):
    """Switches the practice main system off and on."""

    def __init__(self, practice: PracticeHere, window: "DeskWindow") -> None:
        super().__init__()
        self._practice, self._window = practice, window
        self.switch = Button("", icon="plug")
        self.switch.clicked.connect(self._switch)
        self.setLayout(column(row(self.switch, 0)))
        self._show()

    def _switch(self) -> None:
        self.switch.setEnabled(False)
        self._window.desk.jobs.work(self, self._flip, then=self._flipped, otherwise=self._flipped)

    def _flip(self) -> None:
        self._practice.switch(on=not self._practice.answers)

    def _flipped(self, _answer: object) -> None:
        self.switch.setEnabled(True)
        self._show()

    def _show(self) -> None:
        on = self._practice.answers
        self.switch.say("Switch it off" if on else "Switch it on", "unplug" if on else "plug")
