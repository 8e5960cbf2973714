"""The list view: keys, opening, and a selection that stays with its row."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from downtime_desk.ui.lists.delegate import RowDelegate, RowPicture
from downtime_desk.ui.lists.model import AnyIndex, RowsModel

BATCH = 1000
"""Rows measured at once, some 13 ms; a longer list goes on being measured while it is already shown."""

_TYPED = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
_OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RowsList(QListView):
    """Rows with one delegate. Signals `chosen(row)` when another row is current, `opened(row)` on Enter.

    Arrows, Home and End move; typing a name jumps to it. `letters` maps a key, such as `R`, to what it
    does to the current row while the list has the focus. `alike` says which rows are equally high, so that one
    of them is measured for all; without it each is.
    """

    chosen: ClassVar[Signal] = Signal(object)
    opened: ClassVar[Signal] = Signal(object)

    def __init__(
        self,
        name: str,
        model: RowsModel,
        picture: Callable[[Any], RowPicture],
        alike: Callable[[Any], Hashable] | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._rows = model
        model.setParent(self)
        self._delegate = RowDelegate(picture, self, alike)
        self.setItemDelegate(self._delegate)
        model.modelReset.connect(self._delegate.forget)
        model.dataChanged.connect(self._delegate.forget)
        self.setModel(model)
        self.letters: dict[str, Callable[[Any], object]] = {}
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(BATCH)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.doubleClicked.connect(self._open)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Replace the rows; the selected row stays selected while it is there, and the view stays put."""
        kept = self._rows.key_at(self.currentIndex())
        scrolled = self.verticalScrollBar().value()
        self._rows.show(rows)
        if kept is not None and not self.select(kept):
            # The place may hold somebody else now: nobody is selected in their stead.
            self.setCurrentIndex(QModelIndex())
        self.verticalScrollBar().setValue(scrolled)

    def current(self) -> Any:
        """Return the current row, or None."""
        return (
            self._rows.row_at(self.currentIndex())
            if self._rows.key_at(self.currentIndex()) is not None
            else None
        )

    def select(self, key: Hashable) -> bool:
        """Make the row with an id current; say whether it is there."""
        index = self._rows.index_of(key)
        if index.isValid():
            self.setCurrentIndex(index)
        return index.isValid()

    def select_first(self) -> None:
        """Make the first row current."""
        first = self._rows.first()
        if first.isValid():
            self.setCurrentIndex(first)

    def await_keys(self) -> None:
        """Make the first row current without choosing it, as the focus does that comes to a list with rows."""
        first = self._rows.first()
        if first.isValid() and self.hasFocus():
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)

    def choose_first(self) -> None:
        """Choose the first row, also where the focus made it current before anybody listened."""
        row = self.current()
        if row is None:
            self.select_first()
        else:
            # the focus makes a row current without selecting it
            self.setCurrentIndex(self.currentIndex())
            self.chosen.emit(row)

    def tighten(self, *, tight: bool) -> None:
        """Make rows lower, for a window that is not tall."""
        if self._delegate.tight != tight:
            self._delegate.tight = tight
            self.doItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter, act on a letter of this list, else move."""
        row = self.current()
        if event.key() in _OPENS and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._open(self.currentIndex())
            return
        act = self.letters.get(event.text().upper()) if event.modifiers() in _TYPED else None
        if act is not None and row is not None:
            act(row)
            return
        if event.key() == Qt.Key.Key_Home:
            self.select_first()
            self.scrollToTop()
            return
        super().keyPressEvent(event)

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:  # noqa: N802 - Qt's name
        """Tell who listens which row is current now."""
        super().currentChanged(current, previous)
        if self._rows.key_at(current) is not None:
            self.scrollTo(current)
            self.chosen.emit(self._rows.row_at(current))

    def _open(self, index: QModelIndex) -> None:
        if self._rows.key_at(index) is not None:
            self.opened.emit(self._rows.row_at(index))
