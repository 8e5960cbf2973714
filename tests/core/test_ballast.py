"""Room kept for a full disk: it gives way before a write, and is kept again when there is room. On a real small disk."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, store_folder
from downtime_desk.core import ballast
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import entries
from downtime_desk.outages.actions import Note, note
from tests.plugins.matrix import Tally

MB = 1 << 20


@pytest.fixture(params=["tmpfs", "ext4"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 32 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "none", str(disk)]
    if request.param == "ext4":
        image = tmp_path / "image"
        image.write_bytes(b"")
        os.truncate(image, 40 * MB)
        if shutil.which("mkfs.ext4") is not None:
            subprocess.run(["mkfs.ext4", "-q", "-m", "0", str(image)], check=True)
        mount = ["mount", "-o", "loop", str(image), str(disk)]
    if os.name == "nt" or os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk of its own needs root on Linux")
    yield disk
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(disk: Path) -> None:
    with (disk / "fill").open("wb", 0) as out:
        try:
            while out.write(bytes(4096)):
                pass
        except OSError:
            return


def test_facts_are_still_recorded_on_a_full_disk_and_the_room_is_kept_again(
    disk: Path, founded: Founded, monkeypatch: pytest.MonkeyPatch, tally: Tally
) -> None:
    monkeypatch.setattr(ballast, "SIZE", 10 * MB)
    here = founded.signed_in
    here.store.release()
    home = disk / "home"
    shutil.copytree(here.store.folder.parent, home)
    here.store.moved_to(store_folder(home))
    assert ballast.keep(home, 6 * MB)
    assert (home / ballast.FILE).stat().st_blocks * 512 >= 6 * MB, (
        "it takes the room, and does not only promise it"
    )
    assert (home / ballast.FILE).stat().st_mode & 0o077 == 0
    fill(disk)
    for number in range(20):
        with here.store.write(here.acting) as session:
            note(session, Note(f"Written on a full disk, {number}.", here.acting.now()))
    assert not ballast.is_kept(home)
    assert ballast.is_short(home)
    with here.store.read() as session:
        said = [entry.payload or "" for entry in entries(session)]
    assert sum("on a full disk" in each for each in said) == 20
    assert examine(here.store).holds
    assert not ballast.keep(home, 6 * MB), "not while the disk is full"
    (disk / "fill").unlink()
    assert ballast.keep(home, 6 * MB)
    here.store.release()
    tally(4, "full disk, room kept for it", 20, "facts", "all saved, room kept again")


def test_it_is_not_kept_where_it_would_fill_the_disk(disk: Path) -> None:
    assert not ballast.keep(disk, 16 * MB)
    assert list(disk.glob("*.new")) == []
    assert not ballast.is_kept(disk)


def test_while_there_is_room_nothing_gives_way(tmp_path: Path) -> None:
    assert ballast.keep(tmp_path, 1 * MB)
    assert not ballast.give_way(tmp_path)
    assert ballast.is_kept(tmp_path)
