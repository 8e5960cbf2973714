"""Starting: one program a store, also after a kill; half written files go; what can only be read says so on every page."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile, QProcess
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from downtime_desk.access.actions import Found, found, make_envelope
from downtime_desk.access.home import store_folder, sweep
from downtime_desk.access.screen.unlock import UnlockWindow
from downtime_desk.app.front import Front
from downtime_desk.app.program import INSTANCE, Program, _is_ours
from downtime_desk.app.window import DeskWindow
from downtime_desk.backups.actions import back_up
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import private_folder
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.outages.actions import Declare, declare
from tests.app.conftest import at_rest, break_the_glass
from tests.app.hand import KEY, Hand
from tests.app.test_window import copied, words_in
from tests.cli.test_ladder import contents, the_head
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally
from tests.ui.tree import tree

HOLDS_AND_IS_KILLED = """
import os, signal, sys
from PySide6.QtCore import QLockFile
lock = QLockFile(sys.argv[1])
lock.setStaleLockTime(0)
assert lock.tryLock(0)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.matrix
def test_a_second_program_brings_the_first_to_the_front_and_goes(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, tally: Tally
) -> None:
    held = QLockFile(str(private_folder(program.home) / INSTANCE))
    held.setStaleLockTime(0)
    assert held.tryLock(100)
    Front(program, program.home)
    signed_in.showMinimized()
    second = QProcess()
    second.start(sys.executable, ["-m", "downtime_desk.app", str(program.home)])
    qtbot.waitUntil(lambda: second.state() == QProcess.ProcessState.NotRunning, timeout=60_000)
    held.unlock()
    assert second.exitCode() == 0, second.readAllStandardError().data()
    assert not signed_in.isMinimized()
    tally(19, "a second program", 1, "cases", "goes; the first comes to the front")


@pytest.mark.matrix
@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill of this kind")
def test_a_lock_left_by_a_kill_keeps_nobody_out(tmp_path: Path, tally: Tally) -> None:
    lock = str(tmp_path / INSTANCE)
    killed = subprocess.run([sys.executable, "-c", HOLDS_AND_IS_KILLED, lock], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert Path(lock).exists()
    again = QLockFile(lock)
    again.setStaleLockTime(0)
    assert _is_ours(tmp_path, again, 100)
    again.unlock()
    tally(19, "a lock left by a kill", 1, "cases", "taken over")


def test_half_written_files_go_and_whole_ones_stay(tmp_path: Path) -> None:
    store = store_folder(tmp_path)
    store.mkdir()
    for name in (KEY_FILE, f"{KEY_FILE}.1", STORE_FILE, f"{STORE_FILE}-wal"):
        (store / name).write_text("whole")
    (store / f"{KEY_FILE}.new").write_text("ha")
    (tmp_path / "store.new").mkdir()
    (tmp_path / "store.new" / STORE_FILE).write_text("ha")
    sweep(tmp_path)
    assert sorted(each.name for each in store.iterdir()) == sorted(
        (KEY_FILE, f"{KEY_FILE}.1", STORE_FILE, f"{STORE_FILE}-wal")
    )
    assert [each.name for each in tmp_path.iterdir()] == ["store"]


@pytest.fixture
def envelope() -> list[str]:
    """Return where the code of the envelope lies."""
    return []


@pytest.fixture
def damaged(program: Program, clock: Clock, envelope: list[str]) -> Program:
    """Return a program whose store has lost its head, with a backup beside it."""
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
    here = found(program.home, command, clock, CHEAP).signed_in
    copied(here)
    envelope.append(make_envelope(program.home, here, CHEAP).code)
    back_up(here, "close")
    here.store.close()
    the_head(store_folder(program.home))
    return program


def test_a_damaged_store_opens_in_the_window_for_reading_and_printing(
    damaged: Program, hand: Hand, qtbot: QtBot, active: Callable[[QWidget], None], clock: Clock
) -> None:
    before = contents(damaged.home)
    unlock = damaged.start()
    assert isinstance(unlock, UnlockWindow)
    active(unlock)
    hand.type(PASSPHRASE)
    hand.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: isinstance(damaged.window, DeskWindow), timeout=30_000)
    window = damaged.window
    assert isinstance(window, DeskWindow)
    at_rest(damaged, qtbot)
    for page in ("visits", "print", "people"):
        window.go(page)
        at_rest(damaged, qtbot)
        assert "Reading and printing only." in tree(window)
    assert "HOLLOWAY" in words_in(window)
    with (
        pytest.raises(Trouble, match=r"Not saved\. The store .* cannot be read") as trouble,
        window.store.write(window.signed_in.acting) as session,
    ):
        declare(session, Declare(("Rota",), clock(), "Carers cannot load visits"))
    assert "Your words are still here" in trouble.value.do
    scratch = window.store.folder
    damaged.lock()
    assert isinstance(damaged.window, UnlockWindow)
    assert contents(damaged.home) == before
    assert not scratch.exists()


