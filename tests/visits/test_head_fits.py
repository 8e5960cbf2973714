"""The head of visits and what a day is kept to are whole at every text size, in each of its three views."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.tokens import THEMES
from downtime_desk.visits.screen import VisitsScreen

# The page beside the navigation at 1366 pixels: the navigation is a rail from 150 % on.
WIDE = {100: 1184, 125: 1140, 150: 1280, 200: 1240}


@pytest.mark.parametrize("place", [0, 1, 2], ids=["queue", "day", "timeline"])
@pytest.mark.parametrize("text", list(WIDE))
def test_nothing_in_the_head_is_cut(desk: Desk, qtbot: QtBot, text: int, place: int) -> None:
    theme.wear(theme.Look(THEMES["light"], text))
    under = QWidget()
    qtbot.addWidget(under)
    under.resize(WIDE[text], 709)
    screen = VisitsScreen(desk)
    screen.setParent(under)
    screen.setGeometry(0, 0, WIDE[text], 709)
    under.show()
    screen.board.which._segments[place].click()
    screen.filters.level.choose(("red",))
    screen.filters._chosen(None)
    QApplication.processEvents()
    for part in (screen.board.head, screen._tools, screen.filters):
        for button in part.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), f"{button.accessibleName()} is cut"
                right = button.mapTo(under, button.rect().topRight()).x()
                assert right <= under.width(), f"{button.accessibleName()} is beyond the edge"
