"""The page of settings: the look is asked for, the organisation kept by fact, the main system tried and kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access import queries
from downtime_desk.access.actions import ChangeOrganisation, change_organisation
from downtime_desk.access.facts import Organisation
from downtime_desk.access.screen.connect import Server
from downtime_desk.access.screen.main_system import Does, MainSystemForm
from downtime_desk.access.screen.settings import (
    Appearance,
    OrganisationForm,
    Settings,
    appearance,
    main_system,
    organisation,
)
from downtime_desk.core import journal, replay
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Acting, Store
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.theme import Look
from downtime_desk.ui.tokens import DARK
from tests.ui.tree import tree

KEPT = Server("Fernway", "https://fernway.example/fhir", "")


def told(widget: QWidget) -> str:
    for _ in range(3):
        QApplication.processEvents()
    return tree(widget)


@pytest.fixture
def tried() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def looks() -> list[object]:
    return []


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, tried: list[tuple[str, object]], looks: list[object]) -> Settings:
    QAccessible.setActive(True)

    def test(where: object, *, report: Callable[[str], object]) -> str:
        tried.append(("test", where))
        report("Asking")
        if isinstance(where, Server) and not where.token:
            raise Trouble("Fernway wants a token.", "Type the one your supplier gave you.")
        return "Fernway answers: FHIR R4."

    def keep(where: object, *, report: Callable[[str], object]) -> str:
        tried.append(("keep", where))
        report("Keeping")
        return "Saved."

    does = Does(test, keep, lambda algorithm: f'{{"keys": ["{algorithm}"]}}')
    made = Settings(desk, [appearance(looks.append), organisation(desk), main_system(desk, KEPT, does)])
    qtbot.addWidget(made)
    made.resize(1184, 900)
    made.show()
    return made


def test_what_a_screen_reader_is_told(page: Settings) -> None:
    assert told(page) == SNAPSHOT.strip()


def test_the_organisation_is_changed_by_fact(page: Settings, store: Store, qtbot: QtBot) -> None:
    form = page.findChild(OrganisationForm)
    assert form is not None
    form.phone.line.selectAll()
    QTest.keyClicks(form.phone.line, "01632 960401")
    form.save_button.click()
    qtbot.waitUntil(lambda: "Saved on this laptop 02:06." in told(page))
    with store.read() as session:
        assert queries.organisation(session) == Organisation("Harbour Lane Home Care", "01632 960401")
        assert list(journal.entries(session))[-1].kind == "setting.changed"
        assert replay.differences(session) == []


def test_an_organisation_without_a_name_is_refused(store: Store, acting: Acting) -> None:
    with store.read() as session:
        before = journal.head(session)
    with pytest.raises(Trouble, match="name is missing"), store.write(acting) as session:
        change_organisation(session, ChangeOrganisation("  ", "01632 960401"))
    with store.read() as session:
        assert journal.head(session) == before


def test_the_connection_is_tried_and_kept(
    page: Settings, qtbot: QtBot, tried: list[tuple[str, object]]
) -> None:
    form = page.findChild(MainSystemForm)
    assert form is not None
    form.test_button.click()
    qtbot.waitUntil(lambda: "Fernway wants a token." in told(page))
    form.token.show_text("tok-123")
    form.test_button.click()
    qtbot.waitUntil(lambda: "Fernway answers: FHIR R4." in told(page))
    form.save_button.click()
    qtbot.waitUntil(lambda: "Saved." in told(page))
    with_token = Server(KEPT.name, KEPT.url, "tok-123")
    assert tried == [("test", KEPT), ("test", with_token), ("keep", with_token)]
    assert "tok-123" not in told(page)


def test_only_what_a_way_to_sign_in_needs_is_asked_for(page: Settings) -> None:
    form = page.findChild(MainSystemForm)
    assert form is not None
    shown = {"token": (True, False, False), "secret": (True, True, False), "key": (False, True, True)}
    for way, expected in shown.items():
        form.way.choose(way)
        form.way.chosen.emit(way)
        assert (form.token.isVisible(), form.client_id.isVisible(), form.key_button.isVisible()) == expected
    form.name.show_text("Fernway")
    form.client_id.show_text("desk-1")
    typed = form._typed()
    assert typed is not None
    assert (typed.sign_in.way, typed.sign_in.client_id, typed.sign_in.algorithm) == ("key", "desk-1", "ES384")


def test_the_public_key_is_saved_to_a_file(page: Settings, qtbot: QtBot, tmp_path: Path) -> None:
    form = page.findChild(MainSystemForm)
    assert form is not None
    form.algorithm.choose("RS384")
    form.save_key(tmp_path / "key.json")
    qtbot.waitUntil(lambda: "The public key is in key.json." in told(page))
    assert (tmp_path / "key.json").read_text() == '{"keys": ["RS384"]}'


def test_an_address_has_to_be_typed(page: Settings, tried: list[tuple[str, object]]) -> None:
    form = page.findChild(MainSystemForm)
    assert form is not None
    form.url.show_text(" ")
    form.save_button.click()
    assert "The name or the web address is missing." in told(page)
    assert tried == []


def test_a_look_is_asked_for_and_the_one_in_force_is_shown(page: Settings, looks: list[object]) -> None:
    form = page.findChild(Appearance)
    assert form is not None
    dark = next(each for each in form.findChildren(QPushButton) if each.accessibleName() == "Theme: Dark")
    dark.click()
    assert looks == [Look(DARK, 100)]
    theme.wear(Look(DARK, 150))
    QApplication.processEvents()
    assert (form.theme.value(), form.text.value()) == ("dark", 150)
    theme.wear(Look())


SNAPSHOT = """
words "Settings"
group "Settings"
  group "How it looks"
    words "How it looks"
    words "Also by Ctrl + and Ctrl −, and Ctrl Shift D."
    group "Theme"
      tick "Theme: Light" [chosen]
      tick "Theme: Dark"
      tick "Theme: High contrast"
    group "Text size"
      tick "Text size: 100 %" [chosen]
      tick "Text size: 125 %"
      tick "Text size: 150 %"
      tick "Text size: 200 %"
  group "Organisation"
    words "Organisation"
    words "As it stands on screens and paper."
    words "Organisation"
    field "Organisation" = 'Harbour Lane Home Care'
    words "Duty desk phone"
    field "Duty desk phone" = '01632 960400' (printed on every page.)
    words "Printed on every page."
    button "Save"
  group "Main system"
    words "Main system"
    words "Where the copy comes from, and where all you write down goes back to."
    words "What your staff call it"
    field "What your staff call it" = 'Fernway'
    words "Web address"
    field "Web address" = 'https://fernway.example/fhir' (the FHIR R4 address.)
    words "The FHIR R4 address."
    group "How this laptop signs in"
      tick "How this laptop signs in: A token" [chosen]
      tick "How this laptop signs in: Client id and secret"
      tick "How this laptop signs in: A key of this laptop"
    words "Token"
    field "Token" (leave empty to keep the one kept for this address.)
    words "Leave empty to keep the one kept for this address."
    button "Test the connection"
    button "Save"
"""
