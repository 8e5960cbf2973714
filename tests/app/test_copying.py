"""Taking a new copy from the settings: a smaller one only when a person says that it is right."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded
from downtime_desk.app import bar
from downtime_desk.app.copy_form import CopyForm
from downtime_desk.app.practice import PracticeHere
from downtime_desk.app.window import DeskWindow
from downtime_desk.people import copies
from downtime_desk.sync.facts import waiting
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from tests.plugins.clock import Clock
from tests.ui.tree import tree


def export(folder: Path, people: int) -> None:
    lines = [
        json.dumps(
            {"resourceType": "Patient", "id": f"p{number}", "name": [{"family": "Fell", "given": ["Ann"]}]}
        )
        for number in range(people)
    ]
    (folder / "people.ndjson").write_text("\n".join(lines) + "\n")


@pytest.fixture
def window(
    qapp: QApplication, founded: Founded, clock: Clock, tmp_path: Path, qtbot: QtBot
) -> Iterator[DeskWindow]:
    theme.wear(theme.Look())
    here, jobs, home = founded.signed_in, Jobs(), tmp_path / "home"
    jobs.sign_in(here.store, here.acting)
    made = DeskWindow(here, home, jobs, clock, PracticeHere(home))
    qtbot.waitUntil(lambda: not jobs.busy())
    yield made
    qtbot.waitUntil(lambda: not jobs.busy())
    made.shut()
    jobs.close()


def people(window: DeskWindow) -> int:
    with window.desk.read() as session:
        taken = copies.last(session)
    return taken.counts.people if taken else 0


def test_a_smaller_copy_waits_for_a_person(window: DeskWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder, 5)
    window.copying.folder(folder, report=lambda _words: None)
    form = CopyForm(window, window.copying)
    qtbot.addWidget(form)
    form.show()
    export(folder, 2)
    form.take.click()
    qtbot.waitUntil(form.accept.isVisible)
    qtbot.waitUntil(form.take.isEnabled)
    assert people(window) == 5, "the copy from before stays in use"
    assert "now has 2 people; the copy in use has 5" in tree(form)
    form.accept.click()
    qtbot.waitUntil(form.take.isEnabled)
    assert people(window) == 5, "nobody said why"
    form.why.show_text("Three moved to another branch, says Ade.")
    form.accept.click()
    qtbot.waitUntil(lambda: people(window) == 2)
    qtbot.waitUntil(form.take.isEnabled)
    qtbot.waitUntil(lambda: not form.accept.isVisible())


def test_a_copy_that_waits_can_be_refused(window: DeskWindow, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder, 5)
    window.copying.folder(folder, report=lambda _words: None)
    form = CopyForm(window, window.copying)
    qtbot.addWidget(form)
    form.show()
    export(folder, 2)
    form.take.click()
    qtbot.waitUntil(form.refuse.isVisible)
    qtbot.waitUntil(form.take.isEnabled)
    with window.desk.read() as session:
        assert waiting(session) is not None
        assert bar.standing(session, "Priya Nair").under == bar.COPY_WAITS
    form.why.show_text("The supplier is putting records back.")
    form.refuse.click()
    qtbot.waitUntil(lambda: not form.refuse.isVisible())
    assert people(window) == 5
    with window.desk.read() as session:
        assert waiting(session) is None
        assert bar.standing(session, "Priya Nair").under == "export"


def test_what_cannot_be_read_offers_nothing_to_accept(
    window: DeskWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    export(folder, 5)
    window.copying.folder(folder, report=lambda _words: None)
    (folder / "people.ndjson").unlink()
    form = CopyForm(window, window.copying)
    qtbot.addWidget(form)
    form.show()
    form.take.click()
    qtbot.waitUntil(form.take.isEnabled)
    assert not form.accept.isVisible()
    assert people(window) == 5
