"""The screen of visits: the rescue queue on the left, the visit being verified on the right; or the timeline."""

from datetime import date

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.painted import once_painted
from downtime_desk.ui.parts import column, holder, row
from downtime_desk.ui.reading import Reading
from downtime_desk.visits import queries
from downtime_desk.visits.planned import PlannedCarer, everybody_on_call
from downtime_desk.visits.queries import DayRow
from downtime_desk.visits.screen.beside import Beside
from downtime_desk.visits.screen.board import Board, Row
from downtime_desk.visits.screen.call import CallDialog
from downtime_desk.visits.screen.changing import Changing
from downtime_desk.visits.screen.day_filters import DayFilters
from downtime_desk.visits.screen.deviation import DeviationDialog
from downtime_desk.visits.screen.filters_kept import FiltersKept
from downtime_desk.visits.screen.follow_up import FollowUpDialog
from downtime_desk.visits.screen.pane import VisitPane
from downtime_desk.visits.screen.room import Room
from downtime_desk.visits.screen.timeline import Timeline
from downtime_desk.visits.screen.tools import Tools
from downtime_desk.visits.screen.verifying import Verifying

A_MINUTE_MS = 60_000


class VisitsScreen(QWidget):
    """Verify visits by hand, worst first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._carers: tuple[PlannedCarer, ...] = ()
        self.board = Board(desk.now())
        self.pane = VisitPane(desk)
        self.form = self.pane.form
        self.verifying = Verifying(self, desk, self.pane, lambda: self.board.queue.since)
        self.changing = Changing(self, desk, self.pane.change, self.verifying.visit)
        self.board.head.layout().addWidget(self.changing.add)  # type: ignore[union-attr]
        self.timeline = Timeline(desk)
        self.timeline.hide()
        self._tools = Tools(
            self.board.tools, (self.timeline.hours, self.timeline.now_button, self.timeline.key_button)
        )
        self.beside = Beside(self.pane)
        across = row(self.board, self.beside, gap=0)
        across.setStretch(1, 1)
        self._lists = holder(across)
        self.filters = DayFilters(self.board.day, self.board.state)
        self.filters.hide()
        whole = column(self.board.head, self._tools, self.filters, self._lists, self.timeline, gap=0)
        whole.setStretch(3, 1)
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self._room = Room(
            self,
            self.board,
            self.beside,
            self.pane,
            (self.timeline, self._tools, self.changing, self.filters),
        )
        # Without a least width of its own the page could never become as narrow as one pane.
        self.setMinimumWidth(theme.px(296))
        self._clock = QTimer(self)
        self._clock.setInterval(A_MINUTE_MS)
        self._clock.timeout.connect(self._next_minute)
        self.board.chosen.connect(self._chosen)
        self.board.opened.connect(self._opened)
        self.board.asked.connect(self._other_board)
        self.beside.begins.connect(self._show_current)
        once_painted(self, self.beside.begin)
        self.board.verify.clicked.connect(self.primary)
        self.board.call.clicked.connect(self.write_call)
        self.timeline.opened.connect(self.open)
        self.timeline.move_asked.connect(self.changing.reassign)
        self.changing.changed.connect(self._rota_changed)
        self.changing.made.connect(self.open)
        self._filters_kept = FiltersKept(desk, self.board, self.filters)
        self.filters.changed.connect(self._filter)
        self.pane.back_asked.connect(self.show_list)
        self.pane.no_reply_asked.connect(self.no_reply)
        self.pane.no_reply.kept.connect(self._door_seen_to)
        QShortcut(QKeySequence("Ctrl+Shift+N"), self, self.no_reply)
        self.pane.to_follow.clicked.connect(self.follow_up)
        QShortcut(QKeySequence("Ctrl+Shift+U"), self, self.follow_up)
        self.form.save_asked.connect(self.verifying.save)
        self.verifying.missing.connect(self._say_missing)
        self.verifying.loaded.connect(self._show_whether_chosen)
        self.verifying.saved.connect(self._to_next)
        self.form.deviation_asked.connect(self.ask_deviation)
        self.first: QWidget = self.board.list
        self._known = queries.KeptQueue(desk.read)
        self._minute: Reading[int, queries.KeptReading] = Reading(
            self, desk, self._read_minute, self._minute_read, self._minute_not_read
        )
        self._offered: date | None = None
        # first of the two, and whether the page is seen or not: what is read after it must be read anew
        desk.refresh_on(self.verifying, queries.PLANNED, self._forget)
        desk.refresh_on(self, queries.TABLES, self.refresh)
        self.refresh()
        self._clock.start()

    def primary(self) -> None:
        """Save what is known, or the step at a silent door; where the visit is not seen, open it."""
        if self.board.timeline():
            self.timeline.primary()
            return
        if self._room.single and self.board.isVisible():
            self._opened(self.board.list.current())
            return
        if self.pane.no_reply.isAncestorOf(self.focusWidget()):
            self.pane.no_reply.act()
            return
        self.verifying.save()

    def find(self) -> None:  # type: ignore[override]
        """Go to the list: typing a name jumps to it."""
        self.show_list()

    def open(self, ref: object) -> None:
        """Open a visit by its id (`visit/42` or `42`), whether it is in the list or not."""
        visit = str(ref).removeprefix("visit/")
        self.beside.begin()
        if self.board.timeline():
            self.board.which.choose("queue")
            self._show_board()
        if self.board.list.select(visit) or self._load(visit):
            self._to_form()
        elif self._room.single:
            self._room.show(board=False, pane=True)

    def open_from_paper(self, visit: str, number: str) -> None:
        """Open a visit to type in its paper record, whose number stands beside the form."""
        self.open(visit)
        if self.verifying.visit() == visit:
            self.pane.show_paper(number)

    def back(self) -> bool:
        """Go back to the list; what was typed stays as a draft. Say whether there was a way back."""
        if self.pane.no_reply.put_away():
            return True
        if self.board.list.hasFocus() or self.board.timeline():
            return False
        self.show_list()
        return True

    def person(self) -> str:
        """Return the id of the person of the visit shown, or nothing."""
        return self.verifying.person()

    def panes(self) -> list[QWidget]:
        """Return what F6 goes round."""
        return [self.timeline] if self.board.timeline() else [self.board, self.pane]

    def refresh(self) -> None:
        """Read the list again, and say every typed time by the clock of now.

        The visit in view stays in view, whatever becomes of its row: somebody may be typing about it.
        """
        with self.desk.read() as session:
            to_follow = len(queries.to_do(session))
        self._show_lists()
        self._show_current()
        self.pane.say_to_follow(to_follow)
        self.verifying.hear_told()
        self.pane.no_reply.refresh()
        self.form.refresh()
        if self.board.timeline():
            self.timeline.refresh()
            self.board.say_figures(*self.timeline.figures())

    def _show_lists(self) -> None:
        """Show the queue as it is known by now, or the day kept to what is chosen."""
        known = self._known.read(self.desk.now())
        which = self.board.offer_days(known.queue.since or known.now, known.now)
        day: tuple[DayRow, ...] = ()
        if self.board.whole_day():
            with self.desk.read() as session:
                if which != self._offered:
                    self.filters.offer(queries.offered(session, which))
                    self._offered = which
                kept = self.filters.kept()
                day = queries.day(session, which, known.now, self.board.only(), kept=kept)
        self.board.show_rows(known.now, known.queue, known.figures, day)

    def _next_minute(self) -> None:
        """Read the queue by the new minute beside the window: of many visits it takes longer than a frame."""
        self._minute.ask(self._known.forgotten())

    def _read_minute(self, session: Session, _forgotten: int) -> queries.KeptReading:
        return queries.read_whole(session, self.desk.now())

    def _minute_read(self, forgotten: int, made: queries.KeptReading) -> None:
        self._known.keep(made, forgotten)
        self.refresh()

    def _minute_not_read(self, _trouble: Trouble) -> None:
        self._known.forget()
        self.refresh()

    def _forget(self) -> None:
        self._known.forget()
        self._offered = None

    def _show_current(self) -> None:
        in_view = self.verifying.visit()
        if in_view is not None:
            self.board.mark(in_view)
        elif self.beside.begun():
            self.board.list.choose_first()
        self._show_whether_chosen()

    def _other_board(self) -> None:
        """Show the list or the timeline that was chosen."""
        self._show_board()
        self.refresh()
        if self.board.timeline():
            self.timeline.take_focus()

    def _show_board(self) -> None:
        on = self.board.timeline()
        if on:
            self.verifying.keep_draft()
        self._lists.setVisible(not on)
        self.timeline.setVisible(on)
        self._tools.offer(shown=on)
        self.changing.add.setVisible(not on)
        self.filters.setVisible(self.board.whole_day())

    def _filter(self) -> None:
        """Keep the list to something else; nothing beside it changes."""
        self._show_lists()
        self._show_current()
        self.board.list.select_first()

    def _chosen(self, which: Row) -> None:
        if self.beside.begun() and self.verifying.visit() != which.visit:
            self._load(which.visit)

    def _opened(self, which: Row | None) -> None:
        if which is not None:
            self._chosen(which)
            self._to_form()

    def _to_form(self) -> None:
        if self._room.single:
            self._room.show(board=False, pane=True)
        self.form.outcome.setFocus(Qt.FocusReason.OtherFocusReason)

    def _load(self, visit: str) -> bool:
        if not self._carers:
            with self.desk.read() as session:
                self._carers = everybody_on_call(session)
        return self.verifying.load(visit, self._carers)

    def _say_missing(self, trouble: Trouble) -> None:
        self.beside.say_missing(trouble.what, trouble.do)

    def _to_next(self, done: str) -> None:
        """Make the next visit ready at once: the worst that is left.

        What was saved has been read already, because the commit is told before its answer.
        """
        self._show_current()
        if self.board.list.current() is None:
            self._load(done)
        self.show_list()

    def show_list(self) -> None:
        """Show the list, with the focus in it."""
        self.verifying.keep_draft()
        if self.board.timeline():
            self.timeline.take_focus()
            return
        if self._room.single:
            self._room.show(board=True, pane=False)
        self.board.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rota_changed(self, visit: str) -> None:
        """Show the visit in view as it stands now; what is typed about it stays."""
        if self.verifying.visit() == visit:
            self._load(visit)

    def no_reply(self) -> None:
        """Begin the steps of a silent door, or go on with the one that is due."""
        if self.verifying.seen is None:
            return
        if self._room.single:
            self._room.show(board=False, pane=True)
        self.pane.no_reply.begin()

    def _door_seen_to(self) -> None:
        self.verifying.look_again()
        if self.pane.no_reply.isHidden():
            self._to_form()

    def write_call(self) -> None:
        """Write down a call in which a carer reads out several visits."""
        CallDialog(self, self.desk).open()

    def follow_up(self) -> None:
        """Open what is left to follow up, of all visits."""
        FollowUpDialog(self, self.desk).open()

    def ask_deviation(self) -> None:
        """Open the dialog for what went otherwise than planned."""
        if self.verifying.seen is not None:
            dialog = DeviationDialog(self, self.desk, self.verifying.seen, self.board.queue.since)
            dialog.accepted.connect(self.verifying.look_again)
            dialog.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand side by side where there is room, else one pane at a time."""
        super().resizeEvent(event)
        self._room.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Fit again when the text size changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._room.fit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Keep what is being typed when another page is opened."""
        self.verifying.keep_draft()
        super().hideEvent(event)

    def _show_whether_chosen(self) -> None:
        self.beside.show_whether(chosen=self.verifying.seen is not None)
