"""The verify form of one visit: everything that is known, as it is told, with its grade."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import Now
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    ActionStrip,
    Button,
    Card,
    Grade,
    Note,
    Run,
    TextField,
    Words,
    bold,
    column,
    holder,
    primary,
    row,
)
from downtime_desk.visits.planned import PlannedCarer
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.form_body import FormBody
from downtime_desk.visits.screen.form_parts import FormHead, FormScroll
from downtime_desk.visits.screen.lines import CarerLine, MedicineLine
from downtime_desk.visits.settings import Thresholds
from downtime_desk.visits.times import Meant
from downtime_desk.visits.typed import Typed, Understood, reading, timing_words, understood

SIDE_BY_SIDE = 700
"""From this width on, in design pixels, there is room for the long words."""


class VerifyForm(Card):
    """Signals `changed` as anything is typed, `save_asked`, and `deviation_asked` for what went otherwise."""

    changed: ClassVar[Signal] = Signal()
    save_asked: ClassVar[Signal] = Signal()
    deviation_asked: ClassVar[Signal] = Signal()

    def __init__(self) -> None:
        self._body = FormBody()
        self.outcome, self.sources = self._body.outcome, self._body.sources
        self.reason, self.note = self._body.reason, self._body.note
        self._scroll = FormScroll(self._body)
        self.grade = Grade("D")
        self._graded, self._better = Words(lines=3), Words(lines=2)
        self.deviation = Button(
            "Deviation", icon="file-warning", keys="Ctrl+Shift+V", records="deviation.logged"
        )
        self.save = primary("Save what we know", records="visit.verified")
        told = holder(column(0, self._graded, self._better, 0, gap=0))
        strip = ActionStrip(self.grade, told, self.deviation, self.save)
        strip.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.trouble = Note("", tone="red")
        self.trouble.hide()
        self._head = FormHead()
        self._head.another.clicked.connect(self._body.add_carer)
        self._body.laid_out.connect(self._order_stops)
        self._compact = False
        said = holder(row(self.trouble, margins=(12, 0, 12, 6)))
        whole = column(self._head, self._scroll, said, strip, gap=0)
        whole.setStretch(1, 1)
        super().__init__(whole, tone="edge", margins=(1, 1, 1, 1))
        self._seen: Seen | None = None
        self._began_from: str | None = None
        self._since: datetime | None = None
        self._limits = Thresholds()
        self._now: Now | None = None
        self._body.changed.connect(self._typed)
        self.save.clicked.connect(self.save_asked)
        self.deviation.clicked.connect(self.deviation_asked)
        self._body.lay_out()

    @property
    def carers(self) -> list[CarerLine]:
        """Return the lines of who came and when."""
        return self._body.carers

    @property
    def medicines(self) -> list[MedicineLine]:
        """Return the lines of the doses due."""
        return self._body.medicines

    @property
    def whys(self) -> dict[str, TextField]:
        """Return the fields that ask why a doubt is right, by the words of the doubt."""
        return self._body.whys

    def show_visit(
        self,
        seen: Seen,
        typed: Typed,
        everybody: Sequence[PlannedCarer],
        since: datetime | None,
        limits: Thresholds,
        now: Now,
    ) -> None:
        """Show another visit: the form empty, as it was being typed, or as the account that stands."""
        self._seen, self._since, self._limits, self._now = seen, since, limits, now
        self._began_from = typed.seen
        self.trouble.hide()
        self._head.show_visit(seen)
        self._body.show_visit(seen, typed, everybody, now)
        self._order_stops()
        self.refresh()
        self._scroll.verticalScrollBar().setValue(0)

    def begin_from(self, seen: Seen) -> None:
        """Go on with the words that stand here, from what somebody else wrote meanwhile."""
        self._seen = seen
        self._began_from = seen.account.entry if seen.account else None
        self._head.show_visit(seen)

    def typed(self) -> Typed:
        """Return the form as typed."""
        return self._body.typed(self._began_from)

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
        now, start = self._now(), self._seen.planned.start
        for carer in self.carers:
            self._say_times(carer, now, start)
        for medicine in self.medicines:
            medicine.show_reading(reading(medicine.at.typed(), now, self._since), self._limits.dose_window)
        for source in self.sources:
            source.at.show_reading(reading(source.at.typed(), now, self._since))
            source.ask_when(asked=found.grade.grade == "C" and source.method.value() is not None)
        self.grade.show_grade(found.grade.grade)
        better = "" if self._compact else found.grade.better
        self._graded.say(bold(found.grade.words))
        self._better.say(Run(better, "ink2", size=13))
        self._better.setVisible(bool(better))
        self._say_what_priority_needs(found)

    def ask_why(self, doubts: Sequence[str]) -> None:
        """Put every doubt to the manager, with a field for why it is right; the first takes the focus."""
        unanswered = self._body.ask_why(doubts)
        self._order_stops()
        if unanswered is not None:
            unanswered.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_trouble(self, what: str, do: str) -> None:
        """Say what went wrong; every word stays."""
        self.trouble.say(what, do, "red")
        self.trouble.show()

    def tighten(self, *, tight: bool) -> None:
        """Use less room between rows, for a window that is not tall."""
        self._body.tighten(tight=tight)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use shorter words where the long ones do not fit."""
        super().resizeEvent(event)
        compact = self.width() < theme.px(SIDE_BY_SIDE)
        if compact != self._compact:
            self._compact = compact
            self._body.use_short_words(short=compact)
            self._order_stops()
            self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Measure again when the text size changes, after everything else was brought to its scale."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._seen is not None:
            self._body.lay_out()

    def narrow(self, *, narrow: bool) -> None:
        """Leave the head out, where only this pane is seen and the plan stands beside the facts."""
        self._head.setVisible(not narrow)
        self.save.say("Save" if narrow else "Save what we know")

    def _typed(self) -> None:
        self.trouble.hide()
        self.refresh()
        self.changed.emit()

    def _say_times(self, carer: CarerLine, now: datetime, start: datetime) -> None:
        arrived = reading(carer.arrived.typed(), now, self._since)
        late = timing_words(arrived.instant, start) if isinstance(arrived, Meant) else ""
        carer.arrived.show_reading(arrived, late)
        left = reading(carer.left.typed(), now, self._since)
        stayed = ""
        if isinstance(left, Meant) and isinstance(arrived, Meant) and left.instant >= arrived.instant:
            stayed = f"{int((left.instant - arrived.instant).total_seconds() // 60)} min there"
        carer.left.show_reading(left, stayed)

    def _say_what_priority_needs(self, found: Understood) -> None:
        if self._seen is None:
            return
        level = self._seen.planned.summary.priority.level
        second = self.sources[1]
        if level == "red" and found.grade.grade in "BC" and second.method.value() is None:
            second.method.show_hint("Red needs two. Ask to speak to the person.", "amber")
        else:
            second.method.show_hint("")

    def _order_stops(self) -> None:
        strip: tuple[QWidget, ...] = (self.deviation, self.save)
        self._body.order_stops(*strip)
