"""A list under columns in the settings, with what can be done about each line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts import Rule, column, holder, label, row

BESIDE = 150
"""From this text size on the acts stand under their line: there is no room beside it."""


@dataclass(frozen=True)
class Line:
    """What stands in the columns, the acts, and words under the line if there are any."""

    cells: tuple[QWidget, ...]
    acts: tuple[QWidget, ...] = ()
    under: QWidget | None = None


class Listed(QWidget):
    """Shows the lines that `read` gives, anew when asked and when the text size has changed.

    `shares` is how the columns share the room; the acts take what they need.
    """

    def __init__(
        self, heads: Sequence[str], shares: Sequence[int], read: Callable[[], Sequence[Line]]
    ) -> None:
        super().__init__()
        self._heads, self._shares, self._read = heads, shares, read
        self._list = QWidget()
        self._text = theme.look().text
        self._box = column(self._list)
        self.setLayout(self._box)

    def refresh(self) -> None:
        """Read and show the lines again."""
        shown = self._made(self._read())
        self._box.replaceWidget(self._list, shown)
        self._list.deleteLater()
        self._list = shown

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and theme.look().text != self._text:
            self._text = theme.look().text
            self.refresh()

    def _made(self, lines: Sequence[Line]) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(5))
        across = len(self._heads) + 1
        for place, head in enumerate(self._heads):
            grid.addWidget(label(head), 0, place)
        at = 1
        for each in lines:
            grid.addWidget(Rule(), at, 0, 1, across)
            for place, cell in enumerate(each.cells):
                grid.addWidget(cell, at + 1, place)
            acts = holder(row(*each.acts, 0, gap=6))
            if self._text < BESIDE:
                grid.addWidget(acts, at + 1, across - 1)
            elif each.acts:
                grid.addWidget(acts, at + 2, 0, 1, across)
            if each.under is not None:
                grid.addWidget(each.under, at + 3, 0, 1, across)
            at += 4
        for place, share in enumerate(self._shares):
            grid.setColumnStretch(place, share)
        return holder(grid)
