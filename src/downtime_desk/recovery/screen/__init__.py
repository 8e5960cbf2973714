"""The Return page: how far giving back is, what needs a person, and whether the outage may be closed."""

from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from downtime_desk.core.clock import local
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import Store
from downtime_desk.recovery import queries
from downtime_desk.recovery.queries import Page, Thing
from downtime_desk.recovery.reconciling.queries import Finding
from downtime_desk.recovery.screen import rows, words
from downtime_desk.recovery.screen.beside import Beside
from downtime_desk.recovery.screen.closing import Closing
from downtime_desk.recovery.screen.decisions import Decisions
from downtime_desk.recovery.screen.figures import Figures, StepLine
from downtime_desk.recovery.screen.gate_strip import GateStrip
from downtime_desk.recovery.screen.hand_pane import HandPane
from downtime_desk.recovery.screen.handwork import HandWork
from downtime_desk.recovery.screen.next_step import NextStep
from downtime_desk.recovery.screen.second_look import SecondLookStrip
from downtime_desk.recovery.screen.sending import Sending
from downtime_desk.recovery.screen.settling import SettlingPane
from downtime_desk.recovery.workbench.things import ByHand
from downtime_desk.recovery.workbench.worksheet import worksheet
from downtime_desk.sync.sending.run import Ran, Step
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.lists import RowsList, RowsModel
from downtime_desk.ui.parts import Button, Empty, Head, Note, column, holder, row, second

LIST = 352
TWO_PANES = 860
"""From this width on, in design pixels, list and thing stand side by side."""
ROUND_HEAD = 16 * 7
"""The margins of the head and the gaps between its parts, in design pixels."""
WIDE = 1100
"""From this width on the step line, the meanings and the lines of the gate have room."""


