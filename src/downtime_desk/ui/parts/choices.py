"""Choosing: one among a few side by side, and boxes to tick."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QSizePolicy, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts.buttons import Button, Kind
from downtime_desk.ui.parts.paint import hint_font, hint_width, paint_box, paint_focus, paint_hint
from downtime_desk.ui.runs import one_line


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice: what it stands for, its words, an icon if it has one."""

    value: object
    text: str
    icon: str = ""


class _Segment(Button):
    def __init__(self, option: Option, number: str, height: int) -> None:
        self._number = number
        self._height = height
        super().__init__(option.text, icon=option.icon, kind=Kind.PLAIN)
        self.value = option.value
        self.first = self.last = False
        self.setCheckable(True)
        if number:
            self.setAccessibleDescription(f"Key: {number}")

    def sizeHint(self) -> QSize:
        """Return the room for number or icon, and words."""
        return QSize(super().sizeHint().width(), theme.tall(self._height + 2) - 2)

    def show_number(self, number: str) -> None:
        """Show another number, or none."""
        if number != self._number:
            self._number = number
            self.updateGeometry()
            self.update()

    def _font(self) -> QFont:
        return theme.font(
            15 if self._height > 36 else 14, theme.SEMIBOLD if self.isChecked() else theme.MEDIUM
        )

    def _widest_font(self) -> QFont:
        return theme.font(15 if self._height > 36 else 14, theme.SEMIBOLD)

    def _tone(self) -> str:
        return "on_accent" if self.isChecked() else "ink"

    def _paint_ground(self, painter: QPainter) -> None:
        fill = "accent" if self.isChecked() else "accent_tint" if self.underMouse() else ""
        if not fill:
            return
        paint_box(painter, self.rect(), fill, "", 0)
        corner = theme.px(5)
        square = self.rect().adjusted(corner * self.first, 0, -corner * self.last, 0)
        painter.fillRect(square, theme.colour(fill))

    def _before(self) -> int:
        return theme.px(15) if self._number else super()._before()

    def _paint_before(self, painter: QPainter, x: int) -> None:
        if not self._number:
            super()._paint_before(painter, x)
            return
        spot = QRect(x, (self.height() - theme.px(18)) // 2, theme.px(15), theme.px(18))
        paint_box(painter, spot, "", self._tone(), 1, 3)
        painter.setFont(hint_font())
        painter.setPen(theme.colour(self._tone()))
        painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, self._number)


