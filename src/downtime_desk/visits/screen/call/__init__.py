"""Writing down a call: a carer reads out several visits, and each is saved as an account of its own.

The whole call is typed: nothing is filled in, and a row nobody typed in is never saved. A text message can be
put in; what it seems to say is proposed row by row, and counts only once it is taken by a key.
"""

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.outages import queries as outages
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Choice, Empty, Option, TextField, column, holder, row
from downtime_desk.visits import actions, queries
from downtime_desk.visits.call import DRAFT, CallTyped, RowTyped, account_of, decode, encode, on_run
from downtime_desk.visits.codes import METHODS
from downtime_desk.visits.heard import heard
from downtime_desk.visits.planned import everybody_on_call, told_apart
from downtime_desk.visits.screen.call.message import Message
from downtime_desk.visits.screen.call.run_row import RunRow, Told
from downtime_desk.visits.screen.draft import Draft
from downtime_desk.visits.settings import thresholds
from downtime_desk.visits.typed import understood

NARROW = 900
"""Under this width, in design pixels, what happened stands under the times."""


class CallDialog(Modal):
    """Asks who rings and how we know, then takes the run down row by row."""

    def __init__(self, owner: QWidget, desk: Desk) -> None:
        self._desk = desk
        self._began = to_text(desk.now())
        self._carer: str | None = None
        self._filling = True
        self.rows: list[RunRow] = []
        with desk.read() as session:
            everybody = everybody_on_call(session)
            running = outages.current(session)
            self._limits = thresholds(session)
        self._since = running.since if running else None
        self._names = {each.id: each.name for each in everybody}
        self.who = Choice("Who rings", [Option(*each) for each in told_apart(everybody).items()])
        self.method = Choice(
            "How do you know", [Option(*each) for each in METHODS.items() if each[0] != "none"]
        )
        self.told_by = TextField("Who says so", placeholder="Empty: the carer who rings")
        self.message = Message()
        self._empty = Empty("Choose who rings.", "Their run of the last and next hours comes up here.")
        self._run = column(self._empty, gap=6)
        super().__init__(
            owner,
            "Write down a call",
            holder(self._fields()),
            do="Save what was typed",
            records="visit.verified",
            icon="phone-call",
            note=self._when(),
            cancel="Close",
            width=960,
        )
        self.asked.connect(self._save)
        self._draft = Draft(self, desk, self._words)
        self.who.chosen.connect(self._rings)
        self.method.chosen.connect(self._draft.typed)
        self.told_by.changed.connect(self._draft.typed)
        self.message.changed.connect(self._draft.typed)
        self.message.read_asked.connect(self.read_message)
        self._filling = False
        if draft := self._draft.read(DRAFT):
            self._go_on_from(decode(draft))

    def _fields(self) -> QVBoxLayout:
        who = row(self.who, self.method, self.told_by, gap=12)
        for place in range(3):
            who.setStretch(place, 1)
        return column(who, self.message, self._run, 0, gap=10)

    def call(self) -> CallTyped:
        """Return the call as typed."""
        method = self.method.value()
        rows = ((row.seen.planned.visit, row.typed()) for row in self.rows)
        return CallTyped(
            self._carer,
            self._names.get(self._carer or "", ""),
            self._began,
            method if isinstance(method, str) else None,
            self.told_by.text(),
            self.message.text(),
            tuple((visit, typed) for visit, typed in rows if typed != RowTyped()),
        )

    def keep_draft(self) -> None:
        """Keep what is being typed, now."""
        self._draft.keep()

    def read_message(self) -> None:
        """Propose what the text message seems to say about the rows; nothing is taken by itself."""
        found = heard(self.message.text(), [on_run(each.seen, each.name()) for each in self.rows])
        by_visit = {each.visit: each for each in found.proposed}
        for each in self.rows:
            each.propose(by_visit.get(each.seen.planned.visit))
        self.message.say(len(found.proposed), found.unplaced, rows=len(self.rows))
        self._settle()
        self._to_next_proposal()

    def reject(self) -> None:
        """Close; what was typed is kept and comes up again."""
        self.keep_draft()
        self.close_as_it_is()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from who rings, and how it is known, to the first visit of the run on Enter."""
        above = (self.who.combo, self.method.combo, self.told_by.line)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.focusWidget() in above and self.rows:
            self._go_to(self.rows[0].arrived.line)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stack the parts of a row where they do not fit side by side."""
        super().resizeEvent(event)
        for each in self.rows:
            each.narrow(narrow=self._is_narrow())

    def _words(self) -> str:
        return encode(self.call())

    def _is_narrow(self) -> bool:
        return self.width() * 100 / theme.look().text < NARROW

    def _when(self) -> str:
        return f"Told {clock_face(from_text(self._began))}, when the call began"

    def _go_on_from(self, call: CallTyped) -> None:
        """Put back a call that was being typed when the dialog was closed, or the program."""
        self._began = call.began or self._began
        self.note.setText(f"{self._when()}: put back as it was being typed")
        self.message.show_text(call.text)
        self.told_by.show_text(call.told_by)
        if call.method:
            self.method.choose(call.method)
        if call.carer in self._names:
            self.who.choose(call.carer)
            self._show_run(call.carer)
        by_visit = dict(call.rows)
        for each in self.rows:
            each.show_typed(by_visit.get(each.seen.planned.visit, RowTyped()))

    def _rings(self, carer: object) -> None:
        if any(each.touched() for each in self.rows):
            self.who.choose(self._carer)
            name = self._names.get(self._carer or "", "")
            self.show_trouble(
                Trouble(f"Something is typed for {name}.", "Save it first, or take it out of the rows.")
            )
            return
        self._show_run(str(carer))
        if self.rows:
            self.method.combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_run(self, carer: str) -> None:
        """Show the run of another carer, every row empty."""
        self._carer = carer
        for each in self.rows:
            each.hide()
            each.deleteLater()
        with self._desk.read() as session:
            run = queries.run_of(session, carer, self._desk.now())
        told = Told(self._desk.now, self._since, self._limits.dose_window)
        self.rows = [RunRow(seen, told) for seen in run]
        for each in self.rows:
            self._run.addWidget(each)
            each.show()
            each.narrow(narrow=self._is_narrow())
            each.changed.connect(self._draft.typed)
            each.next_asked.connect(self._next)
            each.kept.connect(self._row_kept)
        self._empty.setVisible(not self.rows)
        self._empty.say(
            "No visit in this run.", "None is planned for the last twelve and the next three hours."
        )
        self._order_stops()
        if self.isVisible():
            self._settle()

    def _order_stops(self) -> None:
        stops: list[QWidget] = [self.who.combo, self.method.combo, self.told_by.line, *self.message.stops()]
        for each in self.rows:
            stops += each.stops()
        for before, after in pairwise([*stops, self.cancel_button, self.do_button]):
            QWidget.setTabOrder(before, after)

    def _next(self, here: RunRow) -> None:
        """Go on to the next row, or to the next proposal while there are any."""
        if any(each.proposed for each in self.rows):
            self._to_next_proposal()
            return
        place = self.rows.index(here) + 1
        self._go_to(self.rows[place].arrived.line if place < len(self.rows) else self.do_button)

    def _to_next_proposal(self) -> None:
        waiting = next((each for each in self.rows if each.proposed), None)
        if waiting is not None:
            self._go_to(waiting.take)

    def _go_to(self, part: QWidget) -> None:
        part.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(part, 0, theme.px(60))

    def _save(self) -> None:
        """Save every row that something was typed in; those with a doubt stay, with the question under them."""
        wanted = [each for each in self.rows if each.touched() and not each.waiting]
        call = self.call()
        if not wanted:
            self.show_trouble(Trouble("Nothing was typed yet.", "Type the times as the carer says them."))
        elif call.method is None:
            self.show_trouble(Trouble("How you know was not chosen.", "Choose it; it counts for every row."))
            self.method.combo.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            staying = [each for each in wanted if not self._save_row(each, call)]
            if staying:
                field = staying[0].unanswered()
                self._settle()
                self._go_to(field.line if field else staying[0].arrived.line)

    def _save_row(self, each: RunRow, call: CallTyped) -> bool:
        """Save one row, or say on it what keeps it; say whether it is on its way."""
        account = account_of(call, each.typed(), each.seen)
        found = understood(account, each.seen.planned, self._desk.now(), self._since, self._limits)
        if found.unclear:
            each.say_state(found.unclear[0], "red")
            return False
        with self._desk.read() as session:
            doubts = actions.look_at(session, found.command, self._desk.now()).doubts
        if not {answer.what for answer in found.command.accepted}.issuperset(doubts):
            each.ask_why(doubts)
            each.say_state("Is that right? Say why, or change it.", "amber")
            return False
        each.fact_id, each.waiting = each.fact_id or new_id(self._desk.now()), True
        command = replace(found.command, fact_id=each.fact_id)
        self._desk.jobs.write(each, actions.verify, command, each.saved, each.not_saved)
        return True

    def _row_kept(self, each: RunRow) -> None:
        """Show what stands about the visit now; close when nothing is left to save."""
        with self._desk.read() as session:
            seen = queries.seen(session, each.seen.planned.visit)
        if each.touched():
            each.seen = seen
        else:
            each.show_seen(seen)
        self.keep_draft()
        if any(other.touched() or other.waiting for other in self.rows):
            return
        if not any(other.proposed for other in self.rows):
            self._draft.forget()
            self.close_done()
