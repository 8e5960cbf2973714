"""What is recorded about the organisation, its managers, the codes that let people in, and break-glass."""

from downtime_desk.access.facts.break_glass import (
    BreakGlassLooked,
    BreakGlassOpened,
    BreakGlassReturned,
    BreakGlassReviewed,
    NightPassphraseSet,
)
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
    "BreakGlassReturned",
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
    "NightPassphraseSet",
    "Organisation",
    "PassphraseChanged",
    "RecoveryCodeMade",
    "RoleChanged",
    "StoreFounded",
    "WayInKept",
]
