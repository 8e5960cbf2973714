"""Copies taken by themselves beside the window, and what the bar says when they fail."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from downtime_desk.app import bar
from downtime_desk.app.copy_rules import CopyRulesForm
from downtime_desk.app.window import DeskWindow
from downtime_desk.outages.actions import Declare, declare, main_system_back
from downtime_desk.people import copies
from downtime_desk.sync import rules, unattended
from tests.app.test_copying import export, window
from tests.plugins.clock import Clock

__all__ = ["window"]


def taken(window: DeskWindow) -> int:
    with window.desk.read() as session:
        return len(copies.taken(session))


def minute(window: DeskWindow, qtbot: QtBot) -> None:
    """Let a minute pass for the window, and what it begins end."""
    window.minute.emit()
    qtbot.waitUntil(lambda: not window.desk.jobs.busy())
    QApplication.processEvents()


def test_a_copy_is_taken_when_it_is_due_and_not_before(
    window: DeskWindow, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    minute(window, qtbot)
    assert taken(window) == 0, "no main system is connected"
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder, 5)
    window.copying.folder(folder, report=lambda _words: None)
    minute(window, qtbot)
    assert taken(window) == 1
    clock.forward(minutes=15)
    minute(window, qtbot)
    assert taken(window) == 2


def test_a_copy_that_fails_is_said_in_the_bar_and_tried_again_later(
    window: DeskWindow, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder, 5)
    window.copying.folder(folder, report=lambda _words: None)
    (folder / "people.ndjson").unlink()
    clock.forward(minutes=15)
    minute(window, qtbot)
    with window.desk.read() as session:
        assert bar.standing(session, "Priya Nair").under == "Copying fails since 19:45"
    export(folder, 5)
    clock.forward(minutes=14)
    minute(window, qtbot)
    assert taken(window) == 1
    clock.forward(minutes=1)
    minute(window, qtbot)
    assert taken(window) == 2
    with window.desk.read() as session:
        assert bar.standing(session, "Priya Nair").under == "export"


def test_the_rules_are_kept_from_the_form(window: DeskWindow, tmp_path: Path, qtbot: QtBot) -> None:
    form = CopyRulesForm(window)
    qtbot.addWidget(form)
    assert form.fields["every_minutes"].text() == "15"
    form.fields["every_minutes"].show_text("soon")
    form.save.click()
    assert "is not a number" in form.said.words()
    form.fields["every_minutes"].show_text("30")
    form.unattended.choose(True)
    form.save.click()
    qtbot.waitUntil(lambda: "No main system is connected" in form.said.words())
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder, 5)
    window.copying.folder(folder, report=lambda _words: None)
    form.save.click()
    qtbot.waitUntil(lambda: "Saved" in form.said.words())
    with window.desk.read() as session:
        assert rules.kept(session).every_minutes == 30
        assert unattended.is_on(session)
    assert (window.store.folder / unattended.JOB).exists()


def test_the_bar_over_every_screen_says_that_the_data_is_not_trusted(
    window: DeskWindow, clock: Clock, tmp_path: Path
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder, 5)
    window.copying.folder(folder, report=lambda _words: None)
    acting = window.desk.acting
    with window.store.write(acting) as session:
        declare(session, Declare(("Data may be wrong",), clock(), "Allergies are blank"))
        state = bar.standing(session, "Priya Nair")
    assert state.word(clock() + timedelta(hours=2)) == "DATA NOT TRUSTED 02:00"
    assert state.second() == "Check before you act on it"
    clock.forward(hours=3)
    with window.store.write(acting) as session:
        main_system_back(session, clock())
        assert bar.standing(session, "Priya Nair").word(clock()) == "DATA NOT TRUSTED"
    clock.forward(minutes=1)
    window.copying.copy(report=lambda _words: None)
    with window.desk.read() as session:
        assert bar.standing(session, "Priya Nair").word(clock()) == "RETURNING"
