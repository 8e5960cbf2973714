"""A list to choose one from, in which nobody chooses but a person."""

from collections.abc import Sequence
from typing import Any

from downtime_desk.ui.lists import RowsList


class PickList(RowsList):
    """Arrows, Space, Enter and clicks choose; the focus alone does not, nor does reading the rows again."""

    def picked(self) -> Any:
        """Return the row that was chosen; None while none was."""
        return self.current() if self.selectionModel().hasSelection() else None

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows; what was chosen stays chosen, and nothing else comes to be."""
        chosen = self.picked() is not None
        super().show_rows(rows)
        if not chosen:
            self.clearSelection()
