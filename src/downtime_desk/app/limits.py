"""What the window shows of a role: a band over every page, and break-glass looked over.

The journal refuses what a role may not record whatever the window shows; the band, and buttons that are held with the
reason, say so before anybody types.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer

from downtime_desk.access import roles
from downtime_desk.access.actions import look, read_keyfile
from downtime_desk.access.actions.night import until_of
from downtime_desk.access.queries import to_review
from downtime_desk.access.screen.night import NightDialog
from downtime_desk.access.screen.review import ReviewDialog
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.session import Session
from downtime_desk.people import names, queries
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.ui import theme
from downtime_desk.ui.parts import Ground, Icon, SafeLabel, row
from downtime_desk.visits.screen import VisitsScreen

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

LOOK_EVERY: Final = 400
"""Milliseconds between two looks at whose record is open in a break-glass."""


class Limits(QObject):
    """Says in one window what its role is; in a break-glass keeps what is looked at, and its end."""

    def __init__(self, window: "DeskWindow") -> None:
        super().__init__(window)
        self._window, self._desk = window, window.desk
        acting = window.desk.acting
        self.role = acting.permit.role if acting.permit else roles.REGISTERED
        self._until = acting.permit.until if acting.permit else None
        self._seen: set[str] = set()
        if self.role in _BANDS:
            window.show_band(_Band(self.role, self._words()))
        if self.role == roles.REGISTERED:
            return
        if self._until is not None:
            window.minute.connect(self._look_at_the_time)
        if self.role == roles.BREAK_GLASS:
            window.went.connect(self._look_at_page)
            self._timer = QTimer(self)
            self._timer.timeout.connect(self.look_at_person)
            self._timer.start(LOOK_EVERY)

    def _words(self) -> str:
        until = full_stamp(self._until) if self._until else ""
        return _BANDS[self.role].format(until=until, name=self._desk.acting.name)

    def ask_for_review(self) -> ReviewDialog | None:
        """Have a manager go through what was done in break-glass, before anything else."""
        if self._desk.acting.refusal("break_glass.reviewed") is not None:
            return None
        with self._desk.read() as session:
            waiting = to_review(session)
        if not waiting:
            return None
        dialog = ReviewDialog(self._window, self._desk, self._window.signed_in, waiting)
        dialog.open()
        return dialog

    def offer_night(self) -> NightDialog | None:
        """Offer whoever opened the envelope a passphrase for the rest of it, unless they set one."""
        if self.role != roles.BREAK_GLASS:
            return None
        here = self._window.signed_in
        slot = read_keyfile(here.store.folder.parent).slot_of("night", here.acting.manager)
        if slot is not None and until_of(slot) == self._until:
            return None
        dialog = NightDialog(self._window, here.store.folder.parent, self._desk.jobs, here)
        dialog.open()
        return dialog

    def look_at_person(self) -> None:
        """Keep whose record is open, once each."""
        page = self._window.page()
        person = page.person() if isinstance(page, PeopleScreen | VisitsScreen) else ""
        if not person or person in self._seen:
            return
        self._seen.add(person)
        with self._desk.read() as session:
            found = queries.person(session, person)
        name = names.listed(found.person.family, found.person.given) if found else person
        self._desk.jobs.write(self, _look, f"the record of {name}")

    def _look_at_page(self, key: str) -> None:
        self._desk.jobs.write(self, _look, f"the page {key}")

    def _look_at_the_time(self) -> None:
        if self._until is not None and self._desk.now() >= self._until:
            self._window.lock_asked.emit()


class _Band(Ground):
    """The band over every page: what somebody is here as, and what follows."""

    def __init__(self, role: str, words: str) -> None:
        fill, tone = ("red_tile", "on_red") if role == roles.BREAK_GLASS else ("accent_tint", "ink")
        said = SafeLabel(words, size=14, weight=theme.SEMIBOLD, tone=tone)
        icon = Icon("key-round" if role == roles.BREAK_GLASS else "eye", tone, 18)
        across = row(icon, said, gap=10, margins=(14, 6, 14, 6))
        across.setStretch(1, 1)
        across.setAlignment(icon, Qt.AlignmentFlag.AlignTop)
        super().__init__(across, fill=fill)
        self.setAccessibleName(words)


_BANDS: Final = {
    roles.BREAK_GLASS: "BREAK-GLASS until {until}: {name}. What you look at, print and write down is listed, and a "
    "manager goes through it.",
    roles.READ_ONLY: "Read-only: you can find and read everything but entry codes. What you type is not kept.",
}


def _look(session: Session, what: str) -> None:
    look(session, what)
