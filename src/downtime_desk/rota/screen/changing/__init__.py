"""The dialogs in which a manager changes the rota by hand.

Visits, carers and absences are given by their id. Nothing is filled in; what is typed is kept as it is typed and comes
up again. What speaks against a change is asked about in words. After it the dialog says which carers to ring; then
it is `accepted`. All may be opened from any screen: `ReassignDialog(screen, desk, visit).open()`.
"""

from downtime_desk.rota.screen.changing.add import AddVisitDialog
from downtime_desk.rota.screen.changing.cancel import CancelDialog
from downtime_desk.rota.screen.changing.move import MoveTimeDialog
from downtime_desk.rota.screen.changing.off import CarerBackDialog, CarerOffDialog
from downtime_desk.rota.screen.changing.reassign import DoubleUpDialog, ReassignDialog

__all__ = [
    "AddVisitDialog",
    "CancelDialog",
    "CarerBackDialog",
    "CarerOffDialog",
    "DoubleUpDialog",
    "MoveTimeDialog",
    "ReassignDialog",
]
