"""What is recorded about the organisation, its managers, the codes that let people in, and break-glass."""

from downtime_desk.access.facts.break_glass import BreakGlassLooked, BreakGlassOpened, BreakGlassReviewed
from downtime_desk.access.facts.codes import CodeKind, CodeTested, EnvelopeMade, RecoveryCodeMade, WayInKept
from downtime_desk.access.facts.founding import DESK, ORGANISATION, Organisation, StoreFounded
from downtime_desk.access.facts.managers import (
    COUNTED_SINCE,
    RECOVERY,
    InvitationEnded,
    KeyFound,
    ManagerAdded,
    ManagerInvited,
    ManagerJoined,
    ManagerRemoved,
    ManagerSignedIn,
    PassphraseChanged,
    RoleChanged,
)

__all__ = [
    "COUNTED_SINCE",
    "DESK",
    "ORGANISATION",
    "RECOVERY",
    "BreakGlassLooked",
    "BreakGlassOpened",
    "BreakGlassReviewed",
    "CodeKind",
    "CodeTested",
    "EnvelopeMade",
    "InvitationEnded",
    "KeyFound",
    "ManagerAdded",
    "ManagerInvited",
    "ManagerJoined",
    "ManagerRemoved",
    "ManagerSignedIn",
    "Organisation",
    "PassphraseChanged",
    "RecoveryCodeMade",
    "RoleChanged",
    "StoreFounded",
    "WayInKept",
]
