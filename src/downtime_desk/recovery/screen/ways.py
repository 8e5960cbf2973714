"""The dialog that says how things go back: one, or all that fit."""

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.delivery import Way
from downtime_desk.recovery.workbench.actions import ChooseWay, Which
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Choice, Option, Segmented, TextField, column, holder, label, row, strong

KINDS: Final = (
    Option("all", "Everything that waits"),
    Option("visit", "Visits"),
    Option("deviation", "Deviations"),
    Option("told", "Told since the copy"),
    Option("cancelled", "Cancelled visits"),
    Option("note", "Downtime notes"),
)
PRIORITIES: Final = (
    Option("any", "Any priority"),
    Option("red", "Red"),
    Option("amber", "Amber"),
    Option("green", "Green"),
)
WORDS: Final[dict[str, str]] = {
    "send": "Send",
    "type in": "Type in by hand",
    "scan": "Scan",
    "not required": "Not required",
}


class WaysDialog(Modal):
    """Choose how things go back. Signal `chosen(ChooseWay)`; `count` says how many entries fit."""

    chosen: ClassVar[Signal] = Signal(object)

    def __init__(
        self,
        window: QWidget,
        ways: Sequence[Way],
        count: Callable[[Which], int],
        one: tuple[str, str] | None = None,
    ) -> None:
        self._count, self._one = count, one
        self.kind = Choice("Which", KINDS)
        self.priority = Choice("Of people who are", PRIORITIES)
        self.name = TextField("Whose name has in it", placeholder="Part of the name")
        self._fits = strong()
        self.way = Segmented(
            "How it goes back", [Option(each, WORDS[each]) for each in (*ways, "not required")]
        )
        self.why = TextField("Why", placeholder="In a few words; needed for what is not required")
        self.kind.setMinimumWidth(theme.px(230))
        self.priority.setMinimumWidth(theme.px(160))
        choosing = holder(row(self.kind, self.priority, self.name, gap=8))
        choosing.setVisible(one is None)
        content = holder(
            column(choosing, self._fits, label("How it goes back"), self.way, self.why, 0, gap=9)
        )
        super().__init__(
            window,
            "How things go back",
            content,
            do="Keep this",
            icon="list-filter",
            width=700,
            records="return.way_chosen",
        )
        self.kind.choose("all")
        self.priority.choose("any")
        self.kind.chosen.connect(self._changed)
        self.priority.chosen.connect(self._changed)
        self.name.changed.connect(self._changed)
        self.asked.connect(self._asked)
        self._changed(None)

    def which(self) -> Which:
        """Return what is chosen for."""
        if self._one is not None:
            return Which(fact=self._one[0])
        kind, priority = self.kind.value(), self.priority.value()
        return Which(
            None if kind == "all" else kind,  # type: ignore[arg-type]
            None if priority == "any" else priority,  # type: ignore[arg-type]
            self.name.text(),
        )

    def _changed(self, _value: object) -> None:
        if self._one is not None:
            self._fits.setText(self._one[1])
            return
        number = self._count(self.which())
        self._fits.setText("1 entry fits." if number == 1 else f"{number:,} entries fit.")

    def _asked(self) -> None:
        way = self.way.value()
        if way is None:
            self.way.setFocus()
            return
        self.chosen.emit(ChooseWay(self.which(), way, self.why.text()))  # type: ignore[arg-type]
