"""The unlock window: the first thing seen. It imports only Qt and what unlocking needs.

The database and the rest of the program are imported on a worker while the passphrase is typed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QWidget

from downtime_desk.access import home as place
from downtime_desk.access.lock import LockNote, instant, read_lock
from downtime_desk.access.screen.copies import Copies
from downtime_desk.access.screen.doors import Doors
from downtime_desk.access.screen.waiting import Waiting
from downtime_desk.core.clock import MONTHS, Now, day_and_clock, from_text, local, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import KeyFile
from downtime_desk.ui import theme
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.lists import Line, RowPicture, RowsList, RowsModel
from downtime_desk.ui.parts import (
    Button,
    Card,
    Heading,
    Kind,
    Note,
    TextField,
    bold,
    column,
    holder,
    label,
    primary,
    quiet,
    row,
    second,
)
from downtime_desk.ui.shell import BarCell, BarState, Framed, NextClock
from downtime_desk.ui.tokens import Mode

if TYPE_CHECKING:
    from downtime_desk.access.screen.break_glass import BreakGlassDialog
    from downtime_desk.access.screen.invitation import InvitationDialog
    from downtime_desk.access.screen.recover import RecoverDialog

TWO_SIDES = 1000
"""From this width on, in design pixels, what is here stands beside signing in."""
LEAST_WIDTH, LEAST_HEIGHT = 320, 300
WAITING = (
    "That passphrase did not open this laptop.",
    "You are not locked out: the button counts down to the next try and comes back by itself. Other ways in do not wait.",
)
MOST_NAMES = 5
"""How many names stand in the list before it scrolls."""


@dataclass(frozen=True)
class ManagerRow:
    """Somebody who may sign in."""

    id: str
    name: str
    last: str


class UnlockWindow(Framed):
    """Signs somebody in. Signals `opened(object)` with what a door gave, `recovered(Founded)`, `look_asked(Look)` and `backup_asked`.

    `recovered` comes once the new recovery code is put away. `warm` imports what comes after signing in, on a
    worker, from the first letter typed; without it, what signing in needs is imported. `why` stands in the bar;
    `doors` sign in, else the store has to be whole.
    """

    opened: ClassVar[Signal] = Signal(object)
    recovered: ClassVar[Signal] = Signal(object)
    look_asked: ClassVar[Signal] = Signal(object)
    backup_asked: ClassVar[Signal] = Signal()

    def __init__(
        self,
        home: Path,
        now: Now,
        jobs: Jobs,
        warm: Callable[[], object] | None = None,
        why: str = "Locked",
        doors: Doors | None = None,
    ) -> None:
        self._doors = doors or Doors()
        self._home, self._clock, self._jobs, self._import = home, now, jobs, warm or _import_signing_in
        self.note = read_lock(home)
        self._keyfile, self._broken = _keyfile(home)
        self._warmed = False
        self.managers = RowsList("Your name", RowsModel(_key, _sentence, _name), self._picture)
        self.passphrase = TextField("Your passphrase", hint="No code from a phone is needed.")
        self.show_button = Button("Show", icon="eye")
        self.unlock_button = primary("Unlock", "lock", "Enter", Kind.BIG)
        self.glass_button = Button("Cannot get in? Break glass", icon="key-round", kind=Kind.FLAT)
        self.recover_button = Button("Use the recovery code", icon="key-round", kind=Kind.FLAT)
        self.invited_button = Button("I have an invitation", icon="user-check", kind=Kind.FLAT)
        self.backup_button = Button("Open a backup or pack", icon="history", kind=Kind.FLAT)
        self.display_button = Button("Display", icon="contrast")
        self._trouble = Note("", tone="red")
        self._trouble.hide()
        self._hidden = True
        self.passphrase.hide_typed()
        self.passphrase.line.setFixedHeight(theme.px(44))
        self.copies = Copies(self.note)
        body = QWidget()
        self._across = QHBoxLayout(body)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._left = self.copies.beside(self.display_button)
        self._across.addWidget(self._left)
        self._across.addWidget(self._signing_in(), 1)
        super().__init__(now, body)
        self.setMinimumSize(LEAST_WIDTH, LEAST_HEIGHT)
        self.show_state(_bar(self._organisation(), self.note, why))
        self.copies.tick(now())
        self._waiting, self._refused = Waiting(self, now), False
        self._connect()
        self.managers.show_rows(_rows(self._keyfile, self.note, now()))
        self.managers.select_first()
        if self._broken is not None:
            self._say_broken(self._broken)
        self.passphrase.line.setFocus()

    def unlock(self) -> None:
        """Sign in with what was typed."""
        chosen = self.managers.current()
        if chosen is None or not self.passphrase.text() or not self.unlock_button.isEnabled():
            self.passphrase.line.setFocus()
            return
        self._trouble.hide()
        self._refused = False
        self.unlock_button.setEnabled(False)
        self.unlock_button.say("Opening", "hourglass")
        self._jobs.work(
            self, _enter, self._doors, self._home, chosen.id, self.passphrase.text(), self._clock,
            then=self._open, otherwise=self._refuse,
        )  # fmt: skip

    def recover(self) -> "RecoverDialog | None":
        """Get in with the recovery code; without a key file nobody can."""
        if self._keyfile is None:
            return None
        from downtime_desk.access.screen.recover import RecoverDialog

        dialog = RecoverDialog(self, self._home, self._clock, self._jobs, self._keyfile, self._doors)
        dialog.recovered.connect(self.recovered)
        dialog.opened.connect(self.opened)
        dialog.open()
        return dialog

    def break_glass(self) -> "BreakGlassDialog":
        """Get in with the sealed envelope."""
        from downtime_desk.access.screen.break_glass import BreakGlassDialog

        dialog = BreakGlassDialog(self, self._home, self._clock, self._jobs, self._doors)
        dialog.opened.connect(self.opened)
        dialog.open()
        return dialog

    def use_invitation(self) -> "InvitationDialog | None":
        """Become a manager with a one-time code."""
        if self._keyfile is None:
            return None
        from downtime_desk.access.screen.invitation import InvitationDialog

        dialog = InvitationDialog(self, self._home, self._clock, self._jobs, self._keyfile)
        dialog.opened.connect(self.opened)
        dialog.open()
        return dialog

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show both sides, or only signing in."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_left"):
            self._arrange()

    def _signing_in(self) -> QScrollArea:
        typed = row(self.passphrase, self.show_button, gap=8)
        typed.setStretch(0, 1)
        typed.setAlignment(self.show_button, Qt.AlignmentFlag.AlignVCenter)
        self.show_button.setFixedHeight(theme.px(44))
        inner = column(
            Heading("Sign in"), 4, label("Your name"), self.managers, 8, typed, self._trouble, self.unlock_button,
            gap=8,
        )  # fmt: skip
        self._card = Card(inner, tone="edge", margins=(30, 26, 30, 24))
        self._glass_words = second(
            "The sealed code from the office safe. It is logged, and a manager goes through it."
        )
        below = column(
            row(self.glass_button, 0),
            self._glass_words,
            row(self.recover_button, self.invited_button, 0, gap=6),
            row(self.backup_button, 0),
            gap=2,
        )
        keyfile = self._keyfile
        for part in (self.glass_button, self._glass_words):
            part.setVisible(keyfile is not None and bool(keyfile.of_kind("break-glass")))
        self.invited_button.setVisible(keyfile is not None and bool(keyfile.of_kind("invitation")))
        whole = column(0, self._card, 16, below, 0, gap=0, margins=(16, 16, 16, 16))
        page = holder(row(0, holder(whole), 0, gap=0))
        page.setObjectName("page")
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidgetResizable(True)
        area.setWidget(page)
        return area

    def _connect(self) -> None:
        self.passphrase.changed.connect(self._warm)
        self.passphrase.line.returnPressed.connect(self.unlock)
        self.managers.opened.connect(self._to_the_passphrase)
        self.managers.chosen.connect(self._another_name)
        self.show_button.clicked.connect(self._show_or_hide)
        self.unlock_button.clicked.connect(self.unlock)
        self.glass_button.clicked.connect(self.break_glass)
        self.recover_button.clicked.connect(self.recover)
        self.invited_button.clicked.connect(self.use_invitation)
        self.backup_button.clicked.connect(self.backup_asked)
        self.display_button.clicked.connect(self._next_theme)
        self.minute.connect(self._tick)
        self._waiting.left.connect(self._count_down)
        self._waiting.over.connect(self._may_try)
        for keys, act in {
            "Ctrl+Return": self.unlock,
            "Ctrl+Enter": self.unlock,
            "Ctrl+Shift+D": self._next_theme,
            "Ctrl++": self._larger,
            "Ctrl+=": self._larger,
            "Ctrl+-": self._smaller,
        }.items():
            QShortcut(QKeySequence(keys), self, act)

    def _warm(self) -> None:
        """Have the rest of the program there by the time the passphrase is typed."""
        if not self._warmed:
            self._warmed = True
            self._jobs.work(self, self._import)

    def _open(self, found: object) -> None:
        self.passphrase.show_text("")
        self._ready()
        self.opened.emit(found)

    def _refuse(self, trouble: Trouble) -> None:
        self._ready()
        self._trouble.say(trouble.what, trouble.do, "red")
        self._trouble.show()
        self.passphrase.line.selectAll()
        self.passphrase.line.setFocus()
        self._refused = True
        self._wait()

    def _wait(self) -> None:
        """Hold the button for as long as the next try for the chosen name has to wait."""
        chosen = self.managers.current()
        slot = self._keyfile.with_passphrase(chosen.id) if self._keyfile and chosen else None
        if slot is None:
            return
        from downtime_desk.core import tries

        self._waiting.stop()
        self._ready()
        if left := tries.wait_left(self._home, slot.id, self._clock()):
            self._trouble.say(*WAITING, "red")
            self._trouble.show()
            self.unlock_button.setEnabled(False)
            self._waiting.begin(left)

    def _another_name(self, _row: object) -> None:
        """Wait for a name, not for everybody."""
        if self._refused:
            self._trouble.hide()
            self._wait()

    def _count_down(self, left: str) -> None:
        self.unlock_button.say(f"Next try in {left}", "hourglass")

    def _may_try(self) -> None:
        self._ready()
        self._trouble.say("You can try again now.", "", "amber")
        self.passphrase.line.setFocus()

    def _say_broken(self, trouble: Trouble) -> None:
        """Say what is wrong with the key file, and that a copy of it lets people in all the same, if one does."""
        if self._keyfile is None:
            self._refuse(trouble)
            return
        self._trouble.say(f"{trouble.what} The copy kept beside it lets you in.", trouble.do, "amber")
        self._trouble.show()

    def _ready(self) -> None:
        self.unlock_button.setEnabled(True)
        self.unlock_button.say("Unlock", "lock")

    def _to_the_passphrase(self) -> None:
        self.passphrase.line.setFocus()

    def _show_or_hide(self) -> None:
        self._hidden = not self._hidden
        if self._hidden:
            self.passphrase.hide_typed()
        else:
            self.passphrase.show_typed()
        self.show_button.say("Show" if self._hidden else "Hide", "eye" if self._hidden else "eye-off")
        self.passphrase.line.setFocus()

    def _next_theme(self) -> None:
        self.look_asked.emit(theme.look().next_theme())

    def _larger(self) -> None:
        self.look_asked.emit(theme.look().larger())

    def _smaller(self) -> None:
        self.look_asked.emit(theme.look().smaller())

    def _tick(self) -> None:
        self.copies.tick(self._clock())

    def _organisation(self) -> str:
        return self.note.organisation or (self._keyfile.organisation if self._keyfile else "")

    def _picture(self, each: ManagerRow) -> RowPicture:
        right = (quiet(each.last),) if each.last else ()
        return RowPicture((Line((bold(each.name, size=15),), right),), choice=False)

    def _arrange(self) -> None:
        room = self.width() * 100 / theme.look().text
        self._left.setVisible(room >= TWO_SIDES)
        self._left.setFixedWidth(theme.px(560))
        self._card.setFixedWidth(min(theme.px(470), self.width() - theme.px(40)))
        names = min(MOST_NAMES, max(1, len(self.managers.model().rows())))  # type: ignore[attr-defined]
        self.managers.setFixedHeight(names * theme.px(34) + 2)
        self.managers.doItemsLayout()


def _keyfile(home: Path) -> tuple[KeyFile | None, Trouble | None]:
    try:
        return place.read_keyfile(home), place.key_file_trouble(home)
    except Trouble as trouble:
        return None, trouble


def _import_signing_in() -> None:
    import downtime_desk.access.actions  # noqa: F401


def _enter(doors: Doors, home: Path, manager: str, passphrase: str, now: Now) -> object:
    from downtime_desk.core.wiping import wipe

    try:
        return doors.passphrase(home, manager, passphrase, now)
    finally:
        wipe(passphrase)


NOT_TRUSTED = "DATA NOT TRUSTED"


def _bar(organisation: str, note: LockNote, why: str) -> BarState:
    since, due = instant(note.since), instant(note.due)
    return BarState(
        Mode[note.mode],
        since if note.mode != "NORMAL" else None,
        cells=(BarCell("Downtime Desk", organisation),),
        clock=NextClock(due, "unlock to see it") if due else None,
        duty=why,
        locked=True,
        called=NOT_TRUSTED if note.data_doubted else "",
    )


def _rows(keyfile: KeyFile | None, note: LockNote, now: datetime) -> Sequence[ManagerRow]:
    """Return who may sign in, who did so last at the top; first of all who opened the envelope tonight."""
    if keyfile is None:
        return ()
    slots = sorted(
        keyfile.of_kind("manager"), key=lambda slot: note.signed_in.get(slot.who, ""), reverse=True
    )
    nights = [
        ManagerRow(slot.who, slot.name, f"until {day_and_clock(from_text(slot.until))}")
        for slot in keyfile.nights(to_text(now))
    ]
    last = [ManagerRow(slot.who, slot.name, _last(instant(note.signed_in.get(slot.who)))) for slot in slots]
    return [*nights, *last]


def _last(at: datetime | None) -> str:
    if at is None:
        return ""
    there = local(at)
    return f"last unlocked {day_and_clock(at)}, {there.day} {MONTHS[there.month - 1]}"


def _key(each: ManagerRow) -> str:
    return each.id


def _name(each: ManagerRow) -> str:
    return each.name


def _sentence(each: ManagerRow) -> str:
    return f"{each.name}. {each.last}" if each.last else each.name
