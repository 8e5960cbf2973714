"""Exports in the settings: looked at first, columns named once, and taken only when somebody says so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Founded
from downtime_desk.app.files_form import FilesForm
from downtime_desk.app.practice import PracticeHere
from downtime_desk.app.window import DeskWindow
from downtime_desk.people import copies
from downtime_desk.sync.connection import chosen
from downtime_desk.sync.files.facts import profiles
from downtime_desk.sync.screen.previous import PreviousForm
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from tests.plugins.clock import Clock
from tests.sync.files.make import PEOPLE, put, usual
from tests.ui.tree import tree


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


@pytest.fixture
def form(window: DeskWindow, qtbot: QtBot) -> FilesForm:
    made = FilesForm(window, None)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.mark.parametrize("text", [100, 200])
def test_nothing_of_settings_is_cut(window: DeskWindow, qtbot: QtBot, text: int) -> None:
    theme.wear(theme.Look(text=text))
    window.resize(1366, 768)
    window.show()
    page = window.go("settings")
    [form] = page.findChildren(PreviousForm)
    form._about.setText("A copy of which there is much to say. " * 12)
    QApplication.processEvents()
    [area] = [each for each in page.findChildren(QScrollArea) if each.accessibleName() == "Settings"]
    assert area.widget().width() <= area.viewport().width()
    for card in page._cards:
        assert card.height() >= card.heightForWidth(card.width()), card.accessibleName()
    theme.wear(theme.Look())


def taken(window: DeskWindow) -> int:
    with window.desk.read() as session:
        last = copies.last(session)
    return last.counts.visits if last else 0


def test_a_copy_is_looked_at_and_kept_only_when_somebody_says_so(
    window: DeskWindow, form: FilesForm, tmp_path: Path, qtbot: QtBot
) -> None:
    form.name.show_text("Fernway")
    form.look_at(usual(tmp_path / "drop"))
    qtbot.waitUntil(form.take.isVisible)
    assert "Visits: 3 read, 3 new, 0 changed" in tree(form)
    assert "Not read, and why" not in tree(form)
    assert "Nothing is kept" in form._said.words()
    assert taken(window) == 0
    form.take.click()
    qtbot.waitUntil(lambda: taken(window) == 3)
    qtbot.waitUntil(form.choose.isEnabled)
    assert not form.take.isVisible()
    with window.desk.read() as session:
        here = chosen(session)
    assert here is not None
    assert (here.name, here.kind) == ("Fernway", "files")


def test_columns_are_named_once(window: DeskWindow, form: FilesForm, tmp_path: Path, qtbot: QtBot) -> None:
    folder = tmp_path / "drop"
    put(folder, "people.csv", PEOPLE)
    put(
        folder, "week.csv", "Ref,Client,From,To,More\n1,P1,22/11/2026 07:30,22/11/2026 08:00,\n2,P1,soon,x,\n"
    )
    form.look_at(folder)
    qtbot.waitUntil(form.keep.isVisible)
    assert not form.take.isVisible()
    columns = form.columns
    assert columns is not None
    assert list(columns.choices) == ["Ref", "Client", "From", "To", "More"]
    chosen_fields = {"Ref": "visit.id", "Client": "person.id", "From": "visit.start"}
    for name, field in chosen_fields.items():
        columns.choices[name].choose(field)
    form.keep.click()
    qtbot.waitUntil(lambda: "end is missing" in form._said.words())
    columns.choices["To"].choose("visit.end")
    form.keep.click()
    qtbot.waitUntil(form.take.isVisible)
    said = tree(form)
    assert said.index("Not read, and why") < said.index(
        "week.csv line 3: column “From”: it is not a date with a time"
    )
    assert "1 could not be read." in form._said.words()
    assert form.columns is None
    with window.desk.read() as session:
        assert [len(each.columns) for each in profiles(session)] == [4]


def test_a_file_that_cannot_be_relied_on_is_said(form: FilesForm, tmp_path: Path, qtbot: QtBot) -> None:
    folder = usual(tmp_path / "drop")
    put(folder, "visits.csv", 'VisitID,UserID\n1,"P1\n')
    form.look_at(folder)
    qtbot.waitUntil(lambda: "visits.csv line 2" in form._said.words())
    qtbot.waitUntil(form.choose.isEnabled)
    assert not form.take.isVisible()
