"""What was told since the copy, dashed: the card of all of it, and the line inside the card it changes."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QWidget

from downtime_desk.people.kinds import Kind
from downtime_desk.people.screen.card import LONGEST
from downtime_desk.people.told import Told, told_face
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Button,
    Card,
    Dashed,
    Icon,
    Run,
    Words,
    bold,
    column,
    holder,
    row,
    second,
    strong,
)
from downtime_desk.ui.parts import (
    Kind as Looks,
)

Ask = Callable[[Told], object]


def told_card(changes: Sequence[Told], now: datetime, on_ask: Ask) -> Card | None:
    """Return all that was told since the copy, newest first, or None; `on_ask` takes what is to be looked into."""
    if not changes:
        return None
    title = strong(f"Told since the copy: {len(changes)}", "accent", 13)
    head = row(Icon("message-circle", "accent", 16), title, gap=7)
    head.setStretch(1, 1)
    parts: list[QWidget] = []
    for each in changes:
        parts += [_Rule()] if parts else []
        parts += [Words(*said(each, now), lines=LONGEST), _ask(each, on_ask)]
    made = Dashed(column(head, *parts, gap=4))
    made.setAccessibleName(f"Told since the copy: {len(changes)}")
    return made


def said(change: Told, now: datetime) -> tuple[Run, ...]:
    """Return what was told, when, by whom and to whom, and whether it was checked."""
    head, rest = _first_sentence(change.kind_and_what)
    checked = f"Checked {change.checked}." if change.checked else "Not checked."
    return (
        bold(f"{told_face(change.told_at, now)} {head} "),
        Run(f"{rest} " if rest else ""),
        Run(f"{change.from_whom}. "),
        bold(checked, "accent"),
    )


def _first_sentence(words: str) -> tuple[str, str]:
    first, stop, rest = words.partition(". ")
    return f"{first}{stop.strip()}", rest


def _ask(change: Told, on_ask: Ask) -> QWidget:
    words = "Change" if change.checked else "Check or change"
    button = Button(words, icon="pencil", kind=Looks.SMALL, records="person.told_checked")
    button.setAccessibleName(f"{button.words()}: {change.kind_and_what}")
    button.clicked.connect(partial(on_ask, change))
    return holder(row(0, button))


def told_line(change: Told, now: datetime) -> Dashed:
    """Return something told as it stands inside the card of the copied fact it changes."""
    when = told_face(change.told_at, now)
    line = Dashed(column(Words(bold(f"Told {when}, {change.state}: {change.what}", "accent"), lines=LONGEST)))
    line.setAccessibleName(f"Told {when}, {change.state}")
    return line


def put_above(card: Card, kinds: frozenset[Kind], changes: Sequence[Told], now: datetime) -> None:
    """Put what was told of these kinds above the copied facts of a card, under its head."""
    lines = [told_line(each, now) for each in changes if each.kind in kinds]
    layout = card.layout()
    if not lines or not isinstance(layout, QBoxLayout):
        return
    for place, line in enumerate((*lines, second("In the copy:")), start=1):
        layout.insertWidget(place, line)
    # A screen reader goes by the order of the widgets, not by that of the layout.
    for place in range(1, layout.count()):
        item = layout.itemAt(place)
        part = item.widget() if item is not None else None
        if part is not None:
            part.raise_()


def in_the_copy(changes: int) -> str:
    """Return ` plus 2 changes told`, or nothing."""
    if not changes:
        return ""
    return f" plus {changes} change{'s' if changes > 1 else ''} told"


class _Rule(QWidget):
    """A dashed line between two things told."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.px(5))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw it."""
        with QPainter(self) as painter:
            painter.setPen(QPen(theme.colour("accent"), 1, Qt.PenStyle.DashLine))
            painter.drawLine(0, self.height() // 2, self.width(), self.height() // 2)
