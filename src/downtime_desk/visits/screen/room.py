"""How the screen of visits uses its room: list and visit side by side, or one pane at a time."""

from typing import Final

from PySide6.QtWidgets import QWidget

from downtime_desk.ui import theme
from downtime_desk.visits.screen.beside import Beside
from downtime_desk.visits.screen.board import Board
from downtime_desk.visits.screen.changing import Changing
from downtime_desk.visits.screen.day_filters import DayFilters
from downtime_desk.visits.screen.pane import VisitPane
from downtime_desk.visits.screen.timeline import Timeline
from downtime_desk.visits.screen.tools import Tools

TWO_PANES: Final = 900
"""From this width on, in design pixels, list and visit stand side by side."""
ONE_LINE: Final = 1100
"""From this width on, in design pixels, what a day is kept to stands in one line."""
LIST, LEAST_LIST, LEAST_PANE = 432, 296, 590
TALL, SHORT = 740, 640
_NO_LIMIT = 16777215


class Room:
    """The parts of the screen, and whether one pane is seen at a time; `single` is None before the first `fit`."""

    def __init__(
        self,
        screen: QWidget,
        board: Board,
        beside: Beside,
        pane: VisitPane,
        others: tuple[Timeline, Tools, Changing, DayFilters],
    ) -> None:
        self.single: bool | None = None
        self._screen, self._board, self._beside, self._pane = screen, board, beside, pane
        self._timeline, self._tools, self._changing, self._filters = others

    def fit(self) -> None:
        """Use the room there is now."""
        scale = theme.look().text / 100
        wide, tall = self._screen.width() / scale, self._screen.window().height() / scale
        single = wide < TWO_PANES
        self._fit_lists(wide, tall, scale, single=single)
        self._timeline.fit(tall=tall, narrow=single)
        self._tools.fit(wide=wide)
        self._changing.fit(wide=wide)
        self._board.fit_head(wide=wide)
        self._filters.narrow(narrow=wide < ONE_LINE)
        self._pane.show_single(single=single, folded=single or tall < SHORT)
        if single == self.single:
            return
        self.single = single
        self._board.narrow(narrow=single)
        typing = self._pane.isAncestorOf(self._screen.focusWidget())
        self.show(board=not single or not typing, pane=not single or typing)

    def show(self, *, board: bool, pane: bool) -> None:
        """Show the list, the visit, or both."""
        self._board.setVisible(board)
        self._board.head.setVisible(board)
        self._beside.setVisible(pane)

    def _fit_lists(self, wide: float, tall: float, scale: float, *, single: bool) -> None:
        tight = tall < TALL
        self._board.list.tighten(tight=tight)
        self._pane.tighten(tight=tight)
        beside = round(min(LIST, max(LEAST_LIST, wide - LEAST_PANE)) * scale)
        self._board.setMinimumWidth(0 if single else beside)
        self._board.setMaximumWidth(_NO_LIMIT if single else beside)
