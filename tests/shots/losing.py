"""Taking the dialogs of the register: who to ring, how a sheet was lost, whether it is a breach to report."""

from datetime import timedelta

from PySide6.QtWidgets import QDialog

from downtime_desk.app.window import DeskWindow
from downtime_desk.printing.losses import OpenBreach
from downtime_desk.printing.queries import numbered_sheets
from downtime_desk.printing.screen.losing import BreachDialog, LostDialog
from downtime_desk.printing.screen.register import Register
from tests.shots.taking import Album, Lens, settle


def dialogs(album: Album, window: DeskWindow, lens: Lens, register: Register) -> None:
    """Take each dialog over the register; nothing is written down."""
    desk = register._desk
    with desk.read() as session:
        out = [each for each in numbered_sheets(session) if each.state == "out"]
    sheet = out[0]
    lost = LostDialog(register, desk, sheet, [each.number for each in out if each.holder == sheet.holder])
    lost.how.show_text("Left on the bus, line 14. The depot is told")
    due = desk.now() + timedelta(hours=71)
    loss = OpenBreach("loss", (sheet.number,), sheet.holder, due, "Left on the bus, line 14.")
    _take(album, "print-ring", register.ring(), window, lens)
    _take(album, "print-lost", lost, window, lens)
    _take(album, "print-breach", BreachDialog(register, desk, loss), window, lens)


def _take(album: Album, name: str, dialog: QDialog, window: DeskWindow, lens: Lens) -> None:
    dialog.open()
    album.window(name, window, lens)
    dialog.done(0)
    settle()
