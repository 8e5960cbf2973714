"""Things to press: buttons with their words, icon and key, and key hints beside other words."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolTip, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.parts.paint import hint_width, paint_box, paint_focus, paint_hint, shown_keys
from downtime_desk.ui.parts.text import safe_tip
from downtime_desk.ui.runs import one_line


class Kind(Enum):
    """How much a button asks to be pressed; one filled button a screen."""

    PLAIN = "plain"
    SMALL = "small"
    PRIMARY = "primary"
    BIG = "big"
    FLAT = "flat"


@dataclass(frozen=True, slots=True)
class _Shape:
    height: int
    size: int
    pad: int
    icon: int


_SHAPES = {
    Kind.PLAIN: _Shape(36, 14, 12, 16),
    Kind.SMALL: _Shape(32, 13, 10, 15),
    Kind.PRIMARY: _Shape(40, 15, 16, 17),
    Kind.BIG: _Shape(52, 18, 18, 20),
    Kind.FLAT: _Shape(32, 14, 6, 16),
}
_FILLED = (Kind.PRIMARY, Kind.BIG)
_GAP = 7
SAID_FOR = 20_000
"""Milliseconds the reason of a held button stays, unless something else is pressed or comes into focus."""


@runtime_checkable
class HoldsKeys(Protocol):
    """A window with keys of its own."""

    def holds(self, keys: QKeySequence) -> bool:
        """Say whether the window acts on these keys itself."""


@runtime_checkable
class KnowsWhoMay(Protocol):
    """A window of somebody who may not record everything."""

    def refusal(self, records: str) -> Trouble | None:
        """Return in words why they may not record a fact of this kind; None when they may."""


def refusal_of(button: "Button") -> Trouble | None:
    """Return why a button is not for whoever is signed in, as the window under it or under its dialog says."""
    window: QWidget | None = button.window() if button.records else None
    while window is not None and not isinstance(window, KnowsWhoMay):
        above = window.parentWidget()
        window = above.window() if above else None
    refused = window.refusal(button.records) if window is not None else None
    return Trouble(refused.what.removeprefix("Not saved. "), refused.do) if refused else None


_PRESSES = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)
_PRESSED = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick)


class _Held(QObject):
    """Takes what would press a held button, and has it say why it is held."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Say why on a click, on Space or Enter and on its key; the button is not pressed."""
        if event.type() in _PRESSED:
            return True
        by_key = isinstance(event, QKeyEvent) and event.key() in _PRESSES
        if event.type() in (QEvent.Type.MouseButtonRelease, QEvent.Type.Shortcut) or (
            by_key and event.type() == QEvent.Type.KeyPress
        ):
            if isinstance(watched, Button):
                watched.say_why()
            return True
        return by_key and event.type() == QEvent.Type.KeyRelease


