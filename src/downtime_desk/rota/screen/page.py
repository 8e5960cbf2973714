"""The page of the rota: what needs somebody on the left, worst first; the run or the visit on the right."""

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.rota import queries
from downtime_desk.rota.queries import DayRota, Reach, RunInShort
from downtime_desk.rota.rollforward import day_of
from downtime_desk.rota.screen.acts import Acts
from downtime_desk.rota.screen.board import Board
from downtime_desk.rota.screen.head import RotaHead
from downtime_desk.rota.screen.pane import Pane
from downtime_desk.rota.screen.panes import Panes
from downtime_desk.rota.screen.rolling import Written
from downtime_desk.rota.screen.rows import Key, Row, key
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import column, holder, row
from downtime_desk.ui.reading import Reading

TWO_PANES: Final = 900
"""From this width on, in design pixels, list and pane stand side by side."""
LIST, LEAST_LIST, LEAST_PANE = 432, 296, 590
ROOMY_PANE = 690
"""From this width on, in design pixels, the buttons of a pane have room for all their words."""
TALL = 740
A_MINUTE_MS = 60_000
_NO_LIMIT = 16777215


class RotaScreen(QWidget):
    """Keep the rota by hand.

    `written` says which visits somebody wrote about; `verify` opens a visit that was made already. Both are the
    app's.
    """

    def __init__(self, desk: Desk, written: Written, verify: Callable[[str], object]) -> None:
        super().__init__()
        self.desk, self._verify = desk, verify
        self.found: DayRota | None = None
        self.reach: Reach | None = None
        self._day = self._today()
        self._wanted: Key | None = None
        self._single: bool | None = None
        self.head = RotaHead(self._day, self._day)
        self.board, self.right = Board(desk.now()), Panes(desk)
        self.acts = Acts(self, desk, written)
        across = row(self.board, self.right, gap=0)
        across.setStretch(1, 1)
        whole = column(self.head, holder(across), gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        # Without a least width of its own the page could never become as narrow as one pane.
        self.setMinimumWidth(theme.px(LEAST_LIST))
        self.first: QWidget = self.board.list
        self.reading: Reading[date, DayRota] = Reading(
            self, desk, queries.day_rota, self._show_rota, self.board.say_failed
        )
        self.reaching: Reading[date, Reach] = Reading(
            self, desk, _reach, self._show_reach, self.head.say_reach_failed
        )
        self._clock = QTimer(self)
        self._clock.setInterval(A_MINUTE_MS)
        self._clock.timeout.connect(self._minute)
        self._connect()
        self._say_reading()
        desk.refresh_on(self, queries.TABLES | {"settings", "people"}, self.refresh)
        self.refresh()
        self._fit()
        self._clock.start()

    def _connect(self) -> None:
        self.head.day_asked.connect(self.show_day)
        self.head.today_asked.connect(self.show_today)
        self.head.add_asked.connect(self.add_visit)
        self.head.roll_asked.connect(self.roll_forward)
        self.head.end_asked.connect(self.end_roll_forward)
        self.acts.added.connect(self._added)
        self.board.chosen.connect(self._chosen)
        self.board.opened.connect(self.work_on_it)
        for pane in self.right.all:
            pane.asked.connect(self._act)
            pane.head.back.clicked.connect(self.show_list)

    def day(self) -> date:
        """Return the London day that is shown."""
        return self._day

    def show_day(self, day: date) -> None:
        """Show another day."""
        if day == self._day:
            return
        self._stay_with_the_carer()
        self._day, self.found = day, None
        self.head.show_day(day, self._today())
        self._say_reading()
        self.reading.ask(day)

    def show_today(self) -> None:
        """Show the day it is now."""
        self.show_day(self._today())

    def open(self, ref: object) -> None:
        """Open a visit (`visit/v1`), a carer (`carer/c1`) or a day (`2026-11-22`)."""
        kind, _, which = str(ref).partition("/")
        if kind == "visit":
            self._open_visit(which)
        elif kind == "carer":
            self._want(("run", which), self._day)
        else:
            self.show_day(date.fromisoformat(kind))

    def primary(self) -> None:
        """Do what the filled button says."""
        pane = self.pane()
        if self._single and self.board.isVisible():
            self.work_on_it()
        elif pane is not None:
            pane.primary()

    def find(self) -> None:  # type: ignore[override]  # what the window calls on Ctrl+F
        """Go to the list: typing a name jumps to it."""
        self.show_list()

    def back(self) -> bool:
        """Go back to the list; say whether there was a way back."""
        if self.board.list.hasFocus():
            return False
        self.show_list()
        return True

    def panes(self) -> list[QWidget]:
        """Return what F6 goes round."""
        pane = self.pane()
        return [self.board, *((pane,) if pane is not None else ()), self.head]

    def pane(self) -> Pane | None:
        """Return the pane that is shown; None while nothing is chosen."""
        return self.right.pane()

    def refresh(self) -> None:
        """Read the day again, and how far the rota reaches, beside the window."""
        self.reading.ask(self._day)
        self.reaching.ask(self._today())

    def add_visit(self) -> None:
        """Ask for a visit that is not on the rota."""
        self.acts.add(self._day)

    def roll_forward(self) -> None:
        """Ask until which day to roll the rota forward."""
        self.acts.roll(self.reach)

    def end_roll_forward(self) -> None:
        """Ask whether to go by the copy again, where it reaches now."""
        if self.reach is not None and self.reach.covered_from is not None:
            self.acts.end_rolling(self.reach.covered_from)

    def show_list(self) -> None:
        """Show the list, with the focus in it."""
        if self._single:
            self._show_panes(board=True, pane=False)
        self.board.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def work_on_it(self) -> None:
        """Go on to the pane of what is chosen."""
        pane = self.pane()
        if pane is None:
            return
        if self._single:
            self._show_panes(board=False, pane=True)
        pane.enter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room, else one pane at a time."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again when the text size changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_clock"):
            self._fit()

    def _stay_with_the_carer(self) -> None:
        run = self.board.current()
        if self._wanted is None and isinstance(run, RunInShort):
            self._wanted = key(run)

    def _today(self) -> date:
        return local(self.desk.now()).date()

    def _minute(self) -> None:
        """Say by the clock of now what has begun and what is over; nothing has to be read for it."""
        if self.found is not None and self.isVisible():
            self.head.show_day(self._day, self._today())
            self.board.show_rota(self.found, self.desk.now(), None, first=False)

    def _want(self, which: Key, day: date) -> None:
        """Choose a row, now or when its day is read: it may be newer than what is shown."""
        if day == self._day and self.board.list.select(which):
            return
        self._wanted = which
        if day != self._day:
            self.show_day(day)
        else:
            self.reading.ask(day)

    def _open_visit(self, visit: str) -> None:
        try:
            with self.desk.read() as session:
                found = queries.standing(session, visit).visit
        except Trouble as trouble:
            self.right.say_trouble(trouble)
            return
        covered = len(found.carers) >= found.carers_needed and found.carers
        self._want(("run", found.carers[0].carer) if covered else ("visit", visit), day_of(found.start))

    def _show_rota(self, _day: date, found: DayRota) -> None:
        """Show a day as it was read; what was chosen stays chosen while it is there."""
        self.found = found
        self.head.show_day(self._day, self._today())
        self.head.show_rota(found)
        self.board.show_rota(found, self.desk.now(), self._wanted, first=not self._typing())
        self._wanted = None
        if not self.board.has_rows():
            self.board.say_empty(self._day, self.reach)
        self._show_current()

    def _typing(self) -> bool:
        pane = self.pane()
        return pane is not None and pane.typed()

    def _show_reach(self, _day: date, found: Reach) -> None:
        self.reach = found
        self.head.show_reach(found)
        if self.found is not None and not self.board.has_rows():
            self.board.say_empty(self._day, found)

    def _say_reading(self) -> None:
        self.board.say_reading(self._day)
        self.right.show_nothing(to_choose=False)

    def _chosen(self, _row: Row) -> None:
        self._show_current()

    def _show_current(self) -> None:
        """Show what is chosen in the list as it stands now; what is being typed stays in view."""
        chosen = self.board.current()
        if chosen is not None:
            running = self.found is not None and self.found.outage is not None
            self.right.show_row(chosen, self._day, outage=running)
        elif not self._typing():
            self.right.show_nothing(to_choose=self.board.has_rows())

    def _act(self, letter: str) -> None:
        if letter == "settled":
            self.refresh()
            self.show_list()
        elif letter == "run":
            absence = self.right.off.absence()
            if absence is not None:
                self._want(("run", absence.carer), self._day)
        else:
            self.acts.do(letter, self.pane(), self._day)

    def _added(self, visit: str, made: bool) -> None:  # noqa: FBT001 - from a signal
        """Go on with a visit that was added: say how it went, or show it in its run."""
        if made:
            self._verify(visit)
        else:
            self.open(f"visit/{visit}")

    def _fit(self) -> None:
        scale = theme.look().text / 100
        wide, tight = self.width() / scale, self.window().height() / scale < TALL
        single = wide < TWO_PANES
        beside = min(LIST, max(LEAST_LIST, wide - LEAST_PANE))
        self.board.list.tighten(tight=tight)
        self.board.setMinimumWidth(0 if single else round(beside * scale))
        self.board.setMaximumWidth(_NO_LIMIT if single else round(beside * scale))
        self.board.narrow(narrow=single)
        self.head.fit(wide=wide)
        self.right.narrow(narrow=single or wide - beside < ROOMY_PANE, tight=tight, single=single)
        if single == self._single:
            return
        self._single = single
        inside = self.right.isAncestorOf(self.focusWidget())
        self._show_panes(board=not single or not inside, pane=not single or inside)

    def _show_panes(self, *, board: bool, pane: bool) -> None:
        self.head.setVisible(board)
        self.board.setVisible(board)
        self.right.setVisible(pane)


def _reach(session: Session, _today: date) -> Reach:
    return queries.reach(session)
