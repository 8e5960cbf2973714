"""One visit of the run while its carer is on the phone: times, what happened, doses, and what is doubtful."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QWidget

from downtime_desk.core.clock import clock_face, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.rota.today import MARKS
from downtime_desk.ui.parts import (
    Button,
    Card,
    Choice,
    Dashed,
    Kind,
    Option,
    Run,
    SafeLabel,
    Segmented,
    TextField,
    Words,
    bold,
    column,
    holder,
    quiet,
    row,
    times,
)
from downtime_desk.visits.call import RowTyped, taken, touched
from downtime_desk.visits.codes import OUTCOMES, Outcome
from downtime_desk.visits.heard import Proposed
from downtime_desk.visits.planned import short_name
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.form_body import reasons
from downtime_desk.visits.screen.form_parts import side_by_side
from downtime_desk.visits.screen.lines import MedicineLine, SourceLine, TimeField
from downtime_desk.visits.screen.rows import WORDS
from downtime_desk.visits.typed import MedicineTyped, reading

_OUTCOMES = tuple(Option(code, words) for code, words in OUTCOMES.items())
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True)
class Told:
    """What a row needs of its dialog: the clock, when the outage began, the usual window of a dose in minutes."""

    now: Callable[[], datetime]
    since: datetime | None
    dose_window: int


class RunRow(Card):
    """Signals `changed` as it is typed, `next_asked` on Enter, `kept(row)` when it was saved or was not."""

    changed: ClassVar[Signal] = Signal()
    next_asked: ClassVar[Signal] = Signal(object)
    kept: ClassVar[Signal] = Signal(object)

    def __init__(self, seen: Seen, told: Told) -> None:
        self._told, self._filling = told, False
        self.seen, self.fact_id, self.waiting = seen, "", False
        self.proposed: Proposed | None = None
        self._said = ""
        self._title, self._state = Words(), Words(lines=2)
        name = self.name()
        self.arrived = TimeField(f"{name}: arrived", "Arrived", told.now)
        self.left = TimeField(f"{name}: left", "Left", told.now)
        self.outcome = Segmented(f"{name}: what happened", _OUTCOMES, numbered=True)
        self.doses = [
            MedicineLine(dose, told.now, name=f"{name}: {dose.name} {dose.time}", height=32)
            for dose in seen.planned.doses()
        ]
        self.reason = Choice(f"{name}: reason", prompt="Reason", named=False)
        self.reason.show_options(reasons(seen, seen.account.reason if seen.account else None))
        self.second = SourceLine(f"{name}: second source", prompt="Second source")
        self._more = side_by_side(self.reason, self.second)
        self._more.hide()
        self.whys: dict[str, TextField] = {}
        self.take = Button("Take it", hint="Enter", kind=Kind.SMALL)
        self._offer = Words(lines=3)
        offered = row(self._offer, self.take, gap=12)
        offered.setStretch(0, 1)
        self._proposal = Dashed(offered)
        self._proposal.hide()
        self._doubts = column(gap=4)
        self._line: QBoxLayout = row(self.arrived, self.left, self.outcome, gap=12)
        for place, share in enumerate((2, 2, 0)):
            self._line.setStretch(place, share)
        for part in (self.arrived, self.left, self.outcome):
            self._line.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        head = row(self._title, self._state, gap=12)
        head.setStretch(1, 1)
        super().__init__(
            column(head, self._proposal, self._line, *self._dose_lines(), self._more, self._doubts, gap=5),
            margins=(12, 7, 12, 7),
        )
        self.setAccessibleName(name)
        self._connect()
        self.say_state()

    def name(self) -> str:
        """Return how the visit is called: who, and when it was planned."""
        plan = self.seen.planned
        face = f"{clock_face(plan.start)}–{clock_face(plan.end)}"
        return f"{short_name(plan.who.id, plan.who.family, plan.who.given)} {face}"

    def typed(self) -> RowTyped:
        """Return the row as typed."""
        doses = (each.typed() for each in self.doses)
        reason = self.reason.value()
        return RowTyped(
            self.arrived.typed(),
            self.left.typed(),
            cast("Outcome | None", self.outcome.value()),
            tuple(each for each in doses if each.outcome or each.at.text),
            self._said,
            reason if isinstance(reason, str) else None,
            self.second.typed(),
            tuple((what, field.text()) for what, field in self.whys.items()),
        )

    def show_typed(self, typed: RowTyped) -> None:
        """Put in a draft, or nothing."""
        self._filling = True
        self.arrived.show_typed_time(typed.arrived)
        self.left.show_typed_time(typed.left)
        self.outcome.clear()
        self.outcome.choose(typed.outcome)
        told = {(each.name, each.time): each for each in typed.medicines}
        for line in self.doses:
            dose = line.dose
            line.show_typed(told.get((dose.name, dose.time), MedicineTyped(dose.name, dose.time)))
        self.reason.clear()
        self.reason.choose(typed.reason)
        self.second.show_typed(typed.second)
        self._said = typed.said
        self.ask_why([what for what, _ in typed.whys], dict(typed.whys))
        self._filling = False
        self.read_again()

    def show_seen(self, seen: Seen) -> None:
        """Go on from what stands about the visit now; what is typed stays."""
        self.seen = seen
        self.say_state()

    def propose(self, proposed: Proposed | None) -> None:
        """Show what a text message seems to say; nothing of it is in the row until it is taken."""
        self.proposed = proposed
        self._proposal.setVisible(proposed is not None)
        if proposed is not None:
            self._offer.say(
                bold("Proposed from the text: ", "accent"), quiet(f"“{proposed.said}” "), *_meant(proposed)
            )

    def take_proposal(self) -> None:
        """Take what is proposed into the row, as if typed now; what was typed by hand stays."""
        if self.proposed is None:
            return
        self.show_typed(taken(self.typed(), self.proposed, to_text(self._told.now())))
        self.propose(None)
        self.changed.emit()
        self.next_asked.emit(self)

    def ask_why(self, doubts: Sequence[str], answers: dict[str, str] | None = None) -> None:
        """Put every doubt under the row, with a field for why it is right."""
        known = {what: field.text() for what, field in self.whys.items()} | (answers or {})
        for field in self.whys.values():
            field.hide()
            field.deleteLater()
        self.whys = {}
        before = self.stops()[-1]
        self.whys = {what: TextField(what, placeholder="Why it is right") for what in doubts}
        for what, field in self.whys.items():
            field.show_text(known.get(what, ""))
            field.changed.connect(self._typed)
            field.line.returnPressed.connect(self._next)
            self._doubts.addWidget(field)
            QWidget.setTabOrder(before, field.line)
            before = field.line

    def unanswered(self) -> TextField | None:
        """Return the first doubt nobody answered."""
        return next((field for field in self.whys.values() if not field.text().strip()), None)

    def read_again(self) -> None:
        """Say back what the times mean, by the clock of now."""
        for field in (self.arrived, self.left):
            field.show_reading(reading(field.typed(), self._told.now(), self._told.since))
        for line in self.doses:
            meant = reading(line.at.typed(), self._told.now(), self._told.since)
            line.show_reading(meant, self._told.dose_window)
        self._show_more()

    def _show_more(self) -> None:
        """Ask for a reason, and of a red visit for who else said so, once something is typed."""
        self._more.setVisible(self.touched())
        self.second.setVisible(
            self.seen.planned.summary.priority.level == "red" or bool(self.second.typed().method)
        )

    def say_state(self, words: str = "", tone: str = "ink2") -> None:
        """Say how the row stands: what was just done, else what is written down already."""
        plan, account = self.seen.planned, self.seen.account
        face = f"{clock_face(plan.start)}–{clock_face(plan.end)}"
        who = short_name(plan.who.id, plan.who.family, plan.who.given)
        self._title.say(times(face, 14), bold(f"  {who}"))
        if words:
            self._state.say(bold(words, tone, 13))
            return
        needed = "" if plan.carers_needed == 1 else f", {plan.carers_needed} carers"
        known = (
            f". Written down {clock_face(account.recorded_at)}: {OUTCOMES[account.outcome].lower()}, "
            f"grade {account.grade}"
            if account
            else ""
        )
        mark = MARKS[plan.origin]
        ours = (bold(f" {mark}. ", "accent", 13), quiet(" ".join(plan.changes))) if mark else ()
        self._state.say(quiet(f"{WORDS[plan.summary.priority.level]}{needed}{known}."), *ours)

    def saved(self, _entry: object) -> None:
        """Be empty again: it was saved."""
        self.waiting, self.fact_id = False, ""
        self.show_typed(RowTyped())
        self.propose(None)
        self.kept.emit(self)

    def not_saved(self, trouble: Trouble) -> None:
        """Say what went wrong; every word stays."""
        self.waiting = False
        self.say_state(f"Not saved. {trouble.what} {trouble.do}", "red")
        self.kept.emit(self)

    def stops(self) -> list[QWidget]:
        """Return where Tab stops, in order."""
        parts: list[QWidget] = [self.take, self.arrived.line, self.left.line]
        parts += self.outcome.findChildren(QAbstractButton)
        for line in self.doses:
            parts += line.stops()
        parts += [self.reason.combo, *self.second.stops()]
        return [*parts, *(field.line for field in self.whys.values())]

    def narrow(self, *, narrow: bool) -> None:
        """Put what happened under the times, where they do not fit side by side."""
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._line.setDirection(down if narrow else across)
        self.outcome.show_numbers(shown=not narrow)
        for medicine in self.doses:
            medicine.narrow(narrow=narrow)
            medicine.outcome.show_numbers(shown=not narrow)

    def touched(self) -> bool:
        """Say whether anything was typed."""
        return touched(self.typed())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the next row on Enter; on the button that takes a proposal, take it."""
        if event.key() not in _ENTER or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        if self.take.hasFocus():
            self.take_proposal()
            return
        self._next()

    def _connect(self) -> None:
        for field in (self.arrived, self.left):
            field.changed.connect(self._typed)
            field.line.returnPressed.connect(self._next)
        for choice in (self.outcome, self.reason):
            choice.chosen.connect(self._typed)
        self.second.changed.connect(self._typed)
        for medicine in self.doses:
            medicine.changed.connect(self._typed)
            medicine.at.line.returnPressed.connect(self._next)
        self.take.clicked.connect(self.take_proposal)

    def _dose_lines(self) -> list[QWidget]:
        lines = []
        for line in self.doses:
            dose = line.dose
            across = row(SafeLabel(f"{dose.time} {dose.name}", size=13), line, gap=12)
            across.setStretch(0, 1)
            lines.append(holder(across))
        return lines

    def _typed(self) -> None:
        if self._filling:
            return
        self.say_state()
        self.read_again()
        self.changed.emit()

    def _next(self) -> None:
        self.next_asked.emit(self)


def _meant(proposed: Proposed) -> list[Run]:
    parts = []
    if proposed.arrived:
        parts.append(f"arrived {proposed.arrived}")
    if proposed.left:
        parts.append(f"left {proposed.left}")
    if proposed.outcome:
        parts.append(OUTCOMES[proposed.outcome].lower())
    return [bold(", ".join(parts) or "only the name is plain")]
