"""What a manager keeps the list of a day to, from one opening of the screen to the next."""

import msgspec
from PySide6.QtCore import QObject

from downtime_desk.ui.desk import Desk
from downtime_desk.visits import queries
from downtime_desk.visits.screen.board import Board
from downtime_desk.visits.screen.day_filters import DayFilters


class FiltersKept(QObject):
    """Keeps the filters of the list of a day, for the manager who is signed in alone.

    A name that was typed is not kept: a list that hides visits for a forgotten word hides them unseen.
    """

    def __init__(self, desk: Desk, board: Board, filters: DayFilters) -> None:
        super().__init__(filters)
        self._desk, self._board, self._filters = desk, board, filters
        self._put_back()
        filters.changed.connect(self.keep)
        board.state.chosen.connect(self.keep)

    def keep(self) -> None:
        """Keep what the list is kept to for the next time."""
        kept = msgspec.structs.replace(self._filters.kept(), name="", state=self._board.state_kept())
        words = "" if kept == queries.EVERYTHING else msgspec.json.encode(kept).decode()
        self._desk.drafts.keep(self._subject(), words)

    def _subject(self) -> str:
        return f"filters/{self._desk.acting.manager}"

    def _put_back(self) -> None:
        if words := self._desk.drafts.of(self._subject()):
            kept = msgspec.json.decode(words, type=queries.KeptTo)
            self._filters.show_kept(msgspec.structs.replace(kept, state=None))
            self._board.keep_state(kept.state)
