"""Numbers with a least and a most, as fields of the settings."""

from collections.abc import Mapping

from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.sync.rules import Bound
from downtime_desk.ui import theme
from downtime_desk.ui.parts import TextField


class Numbers(QWidget):
    """A field for each number, two beside each other."""

    def __init__(self, bounds: Mapping[str, Bound]) -> None:
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
        typed = {name: field.text().strip() for name, field in self.fields.items()}
        for name, text in typed.items():
            if not (text.isascii() and text.isdigit()):
                raise Trouble(
                    f"{self._bounds[name].words}: {text or 'nothing'} is not a number.", "Type one."
                )
        return {name: int(text) for name, text in typed.items()}
