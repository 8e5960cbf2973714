"""A held button: the keyboard comes to it, whatever presses it has it say why, and nothing follows."""

import html
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Button, column


class Refusing(QWidget):
    """A window of somebody who may not record anything."""

    def refusal(self, records: str) -> Trouble | None:
        return Trouble(f"Not saved. You may not record {records}.", "Ask a registered manager.")


HELD_WHY = "You may not record copy.issued. Ask a registered manager."


def _held(qtbot: QtBot) -> tuple[Refusing, Button, Button, list[str]]:
    pressed: list[str] = []
    window, before = Refusing(), Button("Look")
    held = Button("Print", keys="Ctrl+P", records="copy.issued")
    for each in (before, held):
        each.clicked.connect(partial(pressed.append, each.words()))
        each.pressed.connect(partial(pressed.append, each.words()))
    window.setLayout(column(before, held))
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window, before, held, pressed


def _by_key(key: Qt.Key, held: Button) -> None:
    QTest.keyClick(held, key)


def _by_its_key(held: Button) -> None:
    QTest.keyClick(held.window(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)


def _by_mouse(held: Button) -> None:
    QTest.mouseClick(held, Qt.MouseButton.LeftButton)


def _by_screen_reader(held: Button) -> None:
    QAccessible.setActive(True)
    acts = QAccessible.queryAccessibleInterface(held).actionInterface()
    acts.doAction("Press")


@pytest.mark.parametrize(
    "press",
    [
        partial(_by_key, Qt.Key.Key_Space),
        partial(_by_key, Qt.Key.Key_Return),
        partial(_by_key, Qt.Key.Key_Enter),
        _by_its_key,
        _by_mouse,
        Button.click,
    ],
)
def test_a_held_button_is_come_to_by_keyboard_and_says_why_when_it_is_pressed(
    qtbot: QtBot, press: Callable[[Button], None]
) -> None:
    _window, before, held, pressed = _held(qtbot)
    held.setEnabled(False)  # as a page does while nothing is chosen
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert held.hasFocus()
    assert not held.isEnabled()
    QToolTip.hideText()
    press(held)
    assert html.unescape(QToolTip.text()) == f"<qt>{HELD_WHY}</qt>"
    assert held.hasFocus()
    assert pressed == []
    assert held.accessibleDescription() == f"Held. {HELD_WHY}"


def test_what_a_screen_reader_presses_is_held_too(qtbot: QtBot) -> None:
    *_, held, pressed = _held(qtbot)
    _by_screen_reader(held)
    QApplication.processEvents()
    assert pressed == []


def test_a_button_that_is_not_held_says_nothing_and_is_pressed(qtbot: QtBot) -> None:
    _window, before, _other, pressed = _held(qtbot)
    QToolTip.hideText()
    QTest.keyClick(before, Qt.Key.Key_Space)
    assert pressed == ["Look", "Look"]
    assert QToolTip.text() == ""


def test_the_ring_round_a_held_button_is_as_strong_as_round_any_other(qtbot: QtBot) -> None:
    *_, held, _pressed = _held(qtbot)
    held.setFocus()
    ring = theme.colour("focus").rgb()
    picture = held.grab().toImage()
    assert any(picture.pixel(across, held.height() // 2) == ring for across in range(6))
