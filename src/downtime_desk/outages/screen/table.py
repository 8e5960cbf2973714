"""The table of the log: the head of a day goes across all columns and cannot be chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Qt

from downtime_desk.outages.screen.rows import LogRow, columns, key, sentence
from downtime_desk.ui.lists import RowsTable, TableModel
from downtime_desk.ui.lists.model import AnyIndex


class _LogModel(TableModel):
    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Say that the head of a day cannot be chosen."""
        row = self.row_at(index)
        if row is not None and row.line is None:
            return Qt.ItemFlag.ItemIsEnabled
        return super().flags(index)


class LogTable(RowsTable):
    """Lines of the log under their days."""

    def __init__(self) -> None:
        super().__init__("Log", _LogModel(columns(), key, sentence))

    def show_rows(self, rows: Sequence[LogRow]) -> None:
        """Replace the rows."""
        super().show_rows(rows)
        self.clearSpans()
        for place, row in enumerate(rows):
            if row.line is None:
                self.setSpan(place, 0, 1, len(columns()))
