"""The table: frozen rows under columns, one delegate, fixed row heights."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from downtime_desk.ui import theme
from downtime_desk.ui.lists.model import DISPLAY, OPEN_TO_CHOICE, ROW, SPOKEN, AnyIndex
from downtime_desk.ui.parts.paint import paint_focus
from downtime_desk.ui.runs import Run, Runs, lay_out, line_height, one_line

_NOWHERE = QModelIndex()
_ACROSS = Qt.Orientation.Horizontal
_SELECTED = QStyle.StateFlag.State_Selected
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: runs, after an icon if it has one."""

    runs: Runs
    icon: str = ""
    icon_tone: str = "ink"

    def words(self) -> str:
        """Return the words of the cell."""
        return one_line("".join(run.text for run in self.runs))


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, what a row shows in it, its design width; width 0 takes the room left."""

    title: str
    cell: Callable[[Any], Cell | str]
    width: int = 0


class TableModel(QAbstractTableModel):
    """Frozen rows under columns; `key` names a row for good, `sentence` is spoken for the whole row."""

    def __init__(
        self,
        columns: Sequence[Column],
        key: Callable[[Any], Hashable],
        sentence: Callable[[Any], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key, self._sentence = key, sentence
        self._rows: list[Any] = []

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = DISPLAY) -> Any:
        """Return the words of a cell, the sentence of its row (first column) or the row itself."""
        if role == ROW:
            return self._rows[index.row()]
        if role == DISPLAY or (role == SPOKEN and index.column() > 0):
            return self.cell_at(index).words()
        if role == SPOKEN:
            return one_line(self._sentence(self._rows[index.row()]))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Return the title of a column."""
        return self.columns[section].title if orientation == _ACROSS and role == DISPLAY else None

    def flags(self, _index: AnyIndex) -> Qt.ItemFlag:
        """Say that rows can be chosen and not edited."""
        return OPEN_TO_CHOICE

    def cell_at(self, index: AnyIndex) -> Cell:
        """Return what a cell shows."""
        shown = self.columns[index.column()].cell(self._rows[index.row()])
        return shown if isinstance(shown, Cell) else Cell((Run(shown),))

    def row_at(self, index: AnyIndex) -> Any:
        """Return the row of an index, or None."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def key_at(self, index: AnyIndex) -> Hashable | None:
        """Return the id of the row of an index, or None."""
        row = self.row_at(index)
        return None if row is None else self._key(row)

    def index_of(self, key: Hashable) -> QModelIndex:
        """Return where the row with an id is; an invalid index if it is gone."""
        for place, row in enumerate(self._rows):
            if self._key(row) == key:
                return self.index(place, 0)
        return QModelIndex()

    def show(self, rows: Sequence[Any]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()


class _CellDelegate(QStyledItemDelegate):
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell: its icon, its words, the rule under it."""
        model = index.model()
        assert isinstance(model, TableModel)  # noqa: S101 - tells the type checker
        spot: QRect = option.rect
        chosen = bool(option.state & _SELECTED)
        cell = model.cell_at(index)
        painter.save()
        painter.fillRect(spot, theme.colour("accent_tint" if chosen else "surface"))
        painter.fillRect(spot.left(), spot.bottom(), spot.width(), 1, theme.colour("line"))
        if chosen and index.column() == 0:
            painter.fillRect(spot.left(), spot.top(), theme.px(5), spot.height() - 1, theme.colour("accent"))
        left, room = spot.left() + theme.px(10), spot.width() - theme.px(16)
        if cell.icon:
            side = theme.px(15)
            top = spot.top() + (spot.height() - side) // 2
            theme.paint_icon(painter, cell.icon, cell.icon_tone, QRectF(left, top, side, side))
            left, room = left + side + theme.px(5), room - side - theme.px(5)
        laid = lay_out(cell.runs, room)
        laid.paint(painter, left, spot.top() + (spot.height() - laid.height) / 2)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Return the height of a row."""
        return QSize(0, line_height(14) + theme.px(14))


class RowsTable(QTableView):
    """Rows under columns. Signals `chosen(row)` when another row is current, `opened(row)` on Enter."""

    chosen: ClassVar[Signal] = Signal(object)
    opened: ClassVar[Signal] = Signal(object)

    def __init__(self, name: str, model: TableModel, *, row_height: int = 36) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._rows, self._row_height = model, row_height
        model.setParent(self)
        self.setModel(model)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.doubleClicked.connect(self._open)
        self._measure()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows; the selected row stays selected while it is there."""
        kept = self._rows.key_at(self.currentIndex())
        scrolled = self.verticalScrollBar().value()
        self._rows.show(rows)
        if kept is not None and not self.select(kept):
            self.setCurrentIndex(QModelIndex())
        self.verticalScrollBar().setValue(scrolled)

    def current(self) -> Any:
        """Return the current row, or None."""
        return self._rows.row_at(self.currentIndex())

    def select(self, key: Hashable) -> bool:
        """Make the row with an id current; say whether it is there."""
        index = self._rows.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, else move."""
        if event.key() in _OPENS and event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Tell who listens which row is current now."""
        super().currentChanged(current, previous)
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(self._rows.row_at(current))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_rows"):
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, and the ring while the table has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            with QPainter(self.viewport()) as painter:
                paint_focus(painter, self.viewport().rect())

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.px(self._row_height))
        across = self.horizontalHeader()
        for place, column in enumerate(self._rows.columns):
            if column.width:
                across.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(place, theme.px(column.width))
            else:
                across.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self._rows.row_at(index))
