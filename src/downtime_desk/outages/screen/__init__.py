"""What a manager sees of an outage: declaring it, and the log."""

from downtime_desk.outages.screen.decision import DecisionDialog
from downtime_desk.outages.screen.declare import AmendDialog, DeclareDialog, Sign
from downtime_desk.outages.screen.log import LogScreen

__all__ = ["AmendDialog", "DecisionDialog", "DeclareDialog", "LogScreen", "Sign"]
