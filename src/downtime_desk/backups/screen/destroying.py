"""Destroying the backups of before a removal: asked first, since nothing brings them back."""

from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from downtime_desk.access.actions import SignedIn
from downtime_desk.backups.removing import destroy_backups
from downtime_desk.core.backup.file import Backup
from downtime_desk.core.clock import full_stamp
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.jobs import Jobs
from downtime_desk.ui.parts import Note, column, holder, second

SHOWN = 6


def in_words(number: int) -> str:
    """Return so many backups in words."""
    return "1 backup" if number == 1 else f"{number} backups"


class DestroyDialog(Modal):
    """Signal `destroyed(number)` once they are gone."""

    destroyed: ClassVar[Signal] = Signal(int)

    def __init__(self, window: QWidget, jobs: Jobs, here: SignedIn, old: tuple[Backup, ...]) -> None:
        self._jobs, self._here = jobs, here
        lines = [full_stamp(each.about.made()) for each in old[:SHOWN]]
        if len(old) > SHOWN:
            lines.append(f"… and {len(old) - SHOWN} more.")
        super().__init__(
            window,
            "Destroy the backups of before",
            holder(
                column(
                    Note(
                        f"{in_words(len(old))} of before somebody was removed, who could still open them.",
                        "Nothing brings them back. There has to be a newer one first.",
                        tone="red",
                    ),
                    second("\n".join(lines), "ink"),
                    gap=10,
                )
            ),
            do="Destroy them",
            records="manager.removed",
            icon="trash-2",
            fill="red_tile",
            text="on_red",
            note="Packs on sticks are yours to destroy.",
        )
        self.asked.connect(self._destroy)

    def _destroy(self) -> None:
        self.set_busy(busy=True)
        home = self._here.store.folder.parent
        self._jobs.work(self, destroy_backups, home, self._here, then=self._done, otherwise=self.show_trouble)

    def _done(self, number: int) -> None:
        self.close_done()
        self.destroyed.emit(number)
