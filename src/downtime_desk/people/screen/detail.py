"""All that is known of one person: who they are, their cards in columns, and what can be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from downtime_desk.core.clock import day_and_clock, local, long_date
from downtime_desk.people import names
from downtime_desk.people.kinds import HOSPITAL, Kind
from downtime_desk.people.queries import Found, Known
from downtime_desk.people.screen import cards, medicines
from downtime_desk.people.screen.cards import ComingVisit
from downtime_desk.people.screen.identity import identity
from downtime_desk.people.screen.rows import LETTERS, PRIORITIES, name
from downtime_desk.people.screen.told import in_the_copy, put_above, told_card
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Card,
    Ground,
    Heading,
    Note,
    PriorityTile,
    Run,
    Words,
    bold,
    column,
    holder,
    primary,
    quiet,
    row,
    second,
)

SHORT_STRIP = 680
"""Under this width, in design pixels, the strip of actions says less."""
COLUMN = 262
"""The least width of a column of cards, in design pixels."""


@dataclass(frozen=True)
class Seen:
    """All the pane shows of one person; `alike` are others of the same surname."""

    known: Known
    alike: Sequence[Found]
    visits: Sequence[ComingVisit]
    now: datetime

    @property
    def today(self) -> date:
        """Return the day it is in London."""
        return local(self.now).date()


class PersonPane(QWidget):
    """One person.

    Signals `code_asked` for the entry code, `print_asked`, `back_asked`, `tell_asked` for a change told, and
    `look_into_asked(Told)` for one told before.
    """

    code_asked: ClassVar[Signal] = Signal()
    print_asked: ClassVar[Signal] = Signal()
    back_asked: ClassVar[Signal] = Signal()
    tell_asked: ClassVar[Signal] = Signal()
    look_into_asked: ClassVar[Signal] = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._columns = 0
        self._cards: list[list[Card]] = []
        self._told: Card | None = None
        self._top = QWidget()
        self._banner = QVBoxLayout(self._top)
        self._banner.setContentsMargins(0, 0, 0, 0)
        self._page = QWidget()
        self._page.setObjectName("page")
        self._across = QHBoxLayout(self._page)
        self._scroll = QScrollArea()
        self._scroll.setAccessibleName("What is known")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._page)
        self.back = Button("List", icon="arrow-left", hint="Esc")
        self.back.clicked.connect(self.back_asked)
        self.print = primary("Print summary", "printer", "Ctrl P", records="copy.issued")
        self.print.clicked.connect(self.print_asked)
        self.tell = Button("Write down a change", icon="message-circle", hint="Ctrl T", records="person.told")
        self.tell.clicked.connect(self.tell_asked)
        self._copy = second()
        strip = row(self.back, self.tell, self._copy, self.print, gap=12, margins=(12, 8, 12, 8))
        strip.setStretch(2, 1)
        self._copy.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._strip = Ground(strip, fill="sunken", top="line")
        whole = column(self._top, self._scroll, self._strip, gap=0)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_person(self, seen: Seen) -> None:
        """Show a person, from the top."""
        self._show_banner(seen)
        self._cards = self._made(seen)
        self._told = told_card(seen.known.told, seen.now, self.look_into_asked.emit)
        changes = in_the_copy(len(seen.known.told))
        self._copy.setText(f"Copy of {day_and_clock(seen.known.as_of)}{changes}")
        self._columns = 0
        self._arrange()
        for pressed in self._page.findChildren(Button):
            self.setTabOrder(self._scroll, pressed)
        self._scroll.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the cards as many columns as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_strip"):
            self._arrange()

    def _show_banner(self, seen: Seen) -> None:
        _empty(self._banner)
        person, on = seen.known.person, seen.today
        priority = person.summary.priority
        title = Heading(names.full_name(person))
        reasons = ", ".join(priority.reasons) or "reason NOT RECORDED"
        reviewed = (
            f"reviewed {long_date(priority.reviewed)}" if priority.reviewed else "review date NOT RECORDED"
        )
        by = f" by {priority.reviewer}" if priority.reviewer else ""
        level = PRIORITIES[priority.level]
        why = column(
            0,
            Words(bold(f"{level}: ", size=13), Run(reasons, size=13)),
            Words(quiet(f"{reviewed}{by}")),
            0,
            gap=0,
        )
        side = column(title, Words(*identity(person, on)), gap=0)
        top = row(
            PriorityTile(LETTERS[priority.level], side=32, word=False),
            side,
            why,
            gap=12,
            margins=(14, 10, 14, 6),
        )
        top.setStretch(1, 3)
        top.setStretch(2, 2)
        self._banner.addWidget(holder(top))
        for note in _warnings(seen):
            self._banner.addLayout(column(note, margins=(14, 0, 14, 6)))

    def _made(self, seen: Seen) -> list[list[Card]]:
        summary = seen.known.person.summary
        show_code = None
        if seen.known.entry_codes:
            show_code = Button("Show entry code", icon="key-round", records="entry_code.revealed")
            show_code.clicked.connect(self.code_asked)
        about = partial(_with_told, seen)
        made: list[list[Card | None]] = [
            [
                about(_allergies(seen), {"allergy"}),
                about(medicines.exact_medicines(summary), {"medicine"}),
                cards.cpr(summary),
                about(medicines.other_medicines(summary), {"medicine"}),
            ],
            [
                cards.risks(summary),
                about(cards.moving(summary), {"moving"}),
                cards.eating(summary),
                about(cards.next_visits(summary, seen.visits, seen.today), HOSPITAL),
            ],
            [
                cards.missing(seen.known.missing),
                about(cards.people_to_ring(summary), {"contact"}),
                about(cards.getting_in(summary, show_code), {"access"}),
                cards.talking(summary),
                cards.health(summary),
            ],
        ]
        return [[each for each in column_ if each is not None] for column_ in made]

    def _arrange(self) -> None:
        """Put the cards into columns; with fewer columns the last ones go under the first."""
        short = self.width() < theme.px(SHORT_STRIP)
        self.tell.say("Change told" if short else "Write down a change")
        room = self.width() - theme.px(28)
        columns = max(1, min(3, room // theme.px(COLUMN)))
        if columns == self._columns or not self._cards:
            return
        self._columns = columns
        told = [self._told] if self._told is not None else []
        _empty(self._across, keep=[*told, *(each for cards_ in self._cards for each in cards_)])
        self._across.setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(8))
        self._across.setSpacing(theme.px(8))
        for place in range(columns):
            stack = [each for at in range(place, 3, columns) for each in self._cards[at]]
            # At the top in any case: of the third column, or of the first where there are not three.
            above = told if place == (2 if columns == 3 else 0) else []
            self._across.addLayout(column(*above, *stack, 0), 1)


def _allergies(seen: Seen) -> Card:
    """Return the allergies card, with the edge of an allergy when one was told that the copy does not have."""
    made = cards.allergies(seen.known.person.summary)
    if any(each.kind == "allergy" and each.found != "not true" for each in seen.known.told):
        made.show_tone("red", thick=2)
    return made


def _with_told(seen: Seen, made: Card | None, kinds: Collection[Kind]) -> Card | None:
    """Return a card with what was told of these kinds above what the copy says."""
    if made is not None:
        put_above(made, frozenset(kinds), seen.known.told, seen.now)
    return made


def _warnings(seen: Seen) -> list[Note]:
    notes: list[Note] = []
    if seen.alike:
        others = "; ".join(_told_apart(each) for each in seen.alike)
        notes.append(Note("Same surname:", f"{others}. Check the date of birth."))
    if seen.known.withdrawn_at:
        when = day_and_clock(seen.known.withdrawn_at)
        notes.append(
            Note(f"Not in the list of the main system since {when}.", "Ring before you rely on this.")
        )
    return notes


def _told_apart(other: Found) -> str:
    return f"{name(other)}, born {long_date(other.born) if other.born else 'NOT RECORDED'}"


def _empty(layout: QBoxLayout, keep: Sequence[QWidget] = ()) -> None:
    """Take everything out of a layout; what is not kept goes for good."""
    while (item := layout.takeAt(0)) is not None:
        inner = item.layout()
        if isinstance(inner, QBoxLayout):
            _empty(inner, keep)
            inner.deleteLater()
        widget = item.widget()
        if widget is not None and widget not in keep:
            widget.hide()
            widget.deleteLater()
