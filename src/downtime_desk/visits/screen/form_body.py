"""The fields of the verify form in their grid: what was typed goes in, and comes out word for word."""

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from downtime_desk.core.clock import Now, utc_now
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Choice, Option, SafeLabel, Segmented, TextField, strong
from downtime_desk.visits import codes
from downtime_desk.visits.codes import Outcome
from downtime_desk.visits.planned import PlannedCarer
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.form_parts import LONG_LABELS, SHORT_LABELS, side_by_side
from downtime_desk.visits.screen.lines import CarerLine, MedicineLine, SourceLine
from downtime_desk.visits.screen.tasks_line import TasksLine
from downtime_desk.visits.typed import CarerTyped, MedicineTyped, SourceTyped, Typed

OUTCOMES = tuple(Option(code, words) for code, words in codes.OUTCOMES.items())

MOST_CARERS = 6
"""Carers needed at one visit go up to four; more may come."""


class FormBody(QWidget):
    """Signals `changed` as anything is typed by hand, never while a form is put in; `laid_out` at a new line."""

    changed: ClassVar[Signal] = Signal()
    laid_out: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.outcome = Segmented("What happened", OUTCOMES, numbered=True)
        self.sources = (SourceLine("First source"), SourceLine("Second source"))
        self.reason = Choice("Reason", prompt="Reason", named=False)
        self.note = TextField("Note", placeholder="Only if it matters later", inside="Note")
        self.tasks = TasksLine()
        self.tasks.setParent(self)
        self.tasks.changed.connect(self._typed_here)
        self._how = side_by_side(*self.sources)
        self._why = side_by_side(self.reason, self.note)
        self.carers: list[CarerLine] = []
        self._of: tuple[Sequence[PlannedCarer], Sequence[PlannedCarer], Now] = ((), (), utc_now)
        self.medicines: list[MedicineLine] = []
        self.whys: dict[str, TextField] = {}
        # told of before, and no longer due by the copy of now: kept with the account, not shown
        self._not_due: tuple[MedicineTyped, ...] = ()
        self._grid = QGridLayout(self)
        self._compact = False
        self._edge = 9
        self._filling = False
        for part in (self.outcome, self.reason):
            part.chosen.connect(self._typed_here)
        self.note.changed.connect(self._typed_here)
        for source in self.sources:
            source.changed.connect(self._typed_here)

    def show_visit(self, seen: Seen, typed: Typed, everybody: Sequence[PlannedCarer], now: Now) -> None:
        """Make the lines of another visit and put in what was typed about it."""
        self._filling = True
        self._make_lines(seen, typed, everybody, now)
        self.tasks.show_tasks(seen.planned.tasks, typed.tasks_not_done)
        kept = seen.account.reason if seen.account else None
        self.reason.show_options(reasons(seen, typed.reason, kept))
        self._put_in(typed)
        self.ask_why(tuple(what for what, _ in typed.whys), dict(typed.whys))
        self._filling = False

    def typed(self, seen: str | None) -> Typed:
        """Return the form as typed; `seen` is the entry it began from."""
        outcome = self.outcome.value()
        reason = self.reason.value()
        return Typed(
            outcome=cast("Outcome | None", outcome),
            carers=_trimmed(tuple(line.typed() for line in self.carers)),
            sources=_trimmed_sources(tuple(line.typed() for line in self.sources)),
            medicines=(
                *(each for line in self.medicines if (each := line.typed()).outcome or each.at.text),
                *self._not_due,
            ),
            tasks_not_done=self.tasks.not_done(),
            reason=reason if isinstance(reason, str) else None,
            note=self.note.text(),
            whys=tuple((what, field.text()) for what, field in self.whys.items()),
            seen=seen,
        )

    def ask_why(self, doubts: Sequence[str], answers: dict[str, str] | None = None) -> TextField | None:
        """Put every doubt to the manager, with a field for why it is right; return the first unanswered."""
        kept = {what: field.text() for what, field in self.whys.items()} | (answers or {})
        for field in self.whys.values():
            field.hide()
            field.deleteLater()
        self.whys = {what: TextField(what, placeholder="Why it is right") for what in doubts}
        for what, field in self.whys.items():
            field.show_text(kept.get(what, ""))
            field.changed.connect(self._typed_here)
        self.lay_out()
        unanswered = [field for field in self.whys.values() if not field.text().strip()]
        return unanswered[0] if unanswered and not self._filling else None

    def tighten(self, *, tight: bool) -> None:
        """Use less room between rows, for a window that is not tall."""
        self._grid.setVerticalSpacing(theme.px(3 if tight else 9))
        self._edge = 5 if tight else 9
        self._set_margins()

    def use_short_words(self, *, short: bool) -> None:
        """Use the short words for the lines, where the long ones do not fit."""
        self._compact = short
        self.outcome.show_numbers(shown=not short)
        self.lay_out()

    def lay_out(self) -> None:
        """Put the lines of this visit into the grid, and the words that name them."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            part = item.widget() if item else None
            if isinstance(part, SafeLabel):
                part.hide()
                part.deleteLater()
        self._set_margins()
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, theme.px(80 if self._compact else 112))
        rows = self._rows()
        for place, (words, line) in enumerate(rows):
            named = strong(words)
            named.setMinimumHeight(theme.px(36))
            self._grid.addWidget(named, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(line, place, 1, Qt.AlignmentFlag.AlignTop)
            line.show()
        # what room is left goes under the last line, wherever it was for the visit before
        for place in range(max(self._grid.rowCount(), len(rows) + 1)):
            self._grid.setRowStretch(place, int(place == len(rows)))
        for medicine in self.medicines:
            medicine.narrow(narrow=self._compact)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, from top to bottom."""
        stops: list[QWidget] = list(self.outcome.findChildren(QAbstractButton))
        for stopped in (
            *(line.stops() for line in self.carers),
            *(line.stops() for line in self.sources),
            *(line.stops() for line in self.medicines),
        ):
            stops += stopped
        stops += self.tasks.stops()
        return [*stops, self.reason.combo, self.note.line, *(field.line for field in self.whys.values())]

    def order_stops(self, *after: QWidget) -> None:
        """Let Tab go down the form and on to what stands after it: lines made later would come last."""
        for one, other in pairwise((*self.stops(), *after)):
            QWidget.setTabOrder(one, other)

    def _rows(self) -> list[tuple[str, QWidget]]:
        names = SHORT_LABELS if self._compact else LONG_LABELS
        rows: list[tuple[str, QWidget]] = [(names["what"], self.outcome)]
        rows += [
            (names["who"] if len(self.carers) == 1 else f"Carer {place + 1}", line)
            for place, line in enumerate(self.carers)
        ]
        rows += [(names["how"], self._how)]
        rows += [
            (line.dose.time if self._compact else f"Medicine {line.dose.time}", line)
            for line in self.medicines
        ]
        if self.tasks.ticks:
            rows += [("Tasks", self.tasks)]
        self.tasks.setVisible(bool(self.tasks.ticks))
        rows += [("Reason", self._why)]
        return rows + [(names["right"], field) for field in self.whys.values()]

    def _set_margins(self) -> None:
        side, edge = theme.px(12), theme.px(self._edge)
        self._grid.setContentsMargins(side, edge, side, edge)

    def _make_lines(self, seen: Seen, typed: Typed, everybody: Sequence[PlannedCarer], now: Now) -> None:
        for line in (*self.carers, *self.medicines):
            line.hide()
            line.deleteLater()
        needed = max(seen.planned.carers_needed, len(typed.carers), 1)
        self._of = (seen.planned.carers, tuple(everybody), now)
        self.carers = [self._carer_line(place, needed) for place in range(needed)]
        self.medicines = [MedicineLine(dose, now) for dose in seen.planned.doses()]
        for medicine in self.medicines:
            medicine.changed.connect(self._typed_here)
        for source in self.sources:
            source.read_by(now)

    def _carer_line(self, place: int, needed: int) -> CarerLine:
        planned, everybody, now = self._of
        line = CarerLine(place, needed, now)
        line.offer(planned, everybody)
        line.changed.connect(self._typed_here)
        line.another.connect(self.add_carer)
        return line

    def add_carer(self) -> None:
        """Make a line for one more carer who came, planned or not, and go there."""
        if len(self.carers) < MOST_CARERS:
            self.carers.append(self._carer_line(len(self.carers), MOST_CARERS))
            self.lay_out()
            self.laid_out.emit()
        self.carers[-1].who.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put_in(self, typed: Typed) -> None:
        self.outcome.clear()
        if typed.outcome is not None:
            self.outcome.choose(typed.outcome)
        for place, carer in enumerate(self.carers):
            carer.show_typed(typed.carers[place] if place < len(typed.carers) else CarerTyped())
        for place, source in enumerate(self.sources):
            source.show_typed(typed.sources[place] if place < len(typed.sources) else SourceTyped())
        told = {(each.name, each.time): each for each in typed.medicines}
        due = {(line.dose.name, line.dose.time) for line in self.medicines}
        self._not_due = tuple(each for place, each in told.items() if place not in due)
        for medicine in self.medicines:
            dose = medicine.dose
            medicine.show_typed(told.get((dose.name, dose.time), MedicineTyped(dose.name, dose.time)))
        self.reason.clear()
        if typed.reason is not None:
            self.reason.choose(typed.reason)
        self.note.show_text(typed.note)

    def _typed_here(self) -> None:
        if not self._filling:
            self.changed.emit()


def reasons(seen: Seen, *kept: str | None) -> list[Option]:
    """Return the reasons that are offered, and those that stand in the record already, whatever they are."""
    return [
        Option(each.code, each.code if each.words == each.code else f"{each.code} {each.words}")
        for each in seen.lists.reason.offered(*kept)
    ]


def _trimmed(lines: tuple[CarerTyped, ...]) -> tuple[CarerTyped, ...]:
    """Return the lines up to the last one that holds anything, so that an empty form is an empty draft."""
    last = max((place for place, line in enumerate(lines, 1) if line != CarerTyped()), default=0)
    return lines[:last]


def _trimmed_sources(lines: tuple[SourceTyped, ...]) -> tuple[SourceTyped, ...]:
    last = max((place for place, line in enumerate(lines, 1) if line != SourceTyped()), default=0)
    return lines[:last]