class Button(QPushButton):
    """A button with an icon, words and a key hint. `clicked` when pressed.

    `keys` press it and are shown; `hint` is only shown. A key the window holds itself, such as `Ctrl+P`, is left
    to the window, which presses the button of the open page: two holders of one key would silence both.
    `records` is the kind of fact that follows from it: who may not record that sees it held, with the reason. The
    keyboard reaches a held button as any other; pressing it says why, and nothing follows.
    """

    def __init__(
        self,
        text: str,
        *,
        icon: str = "",
        keys: str = "",
        hint: str = "",
        kind: Kind = Kind.PLAIN,
        records: str = "",
    ) -> None:
        super().__init__()
        self._kind, self._icon, self.records = kind, icon, records
        self._hint = hint or shown_keys(keys)
        self.keys = QKeySequence(keys)
        self._words = self._held = ""
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.say(text)
        self.setShortcut(self.keys)
        if self._hint:
            self.setAccessibleDescription(f"Key: {self._hint}")

    def say(self, text: str, icon: str = "") -> None:
        """Show other words, and another icon if one is given."""
        self._words = one_line(text)
        self._icon = icon or self._icon
        keys = self.shortcut()
        self.setText(self._words.replace("&", "&&"))
        if not keys.isEmpty():
            self.setShortcut(keys)
        self.setAccessibleName(self._words)
        self.updateGeometry()

    def hold(self, why: str) -> None:
        """Keep it from being pressed, whatever enables it later, and say why where it is pressed, pointed at or read out.

        It stays enabled for Qt, which would let no keyboard come to it; its signals are blocked, whatever presses it.
        """
        if not self._held:
            self.installEventFilter(_Held(self))
        self._held = why
        self.blockSignals(True)
        super().setEnabled(True)
        self.setToolTip(safe_tip(why))
        self.setAccessibleDescription(f"Held. {why}")
        self.update()

    def held(self) -> str:
        """Return why it cannot be pressed; nothing when it is not held."""
        return self._held

    def say_why(self) -> None:
        """Say why it is held, at the button and to a screen reader."""
        below = self.mapToGlobal(QPoint(0, self.height()))
        QToolTip.showText(below, safe_tip(self._held), self, QRect(), SAID_FOR)
        said = QAccessibleAnnouncementEvent(self, self._held)
        said.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(said)

    def setEnabled(self, enabled: bool) -> None:  # noqa: FBT001, N802 - Qt's name and shape
        """Let it be pressed, unless it is held: that is as good as not enabled, but the keyboard still comes to it."""
        super().setEnabled(enabled or bool(self._held))

    def isEnabled(self) -> bool:  # noqa: N802 - Qt's name
        """Return whether it can be pressed."""
        return not self._held and super().isEnabled()

    def click(self) -> None:
        """Press it, or have it say why it is held."""
        if self._held:
            self.say_why()
        else:
            super().click()

    def showEvent(self, event: QShowEvent) -> None:
        """Leave the key to the window if that holds it; be held where it is not for whoever is signed in."""
        super().showEvent(event)
        if refused := refusal_of(self):
            self.hold(f"{refused.what} {refused.do}")
        window = self.window()
        held = isinstance(window, HoldsKeys) and window.holds(self.keys)
        self.setShortcut(QKeySequence() if held else self.keys)

    def become(self, kind: Kind) -> None:
        """Ask to be pressed more, or less: one filled button a screen."""
        if kind is not self._kind:
            self._kind = kind
            self.updateGeometry()
            self.update()

    def words(self) -> str:
        """Return the words shown."""
        return self._words

    def sizeHint(self) -> QSize:
        """Return the room for icon, words and hint."""
        shape = _SHAPES[self._kind]
        parts = [QFontMetrics(self._widest_font()).horizontalAdvance(self._words) + 1] if self._words else []
        if self._before():
            parts.append(self._before())
        if self._hint:
            parts.append(hint_width(self._hint))
        width = sum(parts) + theme.px(_GAP) * (len(parts) - 1) + 2 * theme.px(shape.pad)
        return QSize(width, theme.tall(shape.height))

    def minimumSizeHint(self) -> QSize:
        """Return the same: words of a button are never cut."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button."""
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.6)
        self._paint_ground(painter)
        self._paint_words(painter)
        if self.hasFocus():
            painter.setOpacity(1)  # where the keyboard is has to be seen on a held button too
            paint_focus(painter, self.rect())

    def _font(self) -> QFont:
        return theme.font(_SHAPES[self._kind].size, theme.SEMIBOLD)

    def _widest_font(self) -> QFont:
        return self._font()

    def _before(self) -> int:
        """Return the width of what stands before the words."""
        return theme.px(_SHAPES[self._kind].icon) if self._icon else 0

    def _paint_before(self, painter: QPainter, x: int) -> None:
        if self._icon:
            side = self._before()
            theme.paint_icon(
                painter, self._icon, self._tone(), QRectF(x, (self.height() - side) // 2, side, side)
            )

    def _tone(self) -> str:
        if self._kind in _FILLED:
            return "on_accent"
        return "accent" if self._kind is Kind.FLAT else "ink"

    def _paint_ground(self, painter: QPainter) -> None:
        if self._kind in _FILLED:
            paint_box(painter, self.rect(), "accent", "accent")
        elif self._kind is Kind.FLAT:
            paint_box(painter, self.rect(), "accent_tint" if self._is_pointed_at() else "", "")
        else:
            paint_box(
                painter,
                self.rect(),
                "accent_tint" if self._is_pointed_at() or self.isDown() else "surface",
                "edge",
            )
        if self.isDown():
            paint_box(painter, self.rect(), "", "ink", 2)

    def _is_pointed_at(self) -> bool:
        return self.underMouse() and not self._held

    def _paint_words(self, painter: QPainter) -> None:
        gap, tone = theme.px(_GAP), self._tone()
        taken = self.sizeHint().width() - 2 * theme.px(_SHAPES[self._kind].pad)
        x = max(theme.px(4), (self.width() - taken) // 2)
        self._paint_before(painter, x)
        x += self._before() + gap if self._before() else 0
        painter.setFont(self._font())
        painter.setPen(theme.colour(tone))
        room = QFontMetrics(self._font()).horizontalAdvance(self._words) + 1
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRect(x, 0, room, self.height()), middle, self._words)
        x += room + gap if self._words else 0
        if self._hint:
            tall = theme.px(18)
            spot = QRect(x, (self.height() - tall) // 2, hint_width(self._hint), tall)
            filled = self._kind in _FILLED
            paint_hint(painter, spot, self._hint, tone if filled else "ink3", tone if filled else "line")


def button(text: str, icon: str = "", keys: str = "", kind: Kind = Kind.PLAIN) -> Button:
    """Return a button; `keys`, as in `Ctrl+E`, press it and are shown."""
    return Button(text, icon=icon, keys=keys, kind=kind)


def primary(
    text: str, icon: str = "", hint: str = "Ctrl Enter", kind: Kind = Kind.PRIMARY, *, records: str = ""
) -> Button:
    """Return the one filled button of a screen; the window presses it on Ctrl+Enter through `primary()`."""
    return Button(text, icon=icon, hint=hint, kind=kind, records=records)


class KeyHint(QWidget):
    """The name of a key, in its box, beside the words it belongs to."""

    def __init__(self, keys: str) -> None:
        super().__init__()
        self._keys = shown_keys(keys)
        self.setAccessibleName(f"Key: {self._keys}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room for the name."""
        return QSize(hint_width(self._keys), theme.px(18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        paint_hint(QPainter(self), self.rect(), self._keys, "ink3", "line")
