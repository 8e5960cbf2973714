"""Found otherwise than it was left: a log that is gone or cut off, another store's key file, a newer release's store."""

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from downtime_desk.access.actions import Found, Founded, found, store_folder
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.ladder import reading_only, way_in
from downtime_desk.cli import DONE
from downtime_desk.core import keys, migrate
from downtime_desk.core.connection import connect
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import entries
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.core.proving import doubts, make_checkpoint
from downtime_desk.outages.actions import Note, note
from tests.app.test_window import copied
from tests.cli.conftest import Runs
from tests.cli.test_ladder import contents, manager
from tests.cli.test_printing import words
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock


@pytest.fixture
def home(tmp_path: Path, founded: Founded, clock: Clock) -> Path:
    """Return the folder of a store that was cut short: its last entry lies in the write-ahead log alone."""
    here = founded.signed_in
    copied(here)
    with here.store.write(here.acting) as session:
        make_checkpoint(session)
    back_up(here, "close")
    here.store.release()  # all of it is in the file now
    aside = tmp_path / "aside"
    aside.mkdir()
    with here.store.read():  # a connection that is open keeps the log from being moved
        with here.store.write(here.acting) as session:
            note(session, Note("Written last.", clock()))
        for name in (STORE_FILE, f"{STORE_FILE}-wal"):
            shutil.copy2(here.store.folder / name, aside / name)
    here.store.close()
    for name in (STORE_FILE, f"{STORE_FILE}-wal"):
        shutil.copy2(aside / name, store_folder(tmp_path / "home") / name)
    return tmp_path / "home"


def print_everyone(home: Path, runs: Runs, to: Path) -> str:
    code, said = runs(home)(
        "print", "--everyone", "--holder", "duty folder", "--to", str(to), "--old-copy", "phone"
    )
    assert code == DONE, said
    assert "EMERGENCYSUMMARY" in words(to)
    return said


def test_a_store_as_a_kill_leaves_it_is_not_doubted(home: Path, runs: Runs, tmp_path: Path) -> None:
    assert "in doubt" not in print_everyone(home, runs, tmp_path / "paper.pdf")


@pytest.mark.parametrize("left", [None, 0, 40], ids=["missing", "empty", "cut"])
def test_a_log_that_is_gone_or_cut_off_is_said_and_all_else_is_read(
    home: Path, runs: Runs, tmp_path: Path, left: int | None
) -> None:
    log = store_folder(home) / f"{STORE_FILE}-wal"
    assert log.stat().st_size > 40
    if left is None:
        log.unlink()
    else:
        os.truncate(log, left)
    said = print_everyone(home, runs, tmp_path / "paper.pdf")
    assert "The journal is in doubt." in said
    assert "its last changes were cut off" in said
    assert "Reading and printing only" not in said


def test_the_key_file_of_another_store_is_said_with_whose_it_is_and_nothing_is_lost(
    home: Path, tmp_path: Path, clock: Clock
) -> None:
    other = found(
        tmp_path / "other", Found("Fernway Care", "01632 960500", "Tom Sayer", PASSPHRASE), clock, CHEAP
    )
    other.signed_in.store.close()
    key_file = store_folder(home) / KEY_FILE
    ours = key_file.read_bytes()
    shutil.copy2(store_folder(tmp_path / "other") / KEY_FILE, key_file)
    with pytest.raises(Trouble, match="No backup on this laptop opens either") as said:
        way_in(home, manager(home), PASSPHRASE, clock)
    assert "Fernway Care" in said.value.what
    key_file.write_bytes(ours)
    here = way_in(home, manager(home), PASSPHRASE, clock)
    assert reading_only(here) is None
    with here.store.read() as session:
        assert any("Written last." in (entry.payload or "") for entry in entries(session))
        assert doubts(session) == []
    here.store.close()


def test_a_store_of_a_newer_release_is_left_alone_and_its_backup_is_read(home: Path, clock: Clock) -> None:
    keyfile = keys.read_keyfile(store_folder(home) / KEY_FILE)
    root = keys.unlock(keyfile, keyfile.of_kind("manager")[0], PASSPHRASE)
    path = store_folder(home) / STORE_FILE
    with closing(connect(path, root.derive(f"sqlcipher/v1/{keyfile.store_id}"), guarded=False)) as connection:
        connection.execute(f"PRAGMA user_version = {migrate.latest() + 1}")
    root.wipe()
    before = contents(home)
    here = way_in(home, manager(home), PASSPHRASE, clock)
    reading = reading_only(here)
    here.store.close()
    assert reading is not None
    assert "newer Downtime Desk" in reading.why.what
    assert reading.shows.startswith("the backup of")
    assert contents(home) == before
