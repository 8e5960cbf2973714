"""Whatever is wrong with the store: said in words, read and printed from, never written over, never made anew."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from downtime_desk.access.actions import Founded, store_folder
from downtime_desk.backups.actions import back_up
from downtime_desk.backups.ladder import reading_only, way_in
from downtime_desk.cli import DONE, TROUBLE
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import entries
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.core.reading_copy import PREFIX
from downtime_desk.outages.actions import Note, note
from downtime_desk.people.model import people
from tests.app.test_window import copied
from tests.cli.conftest import Runs
from tests.cli.test_printing import words
from tests.conftest import PASSPHRASE
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally
from tests.visits.conftest import PEOPLE

PAGE = 4096
Harm = Callable[[Path], None]


def a_page(store: Path) -> None:
    """Overwrite the page the people lie on, past the first ones that hold the tables' names."""
    content = bytearray((store / STORE_FILE).read_bytes())
    for page in range(60, len(content) // PAGE, 7):
        content[page * PAGE + 99] ^= 0xFF
    (store / STORE_FILE).write_bytes(content)


def the_head(store: Path) -> None:
    with (store / STORE_FILE).open("r+b") as file:
        file.write(bytes(64))


def the_end(store: Path) -> None:
    os.truncate(store / STORE_FILE, (store / STORE_FILE).stat().st_size // 2)


def all_of_it(store: Path) -> None:
    (store / STORE_FILE).write_bytes(b"")


def the_file(store: Path) -> None:
    (store / STORE_FILE).unlink()


@pytest.fixture
def home(tmp_path: Path, founded: Founded, clock: Clock) -> Path:
    """Return a folder with a store of three people, a backup, and one line in the log that is not in the backup."""
    here = founded.signed_in
    copied(here)
    back_up(here, "close")
    with here.store.write(here.acting) as session:
        note(session, Note("Written after the backup.", clock()))
    here.store.close()
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def nothing_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Copies to read from are made in a folder of this test alone, and none of them stays."""
    (memory := tmp_path / "memory").mkdir()
    monkeypatch.setattr("downtime_desk.core.reading_copy._IN_MEMORY", memory)
    yield
    assert list(memory.glob(f"{PREFIX}*")) == []


def contents(home: Path) -> dict[str, str]:
    """Return every file in a folder by what it holds."""
    return {
        str(each.relative_to(home)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in sorted(home.rglob("*"))
        # SQLite's own companions, empty where it could not open the store
        if each.is_file() and not each.name.endswith("-shm") and each.stat().st_size
    }


def manager(home: Path) -> str:
    from downtime_desk.access.actions import read_keyfile

    return read_keyfile(home).of_kind("manager")[0].who


@pytest.mark.parametrize("harm", [a_page, the_head, the_end, all_of_it, the_file])
def test_a_damaged_store_is_read_and_printed_from_its_backup_and_not_touched(
    home: Path, runs: Runs, tmp_path: Path, harm: Harm, tally: Tally
) -> None:
    harm(store_folder(home))
    before = contents(home)
    run = runs(home)
    to = tmp_path / "paper.pdf"
    code, said = run("print", "--everyone", "--holder", "duty folder", "--to", str(to), "--old-copy", "phone")
    assert code == DONE, said
    assert "Reading and printing only." in said
    assert "Shown: the backup of" in said
    assert "EMERGENCYSUMMARY" in words(to)
    code, said = run("declare", "--stopped", "Rota", "--since", "0200", "--sign", "Carers cannot load visits")
    assert code == TROUBLE, said
    assert "Not saved. The store" in said
    assert "Your words are still here" in said
    assert contents(home) == before
    tally(
        10,
        f"store damaged: {harm.__name__.replace('_', ' ')}",
        2,
        "commands",
        "read and printed, store untouched",
    )


def test_what_a_damaged_store_still_says_beyond_the_backup_is_shown_too(home: Path, clock: Clock) -> None:
    a_page(store_folder(home))
    here = way_in(home, manager(home), PASSPHRASE, clock)
    reading = reading_only(here)
    assert reading is not None
    with here.store.read() as session:
        said = [entry.payload for entry in entries(session)]
        assert session.execute(select(func.count()).select_from(people)).scalar_one() == len(PEOPLE)
    here.store.close()
    shows_it = any("Written after the backup." in (each or "") for each in said)
    assert shows_it == ("later entr" in reading.shows)


def test_a_store_with_no_backup_that_opens_says_so(home: Path, clock: Clock) -> None:
    the_head(store_folder(home))
    shutil.rmtree(home / "backups")
    before = contents(home)
    with pytest.raises(Trouble, match=r"damaged.*No backup on this laptop opens either"):
        way_in(home, manager(home), PASSPHRASE, clock)
    assert contents(home) == before


def test_the_next_backup_is_taken_where_the_newest_is_damaged(
    home: Path, clock: Clock, founded: Founded
) -> None:
    clock.forward(hours=3)
    again = way_in(home, manager(home), PASSPHRASE, clock)
    newest = back_up(again, "close").backup
    again.store.close()
    content = bytearray(newest.path.read_bytes())
    content[len(content) // 2] ^= 1
    newest.path.write_bytes(content)
    the_head(store_folder(home))
    here = way_in(home, manager(home), PASSPHRASE, clock)
    reading = reading_only(here)
    assert reading is not None
    here.store.close()
    assert "22-Nov-2026 02:06" in reading.shows


def test_a_missing_key_file_is_read_from_the_copy_beside_it(home: Path, clock: Clock) -> None:
    key_file = store_folder(home) / KEY_FILE
    shutil.copy(key_file, key_file.with_name(f"{KEY_FILE}.1"))
    key_file.unlink()
    here = way_in(home, manager(home), PASSPHRASE, clock)
    assert reading_only(here) is None
    here.store.close()
    assert not key_file.exists(), "nothing is made in its place"
    key_file.write_bytes(b'{"store_id": "')
    here = way_in(home, manager(home), PASSPHRASE, clock)
    assert reading_only(here) is None
    here.store.close()
    assert key_file.read_bytes() == b'{"store_id": "'


@pytest.fixture
def small_disk(home: Path, tmp_path: Path) -> Iterator[Path]:
    """Move the folder to a disk of its own that is 12 MB large."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.name == "nt" or os.geteuid() != 0 or not _mounted(disk):
        pytest.skip("a disk of its own needs root on Linux")
    shutil.copytree(home, disk / "home")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def _mounted(disk: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(disk)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def fill(disk: Path) -> None:
    with (disk / "fill").open("wb", 0) as out:
        try:
            while out.write(bytes(4096)):
                pass
        except OSError:
            return


def test_on_a_full_disk_all_is_read_and_printed_and_the_truth_is_said(
    small_disk: Path, runs: Runs, tmp_path: Path, tally: Tally
) -> None:
    fill(small_disk)
    home = small_disk / "home"
    before = contents(home)
    run, to = runs(home), tmp_path / "paper.pdf"
    code, said = run("print", "--everyone", "--holder", "duty folder", "--to", str(to), "--old-copy", "phone")
    assert code == DONE, said
    assert "Reading and printing only. The disk is full." in said
    assert "Shown: all that was written down" in said
    code, said = run("declare", "--stopped", "Rota", "--since", "0200", "--sign", "Carers cannot load visits")
    assert code == TROUBLE
    assert "Not saved. The disk is full. Your words are still here" in said.replace("\n", " ")
    assert contents(home) == before
    tally(4, "full disk, nothing kept for it", 2, "commands", "read and printed, refused truthfully")


def test_where_nothing_may_be_written_all_is_read_and_printed(
    small_disk: Path, runs: Runs, tmp_path: Path, tally: Tally
) -> None:
    home = small_disk / "home"
    before = contents(home)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, said = runs(home)(
        "print",
        "--everyone",
        "--holder",
        "duty folder",
        "--to",
        str(tmp_path / "p.pdf"),
        "--old-copy",
        "phone",
    )
    assert code == DONE, said
    assert "Nothing may be written where the store lies." in said
    assert "EMERGENCYSUMMARY" in words(tmp_path / "p.pdf")
    assert contents(home) == before
    tally(19, "disk mounted read-only", 1, "commands", "read and printed, store untouched")
