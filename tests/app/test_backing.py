"""When the store is backed up by itself: each half hour of an outage, at lock and at close; failure is said."""

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.program import Program
from downtime_desk.app.window import DeskWindow
from downtime_desk.backups.actions import ChooseFolder, choose_folder
from downtime_desk.backups.screen.opening import ChangesTable, OpenBackupDialog
from downtime_desk.core.backup.file import Backup
from downtime_desk.core.backup.keeping import listed
from downtime_desk.core.clock import clock_face
from downtime_desk.outages.actions import Declare, Note, declare, note
from downtime_desk.ui.dialogs import Modal
from downtime_desk.ui.tokens import Mode
from tests.app.conftest import at_rest
from tests.conftest import PASSPHRASE
from tests.plugins.clock import Clock
from tests.ui.tree import tree


def backups(program: Program) -> tuple[Backup, ...]:
    return listed(program.home / "backups").backups


def in_an_outage(window: DeskWindow, clock: Clock, qtbot: QtBot) -> None:
    here = window.signed_in
    with here.store.write(here.acting) as session:
        declare(session, Declare(("Rota",), clock(), "Carers cannot load visits"))
    qtbot.waitUntil(lambda: window.state().mode is Mode.OUTAGE)


def pass_time(window: DeskWindow, program: Program, clock: Clock, qtbot: QtBot, minutes: int) -> None:
    """Let minutes pass, each of them noticed by the window."""
    for _ in range(minutes):
        clock.forward(minutes=1)
        window.minute.emit()
    at_rest(program, qtbot)
    at_rest(program, qtbot)


def foot(window: DeskWindow) -> str:
    return "\n".join(text.text() for _, text in window.nav._foot)


