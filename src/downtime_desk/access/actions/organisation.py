"""The organisation's name and number."""

from dataclasses import dataclass

from downtime_desk.access.facts import ORGANISATION
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class ChangeOrganisation:
    """Change the organisation's name or the duty desk's number."""

    name: str
    phone: str


def change_organisation(session: Session, command: ChangeOrganisation) -> None:
    """Keep the new words; raise Trouble when the name is missing."""
    name = command.name.strip()
    if not name:
        raise Trouble("The organisation’s name is missing.", "Type it: it is printed on every page.")
    change_setting(session, ORGANISATION, {"name": name, "phone": command.phone.strip()})
