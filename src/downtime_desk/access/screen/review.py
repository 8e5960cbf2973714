"""Going through what was done in break-glass, before anything else; then the next envelope."""

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access import queries
from downtime_desk.access.actions import Review, Reviewed, SignedIn, put_away, review
from downtime_desk.access.queries import Opening
from downtime_desk.access.screen.recovery_code import RecoveryCodePage, envelope_paper
from downtime_desk.core.clock import clock_face, full_stamp
from downtime_desk.core.session import Session
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Card, NoteField, column, holder, label, second, strong

GROUPS = (
    ("Looked at", ("break_glass.looked", "person.looked_at", "people.listed", "entry_code.revealed")),
    ("Printed", ("copy.issued", "copy.handed_on", "printer.tested")),
)
MOST = 80


class ReviewDialog(Modal):
    """Stays until a manager wrote what they found and put the new envelope's code away. Signal `reviewed`."""

    reviewed: ClassVar[Signal] = Signal()

    def __init__(self, window: QWidget, desk: Desk, here: SignedIn, openings: Sequence[Opening]) -> None:
        self._desk, self._here = desk, here
        self._home: Path = here.store.folder.parent
        self._done = False
        self.note_field = NoteField(
            "What you found", hint="Ask whoever opened it. Write down what has to follow.", lines=2
        )
        self._asking = holder(column(*(_opening(each) for each in openings), self.note_field, gap=12))
        self._box = column(self._asking)
        super().__init__(
            window,
            "The break-glass envelope was opened",
            holder(self._box),
            do="I went through it; make a new envelope",
            icon="key-round",
            fill="red_tile",
            text="on_red",
            note="This comes before anything else.",
            width=760,
        )
        self.cancel_button.hide()
        self.asked.connect(self._go_on)

    def _go_on(self) -> None:
        if self._done:
            self._desk.jobs.write(self, _kept, None, then=self._closed, otherwise=self.show_trouble)
            return
        self.set_busy(busy=True)
        self._desk.jobs.work(
            self, review, self._home, self._here, Review(self.note_field.text()),
            then=self._show_code, otherwise=self.show_trouble,
        )  # fmt: skip

    def _show_code(self, kept: Reviewed) -> None:
        self._done = True
        with self._desk.read() as session:
            name = queries.organisation(session).name
        page = RecoveryCodePage(name, kept.made.code, envelope_paper(kept.made.number))
        page.settled.connect(self.do_button.setEnabled)
        self.turn_to(self._box, self._asking, page, "It is in the safe")
        self.note.setText("The code that was used opens nothing any more.")

    def _closed(self, _nothing: None) -> None:
        self.close_done()
        self.reviewed.emit()

    def reject(self) -> None:
        """Stay: it comes before anything else. Locking still works."""


def _kept(session: Session, _nothing: None) -> None:
    put_away(session, "break-glass")


def _opening(each: Opening) -> Card:
    head = strong(f"{each.name}, {each.job}", size=16)
    when = second(
        f"Envelope {each.number}, {full_stamp(each.opened_at)} to {full_stamp(each.until)} at the latest"
    )
    parts: list[QWidget] = [head, when, label("Why"), second(each.reason, "ink")]
    named = {kind for _, kinds in GROUPS for kind in kinds}
    groups = [(title, [line for line in each.done if line.kind in kinds]) for title, kinds in GROUPS]
    groups.append(("Written down and changed", [line for line in each.done if line.kind not in named]))
    for title, lines in groups:
        parts.append(label(title))
        said = [f"{clock_face(line.at)}  {line.words}" for line in lines[:MOST]] or ["Nothing."]
        if len(lines) > MOST:
            said.append(f"… and {len(lines) - MOST} more in the log.")
        parts.append(second("\n".join(said), "ink"))
    return Card(column(*parts, gap=4), tone="edge")
