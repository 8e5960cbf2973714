"""What is recorded about the columns of exports."""

from dataclasses import dataclass

from downtime_desk.core import settings
from downtime_desk.core.journal import Entry, Fact
from downtime_desk.core.session import Session
from downtime_desk.sync.files.profiles import Profile

SETTING = "columns of exports"


@dataclass(frozen=True)
class ColumnsMapped(Fact, kind="files.columns_mapped"):
    """A manager said which column of an export is which."""

    profile: Profile

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep it in the place of an earlier one for the same header."""
        others = [each for each in profiles(session) if each.fingerprint != self.profile.fingerprint]
        settings.put(session, SETTING, [*others, self.profile])

    def words(self) -> str:
        """Say which."""
        return f"Columns mapped: {self.profile.name}, {len(self.profile.columns)} columns."


def profiles(session: Session) -> tuple[Profile, ...]:
    """Return the profiles managers of this desk made."""
    return settings.read(session, SETTING, tuple[Profile, ...], ())
