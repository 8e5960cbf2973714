"""What every dialog that changes the rota does: keep what is typed, ask about doubts, say whom to ring."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QDialog, QLayout, QWidget

from downtime_desk.core import journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.core.journal import Entry
from downtime_desk.core.session import Session
from downtime_desk.rota import queries
from downtime_desk.rota.actions import Doubt
from downtime_desk.rota.facts import Lasts
from downtime_desk.rota.queries import Ring
from downtime_desk.rota.queries.people_to_ring import Changed
from downtime_desk.rota.screen.changing.doubts import Doubts
from downtime_desk.rota.screen.changing.kept import Kept
from downtime_desk.rota.screen.changing.ring import ToRing
from downtime_desk.ui.desk import Desk, Sessions
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Note, Option, Segmented, TextField, button, column, holder

Action = Callable[[Session, Any], Entry]
Put = tuple[str, tuple[Ring, ...]]


class ChangeDialog(Modal):
    """A change of the rota. `accepted` when it is saved and the manager has read whom to ring.

    `kept` names the fields whose words are kept as they are typed, under `subject`.
    """

    def __init__(
        self,
        owner: QWidget,
        desk: Desk,
        title: str,
        fields: QLayout,
        *,
        do: str,
        icon: str,
        subject: str,
        kept: Mapping[str, QWidget],
        width: int = 800,
    ) -> None:
        self._desk = desk
        self._fact_id: str | None = None
        # while an answer is on its way the news of our own commit may come first
        self._waiting = False
        self._saved = False
        self._rung = False
        self.doubts = Doubts()
        self.to_ring = ToRing()
        self._again = Note(
            "Put back as it was being typed.", "", _empty := button("Start empty"), tone="accent"
        )
        self._again.hide()
        self._form = holder(column(self._again, fields, self.doubts, 0, gap=12))
        super().__init__(
            owner,
            title,
            holder(column(self._form, self.to_ring, gap=0)),
            do=do,
            icon=icon,
            note="What you type is kept until it is saved.",
            cancel="Close",
            width=width,
            records="rota.visit_moved",
        )
        self._first = next(iter(kept.values()))
        self._draft = Kept(self, desk, subject, kept)
        self._again.setVisible(self._draft.put_back())
        self._draft.typed.connect(self._typed_on)
        _empty.clicked.connect(self._start_empty)
        self.doubts.shown.connect(self._show_doubts)
        self.asked.connect(self._do)

    def open(self) -> None:
        """Show the dialog, ready to type in its first field."""
        super().open()
        self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.settle_soon()

    def bring_up(self, part: QWidget) -> None:
        """Scroll a part to the top, where not all of the dialog fits: what it finds shows under it."""
        self._scroll.verticalScrollBar().setValue(part.mapTo(self._content, QPoint()).y())

    def command(self) -> object:
        """Return what is to be done; raise Trouble when something is missing."""
        raise NotImplementedError

    def action(self) -> Action:
        """Return the action that does it."""
        raise NotImplementedError

    def fact_id(self) -> str:
        """Return the id under which it is recorded, once however often it is pressed."""
        self._fact_id = self._fact_id or new_id(self._desk.now())
        return self._fact_id

    def reject(self) -> None:
        """Close. What was typed is kept and comes up again; what was saved is saved."""
        if self._saved:
            self.accept()
            return
        self._draft.keep()
        QDialog.reject(self)

    def not_saved(self, trouble: Trouble) -> None:
        """Ask about doubts, or say what went wrong; every word stays."""
        if isinstance(trouble, Doubt):
            self.set_busy(busy=False)
            self.doubts.ask((*self.doubts.accepted(), *trouble.doubts))
            return
        self.show_trouble(trouble)

    def kept_as(self, entry: Entry) -> None:
        """Take note of what was recorded."""

    def _do(self) -> None:
        if self._rung:
            self.accept()
            return
        try:
            command = self.command()
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self._waiting = True
        self.set_busy(busy=True)
        self._desk.jobs.write(self, self.action(), command, self._done, self._refused)

    def _refused(self, trouble: Trouble) -> None:
        self._waiting = False
        self.not_saved(trouble)

    def _done(self, entry: Entry) -> None:
        self._saved = True
        self._draft.forget()
        self.kept_as(entry)
        self._desk.jobs.work(
            self, _told, self._desk.sessions, entry, then=self._ring, otherwise=self._nothing_to_tell
        )

    def _ring(self, found: Put) -> None:
        saved, rings = found
        if not rings:
            self.accept()
            return
        self._rung = True
        self._trouble.hide()
        self._form.hide()
        self.to_ring.show_rings(saved, rings)
        self.note.setText("What they hold or were told is otherwise now.")
        self.cancel_button.hide()
        self.do_button.say("I will ring them")
        self.set_busy(busy=False)
        self.do_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.settle_soon()

    def settle_soon(self) -> None:
        """Take the room the content needs, once it has laid itself out."""
        QTimer.singleShot(0, self, self._settle)

    def _show_doubts(self) -> None:
        QTimer.singleShot(0, self, self._bring_up_doubts)

    def _bring_up_doubts(self) -> None:
        self._settle()
        if self.doubts.isVisible():
            self.bring_up(self.doubts)

    def _nothing_to_tell(self, trouble: Trouble) -> None:
        """Say what went wrong after it was saved; the next press closes."""
        self._rung = True
        self.show_trouble(Trouble(f"It is saved. {trouble.what}", trouble.do))
        self.do_button.say("Close")

    def _typed_on(self) -> None:
        self._trouble.hide()

    def _start_empty(self) -> None:
        self._draft.start_empty()
        self.doubts.clear()
        self._again.hide()
        self._settle()


def _told(sessions: Sessions, entry: Entry) -> Put:
    fact = cast("Changed", journal.decode(entry))
    with sessions.read() as session:
        return fact.words(), queries.to_ring(session, fact)


def why_field() -> TextField:
    """Return the field that asks why; it is always asked."""
    return TextField("Why", hint="In a few words. It stands in the log and in the evidence.")


def lasts_field() -> Segmented:
    """Return the choice whether a change goes on when the rota is rolled forward."""
    return Segmented(
        "How long it lasts", [Option("once", "This once"), Option("every week", "Every week from now")]
    )


def lasts(field: Segmented) -> Lasts:
    """Return what was chosen; this once when nothing was."""
    return "every week" if field.value() == "every week" else "once"
