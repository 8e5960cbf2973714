"""What is recorded about managers and the organisation."""

from dataclasses import dataclass

from sqlalchemy import insert, update

from downtime_desk.access.model import managers
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
    """A store was made on this laptop, for an organisation."""

    desk: str
    organisation: Organisation

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep the names."""
        settings.put(session, DESK, self.desk)
        settings.put(session, ORGANISATION, self.organisation)

    def words(self) -> str:
        """Say it in the log."""
        return f"Store made on this laptop for {self.organisation.name}."


@dataclass(frozen=True)
class ManagerAdded(Fact, kind="manager.added"):
    """A manager may sign in here. The passphrase is in no fact."""

    manager: str
    name: str
    role: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the manager."""
        session.execute(
            insert(managers).values(
                id=self.manager, name=self.name, role=self.role, added_at=entry.recorded_at
            )
        )

    def words(self) -> str:
        """Say who."""
        return f"{self.name} may sign in here, as {self.role}."


@dataclass(frozen=True)
class ManagerSignedIn(Fact, kind="manager.signed_in"):
    """A manager opened the store. `by` is what opened it: passphrase or recovery code."""

    manager: str
    by: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep when."""
        session.execute(
            update(managers).where(managers.c.id == self.manager).values(last_signed_in_at=entry.recorded_at)
        )

    def words(self) -> str:
        """Say how."""
        return f"Signed in with the {self.by}."


@dataclass(frozen=True)
class PassphraseChanged(Fact, kind="manager.passphrase_changed"):
    """A manager has a new passphrase, set after signing in with the recovery code."""

    manager: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the key file holds it."""

    def words(self) -> str:
        """Say what changed."""
        return "New passphrase and new recovery code set."
