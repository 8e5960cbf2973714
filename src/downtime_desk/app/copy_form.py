"""The copy, in the settings: taking a new one, and answering for one that waits because it looks wrong."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from downtime_desk.app.copying import Copying
from downtime_desk.core.clock import day_and_clock, from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.people import copies
from downtime_desk.sync import by_itself
from downtime_desk.sync.connection import chosen
from downtime_desk.sync.facts import Waiting, offers, waiting
from downtime_desk.sync.guard.seen import Finding
from downtime_desk.sync.refresh import Held
from downtime_desk.ui.parts import Answer, Button, Note, NoteField, column, holder, row, second, strong

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

MOST = 12
TABLES = copies.TABLES | {"settings", "journal"}


class CopyForm(QWidget):
    """Takes a new copy; shows what is wrong with one that waits, for a person to accept or refuse with a reason."""

    def __init__(self, window: "DeskWindow", copying: Copying) -> None:
        super().__init__()
        self._window, self._copying = window, copying
        self._shown: Waiting | None = None
        self.take = Button("Take a new copy now", icon="refresh-cw", records="copy.refreshed")
        self.take.clicked.connect(self.refresh)
        self.whole = Button("Read everything again", icon="rotate-ccw", records="copy.refreshed")
        self.whole.clicked.connect(self.refresh_whole)
        self._said = Answer()
        self.found = Note("")
        self.examples = QWidget()
        self._findings = column(self.examples)
        self.why = NoteField(
            "Why", hint="What you saw in the main system, or who told you. It is kept.", lines=2
        )
        self.accept = Button("Use the new copy", icon="check", records="copy.refused")
        self.accept.clicked.connect(self.accept_it)
        self.refuse = Button("Refuse it", icon="x", records="copy.refused")
        self.refuse.clicked.connect(self.refuse_it)
        answers = row(self.accept, self.refuse, 0)
        self.waiting = holder(column(self.found, self._findings, self.why, answers, gap=8))
        self.waiting.hide()
        self._not_read = second("")
        self._offers = second("")
        taking = row(self.take, self.whole, 0, gap=8)
        self.setLayout(column(taking, self._said, self.waiting, self._not_read, self._offers, gap=8))
        window.desk.refresh_on(self, TABLES, self._list)
        self._list()

    def refresh(self) -> None:
        """Take a new copy beside the window."""
        self._begin(self._copying.copy)

    def refresh_whole(self) -> None:
        """Take a new copy beside the window by reading everything, where otherwise only what changed is read."""
        self._begin(self._copying.copy_whole)

    def accept_it(self) -> None:
        """Put the copy that waits in use: somebody looked, and says why it is right."""
        self._begin(partial(self._copying.accept, self.why.text()))

    def refuse_it(self) -> None:
        """Refuse the copy that waits; the one from before stays."""
        self._begin(partial(self._copying.refuse, self.why.text()))

    def _begin(self, act: Callable[..., str]) -> None:
        self._let(False)
        jobs = self._window.desk.jobs
        jobs.work(self, act, then=self._done, otherwise=self._refused, progress=self._step)

    def _let(self, on: bool) -> None:  # noqa: FBT001 - as Qt has it
        for button in (self.take, self.whole, self.accept, self.refuse):
            button.setEnabled(on)

    def _step(self, words: str) -> None:
        self._said.tell(words, "", "accent")

    def _done(self, words: str) -> None:
        self._let(True)
        self._said.tell(words)

    def _refused(self, trouble: Trouble) -> None:
        self._let(True)
        if isinstance(trouble, Held):
            # what was found stands below, with the answers
            self._said.hide()
            return
        self._said.refuse(trouble)

    def _list(self) -> None:
        with self._window.desk.read() as session:
            not_read = copies.not_read(session)
            kept = waiting(session)
            failing = by_itself.fails_since(session)
            said = offers(session)
            server = chosen(session)
        lines = [f"Copying fails since {day_and_clock(failing[0])}: {failing[1]}"] if failing else []
        lines += [
            f"Not read: {each.resource_type} {each.resource_id}: {each.reason}" for each in not_read[:MOST]
        ]
        if len(not_read) > MOST:
            lines.append(f"… and {len(not_read) - MOST} more.")
        self._not_read.setText("\n".join(lines) or "The last copy was read whole.")
        self.whole.setVisible(server is not None and server.kind == "server")
        # what another main system said is nothing about this one
        offered = (
            said.offers if said is not None and server is not None and said.source == server.name else ()
        )
        self._offers.setText("\n".join(offered))
        self._offers.setVisible(bool(offered))
        self._show_waiting(kept)

    def _show_waiting(self, kept: Waiting | None) -> None:
        if kept != self._shown:
            self.why.show_text("")
        self._shown = kept
        if kept is None:
            self.waiting.hide()
            return
        read = day_and_clock(from_text(kept.started))
        self.found.say(
            f"A new copy, read {read}, waits for you: it looks wrong.",
            "The copy from before is still in use. Look at the main system before you answer.",
            "amber",
        )
        self._findings.removeWidget(self.examples)
        self.examples.deleteLater()
        self.examples = holder(column(*map(_finding, kept.findings), gap=6))
        self._findings.addWidget(self.examples)
        self.waiting.show()


def _finding(found: Finding) -> QWidget:
    """Return what is wrong in one sentence, and the examples of it under it."""
    examples = [second("; ".join(found.examples))] if found.examples else []
    return holder(column(strong(found.words), *examples, gap=1))
