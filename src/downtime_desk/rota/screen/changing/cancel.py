"""Cancelling a visit, with who agreed to it."""

from PySide6.QtWidgets import QWidget

from downtime_desk.rota import actions
from downtime_desk.rota.actions import CancelVisit
from downtime_desk.rota.screen.changing.base import Action, lasts, lasts_field, why_field
from downtime_desk.rota.screen.changing.fields import named
from downtime_desk.rota.screen.changing.visit import VisitDialog
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import TextField, column


class CancelDialog(VisitDialog):
    """Asks why a visit is not to be made, and who agreed."""

    def __init__(self, owner: QWidget, desk: Desk, visit: str) -> None:
        self.why, self.lasts = why_field(), lasts_field()
        self.agreed = TextField(
            "Agreed with", hint="Who said yes: the person, their family, the council. Name them."
        )
        super().__init__(
            owner,
            desk,
            visit,
            "Cancel this visit",
            column(self.why, self.agreed, named("How long it lasts", self.lasts), gap=12),
            do="Cancel the visit",
            icon="ban",
            kept={"why": self.why, "agreed": self.agreed, "lasts": self.lasts},
        )

    def command(self) -> CancelVisit:
        """Return the cancellation as typed."""
        return CancelVisit(
            visit=self.seen.visit.id,
            why=self.why.text(),
            agreed_with=self.agreed.text(),
            lasts=lasts(self.lasts),
            accepted=self.doubts.accepted(),
            seen=self.seen.last_entry,
            fact_id=self.fact_id(),
        )

    def action(self) -> Action:
        """Cancel it."""
        return actions.cancel_visit
