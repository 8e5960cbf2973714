"""Keeping what is being typed in a form, so that a kill, Esc or another page loses none of it."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from downtime_desk.ui.desk import Desk

DRAFT_AFTER_MS = 400


class Draft(QObject):
    """The draft of one form, about one subject at a time; `words` gives the form as typed, empty for nothing."""

    def __init__(self, form: QObject, desk: Desk, words: Callable[[], str]) -> None:
        super().__init__(form)
        self._desk, self._words = desk, words
        self._subject = self._kept = ""
        self._resting = False
        self._after = QTimer(self)
        self._after.setSingleShot(True)
        self._after.setInterval(DRAFT_AFTER_MS)
        self._after.timeout.connect(self.keep)
        desk.leaving.connect(self._keep_at_once)

    def about(self, subject: str, kept: str) -> None:
        """Go over to another subject, about which these words are kept."""
        self._after.stop()
        self._subject, self._kept, self._resting = subject, kept, False

    def read(self, subject: str) -> str:
        """Go over to another subject; return what is kept about it."""
        kept = self._desk.drafts.of(subject)
        self.about(subject, kept)
        return kept

    def typed(self) -> None:
        """Keep what is typed a moment from now."""
        if not self._resting:
            self._after.start()

    def keep(self) -> None:
        """Keep what is typed, now; nothing typed keeps nothing."""
        self._after.stop()
        if self._resting or not self._subject:
            return
        words = self._words()
        if words != self._kept:
            self._write(words)

    def _keep_at_once(self) -> None:
        """Keep what was typed a moment ago: the window goes."""
        if self._after.isActive():
            self.keep()

    def rest(self) -> None:
        """Keep nothing while the words are being saved: a draft of what stands already would come up again."""
        self._after.stop()
        self._resting = True

    def wake(self) -> None:
        """Keep what is typed again: it was not saved."""
        self._resting = False
        self.typed()

    def forget(self) -> None:
        """Forget what is kept: it was saved, or thrown away."""
        self._after.stop()
        self._resting = False
        if self._subject and self._kept:
            self._write("")

    def _write(self, words: str) -> None:
        self._kept = words
        self._desk.drafts.keep(self._subject, words)
