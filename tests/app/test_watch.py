"""Watching over the pages: it proposes in words and opens the form, and a person ticks and declares."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded
from downtime_desk.app.practice import PracticeHere
from downtime_desk.app.watch import message
from downtime_desk.app.window import DeskWindow
from downtime_desk.outages import queries as outages
from downtime_desk.outages.actions import Declare, declare, main_system_back
from downtime_desk.practice import PracticeSystem, Running, serve
from downtime_desk.sync.connection import Choose, Connection, choose
from downtime_desk.sync.health.course import Answered, Health, Look, follow
from downtime_desk.sync.health.rules import WatchRules
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from tests.plugins.clock import Clock


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Running]:
    made = serve(PracticeSystem(tmp_path / "practice.db"))
    yield made
    made.stop()
    made.system.close()


@pytest.fixture
def window(
    qapp: QApplication, founded: Founded, practice: Running, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[DeskWindow]:
    theme.wear(theme.Look())
    here, jobs, home = founded.signed_in, Jobs(), tmp_path / "home"
    with here.store.write(here.acting) as session:
        choose(session, Choose(Connection("Fernway", "server", practice.url)))
    jobs.sign_in(here.store, here.acting)
    made = DeskWindow(here, home, jobs, clock, PracticeHere(home))
    qtbot.waitUntil(lambda: not jobs.busy())
    yield made
    qtbot.waitUntil(lambda: not jobs.busy())
    made.shut()
    jobs.close()


@pytest.fixture
def minutes(window: DeskWindow, clock: Clock, qtbot: QtBot) -> Callable[[int], None]:
    """Return what lets so many minutes pass, with a look in each."""

    def passing(number: int) -> None:
        for _ in range(number):
            clock.forward(minutes=1)
            window.watch.look()
            qtbot.waitUntil(lambda: not window.desk.jobs.busy())
            QApplication.processEvents()

    return passing


def test_it_proposes_in_words_and_only_a_person_declares(
    window: DeskWindow, minutes: Callable[[int], None], practice: Running, qtbot: QtBot
) -> None:
    minutes(1)
    assert window.strip.words() == ""
    practice.stop()
    minutes(7)
    assert "Fernway has not answered since Sat 19:36." in window.strip.words()
    qtbot.waitUntil(lambda: window.state().under == "Fernway not answering")
    with window.desk.read() as session:
        assert outages.current(session) is None, "nothing is declared by itself"
    window.strip.act.click()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert dialog.stopped.ticked() == (), "nothing is ticked by itself"  # type: ignore[attr-defined]
    assert dialog.since.text() == "1936"  # type: ignore[attr-defined]
    assert dialog.sign.text().startswith("Seen from the desk: Fernway has not answered since")  # type: ignore[attr-defined]
    dialog.close_as_it_is()  # type: ignore[attr-defined]


def test_what_was_put_aside_stays_aside_until_something_else_is_seen(
    window: DeskWindow, minutes: Callable[[int], None], practice: Running
) -> None:
    practice.stop()
    minutes(4)
    window.strip.later.click()
    minutes(2)
    assert window.strip.words() == ""
    practice.start()
    minutes(8)
    assert window.strip.words() == "", "all is well again"
    practice.stop()
    minutes(8)
    assert "has not answered since" in window.strip.words()


def test_in_an_outage_it_says_when_the_main_system_seems_to_be_back(
    window: DeskWindow, minutes: Callable[[int], None], practice: Running, clock: Clock
) -> None:
    practice.stop()
    minutes(4)
    with window.store.write(window.desk.acting) as session:
        declare(session, Declare(("Rota", "Care records"), clock(), "Three carers"))
    QApplication.processEvents()
    assert window.strip.words() == "", "it is declared"
    practice.start()
    minutes(4)
    assert window.strip.words() == "", "four minutes are not enough"
    minutes(3)
    assert window.strip.words().startswith("Fernway seems to be back: it has answered since Sat 19:35.")
    window.strip.act.click()
    assert window.key() == "return"
    with window.store.write(window.desk.acting) as session:
        main_system_back(session, clock())
    QApplication.processEvents()
    assert window.strip.words() == ""


def test_a_network_of_its_own_is_not_called_an_outage_and_can_be_declared_all_the_same(clock: Clock) -> None:
    health = Health()
    for _ in range(3):
        health = follow(health, Look(clock(), "Fernway", own="no network"), WatchRules())
        clock.forward(minutes=1)
    said = message(health, None, WatchRules())
    assert said is not None
    assert said.strong.startswith("This laptop has no network since Sat 19:30.")
    assert (said.act, said.tone) == ("declare", "accent")
    assert "Fernway works cannot be seen from here" in said.strong


def test_one_part_is_said_for_itself(clock: Clock) -> None:
    health = Health()
    parts = (Answered("Rota", answers=True), Answered("Medicine charts", answers=False, why="broke"))
    for _ in range(3):
        health = follow(health, Look(clock(), "Fernway", parts), WatchRules())
        clock.forward(minutes=1)
    said = message(health, None, WatchRules())
    assert said is not None
    assert said.strong == "Fernway: Medicine charts have not answered since Sat 19:30. The rota answers."
