"""Dialogs: keys, words that are not lost, troubles said inside, and Find or do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal, _Dimmer, confirm, tell
from downtime_desk.ui.find import FindOrDo, Found
from downtime_desk.ui.parts import NoteField, TextField, column, holder
from downtime_desk.ui.tokens import LIGHT
from tests.ui.tree import tree

CTRL = Qt.KeyboardModifier.ControlModifier
KEY = Qt.Key


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1366, 697)
    made.show()
    return made


@pytest.fixture
def declare(qtbot: QtBot, window: QWidget) -> Modal:
    sign, how = TextField("First sign"), NoteField("How you know")
    made = Modal(
        window,
        "Declare an outage",
        holder(column(sign, how)),
        do="Declare outage",
        note="Stand down at any time.",
    )
    with qtbot.waitActive(made):
        made.open()
    return made


def field(modal: Modal) -> TextField:
    found = modal.findChild(TextField)
    assert isinstance(found, TextField)
    return found


def closed(qtbot: QtBot, modal: Modal) -> None:
    qtbot.waitUntil(lambda: not isValid(modal) or not modal.isVisible())


def test_it_dims_the_window_and_gives_it_back(qtbot: QtBot, window: QWidget, declare: Modal) -> None:
    assert window.findChild(_Dimmer) is not None
    window.resize(1200, 690)
    assert window.findChild(_Dimmer).size() == window.size()
    QTest.keyClick(declare, KEY.Key_Escape)
    closed(qtbot, declare)
    qtbot.waitUntil(lambda: window.findChild(_Dimmer) is None)


def test_ctrl_enter_asks_and_does_not_close(qtbot: QtBot, declare: Modal) -> None:
    with qtbot.waitSignal(declare.asked):
        QTest.keyClick(declare, KEY.Key_Return, CTRL)
    assert declare.isVisible()
    declare.set_busy(busy=True)
    with qtbot.assertNotEmitted(declare.asked):
        QTest.keyClick(declare, KEY.Key_Return, CTRL)
    declare.close_done()
    closed(qtbot, declare)


def test_enter_alone_in_a_field_does_nothing(qtbot: QtBot, declare: Modal) -> None:
    with qtbot.assertNotEmitted(declare.asked):
        QTest.keyClick(field(declare).line, KEY.Key_Return)
    assert declare.isVisible()


def test_esc_asks_when_words_were_typed(qtbot: QtBot, declare: Modal) -> None:
    QTest.keyClicks(field(declare).line, "1938")
    QTest.keyClick(declare, KEY.Key_Escape)
    assert declare.isVisible()
    assert "Throw away what you typed?" in tree(declare)
    QTest.keyClick(declare.focusWidget(), KEY.Key_Space)
    assert declare.isVisible()
    assert field(declare).text() == "1938"
    assert "Throw away" not in tree(declare)
    QTest.keyClick(declare, KEY.Key_Escape)
    QTest.keyClick(declare, KEY.Key_Escape)
    closed(qtbot, declare)


def test_esc_closes_at_once_when_nothing_was_typed(qtbot: QtBot, declare: Modal) -> None:
    QTest.keyClick(declare, KEY.Key_Escape)
    closed(qtbot, declare)


def test_trouble_is_said_in_the_dialog_with_the_words_in_place(qtbot: QtBot, declare: Modal) -> None:
    QTest.keyClicks(field(declare).line, "1938")
    declare.set_busy(busy=True)
    declare.show_trouble(Trouble("Not saved. Disk is full.", "Your words are still here."))
    assert "Not saved. Disk is full. Your words are still here." in tree(declare)
    assert field(declare).text() == "1938"
    assert declare.do_button.isEnabled()
    declare.close_done()


@pytest.mark.parametrize("text", theme.TEXT_SIZES)
def test_it_stays_inside_the_window_with_its_foot_in_view(qtbot: QtBot, window: QWidget, text: int) -> None:
    theme.wear(theme.Look(LIGHT, text))
    content = holder(column(*(NoteField(f"Note {number}") for number in range(9))))
    tall = Modal(window, "Many words", content, do="Save", width=840)
    with qtbot.waitActive(tall):
        tall.open()
    inside = tall.geometry().translated(-window.mapToGlobal(window.rect().topLeft()))
    assert window.rect().contains(inside)
    for button in (tall.do_button, tall.cancel_button):
        spot = button.rect().translated(button.mapTo(tall, button.rect().topLeft()))
        assert tall.rect().contains(spot)
        assert button.width() >= button.sizeHint().width()
    tall.close_done()


def test_tell_and_confirm(qtbot: QtBot, window: QWidget) -> None:
    told = tell(window, Trouble("The printer does not answer.", "Check its cable."))
    assert '"Check its cable."' in tree(told)
    with qtbot.waitActive(told):
        pass
    QTest.keyClick(told, KEY.Key_Return, CTRL)
    closed(qtbot, told)
    asked = confirm(window, "Stand down?", "The outage ends here.", "Stand down")
    with qtbot.waitSignal(asked.asked):
        asked.do_button.click()
    asked.close_done()


def test_find_or_do_by_keyboard_alone(qtbot: QtBot, window: QWidget) -> None:
    opened: list[str] = []
    people = ["HOLLOWAY, Edwin", "HOLLOWAY, Patricia", "MARLOW, Olive"]

    def search(typed: str) -> list[Found]:
        return [
            Found(name, "Person", "users", lambda name=name: opened.append(name))
            for name in people
            if typed and name.casefold().startswith(typed.casefold())
        ]

    finder = FindOrDo(window, {"People": search})
    with qtbot.waitActive(finder):
        finder.open()
    assert "Type a few letters." in tree(finder)
    QTest.keyClicks(finder.field.line, "holl")
    assert '  row "HOLLOWAY, Edwin. Person" [chosen]' in tree(finder)
    assert "MARLOW" not in tree(finder)
    QTest.keyClick(finder.field.line, KEY.Key_Down)
    QTest.keyClick(finder.field.line, KEY.Key_Return)
    assert opened == ["HOLLOWAY, Patricia"]
    closed(qtbot, finder)


def test_find_or_do_says_when_nothing_was_found(qtbot: QtBot, window: QWidget) -> None:
    finder = FindOrDo(window, {"People": lambda _typed: []})
    finder.open()
    QTest.keyClicks(finder.field.line, "holoway")
    assert "No “holoway” here." in tree(finder)
    QTest.keyClick(finder.field.line, KEY.Key_Return)
    assert finder.isVisible()
    QTest.keyClick(finder, KEY.Key_Escape)
    closed(qtbot, finder)
