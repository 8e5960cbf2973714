"""The desk: screens are redrawn after a commit that touched what they show, and only then."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.jobs import Jobs
from tests.plugins.clock import Clock


@pytest.fixture
def desk(qapp: object, store: Store, acting: Acting, clock: Clock) -> Iterator[Desk]:
    jobs = Jobs()
    jobs.sign_in(store, acting)
    made = Desk(store, jobs, clock)
    yield made
    made.close()
    jobs.close()


def change(session: Session, value: int) -> int:
    change_setting(session, "number", value)
    return value


def write(qtbot: QtBot, desk: Desk, value: int) -> None:
    """Write once, and wait until the answer and the announcement have both arrived."""
    answers: list[int] = []
    desk.jobs.write(desk, change, value, answers.append)
    qtbot.waitUntil(lambda: answers == [value])


def test_a_screen_is_redrawn_when_its_tables_were_touched(qtbot: QtBot, desk: Desk) -> None:
    shown, other = QWidget(), QWidget()
    drawn: list[str] = []
    for screen in (shown, other):
        qtbot.addWidget(screen)
        screen.show()
    desk.refresh_on(shown, {"settings"}, lambda: drawn.append("settings"))
    desk.refresh_on(other, {"visits"}, lambda: drawn.append("visits"))
    write(qtbot, desk, 1)
    assert drawn == ["settings"]


def test_commits_that_come_faster_than_the_window_draws_are_drawn_once(
    qtbot: QtBot, desk: Desk, store: Store, acting: Acting
) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    screen.show()
    drawn: list[int] = []
    desk.refresh_on(screen, {"settings"}, lambda: drawn.append(1))
    for value in (1, 2, 3):
        with store.write(acting) as session:
            change(session, value)
    assert drawn == []
    qtbot.waitUntil(lambda: drawn == [1])
    write(qtbot, desk, 4)
    assert drawn == [1, 1]


def test_a_hidden_screen_is_redrawn_once_when_it_is_shown(qtbot: QtBot, desk: Desk) -> None:
    screen = QWidget()
    qtbot.addWidget(screen)
    drawn: list[int] = []
    desk.refresh_on(screen, {"settings"}, lambda: drawn.append(1))
    write(qtbot, desk, 1)
    write(qtbot, desk, 2)
    assert drawn == []
    screen.show()
    assert drawn == [1]
    screen.hide()
    screen.show()
    assert drawn == [1]


def test_a_screen_that_is_gone_is_forgotten(qtbot: QtBot, desk: Desk) -> None:
    screen = QWidget()
    drawn: list[int] = []
    desk.refresh_on(screen, {"settings"}, lambda: drawn.append(1))
    screen.show()
    screen.deleteLater()
    qtbot.waitUntil(lambda: not _valid(screen))
    write(qtbot, desk, 1)
    assert drawn == []


def _valid(screen: QWidget) -> bool:
    from shiboken6 import isValid

    return isValid(screen)


def test_the_desk_knows_who_acts_and_what_time_it_is(desk: Desk, acting: Acting, clock: Clock) -> None:
    assert desk.acting is acting
    assert desk.now() == clock.present
