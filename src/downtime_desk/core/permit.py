"""What somebody may record: the one place where a fact is refused to a role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble


@dataclass(frozen=True)
class Permit:
    """The acts of a role: for each kind of fact what the act is called, and whether it is allowed.

    `until` is when it ends by itself. `ask` says who may.
    """

    role: str
    acts: Mapping[str, str]
    allowed: frozenset[str]
    ask: str
    until: datetime | None = None

    def refusal(self, kind: str, now: datetime) -> Trouble | None:
        """Return in words why a fact of this kind may not be recorded; None when it may."""
        if self.until is not None and now >= self.until:
            return Trouble(
                f"Not saved. The time of {self.role} ended {full_stamp(self.until)}.",
                "Lock, then sign in again, or open the envelope again and say why.",
            )
        if kind in self.allowed:
            return None
        act = self.acts.get(kind, "do that")
        return Trouble(f"Not saved. As {self.role} you may not {act}.", self.ask)
