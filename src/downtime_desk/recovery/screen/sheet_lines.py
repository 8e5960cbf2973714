"""A worksheet on screen: what to type, field by field, in the order of the main system's screens."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.recovery.screen.sides import Cell
from downtime_desk.recovery.workbench.worksheet import NOT_RECORDED, Worksheet
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Run, bold, quiet


class SheetLines(QWidget):
    """The lines of a worksheet. The name of a screen stands at its first line."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("What to type")
        self._grid = QGridLayout(self)
        self._grid.setSpacing(1)
        self._grid.setContentsMargins(1, 1, 1, 1)
        self._grid.setColumnStretch(2, 1)
        self._cells: list[QWidget] = []

    def show_sheet(self, sheet: Worksheet) -> None:
        """Show the lines of a worksheet."""
        for cell in self._cells:
            cell.hide()
            cell.deleteLater()
        self._cells = []
        before = ""
        self._grid.setColumnMinimumWidth(0, theme.px(84))
        self._grid.setColumnMinimumWidth(1, theme.px(150))
        for number, line in enumerate(sheet.lines):
            screen = line.screen if line.screen != before else ""
            before = line.screen
            self._put(Cell((bold(screen),), "sunken"), number, 0)
            self._put(Cell((quiet(line.label),), "surface"), number, 1)
            missing = line.words == NOT_RECORDED
            words = Run(line.words, "amber" if missing else "ink", theme.SEMIBOLD, 14)
            cell = Cell((words,), "amber_tint" if missing else "surface")
            cell.setAccessibleName(f"{line.screen}, {line.label}: {line.words}")
            self._put(cell, number, 2)

    def _put(self, cell: Cell, number: int, place: int) -> None:
        self._cells.append(cell)
        self._grid.addWidget(cell, number, place)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the rules between the cells."""
        QPainter(self).fillRect(self.rect(), theme.colour("line"))
