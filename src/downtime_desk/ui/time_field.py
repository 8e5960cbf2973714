"""A field for a time as people type it: what it means stands under it before it is saved."""

from datetime import datetime

from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.typed_time import (
    Ask,
    At,
    Refused,
    Typed,
    asked,
    meaning,
    read_ahead_answered,
    read_answered,
)
from downtime_desk.ui.parts import TextField

HOW = "Type it as 815, 20:15, -20 for 20 minutes ago, or now."


class TimeField(TextField):
    """A time that has been, or with `ahead` one that is to come. It starts empty: nothing is guessed."""

    def __init__(self, name: str, now: Now, *, hint: str = "", ahead: bool = False, inside: str = "") -> None:
        super().__init__(name, hint=hint, inside=inside)
        self._now, self._ahead, self._usual = now, ahead, hint
        self._typed: Typed | None = None
        self.changed.connect(self._read)
        self.finished.connect(self._refuse)

    def instant(self) -> datetime:
        """Return the time meant; raise Trouble in words when there is none, or two."""
        if self.text().strip().casefold() == "now":
            self._typed = self._read_now()
        if isinstance(self._typed, At):
            return self._typed.instant
        if isinstance(self._typed, Ask):
            raise Trouble(asked(self._typed), "Type the letter behind the time.")
        if isinstance(self._typed, Refused):
            raise Trouble(self._typed.why)
        raise Trouble(f"{self.line.accessibleName()} is missing.", HOW)

    def _read_now(self) -> Typed | None:
        typed = self.text()
        if not typed.strip():
            return None
        return read_ahead_answered(typed, self._now()) if self._ahead else read_answered(typed, self._now())

    def _read(self) -> None:
        self._typed = self._read_now()
        if isinstance(self._typed, At):
            self.show_hint(meaning(self._typed.instant, self._now()), "green")
        elif isinstance(self._typed, Ask):
            self.show_hint(asked(self._typed), "amber")
        else:
            # While it is being typed a time is not wrong yet.
            self.show_hint(self._usual)

    def _refuse(self) -> None:
        if isinstance(self._typed, Refused):
            self.show_wrong(self._typed.why)