def test_a_damaged_store_opens_in_the_window_with_the_envelope_alone(
    damaged: Program, envelope: list[str], qtbot: QtBot, active: Callable[[QWidget], None], clock: Clock
) -> None:
    unlock = damaged.start()
    assert isinstance(unlock, UnlockWindow)
    active(unlock)
    break_the_glass(unlock, envelope[0])
    qtbot.waitUntil(lambda: isinstance(damaged.window, DeskWindow), timeout=30_000)
    window = damaged.window
    assert isinstance(window, DeskWindow)
    at_rest(damaged, qtbot)
    window.go("people")
    at_rest(damaged, qtbot)
    assert "HOLLOWAY" in words_in(window)
    assert "Who opened the envelope, and why, is kept sealed beside the store" in tree(window)
    clock.forward(hours=12)
    window.minute.emit()
    qtbot.waitUntil(lambda: isinstance(damaged.window, UnlockWindow), timeout=30_000)


def test_a_disk_that_is_almost_full_is_said_on_every_page(
    program: Program, signed_in: DeskWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_rest(program, qtbot)
    assert "almost full" not in tree(signed_in)
    monkeypatch.setattr("downtime_desk.core.ballast._free", lambda _home: 1000)
    signed_in.look_again()
    at_rest(program, qtbot)
    assert "almost full" not in tree(signed_in), "the room is still kept"
    here = signed_in.signed_in
    with here.store.write(here.acting) as session:
        declare(session, Declare(("Rota",), program.now(), "Carers cannot load visits"))
    signed_in.look_again()
    at_rest(program, qtbot)
    assert "The disk is almost full." in tree(signed_in)
    assert "is still saved" in tree(signed_in)


def test_an_old_store_in_a_folder_that_is_copied_elsewhere_is_warned_about(
    program: Program, clock: Clock, qtbot: QtBot, tmp_path: Path
) -> None:
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
    here = found(program.home, command, clock, CHEAP).signed_in
    here.store.release()
    cloud = tmp_path / "OneDrive - Harbour Lane" / "desk"
    cloud.parent.mkdir()
    program.home.rename(cloud)
    here.store.moved_to(store_folder(cloud))
    program.home = cloud
    window = program.enter(here)
    qtbot.waitUntil(lambda: "This folder is copied elsewhere by OneDrive." in tree(window), timeout=20_000)
    at_rest(program, qtbot)
    assert "this laptop’s own disk" in tree(window)


def test_a_key_file_that_is_missing_is_said_and_keeps_nobody_out(
    program: Program, clock: Clock, hand: Hand, qtbot: QtBot, active: Callable[[QWidget], None]
) -> None:
    command = Found("Harbour Lane Home Care", "01632 960400", "Priya Nair", PASSPHRASE)
    found(program.home, command, clock, CHEAP).signed_in.store.close()
    key_file = store_folder(program.home) / KEY_FILE
    key_file.rename(key_file.with_name(f"{KEY_FILE}.1"))
    window = program.start()
    said = tree(window)
    assert "The key file of this store is missing. The copy kept beside it lets you in." in said
    active(window)
    hand.type(PASSPHRASE)
    hand.press(KEY.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.window, DeskWindow), timeout=30_000)
    at_rest(program, qtbot)
    assert not key_file.exists()
