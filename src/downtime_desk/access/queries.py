"""What screens ask about the organisation and its managers."""

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.core import settings
from downtime_desk.core.session import Session

TABLES = frozenset({"settings", "managers"})


def organisation(session: Session) -> Organisation:
    """Return the care provider as it stands on screens and paper."""
    return settings.read(session, ORGANISATION, Organisation, Organisation())
