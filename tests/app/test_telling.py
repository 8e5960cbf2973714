"""Writing down a change told from anywhere in the real window: on the key, and from Find or do."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.core.store import Store
from downtime_desk.outages.actions import Declare, declare
from downtime_desk.people import mirror as people
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.people.screen.tell import TellDialog
from downtime_desk.people.told import told_of
from downtime_desk.rota import mirror as rota
from downtime_desk.ui.find import FindOrDo
from downtime_desk.visits.screen import VisitsScreen
from tests.app.conftest import at_rest
from tests.app.hand import CTRL, KEY, Hand
from tests.conftest import NIGHT
from tests.plugins.clock import Clock
from tests.ui.tree import tree
from tests.visits.conftest import BEGAN, CARERS, COPIED, PEOPLE, VISITS

MOST_FOUND = 20


@pytest.fixture
def clock() -> Clock:
    return Clock(NIGHT)


@pytest.fixture
def window(signed_in: DeskWindow, program: Program, qtbot: QtBot) -> DeskWindow:
    with signed_in.store.write(signed_in.desk.acting) as session:
        people.apply(session, PEOPLE, COPIED, frozenset())
        chunks = [[rota.row_of(each) for each in VISITS]]
        rota.apply(session, rota.Rota(CARERS, chunks), COPIED)
        declare(session, Declare(("Rota",), BEGAN, "Carers rang"))
    at_rest(program, qtbot)
    return signed_in


def opened(window: DeskWindow, qtbot: QtBot) -> TellDialog:
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), TellDialog))
    dialog = QApplication.activeWindow()
    assert isinstance(dialog, TellDialog)
    return dialog


def write_down(dialog: TellDialog, hand: Hand, qtbot: QtBot) -> None:
    dialog.kind.combo.setFocus()
    hand.type("Moving")
    for words in ("now", "Use the wheelchair tonight", "Susan", "daughter"):
        hand.press(KEY.Key_Tab)
        hand.type(words)
    with qtbot.waitSignal(dialog.accepted):
        hand.do()


def told(store: Store, person: str) -> list[str]:
    with store.read() as session:
        return [each.what for each in told_of(session, person)]


def test_the_key_is_about_the_person_of_the_visit_in_view(
    window: DeskWindow, hand: Hand, qtbot: QtBot, program: Program
) -> None:
    page = window.go("visits", "v1")
    assert isinstance(page, VisitsScreen)
    hand.press(KEY.Key_T, CTRL)
    dialog = opened(window, qtbot)
    assert "HOLLOWAY, Edwin (Mr)" in dialog.accessibleName()
    write_down(dialog, hand, qtbot)
    assert told(window.store, "p1") == ["Use the wheelchair tonight."]
    at_rest(program, qtbot)
    assert "Use the wheelchair tonight" in tree(page.pane)


def test_with_nobody_in_view_the_key_goes_to_finding_them(
    window: DeskWindow, hand: Hand, qtbot: QtBot
) -> None:
    window.go("log")
    hand.press(KEY.Key_T, CTRL)
    page = window.page()
    assert isinstance(page, PeopleScreen)
    assert page.field.line.hasFocus()
    hand.type("marlow")
    hand.press(KEY.Key_Return)
    hand.press(KEY.Key_T, CTRL)
    dialog = opened(window, qtbot)
    assert "MARLOW, Olive" in dialog.accessibleName()
    dialog.reject()


def test_find_or_do_offers_it_for_whom_was_found(window: DeskWindow, hand: Hand, qtbot: QtBot) -> None:
    hand.press(KEY.Key_K, CTRL)
    qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), FindOrDo))
    hand.type("banerj")
    found = QApplication.activeWindow()
    assert isinstance(found, FindOrDo)
    for _ in range(MOST_FOUND):
        if found.list.current().title == "A change told: BANERJEE, Sunita":
            break
        hand.press(KEY.Key_Down)
    hand.press(KEY.Key_Return)
    dialog = opened(window, qtbot)
    assert "BANERJEE, Sunita" in dialog.accessibleName()
    dialog.reject()
