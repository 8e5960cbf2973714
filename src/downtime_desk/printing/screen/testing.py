"""The test page: sent to the usual printer, followed in its queue, and kept as the last one."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import day_and_clock
from downtime_desk.core.errors import Trouble
from downtime_desk.printing import trial
from downtime_desk.printing.actions import KeepTest, keep_test
from downtime_desk.printing.screen import paper
from downtime_desk.printing.screen.panes import Panes
from downtime_desk.printing.spool import Queue, asked
from downtime_desk.ui.desk import Desk

TITLE = "Downtime Desk test page"


class Testing(QObject):
    """Sends a test page when it is asked for, and says in the head when the last was sent."""

    def __init__(self, parent: QWidget, desk: Desk, panes: Panes) -> None:
        super().__init__(parent)
        self._desk, self._panes, self._printer = desk, panes, ""
        panes.test_asked.connect(self.send)
        desk.refresh_on(parent, {"settings"}, self.say_last)

    def offer(self, printer: str) -> None:
        """Offer a test page on a printer."""
        self._printer = printer
        self.say_last()

    def say_last(self) -> None:
        """Show the usual printer, and when a test page was last sent to it."""
        if not self._printer:
            return
        with self._desk.read() as session:
            last = trial.last_test(session)
        if last is None or last[0] != self._printer:
            self._panes.say(f"{self._printer}: no test page yet.")
        else:
            self._panes.say(f"{self._printer}. Last test page {day_and_clock(last[1])}, {last[2]}.")

    def send(self) -> None:
        """Send a test page; where there is no printer, the head says so already."""
        if not self._printer:
            return
        self._panes.test.setEnabled(False)
        self._panes.say(f"Sending a test page to {self._printer}.")
        self._desk.jobs.work(self, self._print, then=self._sent, otherwise=self._refused)

    def _print(self) -> tuple[Queue, str]:
        with self._desk.read() as session:
            page = trial.trial_for(session, self._desk.acting, self._printer)
        paper.send(self._printer, TITLE, paper.Ways(), trial.render_trial(page))
        return asked(self._printer, TITLE), page.seal

    def _sent(self, sent: tuple[Queue, str]) -> None:
        self._panes.test.setEnabled(True)
        command = KeepTest(self._printer, *sent)
        self._desk.jobs.write(self, keep_test, command, self._kept, self._refused)

    def _kept(self, _entry: object) -> None:
        self.say_last()

    def _refused(self, trouble: Trouble) -> None:
        self._panes.test.setEnabled(True)
        self._panes.say(f"{trouble.what} {trouble.do}")
