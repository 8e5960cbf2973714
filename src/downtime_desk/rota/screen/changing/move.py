"""Moving a visit to another time; its carers stay."""

from datetime import datetime

from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.typed_day import read_near
from downtime_desk.core.typed_time import Typed
from downtime_desk.rota import actions
from downtime_desk.rota.actions import MoveVisit
from downtime_desk.rota.screen.changing.base import Action, lasts, lasts_field, why_field
from downtime_desk.rota.screen.changing.fields import named, pair
from downtime_desk.rota.screen.changing.visit import VisitDialog
from downtime_desk.rota.screen.changing.when import UntilField, WhenField
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import column


class MoveTimeDialog(VisitDialog):
    """Asks when a visit is to begin and end instead, and why."""

    def __init__(self, owner: QWidget, desk: Desk, visit: str) -> None:
        self.begins = WhenField(
            "Begins", desk.now, self._read_begins, "As 815. Another day: mon 815, 25 nov 815"
        )
        self.ends = UntilField("Ends", desk.now, self.begins.known)
        self.why, self.lasts = why_field(), lasts_field()
        super().__init__(
            owner,
            desk,
            visit,
            "Move to another time",
            column(pair(self.begins, self.ends), self.why, named("How long it lasts", self.lasts), gap=12),
            do="Move the visit",
            icon="calendar-clock",
            kept={"begins": self.begins, "ends": self.ends, "why": self.why, "lasts": self.lasts},
        )
        self.ends.again()
        self.begins.changed.connect(self.ends.again)
        self.begins.changed.connect(self.doubts.clear)
        self.ends.changed.connect(self.doubts.clear)

    def command(self) -> MoveVisit:
        """Return the move as typed."""
        begins = self.begins.instant()
        return MoveVisit(
            visit=self.seen.visit.id,
            start=begins,
            end=self._ends(),
            why=self.why.text(),
            lasts=lasts(self.lasts),
            accepted=self.doubts.accepted(),
            seen=self.seen.last_entry,
            fact_id=self.fact_id(),
        )

    def action(self) -> Action:
        """Move it."""
        return actions.move_visit

    def _ends(self) -> datetime:
        if not self.ends.text().strip():
            raise Trouble("When it ends is missing.", "Type how long it takes, as +30, or a time.")
        return self.ends.instant()

    def _read_begins(self, typed: str) -> Typed:
        return read_near(typed, from_text(self.seen.visit.start), self._desk.now())
