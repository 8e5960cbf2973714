"""What is recorded about the rota. The desk never sends a rota: of all this only that a visit was cancelled is said.

Each fact carries the visit whole, as the manager saw it, so that it stands alone as evidence and a replay
needs nothing of the copy.
"""

from downtime_desk.rota.facts.by_hand import (
    ChangeDropped,
    DifferenceKept,
    VisitAdded,
    VisitCancelled,
    VisitDoubled,
    VisitMoved,
    VisitReassigned,
)
from downtime_desk.rota.facts.carers import CarerBack, CarerOff, CarerStillOff, Unassigned
from downtime_desk.rota.facts.found import BookingsFound, NowChanged
from downtime_desk.rota.facts.handed import GivenVisit, HandoutGiven, HandoutReadBack, How
from downtime_desk.rota.facts.keeping import Assigned, Before, DeskVisit, Lasts, end_local_rota
from downtime_desk.rota.facts.rolled import RollForwardEnded, RotaRolledForward

__all__ = [
    "Assigned",
    "Before",
    "BookingsFound",
    "CarerBack",
    "CarerOff",
    "CarerStillOff",
    "ChangeDropped",
    "DeskVisit",
    "DifferenceKept",
    "GivenVisit",
    "HandoutGiven",
    "HandoutReadBack",
    "How",
    "Lasts",
    "NowChanged",
    "RollForwardEnded",
    "RotaRolledForward",
    "Unassigned",
    "VisitAdded",
    "VisitCancelled",
    "VisitDoubled",
    "VisitMoved",
    "VisitReassigned",
    "end_local_rota",
]
