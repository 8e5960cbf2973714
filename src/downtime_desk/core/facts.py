"""Facts of the store itself."""

from dataclasses import dataclass
from typing import Any

from downtime_desk.core import settings
from downtime_desk.core.journal import Entry, Fact, record
from downtime_desk.core.session import Session


@dataclass(frozen=True)
class SettingChanged(Fact, kind="setting.changed"):
    """A manager changed a setting. `value` is plain JSON."""

    name: str
    value: Any

    def apply(self, session: Session, entry: Entry) -> None:  # noqa: ARG002
        """Keep the new value."""
        settings.put(session, self.name, self.value)

    def words(self) -> str:
        """Say what changed."""
        return f"Setting changed: {self.name}."


def change_setting(session: Session, name: str, value: Any) -> None:
    """Record a new value for a setting, unless it is the one already kept."""
    if settings.read(session, name, Any, None) != value:
        record(session, SettingChanged(name, value), subject=f"setting/{name}")
