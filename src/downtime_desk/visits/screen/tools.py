"""What goes with a list or the timeline: in the head where there is room, else in a strip under it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QWidget

from downtime_desk.ui.parts import Ground, row

IN_THE_HEAD = 1120
"""From this width on, in design pixels, the head has room for them."""


class Tools(Ground):
    """A strip under the head; its parts stand in `head` while there is room."""

    def __init__(self, head: QWidget, parts: Sequence[QWidget]) -> None:
        self._line: QBoxLayout = row(0, gap=12, margins=(16, 6, 16, 6))
        super().__init__(self._line, bottom="line")
        self._head, self._parts = head, parts
        self._shown = False
        self._wide: bool | None = None
        self.hide()
        head.hide()
        self.fit(wide=IN_THE_HEAD)

    def offer(self, *, shown: bool) -> None:
        """Show the parts, or none of them."""
        self._shown = shown
        self._settle()

    def fit(self, *, wide: float) -> None:
        """Put the parts where there is room for them; `wide` is in design pixels."""
        roomy = wide >= IN_THE_HEAD
        if roomy == self._wide:
            return
        self._wide = roomy
        line = self._head.layout() if roomy else self._line
        for place, part in enumerate(self._parts):
            line.insertWidget(place, part, 0, Qt.AlignmentFlag.AlignVCenter)  # type: ignore[union-attr]
        self._settle()

    def _settle(self) -> None:
        self._head.setVisible(self._shown and bool(self._wide))
        self.setVisible(self._shown and not self._wide)
