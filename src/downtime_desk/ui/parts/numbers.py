"""Numbers with a least and a most, as fields side by side."""

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.ui import theme
from downtime_desk.ui.parts.fields import TextField


class Bounded(Protocol):
    """What a number is called, the least and most it may be, and its unit."""

    @property
    def words(self) -> str:
        """Return what it is called."""

    @property
    def least(self) -> int:
        """Return the least it may be."""

    @property
    def most(self) -> int:
        """Return the most it may be."""

    @property
    def unit(self) -> str:
        """Return its unit."""


class Numbers(QWidget):
    """A field for each number, two beside each other."""

    def __init__(self, bounds: Mapping[str, Bounded]) -> None:
        super().__init__()
        self._bounds = bounds
        self.fields = {
            name: TextField(each.words, hint=f"{each.least} to {each.most} {each.unit}")
            for name, each in bounds.items()
        }
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // 2, place % 2)

    def show_values(self, values: object) -> None:
        """Show the numbers of a dataclass with fields of these names."""
        for name, field in self.fields.items():
            field.show_text(str(getattr(values, name)))

    def values(self) -> dict[str, int]:
        """Return what is typed; raise Trouble for what is not a number."""
        return {
            name: whole_number(field.text(), self._bounds[name].words) for name, field in self.fields.items()
        }


def whole_number(typed: str, words: str) -> int:
    """Return the number somebody typed; raise Trouble, with the words of the field, when it is none."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit()):
        raise Trouble(f"{words}: {text or 'nothing'} is not a number.", "Type one.")
    return int(text)
