"""The signed-in window: every page, what the bar says, and the keys that work everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access.actions import SignedIn
from downtime_desk.access.lock import LockNote, noted_sign_in, read_lock, write_lock
from downtime_desk.access.screen.roles import show_roles
from downtime_desk.app import bar
from downtime_desk.app.backing import Backing
from downtime_desk.app.copying import Copying
from downtime_desk.app.daily import DailyCheck
from downtime_desk.app.emergency import EmergencyPages
from downtime_desk.app.find import people_source, tell_source, visits_source
from downtime_desk.app.limits import Limits
from downtime_desk.app.pages import pages
from downtime_desk.app.practice import PracticeHere
from downtime_desk.app.records_form import Tidying
from downtime_desk.app.schedule import Schedule
from downtime_desk.app.watch import Watch
from downtime_desk.backups.actions import BackedUp
from downtime_desk.backups.ladder import reading_only
from downtime_desk.core import ballast
from downtime_desk.core.clock import Now
from downtime_desk.core.errors import Trouble
from downtime_desk.core.places import why_not_here
from downtime_desk.core.proving import doubts, is_checkpoint_due, make_due_checkpoint
from downtime_desk.outages.queries import Mode
from downtime_desk.outages.screen import DeclareDialog
from downtime_desk.people.screen import PeopleScreen
from downtime_desk.people.screen.tell import TellDialog
from downtime_desk.printing.screen.following import Following
from downtime_desk.printing.screen.scan import ScanDialog
from downtime_desk.ui import theme
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.find import Found
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.painted import once_painted
from downtime_desk.ui.settings import keep_look
from downtime_desk.ui.shell import BarState, Counter, FootLine, Shell
from downtime_desk.visits.queries import PLANNED, KeptQueue, Queue, queue
from downtime_desk.visits.screen import VisitsScreen
from downtime_desk.visits.screen.call import CallDialog


@dataclass(frozen=True)
class _Command:
    """Something that can be done from anywhere: its words, what it is for, its icon and key."""

    title: str
    second: str
    icon: str
    key: str


DECLARE = _Command(
    "Declare an outage", "Opens a form; nothing happens until you confirm", "unplug", "Ctrl+Shift+O"
)

SCAN = _Command("Scan a sheet", "Paper that comes back: scan its code or type its number", "scan-line", "F7")

CALL = _Command(
    "Write down a call",
    "A carer reads out the visits of a run, or sent a text message",
    "phone-call",
    "Ctrl+L",
)


TELL = _Command(
    "Write down a change told",
    "About the person shown: a new allergy, in hospital, another medicine, who has the key",
    "message-circle",
    "Ctrl+T",
)


FULL = (
    "The disk is almost full.",
    "What you write down is still saved, in room that was kept for this. Free some space now, or print what is needed.",
)


@dataclass(frozen=True)
class _Seen:
    """What one look at the store found for the bar, the foot and the counters."""

    state: BarState
    foot: tuple[FootLine, ...]
    counters: dict[str, Counter | None]
    is_short: bool
    in_doubt: str = ""
    """What is wrong with the journal, in words."""


class DeskWindow(Shell):
    """The window of one signed-in manager. `lock_asked` and `removal_asked(Removal)` are the app's to answer."""

    removal_asked: ClassVar[Signal] = Signal(object)

    def __init__(self, signed_in: SignedIn, home: Path, jobs: Jobs, now: Now, practice: PracticeHere) -> None:
        self.desk = Desk(signed_in.store, jobs, now)
        self.store, self.practice = signed_in.store, practice
        self.copying, self.backing = Copying(signed_in, now, practice), Backing(signed_in)
        self.signed_in = signed_in
        super().__init__(
            now,
            {
                "People": people_source(self),
                "Visits": visits_source(self),
                "Act": self._acts,
                "Write down a change told": tell_source(self),
            },
        )
        self._home, self._jobs, self._clock = home, jobs, now
        self._looking = self._look_once_more = False
        self._known = KeptQueue(self.desk.read)
        self.desk.refresh_on(self.desk, PLANNED, self._known.forget)
        self.daily = DailyCheck(self.desk, signed_in, self)
        for page in pages(self):
            self.add_page(page)
        self.add_key(DECLARE.key, self.declare)
        self.add_key(SCAN.key, self.scan)
        self.add_key(CALL.key, self.write_call)
        self.add_key(TELL.key, self.write_change)
        self.listen(jobs)
        self.look_asked.connect(self.wear)
        self.clock_asked.connect(self._to_what_is_due)
        self.minute.connect(self.look_again)
        self.schedule = Schedule(self.desk, self.copying, self)
        self.watch = Watch(self.desk, signed_in, self.strip, self)
        self.watch.declare_asked.connect(self.declare)
        self.watch.return_asked.connect(self.to_return)
        self.watch.back_asked.connect(self.to_return)
        self.watch.changed.connect(self.look_again)
        self.desk.refresh_on(self, bar.TABLES, self.look_again)
        self._reading, self._lies_badly = reading_only(signed_in), why_not_here(home)
        self.emergency = EmergencyPages(self.desk, signed_in.store, self)
        if self._reading is None:
            self._signed_in(signed_in)
            tidying = Tidying(self.desk, self)
            for look in (
                self.schedule.look,
                self.back_up_when_due,
                self.watch.look,
                self.sign_when_due,
                tidying.look,
                self.daily.look,
                self.emergency.look,
            ):
                self.minute.connect(look)
        else:
            self.show_banner(*self._reading.words())
        self.limits = Limits(self)
        self.help_asked.connect(self._help_with)
        with self.desk.read() as session:
            self.show_state(bar.standing(session, self.desk.acting.name))
        self.go("visits")
        # beside the window is not beside it while the board is painted: threads take turns
        once_painted(self, self._begin)

    def refusal(self, records: str) -> Trouble | None:
        """Return in words why whoever is signed in may not record a fact of this kind; its buttons are held then."""
        return self.desk.acting.refusal(records)

    def _help_with(self, _topic: str) -> None:
        show_roles(self)

    def declare(self) -> QWidget | None:
        """Open the declaration, unless an outage is running already: then go to its log."""
        with self.desk.read() as session:
            mode = bar.mode(session)
        if mode is not Mode.NORMAL:
            self.go("log")
            return None
        dialog = DeclareDialog(self, self.desk, self.watch.sign())
        dialog.declared.connect(self._declared)
        dialog.open()
        return dialog

    def to_return(self) -> None:
        """Open the Return page."""
        self.go("return")

    def scan(self) -> ScanDialog:
        """Open “Scan a sheet”, to count paper back in and to type visit records in."""
        dialog = ScanDialog(self, self.desk)
        dialog.visit_asked.connect(self._type_in)
        dialog.open()
        return dialog

    def write_call(self) -> CallDialog:
        """Open “Write down a call”, for a carer who reads out several visits."""
        dialog = CallDialog(self, self.desk)
        dialog.open()
        return dialog

    def write_change(self, person: str = "") -> TellDialog | None:
        """Open “A change told” about a person, or the one the open page shows; else go and find them."""
        page = self.page()
        shown = person or (page.person() if isinstance(page, PeopleScreen | VisitsScreen) else "")
        if not shown:
            self.go("people")
            return None
        dialog = TellDialog(self, self.desk, shown)
        dialog.open()
        return dialog

    def _type_in(self, visit: str, number: str) -> None:
        page = self.go("visits")
        if isinstance(page, VisitsScreen):
            page.open_from_paper(visit, number)

    def print_person(self, person: str) -> None:
        """Open the print room with one person's summary."""
        self.go("print", f"person/{person}")

    def wear(self, look: theme.Look) -> None:
        """Change theme or text size, and keep it for the next time."""
        theme.wear(look)
        keep_look(self._home, look)

    def _begin(self) -> None:
        """Begin what runs beside the window; of a store that can only be read, nothing but looking.

        A break-glass to go through comes first; whoever is in one is offered a passphrase for the rest of it.
        """
        if self._reading is None:
            self.limits.ask_for_review()
            self.limits.offer_night()
        self.look_again()
        if self._reading is not None:
            return
        self.sign_when_due()
        self._jobs.work(self, self.copying.resume_practice)
        self._jobs.work(self, self.copying.collect)
        Following(self, self.desk).take_up()
        self._jobs.work(self, self.backing.look, then=self._looked_for_backups)

    def _looked_for_backups(self, last: datetime | None) -> None:
        self.backing.looked(last)
        self.back_up_when_due()
        self.look_again()

    def back_up_when_due(self) -> None:
        """Back up beside the window, if the last one is too old."""
        mode = self.state().mode
        if self.backing.begin(mode, self._clock()):
            self._jobs.work(self, self.backing.run, mode, then=self.backed_up, otherwise=self._not_backed_up)

    def sign_when_due(self) -> None:
        """Sign the journal's end, if enough was recorded since it was signed last."""
        with self.desk.read() as session:
            due = is_checkpoint_due(session, self._clock())
        if due:
            self._jobs.write(self, lambda session, _: make_due_checkpoint(session), None)

    def backed_up(self, made: BackedUp) -> None:
        """Say at the foot that there is a backup."""
        self.backing.done(made)
        self.emergency.backed_up()
        self.look_again()

    def _not_backed_up(self, trouble: Trouble) -> None:
        self.backing.failed(trouble)
        self.look_again()

    def look_again(self) -> None:
        """Read anew, beside the window, what the bar, the counters and the foot say; once more if asked meanwhile."""
        self._look_once_more = self._looking
        if not self._looking:
            self._looking = True
            self._jobs.work(self, self._look, then=self._looked)

    def waiting(self) -> Queue:
        """Return the queue for the bar and the counter of visits: read once for both, on the thread beside."""
        return self._known.read(self._clock()).queue

    def _look(self) -> _Seen:
        try:
            waiting = self.waiting()
            with self.desk.read() as session:
                state = bar.bar_state(session, waiting, self.desk.acting.name)
                lines = bar.foot_lines(session)
                note = bar.lock_note(session, read_lock(self._home), state.clock)
                in_doubt = " ".join(each.words for each in doubts(session))
            if self._reading is None:
                write_lock(self._home, note)
            return _Seen(state, lines, self.counters(), self._is_short(), in_doubt)
        finally:
            self._looking = False

    def _banner(self, seen: _Seen) -> tuple[str, str]:
        """Return what stands over every page: the worst of what is wrong; no words when nothing is."""
        if seen.is_short:
            return FULL
        if seen.in_doubt:
            return (
                "The journal is in doubt.",
                f"{seen.in_doubt} Look into it in Settings, under “The journal”.",
            )
        return self._place_words()

    def _place_words(self) -> tuple[str, str]:
        """Return what is wrong with where the store lies, and what to do; no words when it lies well."""
        if self._lies_badly is None:
            return "", ""
        where = f"Close Downtime Desk, then move {self._home} to this laptop’s own disk"
        return self._lies_badly, f"{where}: what is copied while it is written can come back in halves."

    def _is_short(self) -> bool:
        """Say whether the disk is full; keep room for that hour while there is some."""
        return self._reading is None and not ballast.keep(self._home) and ballast.is_short(self._home)

    def _looked(self, seen: _Seen) -> None:
        # without an outage the line under the mode is free for what is wrong
        under = self.watch.under() if seen.state.since is None else ""
        self.show_state(replace(seen.state, under=under or seen.state.under))
        self.show_foot(self.emergency.foot(self.backing.foot(seen.foot, self._clock())))
        if self._reading is None:
            self.show_banner(*self._banner(seen))
        self.show_counters(seen.counters)
        if self._look_once_more:
            self.look_again()

    def shut(self) -> None:
        """Keep what is being typed, stop what pages still do and a copy under way, stop listening to the store, and go away."""
        self.desk.leaving.emit()
        self.copying.stop()
        self.emergency.stop()
        for page in self.built():
            leave = getattr(page, "leave", None)
            if callable(leave):
                leave()
        self.desk.close()
        self.close()
        self.deleteLater()

    def _signed_in(self, signed_in: SignedIn) -> None:
        note: LockNote = read_lock(self._home)
        write_lock(self._home, noted_sign_in(note, signed_in.acting.manager, self._clock()))

    def _declared(self, _reference: str) -> None:
        self.go("print")

    def _to_what_is_due(self) -> None:
        """Go to what the clock is about: a visit, a lost sheet, a copy that grows old, or what is left to return."""
        with self.desk.read() as session:
            waiting = queue(session, self._clock())
            mode, visit = bar.mode(session), bar.first_visit(waiting)
            is_loss = bar.is_loss_next(session, waiting)
        if is_loss:
            self.go("print", "lost")
        elif mode is Mode.OUTAGE:
            self.go("visits", visit)
        else:
            self.go("settings" if mode is Mode.NORMAL else "return")

    def _acts(self, typed: str) -> Sequence[Found]:
        words = typed.casefold()
        acts = (
            (DECLARE, self.declare),
            (SCAN, self.scan),
            (CALL, self.write_call),
            (TELL, self.write_change),
        )
        return [
            Found(each.title, each.second, each.icon, act, each.key)
            for each, act in acts
            if words in each.title.casefold()
        ]
