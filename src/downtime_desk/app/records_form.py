"""How long what is kept stays, who left, and who looked: the form in the settings."""

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from downtime_desk.core.clock import long_date
from downtime_desk.core.errors import Trouble
from downtime_desk.records.actions import Erased, Tidied, is_tidying_due, tidy
from downtime_desk.records.facts import CopyErased
from downtime_desk.records.rules import (
    BOUNDS,
    SOURCES,
    Left,
    Rules,
    change_rules,
    left,
    past_visits_due,
    rules,
    still_kept,
)
from downtime_desk.records.screen.audit import AuditDialog
from downtime_desk.records.screen.erasing import KEPT_ALL_THE_SAME, EraseDialog
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Answer, Button, Numbers, column, row, second

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

TABLES = frozenset({"people", "visits", "settings"})
SHOWN = 8


class RecordsForm(QWidget):
    """Opens the audit, keeps the times, says what is due, and lets go of it in the copy."""

    def __init__(self, window: "DeskWindow") -> None:
        super().__init__()
        self._window, self._desk = window, window.desk
        self.audit_button = Button("See who looked at what", icon="eye")
        self.numbers = Numbers(BOUNDS)
        self.save_button = Button("Save", icon="save", records="setting.changed")
        self.erase_button = Button("Erase somebody who left", icon="trash-2", records="record.erased")
        self.tidy_button = Button(
            "Let go of what is due in the copy", icon="trash-2", records="record.copy_erased"
        )
        self.said = Answer()
        self._due = second("")
        self.setLayout(
            column(
                row(self.audit_button, 0),
                self.numbers,
                row(self.save_button, 0),
                row(self.tidy_button, self.erase_button, 0, gap=8),
                self.said,
                self._due,
                second("\n".join(SOURCES)),
                gap=8,
            )
        )
        self.audit_button.clicked.connect(self.open_audit)
        self.save_button.clicked.connect(self.save)
        self.tidy_button.clicked.connect(self.tidy)
        self.erase_button.clicked.connect(self.erase)
        with self._desk.read() as session:
            self.numbers.show_values(rules(session))
        self._desk.refresh_on(self, TABLES, self._show)
        self._show()

    def open_audit(self) -> AuditDialog:
        """Open the audit."""
        dialog = AuditDialog(self._window, self._desk, self._window.store)
        dialog.open()
        return dialog

    def save(self) -> None:
        """Keep the times."""
        try:
            wanted = Rules(**self.numbers.values())
        except Trouble as trouble:
            self.said.refuse(trouble)
            return
        self._desk.jobs.write(self, change_rules, wanted, then=self._kept, otherwise=self.said.refuse)

    def tidy(self) -> None:
        """Let go of what is due in the copy."""
        self._desk.jobs.write(
            self, lambda session, _: tidy(session), None, then=self._tidied, otherwise=self.said.refuse
        )

    def erase(self) -> EraseDialog:
        """Open the erasing of somebody who left."""
        dialog = EraseDialog(self._window, self._desk)
        dialog.erased.connect(self._erased)
        dialog.open()
        return dialog

    def _erased(self, done: Erased) -> None:
        shared = f" About others too, and kept: {len(done.shared)}." if done.shared else ""
        self.said.tell(f"Erased: {done.lines} lines.{shared}", KEPT_ALL_THE_SAME)

    def _kept(self, _nothing: None) -> None:
        self.said.saved(self._desk.now())

    def _tidied(self, gone: Tidied) -> None:
        self.said.tell(f"Taken out of the copy: {gone.people} people, {gone.visits} past visits.")

    def _show(self) -> None:
        now = self._desk.now()
        with self._desk.read() as session:
            gone, past, due = left(session, now), past_visits_due(session, now), is_tidying_due(session, now)
            kept = still_kept(session, now)
        self.tidy_button.setEnabled(due)
        self.erase_button.setEnabled(bool(kept))
        lines = [_line(each) for each in gone[:SHOWN]]
        if len(gone) > SHOWN:
            lines.append(f"… and {len(gone) - SHOWN} more.")
        lines = lines or ["Nobody who left is kept in the copy."]
        self._due.setText("\n".join((*lines, f"Past visits due to go: {past}.")))


class Tidying(QObject):
    """Lets go of what the rules say, once a day while the desk is open and no outage runs."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._looked: datetime | None = None

    def look(self) -> None:
        """Look once a day."""
        now = self._desk.now()
        if self._looked is not None and self._looked.date() == now.date():
            return
        self._looked = now
        if self._desk.acting.refusal(CopyErased.kind) is not None:
            return
        with self._desk.read() as session:
            due = is_tidying_due(session, now)
        if due:
            self._desk.jobs.write(self, lambda session, _: tidy(session), None)


def _line(each: Left) -> str:
    due = (
        "; what was written is due to be erased"
        if each.record_due
        else "; due to go"
        if each.copy_due
        else ""
    )
    return f"{each.name} left {long_date(each.left_at.date())}{due}."
