"""The verify form of one visit: everything that is known, as it is told, with its grade."""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import ClassVar, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QWidget

from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    Card,
    Choice,
    Grade,
    Note,
    Option,
    Run,
    SafeLabel,
    Segmented,
    TextField,
    Words,
    bold,
    column,
    holder,
    primary,
    row,
    strong,
)
from downtime_desk.visits import codes
from downtime_desk.visits.codes import Outcome
from downtime_desk.visits.planned import PlannedCarer
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.form_parts import (
    LONG_LABELS,
    SHORT_LABELS,
    FormHead,
    FormScroll,
    side_by_side,
)
from downtime_desk.visits.screen.lines import CarerLine, MedicineLine, SourceLine
from downtime_desk.visits.settings import Thresholds
from downtime_desk.visits.times import Meant
from downtime_desk.visits.typed import (
    CarerTyped,
    MedicineTyped,
    SourceTyped,
    Typed,
    Understood,
    reading,
    timing_words,
    understood,
)

OUTCOMES = tuple(Option(code, words) for code, words in codes.OUTCOMES.items())
REASONS = tuple(Option(code, f"{code} {words}") for code, words in codes.REASONS.items())


SIDE_BY_SIDE = 700
"""From this width on, in design pixels, there is room for the long words."""


class VerifyForm(Card):
    """Signals `changed` as anything is typed, `save_asked`, and `deviation_asked` for what went otherwise."""

    changed: ClassVar[Signal] = Signal()
    save_asked: ClassVar[Signal] = Signal()
    deviation_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        self.outcome = Segmented("What happened", OUTCOMES, numbered=True)
        self.sources = (SourceLine("First source"), SourceLine("Second source"))
        self.reason = Choice("Reason", REASONS, prompt="Reason", named=False)
        self.note = TextField("Note", placeholder="Only if it matters later", inside="Note")
        self._how = side_by_side(*self.sources)
        self._why = side_by_side(self.reason, self.note)
        self.carers: list[CarerLine] = []
        self.medicines: list[MedicineLine] = []
        self.whys: dict[str, TextField] = {}
        # told of before, and no longer due by the copy of now: kept with the account, not shown
        self._not_due: tuple[MedicineTyped, ...] = ()
        self._body = QWidget()
        self._body.setObjectName("page")
        self._grid = QGridLayout(self._body)
        self._scroll = FormScroll(self._body)
        self.grade = Grade("D")
        self._graded = Words(lines=3)
        self.deviation = Button("Deviation", icon="file-warning", keys="Ctrl+Shift+V")
        self.save = primary("Save what we know")
        strip = ActionStrip(self.grade, self._graded, self.deviation, self.save)
        strip.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.trouble = Note("", tone="red")
        self.trouble.hide()
        self._head = FormHead()
        self._compact = False
        self._edge = 9
        whole = column(
            self._head,
            self._scroll,
            holder(row(self.trouble, margins=(12, 0, 12, 6))),
            strip,
            gap=0,
        )
        whole.setStretch(1, 1)
        super().__init__(whole, tone="edge", margins=(1, 1, 1, 1))
        self._seen: Seen | None = None
        self._began_from: str | None = None
        self._since: datetime | None = None
        self._limits = Thresholds()
        self._filling = False
        self._now: Callable[[], datetime] | None = None
        self.outcome.chosen.connect(self._typed)
        self.reason.chosen.connect(self._typed)
        self.note.changed.connect(self._typed)
        for source in self.sources:
            source.changed.connect(self._typed)
        self.save.clicked.connect(self.save_asked)
        self.deviation.clicked.connect(self.deviation_asked)

    def show_visit(
        self,
        seen: Seen,
        typed: Typed,
        everybody: Sequence[PlannedCarer],
        since: datetime | None,
        limits: Thresholds,
        now: Callable[[], datetime],
    ) -> None:
        """Show another visit: the form empty, as it was being typed, or as the account that stands."""
        self._filling = True
        self._seen, self._since, self._limits, self._now = seen, since, limits, now
        self._began_from = typed.seen
        self.trouble.hide()
        self._head.show_visit(seen)
        self._make_lines(seen, typed, everybody, now)
        self._put_in(typed)
        self.ask_why(tuple(what for what, _ in typed.whys), dict(typed.whys))
        self._filling = False
        self.refresh()
        self._scroll.verticalScrollBar().setValue(0)

    def begin_from(self, seen: Seen) -> None:
        """Go on with the words that stand here, from what somebody else wrote meanwhile."""
        self._seen = seen
        self._began_from = seen.account.entry if seen.account else None
        self._head.show_visit(seen)

    def typed(self) -> Typed:
        """Return the form as typed."""
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
            reason=reason if isinstance(reason, str) else None,
            note=self.note.text(),
            whys=tuple((what, field.text()) for what, field in self.whys.items()),
            seen=self._began_from,
        )

    def understood(self) -> Understood | None:
        """Return what the form means now; None while it shows no visit."""
        if self._seen is None or self._now is None:
            return None
        return understood(self.typed(), self._seen.planned, self._now(), self._since, self._limits)

    def refresh(self) -> None:
        """Say back what every field means, and the grade, by the clock of now."""
        found = self.understood()
        if found is None or self._seen is None or self._now is None:
            return
        now, plan = self._now(), self._seen.planned
        for carer in self.carers:
            arrived = reading(carer.arrived.typed(), now, self._since)
            late = timing_words(arrived.instant, plan.start) if isinstance(arrived, Meant) else ""
            carer.arrived.show_reading(arrived, late)
            left = reading(carer.left.typed(), now, self._since)
            stayed = ""
            if isinstance(left, Meant) and isinstance(arrived, Meant) and left.instant >= arrived.instant:
                stayed = f"{int((left.instant - arrived.instant).total_seconds() // 60)} min there"
            carer.left.show_reading(left, stayed)
        for medicine in self.medicines:
            medicine.show_reading(reading(medicine.at.typed(), now, self._since), self._limits.dose_window)
        for source in self.sources:
            source.at.show_reading(reading(source.at.typed(), now, self._since))
            source.ask_when(asked=found.grade.grade == "C" and source.method.value() is not None)
        self.grade.show_grade(found.grade.grade)
        better = "" if self._compact else found.grade.better
        self._graded.say(bold(found.grade.words), Run(f"  {better}" if better else "", "ink2", size=13))
        self._say_what_priority_needs(found)

    def ask_why(self, doubts: Sequence[str], answers: dict[str, str] | None = None) -> None:
        """Put every doubt to the manager, with a field for why it is right; the first takes the focus."""
        kept = {what: field.text() for what, field in self.whys.items()} | (answers or {})
        for field in self.whys.values():
            field.hide()
            field.deleteLater()
        self.whys = {what: TextField(what, placeholder="Why it is right") for what in doubts}
        for what, field in self.whys.items():
            field.show_text(kept.get(what, ""))
            field.changed.connect(self._typed)
        self._lay_out()
        unanswered = [field for field in self.whys.values() if not field.text().strip()]
        if unanswered and not self._filling:
            unanswered[0].line.setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(unanswered[0])

    def show_trouble(self, what: str, do: str) -> None:
        """Say what went wrong; every word stays."""
        self.trouble.say(what, do, "red")
        self.trouble.show()

    def tighten(self, *, tight: bool) -> None:
        """Use less room between rows, for a window that is not tall."""
        self._grid.setVerticalSpacing(theme.px(3 if tight else 9))
        self._edge = 5 if tight else 9
        self._grid.setContentsMargins(theme.px(12), theme.px(self._edge), theme.px(12), theme.px(self._edge))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use shorter words where the long ones do not fit."""
        super().resizeEvent(event)
        compact = self.width() < theme.px(SIDE_BY_SIDE)
        if compact != self._compact:
            self._compact = compact
            self.outcome.show_numbers(shown=not compact)
            self._lay_out()
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the text size changes, after everything else was brought to its scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._seen is not None:
            self._lay_out()

    def narrow(self, *, narrow: bool) -> None:
        """Leave the head out, where only this pane is seen and the plan stands beside the facts."""
        self._head.setVisible(not narrow)
        self.save.say("Save" if narrow else "Save what we know")

    def _typed(self) -> None:
        if self._filling:
            return
        self.trouble.hide()
        self.refresh()
        self.changed.emit()

    def _say_what_priority_needs(self, found: Understood) -> None:
        if self._seen is None:
            return
        level = self._seen.planned.summary.priority.level
        second = self.sources[1]
        if level == "red" and found.grade.grade in "BC" and second.method.value() is None:
            second.method.show_hint("Red needs two. Ask to speak to the person.", "amber")
        else:
            second.method.show_hint("")

    def _make_lines(
        self, seen: Seen, typed: Typed, everybody: Sequence[PlannedCarer], now: Callable[[], datetime]
    ) -> None:
        for line in (*self.carers, *self.medicines):
            line.hide()
            line.deleteLater()
        needed = max(seen.planned.carers_needed, len(typed.carers), 1)
        self.carers = [CarerLine(place, needed, now) for place in range(needed)]
        for carer in self.carers:
            carer.offer(seen.planned.carers, everybody)
            carer.changed.connect(self._typed)
        self.medicines = [MedicineLine(dose, now) for dose in seen.planned.doses()]
        for source in self.sources:
            source.read_by(now)
        for medicine in self.medicines:
            medicine.changed.connect(self._typed)

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

    def _lay_out(self) -> None:
        """Put the lines of this visit into the grid, and the words that name them."""
        while self._grid.count():
            item = self._grid.takeAt(0)
            part = item.widget() if item else None
            if isinstance(part, SafeLabel):
                part.hide()
                part.deleteLater()
        self._grid.setContentsMargins(theme.px(12), theme.px(self._edge), theme.px(12), theme.px(self._edge))
        self._grid.setHorizontalSpacing(theme.px(12))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, theme.px(80 if self._compact else 112))
        names = SHORT_LABELS if self._compact else LONG_LABELS
        rows: list[tuple[str, QWidget]] = [(names["what"], self.outcome)]
        rows += [
            (names["who"] if len(self.carers) == 1 else f"Carer {place + 1}", line)
            for place, line in enumerate(self.carers)
        ]
        rows += [(names["how"], self._how)]
        rows += [
            (f"Medicine {line.dose.time}" if not self._compact else line.dose.time, line)
            for line in self.medicines
        ]
        rows += [("Reason", self._why)]
        rows += [(names["right"], field) for field in self.whys.values()]
        for place, (words, part) in enumerate(rows):
            named = strong(words)
            named.setMinimumHeight(theme.px(36))
            self._grid.addWidget(named, place, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(part, place, 1, Qt.AlignmentFlag.AlignTop)
            part.show()
        self._grid.setRowStretch(len(rows), 1)
        for medicine in self.medicines:
            medicine.narrow(narrow=self._compact)
        self._order_stops()

    def _order_stops(self) -> None:
        """Let Tab go down the form: lines made later would come last."""
        stops: list[QWidget] = list(self.outcome.findChildren(QAbstractButton))
        for carer in self.carers:
            stops += carer.stops()
        for source in self.sources:
            stops += source.stops()
        for medicine in self.medicines:
            stops += medicine.stops()
        stops += [self.reason.combo, self.note.line, *(field.line for field in self.whys.values())]
        stops += [self.deviation, self.save]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)


def _trimmed(lines: tuple[CarerTyped, ...]) -> tuple[CarerTyped, ...]:
    """Return the lines up to the last one that holds anything, so that an empty form is an empty draft."""
    last = max((place for place, line in enumerate(lines, 1) if line != CarerTyped()), default=0)
    return lines[:last]


def _trimmed_sources(lines: tuple[SourceTyped, ...]) -> tuple[SourceTyped, ...]:
    last = max((place for place, line in enumerate(lines, 1) if line != SourceTyped()), default=0)
    return lines[:last]
