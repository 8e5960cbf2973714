"""What the window shows of a role: a band over every page, buttons that are held with the reason, break-glass looked over.

The journal refuses what a role may not record whatever the window shows; this only says so before anybody types.
"""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from downtime_desk.access import roles
from downtime_desk.access.actions import look
from downtime_desk.access.queries import to_review
from downtime_desk.access.screen.review import ReviewDialog
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.session import Session
from downtime_desk.outages.screen.decision import DecisionDialog
from downtime_desk.outages.screen.declare import AmendDialog, DeclareDialog
from downtime_desk.outages.screen.line import LineToWrite
from downtime_desk.people import names, queries
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.people.screen.reveal import RevealDialog
from downtime_desk.people.screen.tell import TellDialog
from downtime_desk.printing.screen.order import OrderForm
from downtime_desk.printing.screen.scan import ScanDialog
from downtime_desk.recovery.screen import ReturnScreen
from downtime_desk.recovery.screen.gate_strip import GateStrip
from downtime_desk.recovery.screen.settling import SettlingPane
from downtime_desk.rota.screen.changing.base import ChangeDialog
from downtime_desk.rota.screen.giving import GiveOutDialog, ReadBackDialog
from downtime_desk.rota.screen.rolling import EndRollForwardDialog, RollForwardDialog
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.parts import Button, Ground, Icon, SafeLabel, row
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.call import CallDialog
from downtime_desk.visits.screen.deviation import DeviationDialog
from downtime_desk.visits.screen.follow_up import FollowUpDialog
from downtime_desk.visits.screen.form import VerifyForm

if TYPE_CHECKING:
    from downtime_desk.app.window import DeskWindow

LOOK_EVERY: Final = 400
"""Milliseconds between two looks at whose record is open in a break-glass."""

DIALOGS: Final[dict[type[Modal], str]] = {
    DeclareDialog: "outage.declared",
    AmendDialog: "outage.amended",
    DecisionDialog: "decision.recorded",
    TellDialog: "person.told",
    RevealDialog: "entry_code.revealed",
    ScanDialog: "copy.accounted_for",
    CallDialog: "visit.verified",
    DeviationDialog: "deviation.logged",
    FollowUpDialog: "deviation.followed_up",
    ChangeDialog: "rota.visit_moved",
    RollForwardDialog: "rota.rolled_forward",
    EndRollForwardDialog: "rota.roll_forward_ended",
    GiveOutDialog: "handout.given",
    ReadBackDialog: "handout.read_back",
}
PARTS: Final[tuple[tuple[type[QWidget], str, str], ...]] = (
    (VerifyForm, "save", "visit.verified"),
    (VerifyForm, "deviation", "deviation.logged"),
    (LineToWrite, "save_button", "log.noted"),
    (LineToWrite, "decision", "decision.recorded"),
    (OrderForm, "_print", "copy.issued"),
    (ReturnScreen, "send", "return.sent"),
    (SettlingPane, "settle", "return.decided"),
    (SettlingPane, "again", "return.decided"),
    (GateStrip, "button", "outage.stood_down"),
)
"""Parts of pages, the name of their button, and what it records."""


class Limits(QObject):
    """Holds buttons of one window as its role wants it; in a break-glass keeps what is looked at, and its end."""

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
        window.went.connect(self.hold_page)
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

    def hold_page(self, _key: str = "") -> None:
        """Hold the buttons of the page that is open."""
        page = self._window.page()
        if page is None:
            return
        for kind, name, records in PARTS:
            refusal = self._desk.acting.refusal(records)
            if refusal is None:
                continue
            for part in (page, *page.findChildren(kind)):
                button = getattr(part, name, None) if isinstance(part, kind) else None
                if isinstance(button, Button):
                    button.hold(_said(refusal))

    def hold_dialog(self, dialog: Modal) -> None:
        """Hold the primary button of a dialog whose act the role may not do, and say why in it."""
        records = next((kind for each, kind in DIALOGS.items() if isinstance(dialog, each)), "")
        refusal = self._desk.acting.refusal(records) if records else None
        if refusal is not None:
            dialog.do_button.hold(_said(refusal))
            dialog.show_trouble(Trouble(refusal.what.removeprefix("Not saved. "), refusal.do))

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


def _said(refusal: Trouble) -> str:
    return f"{refusal.what.removeprefix('Not saved. ')} {refusal.do}"


def _look(session: Session, what: str) -> None:
    look(session, what)
