"""What is recorded about visits. Each fact copies what the manager saw, so that it stands alone as evidence."""

from downtime_desk.visits.facts.account import CarerTimes, Challenge, MedicineOutcome, Source, VisitVerified
from downtime_desk.visits.facts.attachment import AttachmentAdded
from downtime_desk.visits.facts.code import CodeAdded, CodeArchived, CodeRenamed
from downtime_desk.visits.facts.deviation import (
    DeviationLogged,
    FollowUpDone,
    FollowUpPlanned,
    MedicineVariance,
)
from downtime_desk.visits.facts.no_reply import NoReplyBegan, NoReplyEnded, NoReplyStepTaken, Step, Taken

__all__ = [
    "AttachmentAdded",
    "CarerTimes",
    "Challenge",
    "CodeAdded",
    "CodeArchived",
    "CodeRenamed",
    "DeviationLogged",
    "FollowUpDone",
    "FollowUpPlanned",
    "MedicineOutcome",
    "MedicineVariance",
    "NoReplyBegan",
    "NoReplyEnded",
    "NoReplyStepTaken",
    "Source",
    "Step",
    "Taken",
    "VisitVerified",
]