class ReturnScreen(QWidget):
    """Give back, settle what does not agree, close."""

    def __init__(self, desk: Desk, store: Store) -> None:
        super().__init__()
        self._desk, self._store = desk, store
        self._reading = False
        self._page: Page | None = None
        self._to_open = ""
        self.steps = StepLine()
        self._said = second()
        self._said.setWordWrap(False)
        self.send = Button("Send now", icon="send", records="return.sent")
        self.sending = Sending(desk, store, self)
        self.next = NextStep(desk, store, self, self.send, self.sending)
        self.sending.stepped.connect(self._stepped)
        self.sending.ran.connect(self._ran)
        self.sending.failed.connect(self._not_sent)
        self._note = Note("", tone="amber")
        self._note.hide()
        self.next.began.connect(self._note.hide)
        self.next.told.connect(self._tell)
        self.closing = Closing(desk, self)
        self.closing.told.connect(self._tell)
        self.save = Button("Save the certificate", icon="file-text")
        self.save.clicked.connect(self.closing.save_certificate)
        self.save.hide()
        self.figures = Figures()
        self.second = SecondLookStrip(desk, store)
        self.list = RowsList(
            "Things to return", RowsModel(rows.key, rows.sentence, rows.name), rows.picture, rows.alike
        )
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._read)
        self.list.letters = {"S": self._skip_row}
        self.list.letters.update((str(number), partial(self._choose, number)) for number in range(1, 6))
        self.read_again = Button("Read again", icon="rotate-ccw")
        self.read_again.clicked.connect(self.refresh)
        self.read_again.hide()
        self._empty = Empty("Reading how things stand.", "", self.read_again, icon="hourglass")
        self._empty.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.pane = SettlingPane()
        self.decisions = Decisions(desk, self.pane)
        self.decisions.settled.connect(self.refresh)
        self.pane.skip_asked.connect(self.skip)
        self.pane.back_asked.connect(self.back)
        self._nothing = Empty("Nothing is chosen.", "Choose a line to see both sides.", icon="list-checks")
        self._nothing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hand = HandPane()
        self.hand.back_asked.connect(self.back)
        self.work = HandWork(desk, store, self, self.hand)
        self.work.told.connect(self._tell)
        self.work.done.connect(self.refresh)
        self.next.files_asked.connect(self.work.write_files)
        self.more = Button("More", icon="chevron-down")
        self.more.setAccessibleName("More that can be done on this page")
        self.more.clicked.connect(self._open_more)
        self.more.setEnabled(False)
        self.pane.way_asked.connect(self._choose_way)
        self.gate = GateStrip()
        self.gate.close_asked.connect(self.closing.close_outage)
        left = column(self._empty, self.list, gap=0)
        right = column(self._nothing, self.pane, self.hand, gap=0)
        left.setAlignment(self._empty, Qt.AlignmentFlag.AlignTop)
        right.setAlignment(self._nothing, Qt.AlignmentFlag.AlignTop)
        self._left, self._right = holder(left), holder(right)
        panes = row(self._left, self._right, gap=0)
        panes.setStretch(1, 1)
        told = row(self._note, 0, self.save, gap=8, margins=(16, 0, 16, 0))
        told.setStretch(0, 100)
        self.head = Head("Return", self.steps, 0, self._said, self.more, self.send)
        whole = column(
            self.head,
            told,
            self.figures,
            self.second,
            panes,
            self.gate,
            gap=0,
        )
        whole.setStretch(4, 1)
        self.setLayout(whole)
        self.setMinimumWidth(theme.px(LIST))
        self.first: QWidget = self.list
        self.beside = Beside(desk, self)
        self.beside.found.connect(self._show_page)
        self.beside.failed.connect(self._not_read)
        desk.refresh_on(self, queries.TABLES, self._redraw)
        self.refresh()
        self._arrange()

    def open(self, ref: object) -> None:
        """Show a thing by the id of its fact, or a visit nobody accounted for; once the page is read."""
        self._to_open = str(ref)
        if self._page is not None:
            self._open_asked()

    def back(self) -> bool:
        """Go back to the list where only one pane has room."""
        if self._one_pane() and self._reading:
            self._reading = False
            self._arrange()
            self.list.setFocus()
            return True
        return False

    def primary(self) -> None:
        """Settle the thing shown or tick it off, or close the outage when nothing is left."""
        if self.hand.do.isVisible():
            self.work.do()
        elif self.pane.settle.isVisible():
            self.decisions.settle()
        elif self._page is not None and self._page.gate is not None and self._page.gate.open:
            self.closing.close_outage()

    def panes(self) -> list[QWidget]:
        """Return what F6 goes round."""
        return [self.second, self._left, self._right, self.gate]

    def refresh(self) -> None:
        """Show how things stand now, as soon as it is read beside the window."""
        self.beside.read()

    def _redraw(self) -> None:
        """Show what somebody wrote; while much is written at once, now and then."""
        if self.sending.under_way() or self.second.under_way():
            self.beside.read_soon()
        else:
            self.refresh()

    def _not_read(self, trouble: Trouble) -> None:
        """Say that nothing was read, or that what is shown is from before."""
        if self._page is None:
            self._empty.say_failed(trouble.what, trouble.do)
            self.read_again.show()
        else:
            self._tell(f"What is shown is from before. {trouble.what}", trouble.do, "red")

    def _show_page(self, page: Page) -> None:
        is_first, self._page = self._page is None, page
        self.more.setEnabled(True)
        self.read_again.hide()
        standing = page.standing
        self.next.show_page(page)
        self.work.show_page(page)
        self.figures.show_standing(standing, page.there, by_server=page.by_server)
        self.steps.show_steps(*words.steps(page))
        self._said.setText(words.said(page))
        self.list.show_rows(words.listed(page))
        waits = standing.needs_you or standing.on_its_way or standing.by_hand
        nothing = not (waits or page.unaccounted or page.findings)
        self.save.setVisible(bool(page.closed))
        self._empty.setVisible(nothing)
        self.list.setVisible(not nothing)
        if standing.total and standing.all_settled:
            said = (
                f"{page.there} showed back the same whatever was sent." if standing.counts["checked"] else ""
            )
            self._empty.say(queries.settled_words(standing.counts), said, "circle-check")
        else:
            self._empty.say(
                "Nothing to return.", "What is written down in an outage appears here.", "circle-check"
            )
        if page.gate is not None:
            waiting = standing.waiting
            self.gate.show_gate(page.gate, waiting["type in"] + waiting["scan"] + standing.counts["typed"])
            self.second.show_look(page.gate.second_look, page.findings, page.there)
        self._show_current()
        if self.list.current() is None and self._needing():
            self.list.select(self._needing()[0])
        elif is_first:
            self.list.await_keys()
        self._open_asked()
        self._arrange()

    def _open_asked(self) -> None:
        asked, self._to_open = self._to_open, ""
        if asked and self.list.select(asked):
            self._read()

    def skip(self) -> None:
        """Go on to the next thing that needs a person; this one stays."""
        needs = self._needing()
        found = self.pane.finding
        shown = self.pane.thing.fact if self.pane.thing else found.key if found else ""
        if shown in needs and len(needs) > 1:
            self.list.select(needs[(needs.index(shown) + 1) % len(needs)])

    def _needing(self) -> list[str]:
        """Return the keys of what needs a person, in the order of the list."""
        if self._page is None:
            return []
        return [
            *(each.fact for each in self._page.standing.needs_you),
            *(each.key for each in self._page.findings),
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane or two."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "gate"):
            self._arrange()

    def _stepped(self, step: Step) -> None:
        self._said.setText(words.on_the_way(step, self._page))

    def _ran(self, ran: Ran) -> None:
        self.beside.read()
        if how := words.ended(ran):
            self._tell(*how)

    def _not_sent(self, trouble: Trouble) -> None:
        self.beside.read()
        self._tell(trouble.what, trouble.do, "red")

    def _tell(self, strong_words: str, more: str, tone: str) -> None:
        self._note.say(strong_words, more, tone)
        self._note.show()

    def _chosen(self, _row: rows.Row) -> None:
        self._show_current()

    def _skip_row(self, _row: rows.Row) -> None:
        self.skip()

    def _choose(self, number: int, _row: rows.Row) -> None:
        self.pane.choose(number)

    def _read(self) -> None:
        self._reading = True
        self._arrange()
        (self.hand if self.hand.isVisible() else self.pane).setFocus()

    def _show_current(self) -> None:
        current = self.list.current()
        shown = isinstance(current, Thing | Finding)
        self.pane.setVisible(shown)
        self.hand.setVisible(isinstance(current, ByHand))
        self._nothing.setVisible(not (shown or isinstance(current, ByHand)) and not self.list.isHidden())
        if self._page is None:
            return
        there, today = self._page.there, local(self._desk.now()).date()
        if isinstance(current, ByHand):
            self._show_by_hand(current)
        elif isinstance(current, Thing):
            self.pane.show_thing(current, there, today)
        elif isinstance(current, Finding):
            self.pane.show_finding(current, there, today)

    def _show_by_hand(self, thing: ByHand) -> None:
        who, now = self._desk.acting, self._desk.now()
        with self._desk.read() as session:
            sheet = worksheet(session, thing, who.name, now)
        self.hand.show_thing(thing, sheet, who.name, local(now).date())

    def _choose_way(self) -> None:
        if self.pane.thing is not None:
            self.work.choose_ways((self.pane.thing.fact, f"{self.pane.thing.words()}."))

    def _open_more(self) -> None:
        self.work.open_menu(self.more)

    def _room(self) -> float:
        return self.width() * 100 / theme.look().text

    def _one_pane(self) -> bool:
        return self._room() < TWO_PANES

    def _arrange(self) -> None:
        """Share the room; below a width there is room for one pane, and for fewer words."""
        one, wide = self._one_pane(), self._room() >= WIDE
        began = self._page is not None and bool(self._page.gate or self._page.closed)
        self.steps.setVisible(wide and began)
        beside = (self.head.title, self._said, self.more, self.send)
        taken = sum(part.sizeHint().width() for part in beside) + theme.px(ROUND_HEAD)
        self.steps.fold(narrow=self.steps.whole_width() + taken > self.width())
        self.figures.fold(narrow=not wide)
        self.gate.fold(narrow=one)
        # With room for one thing only, the thing has all of it.
        alone = one and self._reading
        self.figures.setVisible(not alone and self._page is not None)
        back = self._page is not None and self._page.gate is not None and self._page.back_at is not None
        self.second.setVisible(back and not alone)
        self.gate.setVisible(not alone and self._page is not None and self._page.gate is not None)
        self._left.setMaximumWidth(16777215 if one else theme.px(LIST))
        self._left.setMinimumWidth(0 if one else theme.px(LIST))
        self._left.setVisible(not one or not self._reading)
        self._right.setVisible(not one or self._reading)
        self.pane.back.setVisible(one)
        self.hand.back.setVisible(one)
        self.list.tighten(tight=self.height() < theme.px(640))
