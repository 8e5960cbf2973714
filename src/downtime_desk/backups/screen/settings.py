"""Backups in the settings: where they go, which there are, one more now, a pack for a stick."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from downtime_desk.access.actions import SignedIn
from downtime_desk.access.screen.settings import Section
from downtime_desk.backups import queries
from downtime_desk.backups.actions import BackedUp, ChooseFolder, back_up, choose_folder, make_pack
from downtime_desk.backups.removing import older_backups
from downtime_desk.backups.screen.destroying import DestroyDialog, in_words
from downtime_desk.core.backup.file import Backup
from downtime_desk.core.backup.keeping import Listed, listed
from downtime_desk.core.clock import full_stamp
from downtime_desk.core.errors import Trouble
from downtime_desk.ui.desk import Desk
from downtime_desk.ui.parts import Button, Note, column, row, second

SHOWN = 6
ABOUT = (
    "Every half hour of an outage and whenever you lock or close, each opened again and checked. "
    "Kept: a day of half hours, seven days, four weeks."
)

Heard = Callable[[BackedUp], object]


class BackupsForm(QWidget):
    """Backs up now, makes packs, chooses the folder. `heard` is told of a backup; `trouble` is what was wrong last."""

    def __init__(self, desk: Desk, here: SignedIn, heard: Heard, trouble: Trouble | None) -> None:
        super().__init__()
        self._desk, self._here, self._heard = desk, here, heard
        self.make_button = Button("Back up now", icon="hard-drive", records="backup.pack_made")
        self.pack_button = Button("Make a pack for a stick", icon="usb", records="backup.pack_made")
        self.folder_button = Button("Choose another folder", icon="folder-open", records="setting.changed")
        self.home_button = Button("Use this laptop’s folder", icon="laptop", records="setting.changed")
        self.destroy_button = Button(
            "Destroy the backups of before", icon="trash-2", records="manager.removed"
        )
        self.destroy_button.hide()
        self._old: tuple[Backup, ...] = ()
        self._older = second("", "amber")
        self._older.hide()
        self._where, self._list = second(""), second("")
        self._said = Note("")
        self._said.hide()
        whole = column(
            self._where,
            row(self.make_button, self.pack_button, 0, gap=8),
            row(self.folder_button, self.home_button, 0, gap=8),
            self._said,
            self._list,
            self._older,
            row(self.destroy_button, 0),
            second(
                "To see what going on from a backup would change: lock, then choose “Open a backup or pack”."
            ),
            gap=8,
        )
        self.setLayout(whole)
        self.make_button.clicked.connect(self.back_up)
        self.pack_button.clicked.connect(self._ask_stick)
        self.folder_button.clicked.connect(self._ask_folder)
        self.home_button.clicked.connect(self._use_home)
        self.destroy_button.clicked.connect(self.destroy_old)
        desk.refresh_on(self, {"settings"}, self._show)
        if trouble is not None:
            self._refuse(trouble)
        self._show()

    def back_up(self) -> None:
        """Back up beside the window."""
        self._begin("Backing up, then opening it again")
        self._desk.jobs.work(self, back_up, self._here, "asked", then=self._backed_up, otherwise=self._refuse)

    def make_pack(self, folder: Path) -> None:
        """Make a pack in a folder."""
        self._begin("Making the pack, then opening it again")
        self._desk.jobs.work(self, make_pack, self._here, folder, then=self._packed, otherwise=self._refuse)

    def destroy_old(self) -> DestroyDialog:
        """Ask, then destroy the backups somebody who was removed could still open."""
        dialog = DestroyDialog(self, self._desk.jobs, self._here, self._old)
        dialog.destroyed.connect(self._destroyed)
        dialog.open()
        return dialog

    def _destroyed(self, number: int) -> None:
        self._say(f"{in_words(number)} destroyed.", "Packs on sticks are yours to destroy.", "green")
        self._show()

    def choose(self, folder: str) -> None:
        """Have backups go to a folder from now on; empty for this laptop's own."""
        self._set_enabled(enabled=False)
        self._desk.jobs.write(
            self, choose_folder, ChooseFolder(folder), then=self._chosen, otherwise=self._refuse
        )

    def _ask_stick(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, "The stick or folder for the pack"):
            self.make_pack(Path(chosen))

    def _ask_folder(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, "The folder for backups"):
            self.choose(chosen)

    def _use_home(self) -> None:
        self.choose("")

    def _begin(self, words: str) -> None:
        self._set_enabled(enabled=False)
        self._say(words, "", "accent")

    def _backed_up(self, made: BackedUp) -> None:
        self._heard(made)
        self._done("Backed up and checked.", made.backup)
        if made.trouble is not None:
            self._say(made.trouble.what, f"It is in {made.backup.path.parent}. {made.trouble.do}", "amber")

    def _packed(self, pack: Backup) -> None:
        self._done("The pack is made and checked.", pack)

    def _done(self, words: str, made: Backup) -> None:
        self._set_enabled(enabled=True)
        self._say(words, f"{made.path.name}, {made.about.entries:,} entries, {_size(made)}.", "green")
        self._show()

    def _chosen(self, _nothing: None) -> None:
        self._set_enabled(enabled=True)
        self._say("Saved.", "The next backup goes there. Earlier ones stay where they are.", "green")
        self._show()

    def _refuse(self, trouble: Trouble) -> None:
        self._set_enabled(enabled=True)
        self._say(trouble.what, trouble.do, "red")

    def _say(self, what: str, do: str, tone: str) -> None:
        self._said.say(what, do, tone)
        self._said.show()

    def _set_enabled(self, *, enabled: bool) -> None:
        for button in (self.make_button, self.pack_button, self.folder_button, self.home_button):
            button.setEnabled(enabled)

    def _show(self) -> None:
        self._desk.jobs.work(self, self._look, then=self._shown)

    def _look(self) -> tuple[Path, Listed, tuple[Backup, ...]]:
        home = self._here.store.folder.parent
        with self._here.store.read() as session:
            folder = queries.folder(session, home, self._here.acting.desk)
        return folder, listed(folder, self._here.store.store_id), older_backups(home, self._here)

    def _shown(self, found: tuple[Path, Listed, tuple[Backup, ...]]) -> None:
        folder, there, self._old = found
        self.destroy_button.setVisible(bool(self._old))
        self._older.setVisible(bool(self._old))
        self._older.setText(
            f"{in_words(len(self._old))} of before somebody was removed still open for them. Back up, then destroy them."
        )
        at_home = folder == self._here.store.folder.parent / queries.DEFAULT_FOLDER
        self._where.setText(f"They go to {folder}" + (", on this laptop." if at_home else "."))
        self.home_button.setVisible(not at_home)
        lines = [
            f"{full_stamp(each.about.made())}, {each.about.entries:,} entries, {_size(each)}"
            for each in there.backups[:SHOWN]
        ]
        if len(there.backups) > SHOWN:
            lines.append(f"… and {len(there.backups) - SHOWN} older.")
        lines += [f"Damaged, cannot be used: {path.name}" for path in there.damaged]
        self._list.setText("\n".join(lines) or "No backup is there yet.")


def _size(backup: Backup) -> str:
    return f"{backup.about.size / 1e6:.1f} MB"


def section(desk: Desk, here: SignedIn, heard: Heard, trouble: Callable[[], Trouble | None]) -> Section:
    """Return the section of backups."""
    return Section("Backups", "hard-drive", ABOUT, lambda: BackupsForm(desk, here, heard, trouble()))
