"""What is being typed about a change told: kept as it is typed, put back after a kill."""

from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

import msgspec
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import clock_face, from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.time_field import TimeField

AFTER_MS = 400
CLEAR_FOR = timedelta(hours=12)
"""After so long a time on the clock may mean another day, and is asked for again."""


class Typing(msgspec.Struct, frozen=True, omit_defaults=True):
    """What every such form keeps besides its fields: when it was typed, UTC text."""

    typed_at: str = ""


Typed = TypeVar("Typed", bound=Typing)


class Drafted(Modal, Generic[Typed]):
    """A dialog whose words are kept as they are typed, under a subject of their own.

    Closing keeps them too; only saving, or `start_anew`, empties them.
    """

    def __init__(
        self, owner: QWidget, desk: Desk, subject: str, kind: type[Typed], *, title: str, content: QWidget,
        do: str, icon: str, width: int, records: str,
    ) -> None:  # fmt: skip
        self._desk, self._subject, self._typed_as = desk, subject, kind
        self._last = ""
        super().__init__(
            owner, title, content, do=do, icon=icon, width=width, cancel="Close", note="Kept as you type.",
            records=records,
        )  # fmt: skip
        self._draft = QTimer(self)
        self._draft.setSingleShot(True)
        self._draft.setInterval(AFTER_MS)
        self._draft.timeout.connect(self.keep)
        desk.leaving.connect(self._keep_at_once)

    def put_back(self) -> None:
        """Put in what was being typed when the dialog, or the program, was closed."""
        self._last = self._desk.drafts.of(self._subject)
        if self._last:
            typed = msgspec.json.decode(self._last, type=self._typed_as)
            old = self._desk.now() - from_text(typed.typed_at) > CLEAR_FOR
            self.show_typed(typed, times=not old)
            again = " Type the times again: they were of another day." if old else ""
            self.note.setText(f"Put back as it was being typed.{again}")

    def typed(self, now: str) -> Typed:
        """Return the form as typed; `now` is when."""
        raise NotImplementedError

    def show_typed(self, typed: Typed, *, times: bool) -> None:
        """Show a form as it was typed, with or without its times."""
        raise NotImplementedError

    def keep(self) -> None:
        """Keep what is being typed, now; nothing typed keeps nothing."""
        self._draft.stop()
        empty = self.typed("") == self._typed_as()
        words = "" if empty else msgspec.json.encode(self.typed(to_text(self._desk.now()))).decode()
        if words != self._last:
            self._last = words
            self._desk.drafts.keep(self._subject, words)

    def _keep_at_once(self) -> None:
        """Keep what was typed a moment ago: the window goes."""
        if self._draft.isActive():
            self.keep()

    def reject(self) -> None:
        """Close; what was typed is kept and comes up again."""
        if self.do_button.isEnabled():
            self.keep()
        self._drop()

    def save(self, act: Callable[..., object], command: object) -> None:
        """Hand a command over; the dialog closes once it is kept, and says why when it is not."""
        self._draft.stop()
        self.set_busy(busy=True)
        self._desk.jobs.write(self, act, command, self._kept_now, self.show_trouble)

    def _kept_now(self, _entry: object) -> None:
        self.close_done()


def time_typed(field: TimeField) -> str:
    """Return a time as a draft keeps it: `now` and `-20` as the time on the clock they stand for."""
    text = field.text().strip()
    if text.casefold() != "now" and not text.startswith("-"):
        return text
    try:
        return clock_face(field.instant())
    except Trouble:
        return text
