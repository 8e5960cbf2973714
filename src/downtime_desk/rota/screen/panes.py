"""What stands on the right: the pane for what is chosen in the list."""

from datetime import date

from PySide6.QtWidgets import QSizePolicy, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.rota import queries
from downtime_desk.rota.queries import Absence, Differs, Uncovered
from downtime_desk.rota.screen.cover_pane import CoverPane
from downtime_desk.rota.screen.difference_pane import DifferencePane
from downtime_desk.rota.screen.off_pane import OffPane
from downtime_desk.rota.screen.pane import Pane
from downtime_desk.rota.screen.rows import Row
from downtime_desk.rota.screen.run_pane import RunPane
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Empty, column, holder


class Panes(QWidget):
    """One pane at a time; only the one that is shown takes room."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.run, self.cover = RunPane(desk), CoverPane(desk)
        self.difference, self.off = DifferencePane(desk), OffPane()
        self.all: tuple[Pane, ...] = (self.run, self.cover, self.difference, self.off)
        self._words = Empty("")
        self._words.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._nothing = holder(column(self._words, 0, gap=0))
        self._shown: QWidget = self._nothing
        self.setLayout(column(self._nothing, *self.all, gap=0))
        for pane in self.all:
            pane.hide()

    def hasHeightForWidth(self) -> bool:
        """Say no: the lists inside give way, so that the page never has to scroll as a whole."""
        return False

    def pane(self) -> Pane | None:
        """Return the pane that is shown; None while nothing is chosen."""
        return self._shown if isinstance(self._shown, Pane) else None

    def show_row(self, row: Row, day: date, *, outage: bool) -> None:
        """Show what is chosen, as it stands now."""
        if isinstance(row, Uncovered):
            self.cover.show_visit(row, outage=outage)
            self._show(self.cover)
        elif isinstance(row, Differs):
            self.difference.show_difference(row)
            self._show(self.difference)
        elif isinstance(row, Absence):
            self.off.show_absence(row, outage=outage)
            self._show(self.off)
        else:
            with self._desk.read() as session:
                found = queries.carer_run(session, row.carer, day)
            self.run.show_run(found, outage=outage)
            self._show(self.run)

    def show_nothing(self, *, to_choose: bool) -> None:
        """Show that nothing is chosen, where there is something to choose."""
        self._words.setVisible(to_choose)
        self._words.say("Nothing is chosen.", "Choose a visit or a carer in the list.", "calendar-clock")
        self._show(self._nothing)

    def say_trouble(self, trouble: Trouble) -> None:
        """Say why something cannot be shown."""
        self._words.show()
        self._words.say_failed(trouble.what, trouble.do)
        self._show(self._nothing)

    def narrow(self, *, narrow: bool, tight: bool, single: bool) -> None:
        """Use less room; offer the way back where only one pane is seen."""
        for shown in (self.run, self.cover):
            shown.narrow(narrow=narrow)
            shown.list.tighten(tight=tight)
        self.difference.narrow(narrow=single)
        for pane in self.all:
            pane.head.back.setVisible(single)

    def _show(self, part: QWidget) -> None:
        if part is not self._shown:
            self._shown.hide()
            self._shown = part
            part.show()
