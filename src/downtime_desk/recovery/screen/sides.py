"""Both sides of a matter beside each other: what we wrote, what the main system has, and what differs."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.sync.sending.verdicts import Matter, Row
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Run, Words, bold, quiet

NOTHING = "empty"


class Sides(QWidget):
    """The table of a matter. What differs is tinted, heavier, and says so in a word."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Both sides")
        self._grid = QGridLayout(self)
        self._grid.setSpacing(1)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._grid.setColumnMinimumWidth(0, theme.px(128))
        self._cells: list[QWidget] = []

    def show_matter(self, matter: Matter, there: str) -> None:
        """Show the rows of a matter."""
        for cell in self._cells:
            cell.hide()
            cell.deleteLater()
        self._cells = []
        heads = ["", "What we wrote at the desk", f"What {there} has now"]
        seen = any(row.base for row in matter.rows)
        if seen:
            heads.append("What the copy said")
        for place, words in enumerate(heads):
            self._put(Cell((bold(words),), "sunken"), 0, place)
        self._grid.setColumnStretch(3, 1 if seen else 0)
        for number, row in enumerate(matter.rows, start=1):
            self._show_row(number, row, seen=seen)

    def _show_row(self, number: int, row: Row, *, seen: bool) -> None:
        differs = row.differs
        marked = (quiet(row.label), *((bold(" differs", "amber", 13),) if differs else ()))
        fill = "amber_tint" if differs else "surface"
        self._put(Cell(marked, "surface"), number, 0)
        for place, (side, said) in enumerate((("ours", row.ours), ("theirs", row.theirs)), start=1):
            words = Run(said or NOTHING, "ink", theme.SEMIBOLD if differs else theme.NORMAL, 14)
            cell = Cell((words,), fill)
            cell.setAccessibleName(f"{row.label}, {side}: {cell.text()}")
            self._put(cell, number, place)
        if seen:
            cell = Cell((quiet(row.base or "not kept"),), "surface")
            cell.setAccessibleName(f"{row.label}, in the copy: {cell.text()}")
            self._put(cell, number, 3)

    def _put(self, cell: "Cell", number: int, place: int) -> None:
        self._cells.append(cell)
        self._grid.addWidget(cell, number, place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rules between the cells."""
        QPainter(self).fillRect(self.rect(), theme.colour("line"))


class Cell(Words):
    """Words on a ground, inside margins."""

    def __init__(self, runs: tuple[Run, ...], fill: str) -> None:
        super().__init__(*runs, lines=8)
        self._fill = fill
        side, top = theme.px(10), theme.px(4)
        self.setContentsMargins(side, top, side, top)

    def heightForWidth(self, width: int) -> int:
        """Return the height of the wrapped words with their margins."""
        return super().heightForWidth(width - 2 * theme.px(10)) + 2 * theme.px(4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground and the words inside the margins."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(self._fill))
        inner = self.contentsRect()
        self._laid(inner.width()).paint(painter, inner.x(), inner.y())
