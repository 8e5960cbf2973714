"""Reading beside the window: the newest question is answered, an older answer never comes after it, none after a lock."""

from threading import Event

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.reading import Reading


class Slow:
    """What is read; it goes on when it is let go. A question without a gate is answered at once."""

    def __init__(self) -> None:
        self.gates: dict[str, Event] = {}
        self.read_about: list[str] = []
        self.refuses: set[str] = set()

    def __call__(self, _session: Session, about: str) -> str:
        self.read_about.append(about)
        if about in self.gates:
            assert self.gates[about].wait(20)
        if about in self.refuses:
            raise Trouble("It cannot be read.", "Try again.")
        return f"{about}, read {len(self.read_about)}"


class Asker(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.slow, self.shown, self.told = Slow(), [], []
        self.reading: Reading[str, str] = Reading(self, desk, self.slow, self.show_answer, self.tell)

    def show_answer(self, _about: str, answer: str) -> None:
        self.shown.append(answer)

    def tell(self, trouble: Trouble) -> None:
        self.told.append(trouble.what)


@pytest.fixture
def asker(desk: Desk, qtbot: QtBot) -> Asker:
    made = Asker(desk)
    qtbot.addWidget(made)
    return made


def rest(asker: Asker, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not asker.reading.busy())


def test_only_the_newest_question_is_answered(asker: Asker, qtbot: QtBot) -> None:
    gate = asker.slow.gates["Monday"] = Event()
    for day in ("Monday", "Tuesday", "Wednesday"):
        asker.reading.ask(day)
    gate.set()
    rest(asker, qtbot)
    assert asker.slow.read_about == ["Monday", "Wednesday"]
    assert asker.shown == ["Wednesday, read 2"]


def test_what_is_asked_again_while_it_is_read_is_read_once_more_and_the_newer_comes_last(
    asker: Asker, qtbot: QtBot
) -> None:
    gate = asker.slow.gates["Monday"] = Event()
    for _ in range(4):
        asker.reading.ask("Monday")
    gate.set()
    rest(asker, qtbot)
    assert asker.shown == ["Monday, read 1", "Monday, read 2"]


def test_what_was_read_of_a_store_that_was_locked_is_told_to_nobody(asker: Asker, desk: Desk) -> None:
    gate = asker.slow.gates["Monday"] = Event()
    asker.reading.ask("Monday")
    gate.set()
    desk.jobs.settle()
    QApplication.processEvents()
    assert asker.slow.read_about == ["Monday"]
    assert asker.shown == []


def test_a_reading_that_fails_says_so_and_the_next_one_is_made(asker: Asker, qtbot: QtBot) -> None:
    asker.slow.refuses.add("Monday")
    asker.reading.ask("Monday")
    rest(asker, qtbot)
    assert asker.told == ["It cannot be read."]
    asker.slow.refuses.clear()
    asker.reading.ask("Monday")
    rest(asker, qtbot)
    assert asker.shown == ["Monday, read 2"]
