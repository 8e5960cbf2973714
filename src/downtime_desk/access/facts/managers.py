"""What is recorded about managers. No passphrase and no code is in any fact."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, update

from downtime_desk.access.facts.codes import next_number, take_over
from downtime_desk.access.model import managers
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session

COUNTED_SINCE = "tries counted since"
RECOVERY = "recovery code"


def _change(session: Session, manager: str, **values: str | None) -> None:
    session.execute(update(managers).where(managers.c.id == manager).values(**values))


@dataclass(frozen=True)
class ManagerAdded(Fact, kind="manager.added"):
    """A manager may sign in here. `public` is the public half of their slot, in hexadecimal."""

    manager: str
    name: str
    role: str
    public: str = ""

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the manager."""
        session.execute(delete(managers).where(managers.c.id == self.manager))
        session.execute(
            insert(managers).values(
                id=self.manager,
                name=self.name,
                role=self.role,
                added_at=entry.recorded_at,
                state="active",
                public=self.public,
            )
        )

    def words(self) -> str:
        """Say who."""
        return f"{self.name} may sign in here, as {self.role}."


@dataclass(frozen=True)
class ManagerInvited(Fact, kind="manager.invited"):
    """Somebody may become a manager with a one-time code, until an instant (stored UTC text)."""

    manager: str
    name: str
    role: str
    until: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep who is awaited; a second invitation takes the place of the first."""
        session.execute(delete(managers).where(managers.c.id == self.manager))
        session.execute(
            insert(managers).values(
                id=self.manager,
                name=self.name,
                role=self.role,
                added_at=entry.recorded_at,
                state="invited",
                until=self.until,
                public="",
            )
        )

    def words(self) -> str:
        """Say who, and until when."""
        return f"{self.name} invited as {self.role}, until {full_stamp(from_text(self.until))}."


@dataclass(frozen=True)
class InvitationEnded(Fact, kind="manager.invitation_ended"):
    """An invitation was not used: it was withdrawn or its time was up."""

    manager: str
    name: str
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nobody is awaited any more."""
        _change(session, self.manager, state="removed", removed_at=entry.recorded_at, until=None)

    def words(self) -> str:
        """Say whose."""
        return f"The invitation of {self.name} ended: {self.why}. Its code opens nothing any more."


@dataclass(frozen=True)
class ManagerJoined(Fact, kind="manager.joined"):
    """An invited manager chose a passphrase; the code is used up."""

    manager: str
    name: str
    public: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """They may sign in."""
        _change(session, self.manager, state="active", until=None, public=self.public)

    def words(self) -> str:
        """Say who."""
        return f"{self.name} used the invitation and chose a passphrase."


@dataclass(frozen=True)
class RoleChanged(Fact, kind="manager.role_changed"):
    """A manager has another role from the next sign-in on."""

    manager: str
    name: str
    was: str
    role: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep the role."""
        _change(session, self.manager, role=self.role)

    def words(self) -> str:
        """Say from what to what."""
        return f"{self.name} is {self.role} now, not {self.was}."


@dataclass(frozen=True)
class ManagerRemoved(Fact, kind="manager.removed"):
    """A manager may not sign in any more: the store went to a new file under a new key they do not have."""

    manager: str
    name: str
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep when."""
        _change(session, self.manager, state="removed", removed_at=entry.recorded_at, until=None)

    def words(self) -> str:
        """Say who and why."""
        return f"{self.name} removed: {self.why} The store has a new file and a new key."


@dataclass(frozen=True)
class ManagerSignedIn(Fact, kind="manager.signed_in"):
    """A manager opened the store. `by` is what opened it: passphrase, recovery code, invitation.

    `failed` wrong tries came before it, the first at `failed_since`. `counted_since` marks the count of tries
    left on the laptop; `count_lost` says that it was not as it was left.
    """

    manager: str
    by: str
    failed: int = 0
    failed_since: str = ""
    counted_since: str = ""
    count_lost: bool = False

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep when."""
        _change(session, self.manager, last_signed_in_at=entry.recorded_at)
        if self.counted_since:
            settings.put(session, COUNTED_SINCE, self.counted_since)

    def words(self) -> str:
        """Say how, and what went before."""
        said = [f"Signed in with the {self.by}."]
        if self.failed:
            tries = "1 wrong try" if self.failed == 1 else f"{self.failed} wrong tries"
            said.append(f"{tries} before it, the first {full_stamp(from_text(self.failed_since))}.")
        if self.count_lost:
            said.append("The count of wrong tries was taken away or changed since the last sign-in.")
        return " ".join(said)


@dataclass(frozen=True)
class PassphraseChanged(Fact, kind="manager.passphrase_changed"):
    """A manager has a new passphrase; after the recovery code (`by`) there is a new code too."""

    manager: str
    by: str = RECOVERY
    public: str = ""

    def apply(self, session: Session, entry: Entry) -> None:
        """Keep the slot's public half, and the new recovery code."""
        _change(session, self.manager, public=self.public)
        if self.by == RECOVERY:
            take_over(session, "recovery", next_number(session, "recovery"), entry.recorded_at)

    def words(self) -> str:
        """Say what changed."""
        return "New passphrase and new recovery code set." if self.by == RECOVERY else "New passphrase set."


@dataclass(frozen=True)
class KeyFound(Fact, kind="manager.key_found"):
    """The key file has another slot for a manager than was recorded: a change that a crash cut short, or not ours."""

    manager: str
    name: str
    public: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep what is there: it opened the store."""
        _change(session, self.manager, public=self.public)

    def words(self) -> str:
        """Say whose, and what to do."""
        return (
            f"The key file had another slot for {self.name} than was written down. "
            "If the passphrase was not changed just before, ask why."
        )
