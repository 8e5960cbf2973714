"""Writing down what went otherwise than planned, with the safeguarding decision either way."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.core.clock import clock_face, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import (
    Button,
    Choice,
    Kind,
    Note,
    NoteField,
    Option,
    Segmented,
    TextField,
    Tick,
    column,
    holder,
    label,
    row,
    strong,
)
from downtime_desk.ui.time_field import TimeField as AheadField
from downtime_desk.visits import actions, codes, deviation_typed
from downtime_desk.visits.actions import LogDeviation, ToDo
from downtime_desk.visits.code_lists import Code
from downtime_desk.visits.deviation_typed import DeviationTyped
from downtime_desk.visits.facts import MedicineVariance
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.draft import Draft
from downtime_desk.visits.screen.lines import TimeField
from downtime_desk.visits.screen.medicine_fields import MedicineFields
from downtime_desk.visits.times import Meant, Reading
from downtime_desk.visits.typed import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from downtime_desk.visits.codes import Harm, Safeguarding, Severity
    from downtime_desk.visits.proposals import Proposal

TWO_COLUMNS = 150
"""From this text size on, in percent, ticks stand in two columns."""


class DeviationDialog(Modal):
    """Asks what went otherwise, the harm, what was done, and the safeguarding decision."""

    def __init__(self, owner: QWidget, desk: Desk, seen: Seen, since: "datetime | None") -> None:
        self._desk, self._visit, self._since = desk, seen.planned, since
        self._fact_id: str | None = None
        proposed = _first_proposed(seen)
        self._proposed = {each.type: each for each in seen.proposed}
        self.type = Choice("What kind", _listed(seen.lists.deviation.offered(proposed)))
        self.at = TimeField("When it happened", "At", desk.now)
        self.severity = Segmented(
            "How serious", [Option("low", "Low"), Option("moderate", "Moderate"), Option("high", "High")]
        )
        self.harm = Choice("Harm to the person", _options(cast("Mapping[str, str]", codes.HARMS)))
        self.hazard = Choice("Hazard", _options(codes.HAZARDS), prompt="None of the four")
        self.what = NoteField("What happened", lines=2)
        self.done_about = {each.code: Tick(each.words) for each in seen.lists.action.offered()}
        self.safeguarding = Segmented(
            "Safeguarding",
            [
                Option("referred", "Referred"),
                Option("not referred", "Not referred"),
                Option("to decide", "To decide"),
            ],
        )
        self.why = TextField("Why", placeholder="Asked for either way")
        self.medicine = MedicineFields(seen.planned, desk.now)
        self.to_do = TextField("Follow up: what", placeholder="Only if something is to be done")
        self.owner = TextField("Who does it")
        self.due = AheadField("By when", desk.now, hint="As 0900 or +60", ahead=True)
        self.again = Button("Start again", kind=Kind.SMALL)
        self._put_back = Note("Put back as it was being typed.", "", self.again, tone="accent")
        self._first = proposed
        plan = self._visit
        super().__init__(
            owner,
            f"Deviation: {plan.name}",
            holder(column(self._put_back, self._fields(), gap=10)),
            do="Write it down",
            records="deviation.logged",
            icon="file-warning",
            note=f"Visit {clock_face(plan.start)}–{clock_face(plan.end)}",
            width=860,
        )
        self.at.changed.connect(self._read_time)
        self.medicine.timed.connect(self._read_given)
        self.type.chosen.connect(self._kind_chosen)
        self.again.clicked.connect(self._start_again)
        self.asked.connect(self._save)
        self._draft = Draft(self, desk, self._words)
        kept = self._draft.read(deviation_typed.subject(plan.visit))
        self._put_back.setVisible(bool(kept))
        self.show_typed(deviation_typed.decode(kept) if kept else DeviationTyped(type=proposed))
        self._keep_as_typed()

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(10))
        grid.addWidget(self.type, 0, 0)
        grid.addWidget(holder(column(label("When it happened"), self.at, gap=2)), 0, 1)
        grid.addWidget(self.what, 1, 0, 1, 2)
        grid.addWidget(holder(column(label("How serious"), self.severity, gap=2)), 2, 0)
        grid.addWidget(self.harm, 2, 1)
        grid.addWidget(
            holder(column(strong("What was done"), _ticks(list(self.done_about.values())), gap=2)), 3, 0, 1, 2
        )
        grid.addWidget(holder(column(label("Safeguarding"), row(self.safeguarding, 0), gap=2)), 4, 0)
        grid.addWidget(self.why, 4, 1)
        grid.addWidget(self.medicine, 5, 0, 1, 2)
        grid.addWidget(self.hazard, 6, 0)
        grid.addWidget(self.to_do, 6, 1)
        grid.addWidget(self.owner, 7, 0)
        grid.addWidget(self.due, 7, 1)
        return grid

    def _keep_as_typed(self) -> None:
        for choice in (self.type, self.severity, self.harm, self.hazard, self.safeguarding):
            choice.chosen.connect(self._draft.typed)
        for field in (self.at, self.what, self.why, self.medicine, self.to_do, self.owner, self.due):
            field.changed.connect(self._draft.typed)
        for tick in self.done_about.values():
            tick.toggled.connect(self._draft.typed)

    def typed(self) -> DeviationTyped:
        """Return the dialog as typed."""
        return DeviationTyped(
            type=_code(self.type),
            at=self.at.typed(),
            what=self.what.text(),
            severity=_code(self.severity),
            harm=_code(self.harm),
            hazard=_code(self.hazard),
            actions=tuple(code for code, tick in self.done_about.items() if tick.isChecked()),
            safeguarding=_code(self.safeguarding),
            why=self.why.text(),
            medicine=self.medicine.typed(),
            to_do=self.to_do.text(),
            owner=self.owner.text(),
            due=self.due.text(),
        )

    def show_typed(self, typed: DeviationTyped) -> None:
        """Put in a draft, or nothing."""
        chosen = (
            (self.type, typed.type),
            (self.severity, typed.severity),
            (self.harm, typed.harm),
            (self.hazard, typed.hazard),
            (self.safeguarding, typed.safeguarding),
        )
        for choice, code in chosen:
            choice.clear()
            choice.choose(code)
        for code, tick in self.done_about.items():
            tick.setChecked(code in typed.actions)
        self.at.show_typed_time(typed.at)
        self.what.show_text(typed.what)
        self.why.show_text(typed.why)
        self.to_do.show_text(typed.to_do)
        self.owner.show_text(typed.owner)
        self.due.show_text(typed.due)
        self.medicine.show_typed(typed.medicine)
        self._kind_chosen(typed.type)

    def reject(self) -> None:
        """Close; what was typed is kept and comes up again."""
        self._draft.keep()
        self.close_as_it_is()

    def _words(self) -> str:
        return deviation_typed.encode(self.typed())

    def _start_again(self) -> None:
        self.show_typed(DeviationTyped(type=self._first))
        self._draft.forget()
        self._put_back.hide()
        self.type.combo.setFocus(Qt.FocusReason.OtherFocusReason)

    def command(self) -> LogDeviation:
        """Return the deviation as typed; raise Trouble when something is not chosen or not understood."""
        severity, harm, decision = self.severity.value(), self.harm.value(), self.safeguarding.value()
        when = self._reading()
        if not isinstance(when, Meant):
            raise Trouble("When it happened is not clear yet.", "Type the time: 815, now or -20.")
        if severity is None or harm is None:
            raise Trouble("How serious it is, or the harm, was not chosen.", "Choose both.")
        if decision is None:
            raise Trouble("Safeguarding was not looked at.", "Choose Referred, Not referred or To decide.")
        return LogDeviation(
            person=self._visit.who.id,
            visit=self._visit.visit,
            type=str(self.type.value() or ""),
            severity=cast("Severity", severity),
            harm=cast("Harm", harm),
            happened_at=to_text(when.instant),
            what=self.what.text(),
            actions=tuple(code for code, tick in self.done_about.items() if tick.isChecked()),
            safeguarding=cast("Safeguarding", decision),
            safeguarding_reason=self.why.text(),
            hazard=cast("str | None", self.hazard.value()),
            medicine=self._medicine(),
            follow_up=self._follow_up(),
            fact_id=self._fact_id,
        )

    def _medicine(self) -> MedicineVariance | None:
        about = self.type.value() == "medicine"
        return self.medicine.variance_typed(self._given()) if about else None

    def _follow_up(self) -> ToDo | None:
        if not (self.to_do.text() + self.owner.text() + self.due.text()).strip():
            return None
        return ToDo(self.to_do.text(), self.owner.text(), to_text(self.due.instant()))

    def _given(self) -> Reading | None:
        return reading(self.medicine.at.typed(), self._desk.now(), self._since)

    def _read_given(self) -> None:
        self.medicine.at.show_reading(self._given())

    def _kind_chosen(self, kind: object) -> None:
        self.medicine.setVisible(kind == "medicine")
        self.type.show_hint(_because(self._proposed.get(str(kind))))

    def _read_time(self) -> None:
        self.at.show_reading(self._reading())

    def _reading(self) -> Reading | None:
        return reading(self.at.typed(), self._desk.now(), self._since)

    def _save(self) -> None:
        self._fact_id = self._fact_id or new_id(self._desk.now())
        try:
            command = self.command()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self._draft.rest()
        self.set_busy(busy=True)
        self._desk.jobs.write(self, actions.log_deviation, command, self._written_down, self._not_written)

    def _not_written(self, trouble: Trouble) -> None:
        self._draft.wake()
        self.show_trouble(trouble)

    def _written_down(self, _entry: object) -> None:
        self.close_done()


def _first_proposed(seen: Seen) -> str | None:
    """Return the kind that has to be written down, else the first that follows from what is known."""
    held = next((each.type for each in seen.proposed if each.holds), None)
    return held or next((each.type for each in seen.proposed), None)


def _because(proposal: "Proposal | None") -> str:
    """Say what speaks for a kind of deviation; it is for the manager to take or to leave."""
    if proposal is None:
        return ""
    hazard = f", hazard: {codes.HAZARDS[proposal.hazard].lower()}" if proposal.hazard else ""
    return f"Proposed: {proposal.what} {proposal.severity.capitalize()}{hazard}"


def _code(choice: Choice | Segmented) -> str | None:
    value = choice.value()
    return value if isinstance(value, str) else None


def _listed(codes_offered: "Iterable[Code]") -> list[Option]:
    return [Option(each.code, each.words) for each in codes_offered]


def _options(listed: "Mapping[str, str]") -> list[Option]:
    return [Option(code, words) for code, words in listed.items()]


def _ticks(ticks: list[Tick]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(theme.px(2))
    columns = 3 if theme.look().text < TWO_COLUMNS else 2
    for place, tick in enumerate(ticks):
        grid.addWidget(tick, place // columns, place % columns)
    return holder(grid)
