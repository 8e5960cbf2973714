"""What is being typed, on its way to the store: whoever asks for it gets it before it has arrived there.

A large write, a whole copy taken in, may keep a draft waiting for seconds. A dialog that is closed and opened again
meanwhile has its words all the same.
"""

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from downtime_desk.ui.desk import Desk


class Drafts:
    """The drafts of a desk, each under a subject (`visit/42`)."""

    def __init__(self, desk: "Desk") -> None:
        self._desk = desk
        self._under_way: dict[str, str] = {}

    def keep(self, subject: str, words: str) -> None:
        """Keep what is being typed; empty words forget it."""
        from downtime_desk.core.drafts import KeepDraft, keep_draft

        self._under_way[subject] = words
        # in the name of the desk: a form may be gone before its words are kept
        done = partial(self._written, subject, words)
        self._desk.jobs.write(self._desk, keep_draft, KeepDraft(subject, words), done)

    def of(self, subject: str) -> str:
        """Return what is kept about a subject, or is just being kept; nothing when nothing is."""
        from downtime_desk.core.drafts import draft_of

        if subject in self._under_way:
            return self._under_way[subject]
        with self._desk.read() as session:
            return draft_of(session, subject)

    def latest(self, subject: str, stored: str) -> str:
        """Return what is just being kept about a subject, else what the store was found to have."""
        return self._under_way.get(subject, stored)

    def _written(self, subject: str, words: str, _nothing: object) -> None:
        if self._under_way.get(subject) == words:
            del self._under_way[subject]
