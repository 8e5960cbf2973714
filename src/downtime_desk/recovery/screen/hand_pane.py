"""The pane on the right for a thing that goes back by hand: what to type, who typed it, and the second look."""

from datetime import date
from typing import ClassVar, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face
from downtime_desk.core.errors import Trouble
from downtime_desk.recovery.screen import rows
from downtime_desk.recovery.screen.sheet_lines import SheetLines
from downtime_desk.recovery.workbench.things import ByHand, Stage
from downtime_desk.recovery.workbench.worksheet import Worksheet
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    Heading,
    Note,
    PriorityTile,
    SafeLabel,
    Scroll,
    TextField,
    column,
    holder,
    primary,
    row,
    second,
    strong,
)

DO: Final[dict[Stage, str]] = {
    "to type": "It is typed in",
    "to look at": "It is right there",
    "to scan": "It is scanned",
}


class HandPane(QWidget):
    """A thing to type, to look at or to scan. Signals `done_asked`, `wrong_asked`, `way_asked`, `take_asked`, `back_asked`."""

    done_asked: ClassVar[Signal] = Signal()
    wrong_asked: ClassVar[Signal] = Signal()
    way_asked: ClassVar[Signal] = Signal()
    take_asked: ClassVar[Signal] = Signal()
    back_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.thing: ByHand | None = None
        self._text = ""
        self._tile = PriorityTile("?", side=32)
        self._name = Heading()
        self._who = second()
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
        self._trouble = Note("", tone="red")
        self._trouble.hide()
        self.back = Button("Back to the list", icon="arrow-left", hint="Esc")
        self.copy = Button("Copy all", icon="copy")
        self.take = Button("I take this", icon="user-check", records="return.block_taken")
        self.way = Button("How it goes back", icon="list-filter", records="return.way_chosen")
        self.is_wrong = Button("It is wrong there", icon="circle-x", records="return.looked_at")
        self.do = primary("It is typed in", records="return.typed_in")
        self.back.clicked.connect(self.back_asked)
        self.copy.clicked.connect(self.copy_all)
        self.take.clicked.connect(self.take_asked)
        self.way.clicked.connect(self.way_asked)
        self.is_wrong.clicked.connect(self.wrong_asked)
        self.do.clicked.connect(self.done_asked)
        head = row(self._tile, column(self._name, self._who, gap=0), gap=12)
        head.setStretch(1, 1)
        inner = column(
            self.back,
            head,
            self._stage,
            self._wrong,
            self._behalf,
            self._lines,
            0,
            gap=9,
            margins=(16, 11, 16, 8),
        )
        inner.setAlignment(self.back, Qt.AlignmentFlag.AlignLeft)
        scroll = Scroll()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder(inner))
        strip = row(self.copy, self.take, self.way, 0, self.is_wrong, self.do, gap=8)
        whole = column(
            scroll, ActionStrip(column(self._trouble, holder(self._fields), holder(strip), gap=6)), gap=0
        )
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def show_thing(self, thing: ByHand, sheet: Worksheet, me: str, today: date) -> None:
        """Show a thing; what was typed about it stays while it is the same thing at the same stage."""
        same = self.thing is not None and (self.thing.fact, self.thing.stage) == (thing.fact, thing.stage)
        self.thing, self._text = thing, sheet.text()
        self._tile.show_letter(rows.LETTERS[thing.priority])
        self._name.setText(thing.name)
        self._who.setText(rows.who_by_hand(thing, today))
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
        if same:
            return
        self._trouble.hide()
        for field in (self.by, self.reference, self.how, self.wrong, self.sheet):
            field.show_text("")
        if thing.taken_by and thing.taken_by != me and not looking:
            self._trouble.say(f"{thing.taken_by} has this one.", "Do another, or ask them.", "amber")
            self._trouble.show()

    def copy_all(self) -> None:
        """Put all of the worksheet on the clipboard."""
        QGuiApplication.clipboard().setText(self._text)
        self.copy.say("Copied", "check")

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong; what was typed stays."""
        self._trouble.say(trouble.what, trouble.do, "red")
        self._trouble.show()


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
