"""Fields to type or choose in: label above, hint or meaning below, and what is wrong in words.

Nothing is filled in for anybody: a field starts empty and a choice starts with nothing chosen.
"""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from downtime_desk.ui import theme
from downtime_desk.ui.parts.choices import Option
from downtime_desk.ui.parts.text import SafeLabel, label
from downtime_desk.ui.runs import one_line


class _Field(QWidget):
    """What all fields share: the name over it, the line under it."""

    def __init__(self, name: str, inner: QWidget, hint: str, *, named: bool) -> None:
        super().__init__()
        self._inner = inner
        self._hint = hint
        self._name = name
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(2))
        self._label = label(name)
        self._label.setBuddy(inner)
        # Only ever hidden here: what is shown before it has a place flashes up as a window of its own.
        if not named:
            self._label.hide()
        self._under = SafeLabel(hint, size=12, tone="ink2")
        if not hint:
            self._under.hide()
        inner.setAccessibleName(name)
        inner.setAccessibleDescription(hint)
        column.addWidget(self._label)
        column.addWidget(inner)
        column.addWidget(self._under)
        column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def setFocus(  # noqa: N802 - Qt's name
        self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason
    ) -> None:
        """Give the focus to what is typed or chosen in.

        It is no focus proxy of Qt: a proxy keeps a place of its own among the stops, and where these are put in
        another order Tab comes back by it to a field it has been to, for ever.
        """
        self._inner.setFocus(reason)

    def rename(self, name: str) -> None:
        """Ask for something else in the same field."""
        self._name = name
        self._label.setText(name)
        self._inner.setAccessibleName(name)

    def show_hint(self, text: str, tone: str = "ink2") -> None:
        """Say under the field what was understood, or what it is for; clears what was wrong."""
        self._hint = text
        self._say(text, tone)
        self._mark(False)

    def show_wrong(self, text: str) -> None:
        """Say under the field what is wrong and what to type instead; an empty text clears it."""
        self._say(text or self._hint, "red" if text else "ink2")
        self._mark(bool(text))

    def wrong(self) -> str:
        """Return what is wrong, or nothing."""
        return self._under.text() if self._inner.property("wrong") else ""

    def under(self) -> str:
        """Return the line under the field."""
        return self._under.text()

    def _say(self, text: str, tone: str) -> None:
        self._under.say(text, tone)
        self._under.setVisible(bool(text))
        self._inner.setAccessibleDescription(text)

    def _mark(self, wrong: bool) -> None:  # noqa: FBT001 - mirrors a property of the style sheet
        if bool(self._inner.property("wrong")) == wrong:
            return
        self._inner.setProperty("wrong", wrong)
        self._inner.style().unpolish(self._inner)
        self._inner.style().polish(self._inner)


