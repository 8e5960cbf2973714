"""What is recorded about backups: a pack was taken, a desk goes on from one."""

from dataclasses import dataclass

from downtime_desk.access.facts import DESK
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class PackMade(Fact, kind="backup.pack_made"):
    """A pack was taken out of the program: its file's name, and the journal's end in it."""

    file: str
    entries: int
    head: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: the pack is elsewhere."""

    def words(self) -> str:
        """Say which."""
        return f"Pack made, to entry {self.entries} ({self.head}): {self.file}."


@dataclass(frozen=True)
class StoreRestored(Fact, kind="store.restored"):
    """A desk goes on from a backup, under a mark of its own.

    `lost` is how many later entries the store here had; it lies in the folder `aside`. None: there was no
    store, or it could not be read.
    """

    desk: str
    was: str
    made_at: str
    entries: int
    head: str
    lost: int | None
    aside: str

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Be the new desk."""
        settings.put(session, DESK, self.desk)

    def words(self) -> str:
        """Say from which backup, and what became of the store before."""
        made = full_stamp(from_text(self.made_at))
        said = f"Desk {self.desk} goes on from the backup of desk {self.was} of {made} (entry {self.entries}, {self.head})."
        if not self.aside:
            return said
        left = (
            "It could not be read."
            if self.lost is None
            else f"{self.lost} entries of it are not in the backup."
        )
        return f"{said} The store before is kept in {self.aside}. {left}"
