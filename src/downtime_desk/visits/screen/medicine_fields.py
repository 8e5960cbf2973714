"""What went otherwise with a medicine: which one, what, when it was given, and whose advice was taken."""

from typing import ClassVar, cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import Now, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.parts import Choice, Option, TextField, column, holder, label, row
from downtime_desk.visits import codes
from downtime_desk.visits.deviation_typed import MedicineVarianceTyped
from downtime_desk.visits.facts import MedicineVariance
from downtime_desk.visits.planned import Planned
from downtime_desk.visits.screen.lines import TimeField
from downtime_desk.visits.times import Meant, Reading

ANOTHER = ("", None)


class MedicineFields(QWidget):
    """Asked for when a deviation is about a medicine. Signals `changed` as anything is typed, `timed` as the time is."""

    changed: ClassVar[Signal] = Signal()
    timed: ClassVar[Signal] = Signal()

    def __init__(self, visit: Planned, now: Now) -> None:
        super().__init__()
        due = [Option((dose.name, dose.time), f"{dose.name} {dose.time}") for dose in visit.doses()]
        self.which = Choice("Which medicine", [*due, Option(ANOTHER, "Another: type its name")])
        self.name = TextField("Its name")
        self.variance = Choice("What went otherwise", [Option(*each) for each in codes.VARIANCES.items()])
        self.at = TimeField("When it was given", "Given", now)
        self.at.line.setPlaceholderText("empty: not given")
        self.asked = TextField("Whose advice was taken", placeholder="GP, 111, pharmacist")
        self.advice = TextField("What they said")
        self.name.hide()
        first = row(self.which, self.name, self.variance, gap=12)
        given = holder(column(label("When it was given"), self.at, gap=2))
        then = row(given, self.asked, self.advice, gap=12)
        for part in (first, then):
            for place, share in enumerate((3, 2, 3)):
                part.setStretch(place, share)
        self.setLayout(column(first, then, gap=6))
        self.which.chosen.connect(self._chosen)
        self.at.changed.connect(self.timed)
        for choice in (self.which, self.variance):
            choice.chosen.connect(self.changed)
        for field in (self.name, self.at, self.asked, self.advice):
            field.changed.connect(self.changed)

    def typed(self) -> MedicineVarianceTyped:
        """Return the fields as typed."""
        what = self.variance.value()
        return MedicineVarianceTyped(
            cast("tuple[str, str | None] | None", self.which.value()),
            self.name.text(),
            what if isinstance(what, str) else None,
            self.at.typed(),
            self.asked.text(),
            self.advice.text(),
        )

    def show_typed(self, typed: MedicineVarianceTyped) -> None:
        """Put in a draft, or nothing."""
        self.which.clear()
        self.which.choose(typed.which)
        self.name.show_text(typed.name)
        self.variance.clear()
        self.variance.choose(typed.variance)
        self.at.show_typed_time(typed.at)
        self.asked.show_text(typed.asked)
        self.advice.show_text(typed.advice)
        self._chosen(None)

    def variance_typed(self, given: Reading | None) -> MedicineVariance:
        """Return it as typed; raise Trouble in words for what is missing or not clear."""
        chosen, what = self.which.value(), self.variance.value()
        if chosen is None or what is None:
            raise Trouble("Which medicine, or what went otherwise with it, was not chosen.", "Choose both.")
        if given is not None and not isinstance(given, Meant):
            raise Trouble("When it was given is not clear yet.", given.words)
        name, time = cast("tuple[str, str | None]", chosen)
        return MedicineVariance(
            name=name or self.name.text().strip(),
            what=str(what),
            time=time,
            given_at=to_text(given.instant) if given else None,
            advice_from=self.asked.text().strip() or None,
            advice=self.advice.text().strip(),
        )

    def _chosen(self, _value: object) -> None:
        self.name.setVisible(self.which.value() == ANOTHER)
