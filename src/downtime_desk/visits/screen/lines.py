"""The lines of the verify form: who and when, how we know, what became of a medicine.

Nothing is filled in. What is typed is shown back with its meaning, under the field, before it is saved.
"""

from collections.abc import Sequence
from typing import ClassVar, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QWidget

from downtime_desk.core.clock import Now, to_text, utc_now
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Choice, Option, Segmented, TextField, column, row
from downtime_desk.visits.codes import METHODS, MedicineOutcomeCode
from downtime_desk.visits.doses import Dose
from downtime_desk.visits.planned import PlannedCarer, told_apart
from downtime_desk.visits.times import Asked, Meant, Reading, Refused, TimeTyped
from downtime_desk.visits.typed import CarerTyped, MedicineTyped, SourceTyped

SOMEBODY_ELSE = ""
HOW = "815, now, -20"


class TimeField(TextField):
    """A time as typed, with its meaning below. It has no default, so it is never a time widget."""

    def __init__(self, name: str, inside: str, now: Now, hint: str = "") -> None:
        super().__init__(name, hint=hint, placeholder=HOW, inside=inside)
        self._kept: str | None = None
        self._typed_at: str | None = None
        self._plain_hint = hint
        self.now = now
        # before anybody who listens to `changed` asks what the time means
        self.line.textEdited.connect(self._note_when)

    def show_typed_time(self, typed: TimeTyped) -> None:
        """Put in a draft, or a time of an account."""
        self._kept, self._typed_at = typed.kept, typed.typed_at
        self.show_text(typed.text)

    def typed(self) -> TimeTyped:
        """Return what was typed, as typed, and when."""
        return TimeTyped(self.text(), self._kept, self._typed_at) if self.text() else TimeTyped()

    def _note_when(self, _text: str) -> None:
        self._typed_at = to_text(self.now())

    def show_reading(self, reading: Reading | None, more: str = "", tone: str = "ink2") -> None:
        """Say what it means, what is asked, or why it is refused."""
        if isinstance(reading, Meant):
            self.show_hint(f"{reading.words}, {more}" if more else reading.words, tone)
        elif isinstance(reading, Asked):
            self.show_hint(reading.words, "amber")
        elif isinstance(reading, Refused):
            self.show_wrong(reading.words)
        else:
            self.show_hint(self._plain_hint)


class CarerLine(QWidget):
    """Who came, when they arrived and left. Signals `changed`, and `another` when one more carer came."""

    changed: ClassVar[Signal] = Signal()
    another: ClassVar[Signal] = Signal()

    def __init__(self, place: int, needed: int, now: Now) -> None:
        super().__init__()
        which = f" {place + 1}" if needed > 1 else ""
        self._planned: Sequence[PlannedCarer] = ()
        self._names: dict[str, str] = {}
        self._place = place
        self.who = Choice(f"Carer{which}", prompt=f"Carer{which}", named=False, hint="= means as planned")
        self.name = TextField(f"Name of carer{which}", placeholder="Name", inside="Name")
        self.arrived = TimeField(f"Arrived{which}", "Arrived", now)
        self.left = TimeField(f"Left{which}", "Left", now)
        self.name.hide()
        across = row(self.who, self.name, self.arrived, self.left, gap=12)
        for place, share in enumerate((5, 4, 4, 4)):
            across.setStretch(place, share)
        for part in (self.who, self.name, self.arrived, self.left):
            across.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.setLayout(across)
        self.who.combo.installEventFilter(self)
        self.who.chosen.connect(self._chosen)
        for field in (self.name, self.arrived, self.left):
            field.changed.connect(self.changed)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        return [self.who.combo, self.name.line, self.arrived.line, self.left.line]

    def offer(self, planned: Sequence[PlannedCarer], everybody: Sequence[PlannedCarer]) -> None:
        """Offer the carers planned for the visit, then everybody, then somebody else."""
        self._planned = planned
        ids = {each.id for each in planned}
        listed = [*planned, *(each for each in everybody if each.id not in ids)]
        self._names = {each.id: each.name for each in listed}
        options = [Option(carer, words) for carer, words in told_apart(listed).items()]
        self.who.show_options([*options, Option(SOMEBODY_ELSE, "Somebody else: type the name")])

    def show_typed(self, typed: CarerTyped) -> None:
        """Put in a draft or an account."""
        self.who.clear()
        if typed.carer is not None and typed.carer in self._names:
            self.who.choose(typed.carer)
        elif typed.carer is not None or typed.name:
            self.who.choose(SOMEBODY_ELSE)
        self.name.show_text(typed.name if self.who.value() == SOMEBODY_ELSE else "")
        self.arrived.show_typed_time(typed.arrived)
        self.left.show_typed_time(typed.left)
        self._say_who()

    def typed(self) -> CarerTyped:
        """Return the line as typed."""
        chosen = self.who.value()
        arrived, left = self.arrived.typed(), self.left.typed()
        if isinstance(chosen, str) and chosen != SOMEBODY_ELSE:
            return CarerTyped(chosen, self._names[chosen], arrived, left)
        return CarerTyped(None, self.name.text(), arrived, left)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take `=` in the carer as: the planned one, and I typed it on purpose; `+` as: another carer came."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text()
        if watched is self.who.combo and pressed == "+":
            self.another.emit()
            return True
        if watched is self.who.combo and pressed == "=" and self._place < len(self._planned):
            self.who.choose(self._planned[self._place].id)
            self._chosen(None)
            return True
        return super().eventFilter(watched, event)

    def _chosen(self, _value: object) -> None:
        self._say_who()
        self.changed.emit()

    def _say_who(self) -> None:
        chosen = self.who.value()
        self.name.setVisible(chosen == SOMEBODY_ELSE)
        if chosen is None:
            planned = self._place < len(self._planned)
            self.who.show_hint("= means as planned" if planned else "nobody was planned")
        else:
            self.who.show_hint(
                "as planned" if chosen in {each.id for each in self._planned} else "not the planned carer"
            )


