"""The visit in view while it is verified: shown, kept as a draft while it is typed, and saved."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.core.errors import Trouble
from downtime_desk.core.ids import new_id
from downtime_desk.people.screen.looking import Looking
from downtime_desk.people.told import told_of
from downtime_desk.ui.desk import Desk
from downtime_desk.visits import actions, queries
from downtime_desk.visits.planned import PlannedCarer
from downtime_desk.visits.queries import Seen
from downtime_desk.visits.screen.draft import Draft
from downtime_desk.visits.screen.pane import VisitPane
from downtime_desk.visits.settings import thresholds
from downtime_desk.visits.typed import begin, encode


class Verifying(QObject):
    """Signals `missing(trouble)` when this copy has no such visit, `loaded` when another one is in view.

    `saved(visit)` comes once what was typed stands, and nothing is in view then.
    """

    missing: ClassVar[Signal] = Signal(object)
    loaded: ClassVar[Signal] = Signal()
    saved: ClassVar[Signal] = Signal(str)

    def __init__(
        self, owner: QWidget, desk: Desk, pane: VisitPane, since: Callable[[], datetime | None]
    ) -> None:
        super().__init__(owner)
        self.seen: Seen | None = None
        self._desk, self._pane, self._form, self._since = desk, pane, pane.form, since
        self._fact_id: str | None = None
        self._draft = Draft(self, desk, self._words)
        self._looking = Looking(pane, desk)
        self._form.changed.connect(self._draft.typed)

    def visit(self) -> str | None:
        """Return the id of the visit in view."""
        return self.seen.planned.visit if self.seen else None

    def load(self, visit: str, carers: tuple[PlannedCarer, ...]) -> bool:
        """Show another visit, if this copy has it; what was typed about the one before is kept."""
        self.keep_draft()
        try:
            with self._desk.read() as session:
                seen, limits = queries.seen(session, visit), thresholds(session)
        except Trouble as trouble:
            self._pane.show_missing(trouble)
            self.missing.emit(trouble)
            return False
        about = f"visit/{visit}"
        kept = self._desk.drafts.latest(about, seen.draft or "")
        seen = replace(seen, draft=kept or None)
        self.seen, self._fact_id = seen, None
        self._looking.see(self.person())
        self._draft.about(about, kept)
        self.loaded.emit()
        since = self._since()
        self._pane.show_visit(seen, self._desk.now(), since)
        self._form.show_visit(seen, begin(seen), carers, since, limits, self._desk.now)
        return True

    def person(self) -> str:
        """Return the id of the person of the visit in view, or nothing."""
        return self.seen.planned.who.id if self.seen else ""

    def hear_told(self) -> None:
        """Show what was told of the person in view since they were shown; nothing typed is touched."""
        if self.seen is None:
            return
        with self._desk.read() as session:
            told = told_of(session, self.person())
        if told != self.seen.told:
            self.seen = replace(self.seen, told=told)
            self._pane.show_told(self.seen, self._desk.now())

    def look_again(self) -> None:
        """Read the visit in view again; what is typed about it stays, and what it began from."""
        if self.seen is None:
            return
        with self._desk.read() as session:
            seen = queries.seen(session, self.seen.planned.visit)
        self.seen = replace(seen, account=self.seen.account)
        self._pane.show_visit(seen, self._desk.now(), self._since())

    def keep_draft(self) -> None:
        """Keep what is being typed, now; nothing typed keeps nothing."""
        self._draft.keep()

    def save(self) -> None:
        """Save what we know: at once when nothing is doubtful, after a why when something is."""
        found = self._form.understood()
        if found is None or not self._form.save.isEnabled():
            return
        if found.unclear:
            self._form.show_trouble("A time is not clear yet.", found.unclear[0])
            return
        try:
            with self._desk.read() as session:
                looked = actions.look_at(session, found.command, self._desk.now())
        except Trouble as trouble:
            self._form.show_trouble(trouble.what, trouble.do)
            return
        answered = {each.what for each in found.command.accepted}
        if not answered.issuperset(looked.doubts):
            self._form.ask_why(looked.doubts)
            return
        self._draft.rest()
        self._fact_id = self._fact_id or new_id(self._desk.now())
        self._form.save.setEnabled(False)
        command = replace(found.command, fact_id=self._fact_id)
        self._desk.jobs.write(self, actions.verify, command, self._saved, self._not_saved)

    def _words(self) -> str:
        """Return the form as typed; nothing when it is as it was opened."""
        if self.seen is None:
            return ""
        typed = self._form.typed()
        return "" if typed == begin(replace(self.seen, draft=None)) else encode(typed)

    def _saved(self, _entry: object) -> None:
        self._form.save.setEnabled(True)
        visit = self.visit()
        self.seen, self._fact_id = None, None
        self._draft.about("", "")
        self.saved.emit(visit or "")

    def _not_saved(self, trouble: Trouble) -> None:
        """Say what went wrong; every word stays, and what others wrote meanwhile comes into view."""
        self._form.save.setEnabled(True)
        self._draft.wake()
        self._form.show_trouble(trouble.what, trouble.do)
        if self.seen is None:
            return
        try:
            with self._desk.read() as session:
                seen = queries.seen(session, self.seen.planned.visit)
        except Trouble as gone:
            self._pane.show_missing(gone)
            return
        if seen.account != self.seen.account:
            self.seen, self._fact_id = seen, None
            self._pane.show_visit(seen, self._desk.now(), self._since())
            self._form.begin_from(seen)
