"""The pane on the right for a thing that goes back by hand: what to type, who typed it, and the second look."""

from datetime import date
from typing import ClassVar, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication

from downtime_desk.core.clock import clock_face
from downtime_desk.recovery.screen import rows
from downtime_desk.recovery.screen.reading import ReadingPane
from downtime_desk.recovery.screen.sheet_lines import SheetLines
from downtime_desk.recovery.workbench.things import ByHand, Stage
from downtime_desk.recovery.workbench.worksheet import Worksheet
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    Note,
    SafeLabel,
    TextField,
    column,
    holder,
    primary,
    row,
    strong,
)

DO: Final[dict[Stage, str]] = {
    "to type": "It is typed in",
    "to look at": "It is right there",
    "to scan": "It is scanned",
}


class HandPane(ReadingPane):
    """A thing to type, to look at or to scan. Signals `done_asked`, `wrong_asked`, `way_asked`, `take_asked`."""

    done_asked: ClassVar[Signal] = Signal()
    wrong_asked: ClassVar[Signal] = Signal()
    way_asked: ClassVar[Signal] = Signal()
    take_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.thing: ByHand | None = None
        self._text = ""
        self._stage = strong(size=16)
        self._wrong = Note("", tone="red")
        self._lines = SheetLines()
        self._behalf = SafeLabel()
        self.by = TextField("Who, if not you", placeholder="Their name")
        self.reference = TextField("Its number in the main system", placeholder="If it shows one")
        self.how = TextField("How they looked", placeholder="Such as: read it to me over the telephone")
        self.wrong = TextField("What is wrong there", placeholder="Only if it is wrong")
        self.sheet = TextField("Number of the sheet or page", placeholder="Such as C-3FA-0449, page 1")
        self._fields = row(self.by, self.reference, self.how, self.wrong, self.sheet, gap=8)
        self.copy = Button("Copy all", icon="copy")
        self.take = Button("I take this", icon="user-check", records="return.block_taken")
        self.way = Button("How it goes back", icon="list-filter", records="return.way_chosen")
        self.is_wrong = Button("It is wrong there", icon="circle-x", records="return.looked_at")
        self.do = primary("It is typed in", records="return.typed_in")
        self.copy.clicked.connect(self.copy_all)
        self.take.clicked.connect(self.take_asked)
        self.way.clicked.connect(self.way_asked)
        self.is_wrong.clicked.connect(self.wrong_asked)
        self.do.clicked.connect(self.done_asked)
        buttons = row(self.copy, self.take, self.way, 0, self.is_wrong, self.do, gap=8)
        strip = column(self._trouble, holder(self._fields), holder(buttons), gap=6)
        self.lay_out(self._stage, self._wrong, self._behalf, self._lines, strip=ActionStrip(strip))

    def show_thing(self, thing: ByHand, sheet: Worksheet, me: str, today: date) -> None:
        """Show a thing; what was typed about it stays while it is the same thing at the same stage."""
        before = self.thing
        same = before is not None and (before.fact, before.stage) == (thing.fact, thing.stage)
        had = before.taken_by if before is not None and same else None
        self.thing, self._text = thing, sheet.text()
        self.whose.show_whose(rows.LETTERS[thing.priority], thing.name, rows.who_by_hand(thing, today))
        self._stage.setText(stage_words(thing))
        self._wrong.setVisible(bool(thing.wrong) and thing.stage == "to type")
        if thing.wrong:
            self._wrong.say("It was wrong there:", thing.wrong, "red")
        self._lines.show_sheet(sheet)
        self._behalf.setText(sheet.behalf)
        looking, scanning = thing.stage == "to look at", thing.stage == "to scan"
        self.reference.setVisible(thing.stage == "to type")
        self.how.setVisible(looking)
        self.wrong.setVisible(looking)
        self.is_wrong.setVisible(looking)
        self.sheet.setVisible(scanning)
        self.take.setVisible(not looking and thing.taken_by is None)
        self.way.setVisible(not looking)
        self.do.say(DO[thing.stage])
        self.by.rename("Second person, if not you" if looking else "Who did it, if not you")
        if not same:
            self._trouble.hide()
            self.copy.say("Copy all", "copy")
            for field in (self.by, self.reference, self.how, self.wrong, self.sheet):
                field.show_text("")
        if thing.taken_by not in (None, me, had) and not looking:
            self._trouble.say(f"{thing.taken_by} has this one.", "Do another, or ask them.", "amber")
            self._trouble.show()

    def copy_all(self) -> None:
        """Put all of the worksheet on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)
        self.copy.say("Copied", "check")


def stage_words(thing: ByHand) -> str:
    """Return how far a thing is, as a sentence."""
    if thing.stage == "to look at":
        number = f" It has the number {thing.reference} there." if thing.reference else ""
        at = f", {clock_face(thing.typed_at)}" if thing.typed_at else ""
        return f"Typed in by {thing.typed_by}{at}.{number} Another person compares it with the screen there."
    has = f" {thing.taken_by} has it." if thing.taken_by else ""
    if thing.stage == "to scan":
        return f"Scan its paper into the main system, then say which sheet it is.{has}"
    return f"Type this into the main system. Another person looks at it there afterwards.{has}"
