"""The pieces of the bar: two lines of words, the mode, the next clock, the lock. They paint themselves."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts.paint import paint_box
from downtime_desk.ui.parts.text import safe_tip
from downtime_desk.ui.runs import one_line
from downtime_desk.ui.shell.state import BarCell
from downtime_desk.ui.tokens import Mode, ModeColours

MODE_ICONS = {
    Mode.NORMAL: "circle-check",
    Mode.OUTAGE: "unplug",
    Mode.RETURNING: "upload",
    Mode.DRILL: "target",
}
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def wide(text: str, font: QFont) -> int:
    """Return the width of words in a font, in pixels."""
    return QFontMetrics(font).horizontalAdvance(text)


def label_font() -> QFont:
    """Return the font of the words over a value."""
    return theme.figures(12)


def value_font() -> QFont:
    """Return the font of a value on the bar."""
    return theme.figures(14, theme.SEMIBOLD)


class ModeCell(QWidget):
    """The mode: icon, word with the time since, and the line under it."""

    def __init__(self) -> None:
        super().__init__()
        self._mode, self._word, self._second, self._folded = Mode.NORMAL, "", "", False
        self._colours = theme.tokens().normal
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_mode(self, mode: Mode, word: str, second: str, colours: ModeColours) -> None:
        """Show a mode in its colours."""
        self._mode, self._word, self._second, self._colours = mode, word, one_line(second), colours
        self.setAccessibleName(f"{word}, {self._second}" if second else word)
        self.updateGeometry()
        self.update()

    def fold(self, *, folded: bool) -> None:
        """Leave the second line out."""
        self._folded = folded
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room: as wide as the navigation unless the words need more."""
        words = max(wide(self._word, self._font()), 0 if self._folded else wide(self._second, label_font()))
        return QSize(
            max(theme.px(46) + words + theme.px(10), 0 if self._folded else theme.px(179)), theme.px(40)
        )

    def _font(self) -> QFont:
        return theme.figures(16 if self._folded else 17, theme.BOLD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the cell."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour(self._colours.deep))
            side = theme.px(24 if not self._folded else 20)
            left = theme.px(12)
            spot = QRectF(left, (self.height() - side) // 2, side, side)
            theme.paint_icon(painter, MODE_ICONS[self._mode], self._colours.text, spot)
            words = QRect(left + side + theme.px(9), 0, self.width(), self.height())
            painter.setFont(self._font())
            painter.setPen(theme.colour(self._colours.text))
            if self._folded or not self._second:
                painter.drawText(words, _MIDDLE, self._word)
                return
            top = (self.height() - theme.px(38)) // 2
            painter.drawText(QRect(words.left(), top, self.width(), theme.px(22)), _MIDDLE, self._word)
            painter.setFont(label_font())
            painter.setPen(theme.colour(self._colours.text2))
            painter.drawText(
                QRect(words.left(), top + theme.px(22), self.width(), theme.px(16)), _MIDDLE, self._second
            )


class Cell(QWidget):
    """A small line over a value with a quieter note, side by side or wrapped under."""

    def __init__(self) -> None:
        super().__init__()
        self._cell, self._wrapped = BarCell("", ""), False
        self._colours = theme.tokens().normal
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_cell(self, cell: BarCell, colours: ModeColours, *, wrapped: bool) -> None:
        """Show words in the colours of the mode."""
        self._cell = BarCell(one_line(cell.label), one_line(cell.value), one_line(cell.note))
        self._colours, self._wrapped = colours, wrapped
        self.setAccessibleName(f"{self._cell.label}: {self._cell.value} {self._cell.note}".strip())
        self.updateGeometry()
        self.update()

    def value_end(self) -> int:
        """Return where the value ends, in pixels from the left."""
        return theme.px(14) + wide(self._cell.value, value_font())

    def sizeHint(self) -> QSize:
        """Return the room for the words."""
        value, note = wide(self._cell.value, value_font()), wide(self._cell.note, theme.figures(14))
        line = max(value, note) if self._wrapped else value + (theme.px(7) + note if note else 0)
        return QSize(max(line, wide(self._cell.label, label_font())) + theme.px(14) + 1, theme.px(40))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the words."""
        with QPainter(self) as painter:
            left = theme.px(14)
            three = self._wrapped and bool(self._cell.note)
            tall = theme.px(16 + 17 + 17 if three else 38)
            top = (self.height() - tall) // 2
            second = theme.colour(self._colours.text2)
            painter.setFont(label_font())
            painter.setPen(second)
            painter.drawText(QRect(left, top, self.width(), theme.px(16)), _MIDDLE, self._cell.label)
            top += theme.px(16 if three else 17)
            painter.setFont(value_font())
            painter.setPen(theme.colour(self._colours.text))
            painter.drawText(QRect(left, top, self.width(), theme.px(20)), _MIDDLE, self._cell.value)
            if not three:
                left += wide(self._cell.value, value_font()) + theme.px(7)
            painter.setFont(theme.figures(14))
            painter.setPen(second)
            painter.drawText(
                QRect(left, top + (theme.px(17) if three else 0), self.width(), theme.px(20)),
                _MIDDLE,
                self._cell.note,
            )


class BarButton(QPushButton):
    """A button on the bar: an icon with words, or the icon alone."""

    def __init__(self, text: str, icon: str) -> None:
        super().__init__(text)
        self._icon, self._alone = icon, False
        self._colours = theme.tokens().normal
        self.setAccessibleName(text)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def dress(self, colours: ModeColours, *, alone: bool) -> None:
        """Take the colours of the mode, with or without the words."""
        self._colours, self._alone = colours, alone
        self.setToolTip(safe_tip(self.text()) if alone else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for icon and words."""
        words = 0 if self._alone else wide(self.text(), self._font()) + theme.px(7)
        return QSize(theme.px(17 + (18 if self._alone else 24)) + words, theme.px(32 if self._alone else 36))

    def _font(self) -> QFont:
        return theme.font(14, theme.SEMIBOLD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the button."""
        with QPainter(self) as painter:
            text = self._colours.text
            paint_box(
                painter, self.rect(), self._colours.deep if self.underMouse() else self._colours.bar, text
            )
            side, left = theme.px(17), theme.px(9 if self._alone else 11)
            theme.paint_icon(painter, self._icon, text, QRectF(left, (self.height() - side) // 2, side, side))
            if not self._alone:
                painter.setFont(self._font())
                painter.setPen(theme.colour(text))
                painter.drawText(
                    QRect(left + side + theme.px(7), 0, self.width(), self.height()), _MIDDLE, self.text()
                )
            self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        if self.hasFocus():
            paint_box(painter, self.rect(), "", self._colours.text, 3)


class ClockButton(QPushButton):
    """The next clock: how long is left, when, what and whom. Pressing it goes there (F9)."""

    def __init__(self) -> None:
        super().__init__()
        self._left, self._over, self._what = "", "", ""
        self._colours = theme.tokens().normal
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_clock(self, left: str, over: str, what: str, colours: ModeColours) -> None:
        """Show a clock in the colours of the mode."""
        self._left, self._over, self._what, self._colours = left, one_line(over), one_line(what), colours
        self.setAccessibleName(f"{self._over}, {left}: {self._what}")
        self.setToolTip("Go there: F9")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for all its words."""
        words = max(wide(self._over, label_font()), wide(self._what, value_font()))
        return QSize(self._before() + words + theme.px(13), theme.px(44 if theme.look().text < 150 else 34))

    def minimumSizeHint(self) -> QSize:
        """Return the least room: the time left is always whole, the words may be cut."""
        return QSize(self._before() + theme.px(60), self.sizeHint().height())

    def _before(self) -> int:
        return theme.px(9 + 22 + 8 + 8) + wide(self._left, self._font())

    def _font(self) -> QFont:
        return theme.figures(18 if theme.look().text < 150 else 16, theme.SEMIBOLD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the clock."""
        with QPainter(self) as painter:
            colours = self._colours
            paint_box(painter, self.rect(), colours.deep, colours.text2)
            side = theme.px(22)
            spot = QRectF(theme.px(9), (self.height() - side) // 2, side, side)
            theme.paint_icon(painter, "timer", colours.text, spot)
            painter.setFont(self._font())
            painter.setPen(theme.colour(colours.text))
            painter.drawText(QRect(theme.px(39), 0, self.width(), self.height()), _MIDDLE, self._left)
            room = self.width() - self._before() - theme.px(8)
            top = (self.height() - theme.px(34)) // 2
            what = QFontMetrics(value_font()).elidedText(self._what, Qt.TextElideMode.ElideRight, room)
            painter.setFont(value_font())
            painter.drawText(QRect(self._before(), top + theme.px(16), room + 1, theme.px(18)), _MIDDLE, what)
            painter.setFont(label_font())
            painter.setPen(theme.colour(colours.text2))
            painter.drawText(QRect(self._before(), top, room + 1, theme.px(16)), _MIDDLE, self._over)
            if self.hasFocus():
                paint_box(painter, self.rect(), "", colours.text, 3)
