"""Scan a sheet: paper that comes back is counted in as fast as it can be scanned, and visit records are opened.

A scanner types like a keyboard: what it reads, and then Enter.
"""

from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face, short_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.printing.actions import AccountFor, ReadTest, account_for, read_test
from downtime_desk.printing.facts import Fate
from downtime_desk.printing.scanned import Scanned, scanned, test_seal
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Button, Kind, Note, SafeLabel, TextField, column, holder, row

HINT: Final = "Scan the square code, or type the number and press Enter. Esc when you are done."
LATEST: Final = 5
ROOM: Final = 290
"""Room for all it may come to say, so that nothing moves while somebody scans; in design pixels."""
UNDO: Final = "Scanned by mistake: it is still out."
NO_VISIT: Final = "It is blank: find the visit in the list and type it in from there."


class ScanDialog(Modal):
    """Counts paper back in. Signal `visit_asked(visit, number)` when a visit record is to be typed in."""

    visit_asked: ClassVar[Signal] = Signal(str, str)

    def __init__(self, window: QWidget, desk: Desk) -> None:
        self._desk = desk
        self._last: Scanned | None = None
        self._counted: list[str] = []
        self.field = TextField("Code or copy number", hint=HINT, placeholder="C-3FA-0447")
        self.said = Note("Nothing scanned yet.", tone="accent")
        self.lately = SafeLabel("", size=13, tone="ink2")
        self.undo = self._offer("Still out: undo", "undo-2", "out")
        self.shredded = self._offer("Destroyed", "check", "destroyed")
        self.lost = Button("Lost", icon="circle-alert", kind=Kind.SMALL, records="copy.accounted_for")
        self.lost.clicked.connect(self.ask_how_lost)
        self.how = TextField("How it was lost", hint="Where it was last seen, and who was told. Then Enter.")
        self.how.hide()
        self.offers = holder(row(self.undo, self.shredded, self.lost, 0, gap=8))
        self.offers.hide()
        parts = holder(column(self.field, self.said, self.offers, self.how, self.lately, 0, gap=10))
        parts.setMinimumHeight(theme.px(ROOM))
        content = holder(column(parts))
        super().__init__(
            window,
            "Scan a sheet",
            content,
            do="Look it up",
            icon="scan-line",
            cancel="Done",
            records="copy.accounted_for",
        )
        self.asked.connect(self.look_up)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter as the end of what is typed; it presses no button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & _HELD:
            self._entered()
            return
        super().keyPressEvent(event)

    def open(self) -> None:
        """Show the dialog, ready for the scanner."""
        super().open()
        self.field.setFocus()

    def look_up(self) -> None:
        """Find the sheet that was scanned or typed, and count it in."""
        typed = self.field.text()
        self.field.show_text("")
        self._forget()
        if test_seal(typed) is not None:
            self._desk.jobs.write(self, read_test, ReadTest(typed), self._test_read, self._refused)
            return
        try:
            with self._desk.read() as session:
                sheet = scanned(session, typed, self._desk.acting.desk)
        except Trouble as trouble:
            self.said.say(trouble.what, trouble.do, "red")
            return
        self._last = sheet
        if sheet.state == "back":
            self._is_in(sheet, f"{sheet.number} is back already, since {short_stamp(sheet.since)}.")
            return
        command = AccountFor(sheet.number, "back")
        was = "" if sheet.state == "out" else f" It was written down as {sheet.state}."
        said = f"{sheet.number} is back.{was}"
        then = partial(self._counted_in, sheet, said)
        self._desk.jobs.write(self, account_for, command, then, self._refused)

    def ask_how_lost(self) -> None:
        """Ask for the words a lost sheet needs."""
        self.how.show()
        self.how.setFocus()

    def _entered(self) -> None:
        if self.how.line.hasFocus():
            self._write("lost", self.how.text())
        elif self.field.line.hasFocus():
            self.look_up()
        else:
            focused = self.focusWidget()
            if isinstance(focused, Button):
                focused.click()

    def _offer(self, words: str, icon: str, fate: Fate) -> Button:
        button = Button(words, icon=icon, kind=Kind.SMALL, records="copy.accounted_for")
        button.clicked.connect(partial(self._write, fate, UNDO if fate == "out" else ""))
        return button

    def _write(self, fate: Fate, note: str, *_clicked: object) -> None:
        if self._last is None:
            return
        command = AccountFor(self._last.number, fate, note)
        self._desk.jobs.write(self, account_for, command, partial(self._written, fate), self._refused)

    def _counted_in(self, sheet: Scanned, said: str, _entry: object) -> None:
        self._counted.append(sheet.number)
        self._is_in(sheet, said)

    def _is_in(self, sheet: Scanned, said: str) -> None:
        """Say what is back; open the visit when it is one to type in."""
        if sheet.visit is not None:
            self.accept()
            self.visit_asked.emit(sheet.visit, sheet.number)
            return
        blank = NO_VISIT if sheet.kind.startswith("Blank") else ""
        self.said.say(said, f"{sheet.kind}, {sheet.whose}, held by {sheet.holder}. {blank}".strip(), "green")
        self.offers.show()
        self._say_lately()
        self.field.setFocus()

    def _test_read(self, _entry: object) -> None:
        self.said.say("This is a test page.", "It scans: paper and scanner work. Throw it away.", "green")
        self.field.setFocus()

    def _written(self, fate: Fate, _entry: object) -> None:
        number = self._last.number if self._last else ""
        words = {
            "out": "is still out: both entries stay in the log",
            "destroyed": "was destroyed",
            "lost": "is lost",
        }
        self.said.say(f"{number} {words[fate]}.", clock_face(self._desk.now()), "accent")
        if number in self._counted and fate in {"out", "lost"}:
            self._counted.remove(number)
        self._forget()
        self._say_lately()
        self.field.setFocus()

    def _refused(self, trouble: Trouble) -> None:
        self.said.say(trouble.what, trouble.do, "red")

    def _forget(self) -> None:
        self._last = None
        self.how.show_text("")
        self.how.hide()
        self.offers.hide()

    def _say_lately(self) -> None:
        if not self._counted:
            self.lately.setText("")
            return
        latest = ", ".join(reversed(self._counted[-LATEST:]))
        more = " and others" if len(self._counted) > LATEST else ""
        self.lately.setText(f"{len(self._counted)} counted in: {latest}{more}.")


_HELD: Final = Qt.KeyboardModifier.ControlModifier
