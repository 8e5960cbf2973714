"""What a manager does about the rota by hand, while an outage runs."""

from downtime_desk.rota.actions.by_hand import (
    AddVisit,
    CancelVisit,
    DoubleUp,
    MoveVisit,
    Reassign,
    add_visit,
    cancel_visit,
    double_up,
    move_visit,
    reassign,
)
from downtime_desk.rota.actions.carers import ComeBack, TakeOff, carer_back, carer_off, take_off_new
from downtime_desk.rota.actions.common import Doubt, may_change
from downtime_desk.rota.actions.differences import Settle, keep_ours, take_theirs
from downtime_desk.rota.actions.found import find_bookings
from downtime_desk.rota.actions.handed import GiveHandout, ReadBack, give_handout, read_back
from downtime_desk.rota.actions.rolling import (
    EndRollForward,
    Preview,
    RollForward,
    end_roll_forward,
    preview,
    roll_forward,
)

__all__ = [
    "AddVisit",
    "CancelVisit",
    "ComeBack",
    "DoubleUp",
    "Doubt",
    "EndRollForward",
    "GiveHandout",
    "MoveVisit",
    "Preview",
    "ReadBack",
    "Reassign",
    "RollForward",
    "Settle",
    "TakeOff",
    "add_visit",
    "cancel_visit",
    "carer_back",
    "carer_off",
    "double_up",
    "end_roll_forward",
    "find_bookings",
    "give_handout",
    "keep_ours",
    "may_change",
    "move_visit",
    "preview",
    "read_back",
    "reassign",
    "roll_forward",
    "take_off_new",
    "take_theirs",
]
