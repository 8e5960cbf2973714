"""The timeline: carers as lanes, visits as blocks, the now line, and what is current at the foot.

What is current is verified in the queue view: Enter, or the primary button, opens it. M asks who goes instead.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import local
from downtime_desk.people import names
from downtime_desk.people.summary import Person
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import (
    Button,
    Empty,
    Ground,
    Kind,
    Option,
    PriorityTile,
    Run,
    Segmented,
    Words,
    bold,
    column,
    primary,
    quiet,
    row,
    times,
)
from downtime_desk.ui.runs import Runs
from downtime_desk.visits import queries
from downtime_desk.visits.planned import planned
from downtime_desk.visits.queries import Block, Lane, LaneRead
from downtime_desk.visits.screen.rows import LETTERS
from downtime_desk.visits.screen.timeline.canvas import Canvas
from downtime_desk.visits.screen.timeline.key import Key
from downtime_desk.visits.screen.timeline.scale import SPANS
from downtime_desk.visits.screen.timeline.scene import stretch_round

HOURS_EACH_WAY = 12
MOVE = "Move to another carer"
LOW = 480
"""Under this height, in design pixels, the key is folded away."""


class Timeline(QWidget):
    """Signals `opened(visit)` when the current visit is to be verified, `move_asked(visit)` when others are to go."""

    opened: ClassVar[Signal] = Signal(str)
    move_asked: ClassVar[Signal] = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._now = desk.now()
        self._since, self._until = stretch_round(self._now, HOURS_EACH_WAY)
        self._said_of = ""
        self._narrow = False
        self.hours = Segmented("Hours shown", [Option(each, f"{each} hours") for each in SPANS])
        self.hours.choose(6)
        self.now_button = Button("Go to now", hint="N")
        self.key_button = Button("Key", icon="info", kind=Kind.PLAIN)
        self.canvas = Canvas(self._read, self._now)
        self.key = Key()
        self._tile = PriorityTile("", side=32)
        self._who, self._what = Words(), Words(lines=2)
        self.verify = primary("Verify this visit", hint="Enter")
        self.move_button = Button(MOVE, hint="M", records="rota.visit_reassigned")
        words = column(self._who, self._what, gap=0)
        said = row(self._tile, words, self.move_button, self.verify, gap=12, margins=(12, 8, 12, 8))
        said.setStretch(1, 1)
        self._strip = Ground(said, fill="accent_tint", top="line")
        self._empty = Empty(
            "No visit in these hours.", "The copy has none for twelve hours before and after now."
        )
        whole = column(self.canvas, self._empty, self.key, self._strip, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.hours.chosen.connect(self.canvas.zoom)
        self.now_button.clicked.connect(self._to_now)
        self.key_button.clicked.connect(self._fold_key)
        self.verify.clicked.connect(self.primary)
        self.move_button.clicked.connect(self._move)
        self.canvas.move_asked.connect(self._move)
        self.canvas.zoomed.connect(self.hours.choose)
        self.canvas.chosen.connect(self._say)
        self.canvas.opened.connect(self._open)

    def refresh(self) -> None:
        """Read the lanes anew; visits are read as lanes come into view."""
        self._now = self._desk.now()
        self._since, self._until = stretch_round(self._now, HOURS_EACH_WAY)
        with self._desk.read() as session:
            lanes = queries.lanes(session, self._now, self._since, self._until)
        self._said_of = ""
        self.canvas.show_lanes(lanes, self._now, self._since, self._until)
        for part in (self.canvas, self._strip):
            part.setVisible(bool(lanes))
        self._empty.setVisible(not lanes)

    def figures(self) -> tuple[Runs, Runs]:
        """Return what the lanes are, in two lines."""
        carers = [lane for lane in self.canvas.shelf.lanes if lane.carer is not None]
        first = sum(1 for lane in carers if lane.waiting)
        return (
            (bold(f"{len(carers)} carers", size=13), quiet(": first the"), bold(f" {first}", size=13)),
            (quiet("with visits open now or in 2 hours"),),
        )

    def primary(self) -> None:
        """Verify the current visit."""
        block = self.canvas.current()
        if block is not None:
            self._open(block)

    def take_focus(self) -> None:
        """Let keys go to the lanes."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self, *, tall: float, narrow: bool) -> None:
        """Use less room in a window that is not tall; sizes are design pixels."""
        self.canvas.tighten(tight=tall < 740)
        self.key.setVisible(tall >= LOW)
        self.key_button.setVisible(tall < LOW)
        self._tile.setVisible(not narrow)
        self.move_button.say("Move" if narrow else MOVE)
        self.move_button.setAccessibleName(MOVE)
        if narrow and not self._narrow:
            self.canvas.zoom(min(SPANS))
        self._narrow = narrow

    def _read(self, lanes: Sequence[Lane]) -> Mapping[str | None, LaneRead]:
        with self._desk.read() as session:
            return queries.read_lanes(session, lanes, self._now, self._since, self._until)

    def _to_now(self) -> None:
        self.canvas.go_to_now()
        self.take_focus()

    def _fold_key(self) -> None:
        self.key.setVisible(self.key.isHidden())

    def _open(self, block: Block) -> None:
        self.opened.emit(block.visit)

    def _move(self) -> None:
        block = self.canvas.current()
        if block is not None:
            self.move_asked.emit(block.visit)

    def _say(self, block: Block, sentence: str) -> None:
        """Say at the foot who the current visit is for, in the agreed form."""
        if sentence == self._said_of:
            return
        self._said_of = sentence
        with self._desk.read() as session:
            who = planned(session, block.visit).who
        self._tile.show_letter(LETTERS[block.priority])
        self._who.say(*self._identity(who))
        standing = sentence.partition(", planned ")[2]
        urgent = block.state in {queries.State.LATE, queries.State.UNACCOUNTED}
        self._what.say(Run(f"Planned {standing}", "red" if urgent else "ink", theme.SEMIBOLD, 14))

    def _identity(self, who: Person) -> Runs:
        born = names.born(who, local(self._now).date()) or "NOT RECORDED"
        number = names.nhs_number(who) or "NOT RECORDED"
        return (
            bold(names.full_name(who), size=16),
            quiet("  Born "),
            times(born, 14, theme.NORMAL),
            quiet("  NHS No. "),
            times(number, 14, theme.NORMAL),
        )
