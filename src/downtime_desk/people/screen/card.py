"""What every card of a person is made of: its head, its paragraphs, and facts that may not be recorded."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts import Card, Fit, Icon, Run, SafeLabel, Words, bold, column, holder, row, second

LONGEST = 80
"""How many lines a fact may take on a card: enough for any, so that no fact is cut."""


def card(
    icon: str, title: str, *content: QWidget, note: str = "", tone: str = "line", thick: float = 1
) -> Card:
    """Return a card under its head."""
    name = SafeLabel(title, size=13, weight=theme.SEMIBOLD, tone="ink2", fit=Fit.LINE)
    beside = second(note)
    beside.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    head = row(Icon(icon, "ink2", 16), name, beside, gap=7)
    head.setStretch(2, 1)
    made = Card(column(head, *content, gap=3), tone=tone, thick=thick)
    made.setAccessibleName(title)
    return made


def said(text: str | None, label: str = "", *, end: str = "") -> tuple[Run, ...]:
    """Return a fact after its label, or that it is not recorded."""
    head = (bold(f"{label} "),) if label else ()
    return (*head, Run(f"{text}{end} ")) if text else (*head, bold("NOT RECORDED. "))


def words(*runs: Run | str) -> Words:
    """Return a paragraph of a card."""
    return Words(*runs, lines=LONGEST)


def row_of(*parts: QWidget) -> QWidget:
    """Return parts side by side, the last one with the room left."""
    line = row(*parts, gap=8)
    line.setStretch(len(parts) - 1, 1)
    return holder(line)
