"""How the fields of these dialogs stand: side by side, and choices under their name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from downtime_desk.ui.parts import SafeLabel, column, holder, label, row


def pair(one: QWidget, other: QWidget) -> QWidget:
    """Return two parts side by side, each with half the room."""
    across = row(one, other, gap=12)
    for place, part in enumerate((one, other)):
        across.setStretch(place, 1)
        across.setAlignment(part, Qt.AlignmentFlag.AlignTop)
    return holder(across)


def named(words: str, part: QWidget, hint: str = "") -> QWidget:
    """Return a choice under its name, with what it is for below it."""
    under = SafeLabel(hint, size=12, tone="ink2")
    parts: tuple[QWidget, ...] = (label(words), holder(row(part, 0)), *((under,) if hint else ()))
    return holder(column(*parts, gap=2))
