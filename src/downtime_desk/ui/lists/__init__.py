"""Lists and tables over frozen rows: no widget per row, one delegate, one sentence per row spoken.

`RowsList` shows rows through a function `row -> RowPicture` of lines and runs; `RowsTable` shows
them through `Column`s. Both keep what is selected when rows are replaced, by the row's id.
"""

from downtime_desk.ui.lists.delegate import Line, RowDelegate, RowPicture
from downtime_desk.ui.lists.model import RowsModel, Section
from downtime_desk.ui.lists.table import Cell, Column, RowsTable, TableModel
from downtime_desk.ui.lists.view import RowsList

__all__ = [
    "Cell",
    "Column",
    "Line",
    "RowDelegate",
    "RowPicture",
    "RowsList",
    "RowsModel",
    "RowsTable",
    "Section",
    "TableModel",
]
