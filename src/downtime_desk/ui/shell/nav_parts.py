"""The pieces of the navigation: a page's row, the find button, the icons of the rail."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from downtime_desk.ui import theme
from downtime_desk.ui.parts.paint import hint_width, paint_box, paint_focus, paint_hint
from downtime_desk.ui.parts.text import safe_tip
from downtime_desk.ui.shell.state import Counter, Page

_MIDDLE_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def paint_counter(painter: QPainter, counter: Counter, right: int, middle: int, size: int = 13) -> None:
    """Draw a counter that ends at `right`, its middle at a height."""
    font = theme.figures(size, theme.SEMIBOLD)
    words = str(counter.number)
    tall = theme.px(size + (7 if size > 12 else 5))
    wide = max(tall + 2, QFontMetrics(font).horizontalAdvance(words) + theme.px(size - 2))
    spot = QRect(right - wide, middle - tall // 2, wide, tall)
    tone = "red_tile" if counter.hot else "edge"
    paint_box(painter, spot, "red_tile" if counter.hot else "surface", tone, 1, 10)
    painter.setFont(font)
    painter.setPen(theme.colour("on_red" if counter.hot else "ink"))
    painter.drawText(spot, Qt.AlignmentFlag.AlignCenter, words)


class NavButton(QPushButton):
    """One page: icon, title, counter; only icon and counter on the rail."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.title.replace("&", "&&"))
        self.page = page
        self.rail = False
        self._counter: Counter | None = None
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_counter(None)

    def show_counter(self, counter: Counter | None) -> None:
        """Show how many need something; None or 0 shows nothing."""
        self._counter = counter if counter is not None and counter.number else None
        said = ""
        if self._counter is not None:
            said = self._counter.say or str(self._counter.number)
        self.setAccessibleName(f"{self.page.title}, {said}" if said else self.page.title)
        self.setAccessibleDescription(f"Key: {self.page.shortcut}" if self.page.shortcut else "")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the row, or the icon on the rail."""
        with QPainter(self) as painter:
            spot = self.rect().adjusted(0, 0, -theme.px(5) if self.rail else 0, 0)
            if self.isChecked():
                paint_box(painter, spot, "surface", "line")
                painter.fillRect(QRect(1, 1, theme.px(4), spot.height() - 2), theme.colour("accent"))
            elif self.underMouse():
                paint_box(painter, spot, "surface", "")
            if self.rail:
                self._paint_rail(painter)
            else:
                self._paint_row(painter)
            if self.hasFocus():
                paint_focus(painter, self.rect())

    def _paint_row(self, painter: QPainter) -> None:
        side, middle = theme.px(18), self.height() // 2
        theme.paint_icon(painter, self.page.icon, "ink", QRectF(theme.px(8), middle - side // 2, side, side))
        painter.setFont(theme.font(14, theme.SEMIBOLD if self.isChecked() else theme.NORMAL))
        painter.setPen(theme.colour("ink"))
        painter.drawText(QRect(theme.px(35), 0, self.width(), self.height()), _MIDDLE_LEFT, self.page.title)
        if self._counter is not None:
            paint_counter(painter, self._counter, self.width() - theme.px(8), middle)

    def _paint_rail(self, painter: QPainter) -> None:
        side = theme.px(20)
        spot = QRectF((self.width() - theme.px(5) - side) / 2, (self.height() - side) / 2, side, side)
        theme.paint_icon(painter, self.page.icon, "ink", spot)
        if self._counter is not None:
            paint_counter(painter, self._counter, self.width(), theme.px(9), 12)


class RailButton(QPushButton):
    """An icon that is not a page: find, more."""

    def __init__(self, name: str, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(safe_tip(name))
        self.setAutoDefault(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the icon."""
        with QPainter(self) as painter:
            side = theme.px(20)
            spot = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
            theme.paint_icon(painter, self._icon, "ink", spot)
            if self.hasFocus():
                paint_focus(painter, self.rect())


class FindButton(QPushButton):
    """The button that looks like a field: `Find or do  Ctrl K`."""

    def __init__(self) -> None:
        super().__init__("Find or do")
        self.setAccessibleName("Find or do")
        self.setAccessibleDescription("Key: Ctrl K")
        self.setAutoDefault(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        with QPainter(self) as painter:
            paint_box(painter, self.rect(), "surface", "edge")
            side, middle = theme.px(16), self.height() // 2
            theme.paint_icon(painter, "search", "ink2", QRectF(theme.px(9), middle - side // 2, side, side))
            painter.setFont(theme.font(14))
            painter.setPen(theme.colour("ink2"))
            painter.drawText(QRect(theme.px(32), 0, self.width(), self.height()), _MIDDLE_LEFT, self.text())
            tall, wide = theme.px(18), hint_width("Ctrl K")
            spot = QRect(self.width() - wide - theme.px(8), middle - tall // 2, wide, tall)
            paint_hint(painter, spot, "Ctrl K", "ink3", "line")
            if self.hasFocus():
                paint_focus(painter, self.rect())