def test_in_an_outage_every_half_hour_and_the_foot_says_so(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    at_rest(program, qtbot)
    (first,) = backups(program)
    in_an_outage(signed_in, clock, qtbot)
    pass_time(signed_in, program, clock, qtbot, 29)
    assert backups(program) == (first,), "not before its time"
    pass_time(signed_in, program, clock, qtbot, 1)
    newest, _ = backups(program)
    assert (newest.about.made(), newest.about.why) == (clock(), "outage")
    qtbot.waitUntil(lambda: f"Backed up {clock_face(clock())}, checked" in foot(signed_in))
    pass_time(signed_in, program, clock, qtbot, 30)
    pass_time(signed_in, program, clock, qtbot, 30)
    assert len(backups(program)) == 4


def test_without_an_outage_once_a_day(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    at_rest(program, qtbot)
    clock.forward(hours=23)
    pass_time(signed_in, program, clock, qtbot, 1)
    assert len(backups(program)) == 1
    clock.forward(hours=1)
    pass_time(signed_in, program, clock, qtbot, 1)
    assert len(backups(program)) == 2


def test_one_that_fails_is_said_first_and_tried_again(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    at_rest(program, qtbot)
    (first,) = backups(program)
    in_an_outage(signed_in, clock, qtbot)
    folder = first.path.parent
    aside = folder.rename(folder.with_name("elsewhere"))
    folder.write_text("in the way")
    pass_time(signed_in, program, clock, qtbot, 31)
    qtbot.waitUntil(lambda: foot(signed_in).startswith("Not backed up since 19:30: see Settings"))
    assert signed_in.nav.buttons["settings"].accessibleName().endswith("Backups need you")
    page = signed_in.go("settings")
    at_rest(program, qtbot)
    assert "does not take it" in tree(page)
    folder.unlink()
    aside.rename(folder)
    pass_time(signed_in, program, clock, qtbot, 4)
    qtbot.waitUntil(lambda: f"Backed up {clock_face(clock())}, checked" in foot(signed_in))


@pytest.mark.usefixtures("signed_in")
def test_at_lock(program: Program, clock: Clock, qtbot: QtBot) -> None:
    at_rest(program, qtbot)
    clock.forward(minutes=40)
    program.lock()
    assert isinstance(program.window, UnlockWindow)
    assert [each.about.why for each in backups(program)] == ["close", "asked"]


def test_at_close(program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot) -> None:
    at_rest(program, qtbot)
    clock.forward(minutes=40)
    assert program.window is signed_in
    assert program.close() is None, "there is nothing to tell"
    assert [each.about.why for each in backups(program)] == ["close", "asked"]


def test_what_went_wrong_at_lock_is_said_over_the_locked_window(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    at_rest(program, qtbot)
    stick = tmp_path / "stick"
    stick.mkdir()
    here = signed_in.signed_in
    with here.store.write(here.acting) as session:
        choose_folder(session, ChooseFolder(str(stick)))
    at_rest(program, qtbot)
    stick.rename(tmp_path / "taken-away")
    program.lock()
    assert program.window is not None
    (dialog,) = program.window.findChildren(Modal)
    assert "it is not there" in dialog.accessibleName()
    dialog.do_button.click()


def test_going_on_from_a_backup_shows_first_what_would_change(
    program: Program, signed_in: DeskWindow, clock: Clock, qtbot: QtBot
) -> None:
    at_rest(program, qtbot)
    (backup,) = backups(program)
    mark = signed_in.signed_in.acting.desk
    clock.forward(minutes=40)
    here = signed_in.signed_in
    with here.store.write(here.acting) as session:
        note(session, Note("Mrs Holloway is safe.", clock()))
    at_rest(program, qtbot)
    program.lock()
    assert isinstance(program.window, UnlockWindow)
    program.window.backup_button.click()
    (dialog,) = program.window.findChildren(OpenBackupDialog)
    dialog.show_file(backup.path)
    qtbot.waitUntil(lambda: dialog.who.value() is not None)
    dialog.passphrase.show_text("gravel lantern harbour kitten mosaik")
    dialog.do_button.click()
    qtbot.waitUntil(lambda: "does not open" in tree(dialog), timeout=30_000)
    dialog.passphrase.show_text(PASSPHRASE)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: dialog.findChild(ChangesTable) is not None, timeout=30_000)
    table = dialog.findChild(ChangesTable)
    assert table is not None
    told = tree(table)
    # the first look of the day at what is ready may have been kept meanwhile too
    assert re.search(r"[12] (entry|entries) written down here (is|are) not in the backup", told)
    assert "Mrs Holloway is safe." in told
    assert "Sat 21-Nov-2026 20:10, Priya Nair" in told
    assert list(program.home.glob("store-kept-*")) == [], "nothing is changed before the second button"
    dialog.do_button.click()
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=30_000)
    window = program.window
    assert isinstance(window, DeskWindow)
    at_rest(program, qtbot)
    assert window.signed_in.acting.desk != mark
    assert len(list(program.home.glob("store-kept-*"))) == 1


@pytest.mark.usefixtures("signed_in")
def test_closing_the_dialog_leaves_nothing_behind(program: Program, clock: Clock, qtbot: QtBot) -> None:
    at_rest(program, qtbot)
    (backup,) = backups(program)
    # within one half hour only the newest stays
    clock.forward(minutes=40)
    program.lock()
    names = sorted(each.name for each in program.home.iterdir())
    dialog = program.open_backup()
    assert dialog is not None
    dialog.show_file(backup.path)
    qtbot.waitUntil(lambda: dialog.who.value() is not None)
    dialog.passphrase.show_text(PASSPHRASE)
    dialog.do_button.click()
    qtbot.waitUntil(lambda: dialog.findChild(ChangesTable) is not None, timeout=30_000)
    assert (program.home / "store.restoring").exists()
    dialog.cancel_button.click()
    assert sorted(each.name for each in program.home.iterdir()) == names


def test_no_backup_opens_while_a_store_is_open(program: Program, signed_in: DeskWindow) -> None:
    assert signed_in.isVisible()
    assert program.open_backup() is None


@pytest.mark.parametrize("gone", ["file", "torn"])
def test_a_file_that_is_no_backup_is_said(program: Program, qtbot: QtBot, tmp_path: Path, gone: str) -> None:
    program.start()
    dialog = program.open_backup()
    assert dialog is not None
    file = tmp_path / "one.ddbackup"
    if gone == "torn":
        file.write_bytes(b"PK\x03\x04 and no more")
    dialog.show_file(file)
    said = "is not there" if gone == "file" else "cut short"
    qtbot.waitUntil(lambda: said in tree(dialog))