class SourceLine(QWidget):
    """How we know, and who said it or when where that matters. Signal `changed`."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self, name: str, *, prompt: str = "") -> None:
        super().__init__()
        self.method = Choice(
            name, [Option(code, words) for code, words in METHODS.items()], prompt=prompt or name, named=False
        )
        self.told_by = TextField(f"{name}: who", inside="Who")
        self.at = TimeField(f"{name}: told at", "Told", utc_now, hint="empty: told now")
        self._chosen_at: str | None = None
        self.told_by.hide()
        self.at.hide()
        below = row(self.told_by, self.at, gap=8)
        for part in (self.told_by, self.at):
            below.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        # under the choice, so that its words are never cut
        self.setLayout(column(self.method, below, gap=4))
        self.method.chosen.connect(self._chosen)
        self.told_by.changed.connect(self.changed)
        self.at.changed.connect(self.changed)

    def show_typed(self, typed: SourceTyped) -> None:
        """Put in a draft or an account."""
        self.method.clear()
        if typed.method is not None:
            self.method.choose(typed.method)
        self._chosen_at = typed.chosen_at
        self.told_by.show_text(typed.told_by)
        self.at.show_typed_time(typed.at)
        self._show_who()

    def typed(self) -> SourceTyped:
        """Return the line as typed."""
        method = self.method.value()
        if not isinstance(method, str):
            return SourceTyped(None, self.told_by.text(), self.at.typed())
        return SourceTyped(method, self.told_by.text(), self.at.typed(), self._chosen_at)

    def read_by(self, now: Now) -> None:
        """Take the clock by which a source is told now."""
        self.at.now = now

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        return [self.method.combo, self.told_by.line, self.at.line]

    def ask_when(self, *, asked: bool) -> None:
        """Show the field for when it was told: it matters when the visit is long over."""
        self.at.setVisible(asked or bool(self.at.text()))

    def _chosen(self, _value: object) -> None:
        self._chosen_at = to_text(self.at.now())
        self._show_who()
        self.changed.emit()

    def _show_who(self) -> None:
        self.told_by.setVisible(self.method.value() in {"family", "alarm"} or bool(self.told_by.text()))


OUTCOMES = (
    Option("given", "Given"),
    Option("refused", "Refused"),
    Option("missed", "Missed"),
    Option("not required", "Not needed"),
    Option("not known", "Not known"),
)


class MedicineLine(QWidget):
    """What became of one due dose, and when. Signal `changed`."""

    changed: ClassVar[Signal] = Signal()

    def __init__(self, dose: Dose, now: Now, *, name: str = "", height: int = 36) -> None:
        super().__init__()
        self.dose = dose
        called = name or f"{dose.name}, {dose.time}"
        self.outcome = Segmented(called, OUTCOMES, height=height)
        self.at = TimeField(f"{called}: given at", "at", now)
        self._across = row(self.outcome, self.at, gap=12)
        self._across.setStretch(1, 1)
        for part in (self.outcome, self.at):
            self._across.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        self.setLayout(self._across)
        self.outcome.chosen.connect(self.changed)
        self.at.changed.connect(self.changed)
        self.at.setMinimumWidth(theme.px(110))

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        return [*self.outcome.findChildren(QAbstractButton), self.at.line]

    def narrow(self, *, narrow: bool) -> None:
        """Put the time under the outcome, where they do not fit side by side."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._across.setDirection(down if narrow else across)

    def show_typed(self, typed: MedicineTyped) -> None:
        """Put in a draft or an account."""
        self.outcome.clear()
        if typed.outcome is not None:
            self.outcome.choose(typed.outcome)
        self.at.show_typed_time(typed.at)

    def typed(self) -> MedicineTyped:
        """Return the line as typed."""
        outcome = cast("MedicineOutcomeCode | None", self.outcome.value())
        return MedicineTyped(self.dose.name, self.dose.time, outcome, self.at.typed())

    def show_reading(self, reading: Reading | None, default_window: int) -> None:
        """Say what the time means, and whether it is inside the window."""
        if not isinstance(reading, Meant) or not self.dose.critical:
            self.at.show_reading(reading)
            return
        window = default_window if self.dose.window is None else self.dose.window
        inside = abs((reading.instant - self.dose.at).total_seconds()) <= window * 60
        if inside:
            self.at.show_reading(reading, "inside the window", "green")
        else:
            self.at.show_reading(reading, "outside the window", "red")