class _Line(QLineEdit):
    """A line edit with its short name inside, on the left, as in `Arrived 152`."""

    def __init__(self, inside: str) -> None:
        super().__init__()
        self._inside = one_line(inside)
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        """Return room for the name and a typed time."""
        return QSize(self.textMargins().left() + theme.px(76), super().minimumSizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._make_room()

    def _make_room(self) -> None:
        """Keep what is typed clear of the name."""
        if self._inside:
            wide = QFontMetrics(_inside_font()).horizontalAdvance(self._inside)
            self.setTextMargins(wide + theme.px(8), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, and its name in it."""
        super().paintEvent(event)
        if self._inside:
            with QPainter(self) as painter:
                painter.setFont(_inside_font())
                painter.setPen(theme.colour("ink3"))
                spot = self.rect().adjusted(theme.px(10), 0, 0, 0)
                painter.drawText(
                    spot, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._inside
                )


def _inside_font() -> QFont:
    return theme.font(12, theme.MEDIUM)


class TextField(_Field):
    """One line to type in. Signals `changed(text)` as it is typed, `finished()` on Enter or leaving.

    `inside` is a short name shown in the field in place of the one above it.
    """

    changed: ClassVar[Signal] = Signal(str)
    finished: ClassVar[Signal] = Signal()

    def __init__(self, name: str, *, hint: str = "", placeholder: str = "", inside: str = "") -> None:
        self.line = _Line(inside)
        super().__init__(name, self.line, hint, named=not inside)
        self.line.setPlaceholderText(one_line(placeholder))
        self.line.setFixedHeight(theme.px(36))
        self.line.textChanged.connect(self.changed)
        self.line.editingFinished.connect(self.finished)

    def text(self) -> str:
        """Return what was typed."""
        return self.line.text()

    def show_text(self, text: str) -> None:
        """Put a text in: a draft kept from before, never a guess."""
        self.line.setText(text)

    def hide_typed(self) -> None:
        """Show dots in place of what is typed, for a passphrase."""
        self.line.setEchoMode(QLineEdit.EchoMode.Password)

    def show_typed(self) -> None:
        """Show what is typed."""
        self.line.setEchoMode(QLineEdit.EchoMode.Normal)


class NoteField(_Field):
    """Several lines to type in. Signal `changed()`; Tab goes on to the next field."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self, name: str, *, hint: str = "", placeholder: str = "", lines: int = 3) -> None:
        self.area = QPlainTextEdit()
        super().__init__(name, self.area, hint, named=True)
        self.area.setPlaceholderText(one_line(placeholder))
        self.area.setTabChangesFocus(True)
        self.area.setFixedHeight(theme.px(20 * lines + 14))
        self.area.textChanged.connect(self.changed)

    def text(self) -> str:
        """Return what was typed."""
        return self.area.toPlainText()

    def show_text(self, text: str) -> None:
        """Put a text in: a draft kept from before."""
        self.area.setPlainText(text)


class _Combo(QComboBox):
    def __init__(self, prompt: str) -> None:
        super().__init__()
        self.setPlaceholderText(one_line(prompt))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.setMaxVisibleItems(12)
        # The combo's own delegate ignores the height that the style sheet gives its rows.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setProperty("empty", True)
        self.currentIndexChanged.connect(self._mark_empty)

    def _mark_empty(self, place: int) -> None:
        # to be styled again takes longer than reading the list that is chosen from
        if self.property("empty") == (place < 0):
            return
        self.setProperty("empty", place < 0)
        self.style().unpolish(self)
        self.style().polish(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the choice alone: a wheel turned over a form must not change it."""
        event.ignore()


class Choice(_Field):
    """A choice among many, with nothing chosen at first; type to jump. Signal `chosen(value)`."""

    chosen: ClassVar[Signal] = Signal(object)

    def __init__(
        self,
        name: str,
        options: Sequence[Option] = (),
        *,
        hint: str = "",
        prompt: str = "Choose",
        named: bool = True,
    ) -> None:
        self.combo = _Combo(prompt)
        super().__init__(name, self.combo, hint, named=named)
        self._options: list[Option] = []
        self.combo.setFixedHeight(theme.px(36))
        self.combo.activated.connect(self._activated)
        self.show_options(options)

    def show_options(self, options: Sequence[Option]) -> None:
        """Offer other answers; the one chosen stays if it is still offered."""
        if list(options) == self._options and not any(each.icon for each in options):
            return
        kept = self.value()
        self._options = list(options)
        self.combo.clear()
        for option in self._options:
            if option.icon:
                self.combo.addItem(theme.icon(option.icon, size=16), one_line(option.text))
            else:
                self.combo.addItem(one_line(option.text))
        self.combo.setCurrentIndex(-1)
        if kept is not None:
            self.choose(kept)

    def value(self) -> object | None:
        """Return what is chosen, or None."""
        place = self.combo.currentIndex()
        return self._options[place].value if 0 <= place < len(self._options) else None

    def choose(self, value: object) -> None:
        """Choose an answer from the program's side; no signal."""
        for place, option in enumerate(self._options):
            if option.value == value:
                self.combo.setCurrentIndex(place)

    def clear(self) -> None:
        """Choose nothing."""
        self.combo.setCurrentIndex(-1)

    def _activated(self, place: int) -> None:
        self.chosen.emit(self._options[place].value)
