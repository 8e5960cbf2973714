"""The model of a list: frozen rows and the section heads between them."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from downtime_desk.ui.runs import one_line

AnyIndex = QModelIndex | QPersistentModelIndex

# Bound once: looking an enum up through the module makes every frame of a long list 2.7 times slower.
DISPLAY = Qt.ItemDataRole.DisplayRole
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
ROW = Qt.ItemDataRole.UserRole
OPEN_TO_CHOICE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
NOT_TO_CHOOSE = Qt.ItemFlag.ItemNeverHasChildren
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Section:
    """A head between rows: `Rescue now: 4` on the left, `soonest harm first` on the right."""

    title: str
    note: str = ""


class RowsModel(QAbstractListModel):
    """Rows of one list.

    `key` names a row for good, `sentence` is what a screen reader says of it, `name` is what typing
    jumps to. Rows are frozen dataclasses of the screen's own; `Section` rows are heads.
    """

    def __init__(
        self,
        key: Callable[[Any], Hashable],
        sentence: Callable[[Any], str],
        name: Callable[[Any], str] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._key, self._sentence, self._name = key, sentence, name or sentence
        self._rows: list[Any] = []

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """Return how many rows and heads there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: AnyIndex, role: int = DISPLAY) -> Any:
        """Return the name, the whole sentence or the row itself."""
        if role == ROW:
            return self._rows[index.row()]
        if role != DISPLAY and role != SPOKEN:
            return None
        row = self._rows[index.row()]
        if isinstance(row, Section):
            return one_line(f"{row.title}. {row.note}" if role == SPOKEN and row.note else row.title)
        return one_line(self._sentence(row) if role == SPOKEN else self._name(row))

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Say that heads cannot be chosen."""
        return NOT_TO_CHOOSE if isinstance(self.row_at(index), Section) else OPEN_TO_CHOICE

    def row_at(self, index: AnyIndex) -> Any:
        """Return the row of an index, or None outside the list."""
        return self._rows[index.row()] if 0 <= index.row() < len(self._rows) else None

    def rows(self) -> Sequence[Any]:
        """Return the rows without the heads."""
        return [row for row in self._rows if not isinstance(row, Section)]

    def key_at(self, index: AnyIndex) -> Hashable | None:
        """Return the id of the row of an index; a head has none."""
        row = self.row_at(index)
        return None if row is None or isinstance(row, Section) else self._key(row)

    def index_of(self, key: Hashable) -> QModelIndex:
        """Return where the row with an id is; an invalid index if it is gone."""
        for place, row in enumerate(self._rows):
            if not isinstance(row, Section) and self._key(row) == key:
                return self.index(place)
        return QModelIndex()

    def first(self) -> QModelIndex:
        """Return the first row that can be chosen."""
        for place, row in enumerate(self._rows):
            if not isinstance(row, Section):
                return self.index(place)
        return QModelIndex()

    def show(self, rows: Sequence[Any]) -> None:
        """Replace all rows. Rows that stay equal in place only repaint what changed."""
        new = list(rows)
        if len(new) != len(self._rows):
            self.beginResetModel()
            self._rows = new
            self.endResetModel()
            return
        changed = [place for place, (old, row) in enumerate(zip(self._rows, new, strict=True)) if old != row]
        self._rows = new
        if changed:
            self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
