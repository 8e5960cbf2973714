"""Going on from a backup or a pack: which, who opens it, what would change, and only then the doing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from downtime_desk.access.actions import Recover, SignedIn, read_keyfile
from downtime_desk.access.screen.passphrase import PassphraseChooser
from downtime_desk.access.screen.recovery_code import RecoveryCodePage
from downtime_desk.backups import actions
from downtime_desk.backups.queries import DEFAULT_FOLDER, Changes, Lost, Row
from downtime_desk.core.backup.file import SUFFIX, Backup
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.clock import Now, full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keys import KeyFile
from downtime_desk.ui import theme
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import (
    Button,
    Choice,
    Heading,
    Kind,
    Note,
    Option,
    Rule,
    TextField,
    column,
    holder,
    label,
    row,
    second,
    strong,
)

SHOWN = 60
Opened = tuple[actions.Candidate, Changes]
Opening = Callable[[], actions.Candidate]


class OpenBackupDialog(Modal):
    """Signal `opened(SignedIn)` once the desk goes on from the backup. Nothing is changed before the second button."""

    opened: ClassVar[Signal] = Signal(object)

    def __init__(self, window: QWidget, home: Path, now: Now, jobs: Jobs) -> None:
        self._home, self._clock, self._jobs = home, now, jobs
        self._path: Path | None = None
        self._candidate: actions.Candidate | None = None
        self._signed_in: SignedIn | None = None
        self._table: QWidget | None = None
        self._backups = listed(home / DEFAULT_FOLDER).backups
        self.which = Choice("Backup on this laptop", [_option(each) for each in self._backups])
        self.file_button = Button("Choose a file: a stick, a drive", icon="usb")
        self.file = second("No file is chosen yet.")
        self.who = Choice("Your name", hint="Who could sign in when it was made.")
        self.passphrase = TextField("Your passphrase")
        self.passphrase.hide_typed()
        self.code_button = Button("I have the recovery code instead", icon="key-round", kind=Kind.FLAT)
        self.code = TextField(
            "Recovery code", hint="A new one is shown once the desk goes on from the backup."
        )
        self.chooser = PassphraseChooser()
        self.with_code = holder(column(self.code, self.chooser, gap=12))
        self.with_code.hide()
        self.code_button.clicked.connect(self.use_code)
        self.which.chosen.connect(self.show_file)
        self.file_button.clicked.connect(self._ask_file)
        self.passphrase.line.returnPressed.connect(self._go_on_from_here)
        self.which.setVisible(bool(self._backups))
        choosing = row(self.file_button, 0)
        self._asking = holder(
            column(
                self.which,
                choosing,
                self.file,
                self.who,
                self.passphrase,
                row(self.code_button, 0),
                self.with_code,
                gap=12,
            )
        )
        self._content_box = column(self._asking)
        super().__init__(
            window,
            "Open a backup or pack",
            holder(self._content_box),
            do="Open it and see what would change",
            icon="history",
            note="Nothing is changed yet.",
            width=760,
        )
        self.asked.connect(self._go_on_from_here)

    def use_code(self) -> None:
        """Ask for the recovery code and a new passphrase in place of the passphrase."""
        self.passphrase.hide()
        self.code_button.hide()
        self.with_code.show()
        self.code.setFocus()
        self._settle()

    def show_file(self, path: object) -> None:
        """Take a file, and offer the names of who may open it."""
        if not isinstance(path, Path):
            return
        self._jobs.work(
            self, actions.keys_for, self._home, path, then=self._show_names, otherwise=self.show_trouble
        )
        self._path = path
        self.file.setText(str(path))

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "A backup or pack of Downtime Desk", "", f"Downtime Desk (*{SUFFIX})"
        )
        if chosen:
            self.which.clear()
            self.show_file(Path(chosen))

    def _show_names(self, keyfile: KeyFile) -> None:
        self._trouble.hide()
        slots = keyfile.of_kind("manager")
        self.who.show_options([Option(slot.who, slot.name) for slot in slots])
        if len(slots) == 1:
            self.who.choose(slots[0].who)
        self.passphrase.setFocus()

    def _go_on_from_here(self) -> None:
        if self._signed_in is not None:
            self.close_done()
            self.opened.emit(self._signed_in)
            return
        if self._candidate is not None:
            self.set_busy(busy=True)
            self._jobs.work(
                self, actions.put_in_place, self._candidate, self._clock,
                then=self._in_place, otherwise=self.show_trouble,
            )  # fmt: skip
            return
        who = self.who.value()
        if self._path is None or not isinstance(who, str):
            self.show_trouble(Trouble("No backup or no name is chosen.", "Choose both."))
            return
        try:
            opening = (
                self._by_code(self._path, who)
                if self.passphrase.isHidden()
                else self._by_passphrase(self._path, who)
            )
        except Trouble as trouble:
            self.show_trouble(trouble)
            return
        self.set_busy(busy=True)
        self._jobs.work(self, _open, opening, then=self._show_changes, otherwise=self.show_trouble)

    def _by_passphrase(self, path: Path, who: str) -> Opening:
        home, typed = self._home, self.passphrase.text()
        return lambda: actions.open_backup(home, path, who, typed)

    def _by_code(self, path: Path, who: str) -> Opening:
        home, command = self._home, Recover(self.code.text(), who, self.chooser.passphrase())
        return lambda: actions.open_backup_with_code(home, path, command)

    def _show_changes(self, opened: Opened) -> None:
        self._candidate, changes = opened
        self.passphrase.show_text("")
        self._asking.hide()
        self._asking.deleteLater()
        self._table = table = ChangesTable(self._candidate.backup, changes)
        self._content_box.addWidget(table)
        # a part that is not shown yet takes no room when the dialog settles
        table.show()
        self.note.setText("Nothing is changed yet. The store that is here is kept beside it.")
        self.do_button.say("Go on from this backup", "check")
        self.set_busy(busy=False)
        self._kept = self._typed()
        self._content_box.activate()
        self._settle()
        self._scroll.verticalScrollBar().setValue(0)

    def _in_place(self, signed_in: SignedIn) -> None:
        code = self._candidate.code if self._candidate else ""
        self._candidate = None
        if code and self._table is not None:
            self._signed_in = signed_in
            page = RecoveryCodePage(read_keyfile(self._home).organisation, code)
            page.settled.connect(self.do_button.setEnabled)
            self.turn_to(self._content_box, self._table, page, "Go on")
            return
        self.close_done()
        self.opened.emit(signed_in)

    def reject(self) -> None:
        """Close without doing it; what was opened beside the store is thrown away."""
        if self._signed_in is not None or not self.do_button.isEnabled():
            return
        if self._candidate is not None:
            self._candidate.drop()
            self._candidate = None
        super().reject()


class ChangesTable(QWidget):
    """What would change: here beside there, and what is not in the backup, by time and name."""

    def __init__(self, backup: Backup, changes: Changes) -> None:
        super().__init__()
        made = full_stamp(backup.about.made())
        about = strong(f"Backup of {made}, desk {backup.about.desk}, proved: it holds.", size=15)
        lost = (changes.lost is None and changes.here) or bool(changes.lost)
        whole = column(about, Note(changes.words(), tone="red" if lost else "green"), gap=10)
        whole.addLayout(self._grid(changes.rows, here=changes.here))
        if changes.lost:
            whole.addWidget(Heading("Written down here, not in the backup", 2))
            for each in changes.lost[-SHOWN:][::-1]:
                whole.addWidget(_lost(each))
            if len(changes.lost) > SHOWN:
                whole.addWidget(second(f"… and {len(changes.lost) - SHOWN} before."))
        self.setLayout(whole)

    def _grid(self, rows: Sequence[Row], *, here: bool) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(4))
        heads = ("", "Here now", "In the backup") if here else ("", "", "In the backup")
        for place, head in enumerate(heads):
            grid.addWidget(label(head), 0, place)
        for number, each in enumerate(rows):
            line = 1 + 2 * number
            now = "cannot be read" if each.here is None else each.here
            grid.addWidget(Rule(), line, 0, 1, 3)
            grid.addWidget(second(each.what), line + 1, 0)
            grid.addWidget(second(now if here else ""), line + 1, 1)
            told = second(each.there) if each.same else strong(each.there)
            grid.addWidget(told, line + 1, 2, Qt.AlignmentFlag.AlignLeft)
        for place in range(3):
            grid.setColumnStretch(place, 1)
        return grid


def _lost(each: Lost) -> QWidget:
    return holder(column(label(f"{full_stamp(each.at)}, {each.by}"), second(each.words, "ink"), gap=0))


def _option(backup: Backup) -> Option:
    about = backup.about
    return Option(backup.path, f"{full_stamp(about.made())}, {about.entries:,} entries, desk {about.desk}")


def _open(opening: Opening) -> Opened:
    candidate = opening()
    try:
        return candidate, candidate.changes()
    except BaseException:
        candidate.drop()
        raise
