"""Blocks a screen is built of: cards, told facts, notes, empty states, heads and action strips."""

from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.parts.paint import paint_box, paint_dashed
from downtime_desk.ui.parts.text import Heading, SafeLabel, Words
from downtime_desk.ui.runs import Run, bold


def column(
    *parts: QWidget | QLayout | int, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Return parts one under the other; a number is a gap, 0 takes all the room left. Design sizes."""
    box = QVBoxLayout()
    _fill(box, parts, gap, margins)
    return box


def row(
    *parts: QWidget | QLayout | int, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Return parts side by side; a number is a gap, 0 takes all the room left. Design sizes."""
    box = QHBoxLayout()
    _fill(box, parts, gap, margins)
    return box


def _fill(
    box: QBoxLayout, parts: tuple[QWidget | QLayout | int, ...], gap: int, margins: tuple[int, int, int, int]
) -> None:
    box.setSpacing(theme.px(gap))
    box.setContentsMargins(*(theme.px(side) for side in margins))
    for part in parts:
        if isinstance(part, QWidget):
            box.addWidget(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        elif part:
            box.addSpacing(theme.px(part))
        else:
            box.addStretch(1)


def holder(layout: QLayout) -> QWidget:
    """Return a widget around a layout."""
    made = QWidget()
    made.setLayout(layout)
    return made


class Icon(QWidget):
    """An icon beside words; it says nothing of its own to a screen reader."""

    def __init__(self, name: str, tone: str = "ink", size: float = 18) -> None:
        super().__init__()
        self._name, self._tone, self._size = name, tone, size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: str = "ink") -> None:
        """Show another icon."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:
        """Return the square."""
        return QSize(theme.px(self._size), theme.px(self._size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        if self._name:
            side = theme.px(self._size)
            theme.paint_icon(
                QPainter(self), self._name, self._tone, QRectF(0, (self.height() - side) // 2, side, side)
            )


class Card(QWidget):
    """A box on the surface with a thin edge; `tone` names the edge, `fill` the ground."""

    def __init__(
        self,
        layout: QLayout | None = None,
        *,
        fill: str = "surface",
        tone: str = "line",
        thick: float = 1,
        margins: tuple[int, int, int, int] = (13, 10, 13, 11),
    ) -> None:
        super().__init__()
        self._fill, self._tone, self._thick = fill, tone, thick
        if layout is not None:
            layout.setContentsMargins(*(theme.px(side) for side in margins))
            self.setLayout(layout)

    def show_tone(self, tone: str, fill: str = "surface", thick: float = 1) -> None:
        """Draw another edge and ground."""
        self._tone, self._fill, self._thick = tone, fill, thick
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box."""
        paint_box(QPainter(self), self.rect(), self._fill, self._tone, self._thick, 6)


class Dashed(Card):
    """A told fact: something phoned in since the copy. Dashed edge on every screen and page."""

    def __init__(self, layout: QLayout | None = None) -> None:
        super().__init__(layout, margins=(10, 5, 10, 6))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the dashed box."""
        painter = QPainter(self)
        paint_box(painter, self.rect(), "surface", "", 0, 6)
        paint_dashed(painter, self.rect(), 6)


class Rule(QWidget):
    """A thin line across."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        QPainter(self).fillRect(self.rect(), theme.colour("line"))


_NOTES = {
    "amber": ("triangle-alert", "amber_tint", "amber"),
    "red": ("circle-alert", "red_tint", "red"),
    "green": ("circle-check", "green_tint", "green"),
    "accent": ("info", "accent_tint", "accent"),
}


class Note(Card):
    """A band with an icon, strong words, quiet words and buttons; `tone` red, amber, green or accent."""

    def __init__(self, strong: str, text: str = "", *buttons: QWidget, tone: str = "amber") -> None:
        icon, fill, ink = _NOTES[tone]
        self._icon = Icon(icon, ink, 20)
        self._words = Words(bold(strong), Run(f" {text}" if text else ""))
        across = row(self._icon, self._words, *buttons, gap=10)
        across.setStretch(1, 1)
        super().__init__(across, fill=fill, tone=ink)

    def say(self, strong: str, text: str = "", tone: str = "amber") -> None:
        """Show other words, in another tone."""
        icon, fill, ink = _NOTES[tone]
        self._icon.show_icon(icon, ink)
        self._words.say(bold(strong), Run(f" {text}" if text else ""))
        self.show_tone(ink, fill)

    def words(self) -> str:
        """Return the words shown."""
        return self._words.text()


class Answer(Note):
    """What became of an act, under the form that asked for it: hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__("")
        self.hide()

    def tell(self, strong: str, text: str = "", tone: str = "green") -> None:
        """Say it."""
        self.say(strong, text, tone)
        self.show()

    def refuse(self, trouble: Trouble) -> None:
        """Say what went wrong, and what to do."""
        self.tell(trouble.what, trouble.do, "red")

    def saved(self, at: datetime, text: str = "") -> None:
        """Say that it is kept here, and since when."""
        self.tell(f"Saved on this laptop {clock_face(at)}.", text)


class Empty(QWidget):
    """What a list says when it has nothing to show: empty, failed, stale or still reading, in words."""

    def __init__(self, strong: str, text: str = "", *buttons: QWidget, icon: str = "circle-check") -> None:
        super().__init__()
        self._icon = Icon(icon, "ink", 22)
        self._strong = SafeLabel(strong, weight=theme.SEMIBOLD)
        self._text = SafeLabel(text, tone="ink2")
        if not text:
            self._text.hide()
        side = row(*buttons, 0, gap=8)
        words = column(self._strong, self._text, side, 0, gap=2)
        whole = row(column(self._icon, 0), words, gap=10, margins=(16, 14, 16, 14))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def say(self, strong: str, text: str = "", icon: str = "") -> None:
        """Show other words, and another icon if one is given."""
        self._strong.setText(strong)
        self._text.setText(text)
        self._text.setVisible(bool(text))
        if icon:
            self._icon.show_icon(icon)

    def say_failed(self, what: str, do: str) -> None:
        """Show that something failed: what happened and what to do."""
        self.say(what, do, "circle-alert")


class Ground(QWidget):
    """A plain ground in one tone, with lines at its top or bottom."""

    def __init__(self, layout: QLayout, *, fill: str = "bg", top: str = "", bottom: str = "") -> None:
        super().__init__()
        self._fill, self._top, self._bottom = fill, top, bottom
        self.setLayout(layout)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and its lines."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(self._fill))
        if self._top:
            painter.fillRect(0, 0, self.width(), 1, theme.colour(self._top))
        if self._bottom:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour(self._bottom))


class Head(Ground):
    """The head of a page, 52 px: its title, then parts; a 0 among them pushes the rest to the right."""

    def __init__(self, title: str, *parts: QWidget | QLayout | int) -> None:
        self.title = Heading(title)
        self.title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        super().__init__(row(self.title, *parts, gap=16, margins=(16, 0, 16, 0)), bottom="line")
        self._settle()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._settle()

    def _settle(self) -> None:
        self.setFixedHeight(theme.px(52 if theme.look().text < 150 else 40))


class ActionStrip(Ground):
    """The strip at the foot of a pane: what it means on the left, its actions on the right."""

    def __init__(self, *parts: QWidget | QLayout | int) -> None:
        super().__init__(row(*parts, gap=12, margins=(12, 8, 12, 8)), fill="sunken", top="line")
