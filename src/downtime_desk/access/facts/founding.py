"""What is recorded when a store is made."""

from dataclasses import dataclass

from downtime_desk.access.facts.codes import next_number, take_over
from downtime_desk.core import settings
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session

ORGANISATION = "organisation"
DESK = "desk"


@dataclass(frozen=True)
class Organisation:
    """The care provider, as it stands on screens and paper. `phone` is the duty desk's number."""

    name: str = ""
    phone: str = ""


@dataclass(frozen=True)
class StoreFounded(Fact, kind="store.founded"):
    """A store was made on this laptop, for an organisation, with its first recovery code."""

    desk: str
    organisation: Organisation

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the names, and that there is a recovery code."""
        settings.put(session, DESK, self.desk)
        settings.put(session, ORGANISATION, self.organisation)
        take_over(session, "recovery", next_number(session, "recovery"), entry.recorded_at)

    def words(self) -> str:
        """Say it in the log."""
        return f"Store made on this laptop for {self.organisation.name}."
