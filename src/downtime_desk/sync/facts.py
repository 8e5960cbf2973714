"""What is recorded about copies: that one was taken, or that it could not be.

The copy itself is not a projection: it comes from the main system, not from the journal, so replaying these
facts writes nothing but which copy waits for a person.
"""

from dataclasses import dataclass

from downtime_desk.core import settings
from downtime_desk.core.clock import day_and_clock, from_text
from downtime_desk.core.journal import Entry, Fact, record
from downtime_desk.core.session import Session
from downtime_desk.people.copies import Counts
from downtime_desk.sync.guard import Finding

WAITING = "copy waiting"
CLOCK = "clock accepted"
OFFERS = "main system offers"


@dataclass(frozen=True)
class Waiting:
    """A copy that waits for a person. `mark` names its sealed file; `replaces` is the copy it was compared with."""

    source: str
    started: str
    replaces: int
    counts: Counts
    findings: tuple[Finding, ...]
    mark: str

    def words(self) -> str:
        """Say what was found, in one paragraph."""
        return " ".join(each.words for each in self.findings)


def waiting(session: Session) -> Waiting | None:
    """Return the copy that waits for a person, if one does."""
    return settings.read(session, WAITING, Waiting | None, None)  # type: ignore[arg-type]


def _nothing_waits(session: Session) -> None:
    if waiting(session) is not None:
        settings.put(session, WAITING, None)


@dataclass(frozen=True)
class CopyHeld(Fact, kind="copy.held", sort="Copy"):
    """A copy was read and looks wrong: it waits until a person says whether it is right."""

    copy: Waiting

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep it as the one that waits."""
        settings.put(session, WAITING, self.copy)

    def words(self) -> str:
        """Say what is wrong with it."""
        return f"New copy from {self.copy.source} kept waiting. {self.copy.words()}"


@dataclass(frozen=True)
class CopyRefused(Fact, kind="copy.refused", sort="Decision"):
    """A person looked at a copy that waited and refused it; the copy from before is still in use."""

    copy: Waiting
    why: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Let nothing wait any more."""
        _nothing_waits(session)

    def words(self) -> str:
        """Say which copy, what was found, and why it was refused."""
        read = day_and_clock(from_text(self.copy.started))
        return f"New copy from {self.copy.source}, read {read}, refused. {self.copy.words()} Why: {self.why}"


@dataclass(frozen=True)
class CopyRefreshed(Fact, kind="copy.refreshed", sort="Copy"):
    """A copy was taken. `changed` and `withdrawn` count rows of any kind; `seconds` is how long it took.

    `accepted` is what the guard found and a person took all the same, `why` the reason they gave. `clock_ahead` are
    the seconds by which the main system's clock was before ours, when that was among it. With `only_changes`
    nothing but what changed since the copy before was read; `notes` say what was odd about the reading.
    """

    snapshot: int
    source: str
    counts: Counts
    changed: int
    withdrawn: int
    rejected: int
    seconds: int
    accepted: tuple[str, ...] = ()
    why: str = ""
    clock_ahead: int | None = None
    only_changes: bool = False
    notes: tuple[str, ...] = ()

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Let no other copy wait any more. The mirror was written beside this fact, in the same transaction.

        A difference of the clocks that was accepted once is not asked about again.
        """
        _nothing_waits(session)
        if self.clock_ahead is not None:
            settings.put(session, CLOCK, self.clock_ahead)

    def words(self) -> str:
        """Say what is in the copy, and what is not."""
        said = f"Copy refreshed from {self.source}: {self.counts.people} people, {self.counts.visits} visits."
        if self.only_changes:
            said += f" Only what changed was read: {self.changed} changed, {self.withdrawn} gone."
        for note in self.notes:
            said += f" {note}"
        if self.rejected:
            said += f" {self.rejected} could not be read."
        if self.accepted:
            said += f" Accepted although: {' '.join(self.accepted)}"
        if self.why:
            said += f" Why: {self.why}"
        return said


@dataclass(frozen=True)
class MainSystemOffers(Fact, kind="main_system.offers", sort="Copy"):
    """What the main system says it offers, in words, as it said when a copy was read: kept when it changes."""

    source: str
    offers: tuple[str, ...]

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep it."""
        settings.put(session, OFFERS, self)

    def words(self) -> str:
        """Say it."""
        return f"{self.source} says what it offers. {' '.join(self.offers)}"


def offers(session: Session) -> "MainSystemOffers | None":
    """Return what the main system said last that it offers."""
    return settings.read(session, OFFERS, MainSystemOffers | None, None)  # type: ignore[arg-type]


def keep_offers(session: Session, source: str, said: tuple[str, ...]) -> None:
    """Record what the main system offers, where that is news."""
    news = MainSystemOffers(source, said)
    if said and offers(session) != news:
        record(session, news, subject="setting/main system offers")


@dataclass(frozen=True)
class CopyRefreshFailed(Fact, kind="copy.refresh_failed", sort="Copy"):
    """A refresh came to nothing; the copy from before is still in use."""

    source: str
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Write nothing."""

    def words(self) -> str:
        """Say why."""
        return f"Copy not refreshed from {self.source}. {self.why}"


@dataclass(frozen=True)
class CopySealChanged(Fact, kind="copy.seal_changed", sort="Copy"):
    """The key that unattended copies are sealed to was not this store's."""

    def apply(self, session: Session, entry: Entry) -> None:
        """Write nothing."""

    def words(self) -> str:
        """Say what it means."""
        return (
            "The key that copies are sealed to while nobody is signed in was changed outside Downtime Desk, and put"
            " right. Copies sealed in between can be read by whoever changed it: tell whoever looks after this laptop."
        )
