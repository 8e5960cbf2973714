"""The navigation: find, the pages in their groups with counters, and what was saved, at the foot.

It tightens by the height it has, and becomes a rail of icons from 150 % text on; on the rail every
icon keeps its name for screen readers and as a tool tip, and `More` lists the pages that did not fit.
"""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts.blocks import Icon
from downtime_desk.ui.parts.text import SafeLabel, safe_tip
from downtime_desk.ui.shell.nav_parts import FindButton, NavButton, RailButton
from downtime_desk.ui.shell.state import FootLine, Page

ROOMY, TIGHT, RULED, FOOT_ONE = range(4)
"""How tight the navigation is: all, lower rows, rules for heads, one line at the foot."""


class Nav(QWidget):
    """The navigation. Signals `went(key)` when a page is chosen and `find_asked`."""

    went: ClassVar[Signal] = Signal(str)
    find_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Pages")
        self.tightness, self.rail = ROOMY, False
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.buttons: dict[str, NavButton] = {}
        self._heads: dict[str, SafeLabel] = {}
        self._foot: list[tuple[Icon, SafeLabel]] = []
        self._rules: list[int] = []
        self._find, self._find_rail = FindButton(), RailButton("Find or do, Ctrl K", "search")
        self._more = RailButton("More pages", "chevron-right")
        for part in (self._find, self._find_rail, self._more):
            part.setParent(self)
        self._find.clicked.connect(self.find_asked)
        self._find_rail.clicked.connect(self.find_asked)
        self._more.clicked.connect(self._list_pages)
        self._group.buttonClicked.connect(self._clicked)
        self.setFixedWidth(theme.px(176))

    def add(self, page: Page) -> None:
        """Show a page, in its group."""
        made = NavButton(page)
        made.setParent(self)
        made.show()
        self._group.addButton(made)
        self.buttons[page.key] = made
        if page.group and page.group not in self._heads:
            head = SafeLabel(page.group, size=12, weight=theme.SEMIBOLD, tone="ink3")
            head.setParent(self)
            head.show()
            self._heads[page.group] = head
        self._arrange()

    def mark(self, key: str) -> None:
        """Mark the page that is open."""
        self.buttons[key].setChecked(True)
        self._arrange()

    def show_foot(self, lines: Sequence[FootLine]) -> None:
        """Show what was saved and what waits."""
        for icon, text in self._foot:
            icon.deleteLater()
            text.deleteLater()
        self._foot = []
        for line in lines:
            icon, text = Icon(line.icon, "ink2", 14), SafeLabel(line.text, size=13, tone="ink2")
            icon.setParent(self)
            text.setParent(self)
            self._foot.append((icon, text))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tighten to the new height."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_more"):
            self._arrange()

    def _clicked(self, pressed: NavButton) -> None:
        self.went.emit(pressed.page.key)

    def _arrange(self) -> None:
        self.rail = theme.look().text >= 150
        self.setFixedWidth(theme.px(50 if self.rail else 176))
        for button in self.buttons.values():
            button.rail = self.rail
            button.setToolTip(safe_tip(button.accessibleName()) if self.rail else "")
        self._find.setVisible(not self.rail)
        self._find_rail.setVisible(self.rail)
        if self.rail:
            self._arrange_rail()
        else:
            self._more.hide()
            for level in (ROOMY, TIGHT, RULED, FOOT_ONE):
                self.tightness = level
                if self._arrange_rows() <= self.height():
                    break
        self.update()

    def _arrange_rows(self) -> int:
        """Place every piece for the tightness in force; return the height they take."""
        tight = self.tightness
        side, y, wide = theme.px(8), theme.px(10 if tight == ROOMY else 8), self.width() - theme.px(17)
        high = theme.px(34) if tight == ROOMY else max(32, theme.px(32 if tight < RULED else 28))
        self._find.setGeometry(side, y, wide, theme.px(36))
        y += theme.px(40)
        self._rules = []
        group = None
        for button in self.buttons.values():
            if button.page.group != group:
                group = button.page.group
                y = self._arrange_head(group, y)
            button.setVisible(True)
            button.setGeometry(side, y, wide, high)
            y += high
        shown = self._foot[: 1 if tight == FOOT_ONE else len(self._foot)]
        return y + self._arrange_foot(shown)

    def _arrange_head(self, group: str, y: int) -> int:
        head = self._heads.get(group)
        if head is not None and self.tightness < RULED:
            gap = theme.px(9 if self.tightness == ROOMY else 6)
            head.setVisible(True)
            head.setGeometry(theme.px(16), y + gap, self.width() - theme.px(24), theme.px(16))
            return y + gap + theme.px(19)
        if head is not None:
            head.setVisible(False)
        if y > theme.px(60):
            self._rules.append(y + theme.px(4))
        return y + theme.px(8 if self._rules else 0)

    def _arrange_foot(self, shown: Sequence[tuple[Icon, SafeLabel]]) -> int:
        """Place the lines at the foot; return the height they take."""
        for icon, text in self._foot:
            icon.setVisible(False)
            text.setVisible(False)
        room = self.width() - theme.px(14 + 21 + 8)
        tall = [max(theme.px(17), text.heightForWidth(room)) for _, text in shown]
        total = sum(tall) + theme.px(3) * len(shown) + theme.px(16) if shown else 0
        y = self.height() - total + theme.px(8)
        if shown:
            self._rules.append(self.height() - total)
        for (icon, text), high in zip(shown, tall, strict=True):
            icon.setVisible(True)
            text.setVisible(True)
            icon.setGeometry(theme.px(14), y, theme.px(14), theme.px(17))
            text.setGeometry(theme.px(14 + 21), y, room, high)
            y += high + theme.px(3)
        return total

    def _arrange_rail(self) -> None:
        for head in self._heads.values():
            head.setVisible(False)
        self._arrange_foot(())
        self._rules = []
        side, high, gap = (self.width() - theme.px(40)) // 2, theme.px(36), theme.px(3)
        self._find_rail.setGeometry(side, theme.px(5), theme.px(40), high)
        fits = max(1, (self.height() - theme.px(10)) // (high + gap) - 2)
        everyone = list(self.buttons.values())
        shown = everyone[:fits]
        chosen = self._group.checkedButton()
        if isinstance(chosen, NavButton) and chosen not in shown:
            shown[-1] = chosen
        y = theme.px(5) + high + gap
        for button in everyone:
            button.setVisible(button in shown)
        for button in shown:
            button.setGeometry(side, y, theme.px(45), high)
            y += high + gap
        self._more.setVisible(True)
        self._more.setGeometry(side, self.height() - high - theme.px(5), theme.px(40), high)

    def _list_pages(self) -> None:
        """List every page by name beside the rail."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self.buttons.values():
            act = menu.addAction(button.accessibleName().replace("&", "&&"))
            act.triggered.connect(button.click)
        menu.popup(self._more.mapToGlobal(QPoint(self.width(), 0)))

    def sizeHint(self) -> QSize:
        """Return the width; the height is the window's."""
        return QSize(theme.px(50 if self.rail else 176), theme.px(300))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground, the edge and the rules."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), theme.colour("sunken"))
            painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour("line"))
            for y in self._rules:
                painter.fillRect(theme.px(8), y, self.width() - theme.px(17), 1, theme.colour("line"))
