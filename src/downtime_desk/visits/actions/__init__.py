"""What a manager does about visits: verify, correct, log a deviation, keep what is being typed."""

from downtime_desk.visits.actions.deviation import LogDeviation, log_deviation
from downtime_desk.visits.actions.draft import KeepDraft, keep_draft
from downtime_desk.visits.actions.verify import Looked, Verify, last_event, look_at, verify

__all__ = [
    "KeepDraft",
    "LogDeviation",
    "Looked",
    "Verify",
    "keep_draft",
    "last_event",
    "log_deviation",
    "look_at",
    "verify",
]
