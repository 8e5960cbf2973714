"""The strip that keeps the list of a day to some visits, and says so for as long as it does."""

from typing import ClassVar

from PySide6.QtCore import Qt, Signal

from downtime_desk.ui import theme
from downtime_desk.ui.parts import Button, Choice, Ground, Option, TextField, Words, bold, column, row
from downtime_desk.visits.queries import EVERYTHING, KeptTo, Offered
from downtime_desk.visits.queries.kept_to import NO_CARER, NOT_RECORDED
from downtime_desk.visits.screen.rows import WORDS

ALL = "all"
"""Chosen when a list is kept to nothing: an id of the copy may be any text, so ids are told apart by type."""


class DayFilters(Ground):
    """Signal `changed` when the list is to be kept to something else."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self, day: Choice, state: Choice) -> None:
        levels = [Option((level or NOT_RECORDED,), words) for level, words in WORDS.items()]
        self.level = Choice("Priority", [Option(ALL, "All priorities"), *levels], named=False)
        self.area = Choice("Area", [Option(ALL, "All areas")], named=False)
        self.carer = Choice("Run", [Option(ALL, "All runs")], named=False)
        self.name = TextField("Name", inside="Name")
        self.all_button = Button("Show all")
        self._some = Words(bold("Not every visit is shown.", "amber"), lines=2)
        self._choices = (self.level, self.area, self.carer)
        self._first = row(day, state, self.level, gap=8)
        self._second = row(gap=8)
        self._moving = (self.area, self.carer, self.name, self._some, self.all_button)
        self._narrow: bool | None = None
        super().__init__(column(self._first, self._second, gap=0, margins=(16, 6, 16, 6)), bottom="line")
        self.narrow(narrow=False)
        self._kept = EVERYTHING
        self._offered: Offered | None = None
        for choice in self._choices:
            choice.choose(ALL)
            choice.chosen.connect(self._chosen)
        self.name.changed.connect(self._chosen)
        self.all_button.clicked.connect(self.show_all)
        self._say()

    def kept(self) -> KeptTo:
        """Return what the list is kept to."""
        return self._kept

    def show_kept(self, kept: KeptTo) -> None:
        """Put in what the list was kept to before; what this day does not offer comes when it does."""
        self._kept = kept
        self._put_in()

    def offer(self, offered: Offered) -> None:
        """Offer the areas and runs of a day."""
        if offered == self._offered:
            return
        self._offered = offered
        missing = [Option((NOT_RECORDED,), "Area not recorded")] if offered.area_missing else []
        areas = [Option((each,), each) for each in offered.areas]
        self.area.show_options([Option(ALL, "All areas"), *areas, *missing])
        runs = [Option((carer,), name) for carer, name in offered.carers]
        self.carer.show_options([Option(ALL, "All runs"), *runs, Option((NO_CARER,), "No carer yet")])
        self._put_in()

    def show_all(self) -> None:
        """Keep the list to nothing."""
        self._kept = EVERYTHING
        self._put_in()
        self.changed.emit()

    def narrow(self, *, narrow: bool) -> None:
        """Stand in two lines where there is little room for one."""
        if narrow == self._narrow:
            return
        self._narrow = narrow
        line = self._second if narrow else self._first
        for part in self._moving:
            line.addWidget(part)
        self._second.setContentsMargins(0, theme.px(6 if narrow else 0), 0, 0)
        for each in (self._first, self._second):
            for place in range(each.count()):
                item = each.itemAt(place)
                field = item is not None and isinstance(item.widget(), Choice | TextField)
                each.setStretch(place, int(field))
                if item is not None:
                    item.setAlignment(Qt.AlignmentFlag.AlignVCenter)

    def _put_in(self) -> None:
        """Show what is kept to. What is not offered is dropped: a choice nobody sees must hide no visit."""
        kept = self._kept
        for choice, wanted in zip(self._choices, (kept.level, kept.area, kept.carer), strict=True):
            choice.choose(ALL)
            if wanted is not None:
                choice.choose((wanted,))
        if self.name.text() != kept.name:
            self.name.line.blockSignals(True)
            self.name.show_text(kept.name)
            self.name.line.blockSignals(False)
        if self._offered is not None:
            self._kept = self._read(kept.state)
        self._say()

    def _chosen(self, _value: object) -> None:
        self._kept = self._read(self._kept.state)
        self._say()
        self.changed.emit()

    def _read(self, state: str | None) -> KeptTo:
        return KeptTo(_one(self.level), _one(self.area), _one(self.carer), state, self.name.text())

    def _say(self) -> None:
        self._some.setVisible(self._kept != EVERYTHING)
        self.all_button.setVisible(self._kept != EVERYTHING)


def _one(choice: Choice) -> str | None:
    value = choice.value()
    return value[0] if isinstance(value, tuple) else None