class Segmented(QWidget):
    """A choice of one, side by side; nothing is chosen until somebody chooses.

    Arrows move, `1` to `9` choose while it has the focus. Signal `chosen(value)`.
    """

    chosen: ClassVar[Signal] = Signal(object)

    def __init__(
        self, name: str, options: Sequence[Option], *, numbered: bool = False, height: int = 36
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._segments: list[_Segment] = []
        self._stop: QWidget | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(1)
        for number, option in enumerate(options, start=1):
            segment = _Segment(option, str(number) if numbered else "", height - 2)
            segment.setAccessibleName(f"{name}: {segment.words()}")
            self._group.addButton(segment)
            self._segments.append(segment)
            row.addWidget(segment)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if self._segments:
            self._segments[0].first = self._segments[-1].last = True
            self._stop = self._segments[0]
        self._group.buttonClicked.connect(self._clicked)

    def value(self) -> object | None:
        """Return what is chosen, or None."""
        segment = self._group.checkedButton()
        return segment.value if isinstance(segment, _Segment) else None

    def choose(self, value: object) -> None:
        """Choose an answer from the program's side; no signal."""
        for segment in self._segments:
            if segment.value == value:
                segment.setChecked(True)

    def say(self, value: object, text: str) -> None:
        """Show other words for an answer, such as how many there are of it."""
        for segment in self._segments:
            if segment.value == value:
                segment.say(text)
                segment.setAccessibleName(f"{self.accessibleName()}: {segment.words()}")
        self.updateGeometry()

    def show_numbers(self, *, shown: bool) -> None:
        """Show the numbers in the answers, or save their room; the keys work either way."""
        for number, segment in enumerate(self._segments, start=1):
            segment.show_number(str(number) if shown else "")

    def offer(self, values: Collection[object]) -> None:
        """Show only these answers, and the one that is chosen."""
        for segment in self._segments:
            segment.setVisible(segment.value in values or segment.isChecked())
        self.updateGeometry()

    def clear(self) -> None:
        """Choose nothing."""
        self._group.setExclusive(False)
        for segment in self._segments:
            segment.setChecked(False)
        self._group.setExclusive(True)

    def stop(self) -> QWidget | None:
        """Return the answer that Tab comes to."""
        return self._stop

    def setFocus(  # noqa: N802 - Qt's name
        self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason
    ) -> None:
        """Give the focus to what is chosen, or to the first answer. It is no focus proxy: see `fields`."""
        if self._stop is not None:
            self._stop.setFocus(reason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by number."""
        number = event.text()
        if number.isdigit() and number.isascii() and 1 <= int(number) <= len(self._segments):
            segment = self._segments[int(number) - 1]
            segment.setFocus(Qt.FocusReason.ShortcutFocusReason)
            segment.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the strip and the lines between answers."""
        painter = QPainter(self)
        paint_box(painter, self.rect(), "surface", "edge")
        painter.setPen(theme.colour("edge"))
        shown = [segment for segment in self._segments if not segment.isHidden()]
        for segment in shown[1:]:
            painter.drawLine(segment.x() - 1, 1, segment.x() - 1, self.height() - 2)

    def _clicked(self, segment: _Segment) -> None:
        self._one_stop()
        self.chosen.emit(segment.value)

    def _one_stop(self) -> None:
        """Let Tab stop once: at what is chosen, or at the first answer while nothing is."""
        stop = self._group.checkedButton() or next(iter(self._segments), None)
        for segment in self._segments:
            segment.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if segment is stop else Qt.FocusPolicy.ClickFocus
            )
        if stop is not None:
            self._stop = stop


class Tick(QCheckBox):
    """A box to tick, with its key if it has one; a ticked one has a tint and a thick edge."""

    def __init__(self, text: str, *, key: str = "", boxed: bool = False) -> None:
        super().__init__()
        self._key, self._boxed = key, boxed
        self._words = one_line(text)
        self.setText(self._words.replace("&", "&&"))
        self.setAccessibleName(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the room for box, words and key."""
        words = QFontMetrics(self._font()).horizontalAdvance(self._words)
        pads = theme.px(20) if self._boxed else theme.px(8)
        return QSize(
            pads + theme.px(29) + words + hint_width(self._key) + theme.px(9),
            theme.px(38 if self._boxed else 32),
        )

    def minimumSizeHint(self) -> QSize:
        """Return the same: the words are never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 - Qt's name
        """Take a click anywhere on the part."""
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the box, the words and the key."""
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(0.6)
        on = self.isChecked()
        if self._boxed:
            paint_box(
                painter,
                self.rect(),
                "accent_tint" if on else "surface",
                "accent" if on else "edge",
                2 if on else 1,
            )
        side = theme.px(20)
        box = QRect(theme.px(10 if self._boxed else 3), (self.height() - side) // 2, side, side)
        paint_box(painter, box, "accent" if on else "surface", "accent" if on else "edge", 2, 3)
        if on:
            spot = QRectF(box).adjusted(theme.px(3), theme.px(3), -theme.px(3), -theme.px(3))
            theme.paint_icon(painter, "check", "on_accent", spot)
        painter.setFont(self._font())
        painter.setPen(theme.colour("ink"))
        room = self.rect().adjusted(box.right() + theme.px(9), 0, -theme.px(6), 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._words)
        if self._key:
            wide, tall = hint_width(self._key), theme.px(18)
            spot_key = QRect(self.width() - wide - theme.px(10), (self.height() - tall) // 2, wide, tall)
            paint_hint(painter, spot_key, self._key, "ink3", "line")
        if self.hasFocus():
            paint_focus(painter, self.rect())

    def _font(self) -> QFont:
        return theme.font(14, theme.MEDIUM)
