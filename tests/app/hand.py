"""A hand on the keyboard: it presses keys where the focus is, and never touches a mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.ui.parts import Choice

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
MOST_STOPS = 120


class Hand:
    """Types into the window that is active."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot

    def focus(self) -> QWidget:
        """Return what has the focus, waiting until something has."""
        self._qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        focused = QApplication.focusWidget()
        assert focused is not None
        return focused

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.focus(), key, modifiers)
        QApplication.processEvents()

    def type(self, words: str) -> None:
        QTest.keyClicks(self.focus(), words)
        QApplication.processEvents()

    def type_over(self, words: str) -> None:
        """Type in place of what stands there."""
        self.press(KEY.Key_A, CTRL)
        self.type(words)

    def do(self) -> None:
        """Press the primary action."""
        self.press(KEY.Key_Return, CTRL)

    def tab_to(self, part: QWidget) -> None:
        """Go to a part with Tab alone; fail when Tab never comes there."""
        for _ in range(MOST_STOPS):
            focused = self.focus()
            if focused is part or part.isAncestorOf(focused):
                return
            self.press(KEY.Key_Tab)
        raise AssertionError(f"Tab never comes to {part.accessibleName() or type(part).__name__}")

    def push(self, button: QWidget) -> None:
        """Go to a button with Tab and press it."""
        self.tab_to(button)
        self.press(KEY.Key_Space)

    def pick(self, choice: Choice, value: object) -> None:
        """Go down a list of answers until the one that is meant."""
        self.tab_to(choice)
        for _ in range(MOST_STOPS):
            if choice.value() == value:
                return
            self.press(KEY.Key_Down)
        raise AssertionError(f"{value} is not offered")
