"""A backup is proved when it is made, by opening it again; what is torn, cut or changed is named."""

import errno
import os
import time
import zipfile
from pathlib import Path

import msgspec
import pytest

from downtime_desk.access.actions import Founded
from downtime_desk.core import keys
from downtime_desk.core.backup import making
from downtime_desk.core.backup.file import (
    SUFFIX,
    About,
    Backup,
    Damaged,
    compare,
    read_about,
    read_keys,
    write_file,
)
from downtime_desk.core.backup.making import keys_beside, make
from downtime_desk.core.backup.proving import prove, prove_copy
from downtime_desk.core.errors import Trouble
from downtime_desk.core.facts import change_setting
from downtime_desk.core.journal import head
from downtime_desk.core.store import Acting, Store
from tests.conftest import PASSPHRASE
from tests.plugins.matrix import Tally

CANARY = "Zebediah Quillfeather-Marsh"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


@pytest.fixture
def made(store: Store, acting: Acting, folder: Path) -> Backup:
    with store.write(acting) as session:
        change_setting(session, "canary", CANARY)
    return make(store, keys_beside(store), acting, folder, "asked")


def root_of(path: Path, passphrase: str = PASSPHRASE) -> keys.RootKey:
    keyfile = read_keys(path)
    return keys.unlock(keyfile, keyfile.of_kind("manager")[0], passphrase)


def test_a_backup_is_the_whole_store_under_a_key_of_its_own(
    made: Backup, store: Store, tmp_path: Path
) -> None:
    with store.read() as session:
        end = head(session)
    examined = prove(made, root_of(made.path), tmp_path)
    assert examined.holds
    assert (examined.entries, examined.head) == (end.seq, end.code) == (made.about.entries, made.about.head)
    assert [each.name for each in made.path.parent.iterdir()] == [made.path.name], "nothing is left beside it"


def test_two_backups_of_one_moment_share_no_page(
    made: Backup, store: Store, acting: Acting, folder: Path
) -> None:
    again = make(store, keys_beside(store), acting, folder, "asked")
    assert again.path != made.path
    assert again.about.counts == made.about.counts
    pages = [
        {content[at : at + 4096] for at in range(0, len(content), 4096)}
        for content in (_store_in(made.path), _store_in(again.path))
    ]
    assert len(pages[0]) > 20
    assert not pages[0] & pages[1]


def _store_in(path: Path) -> bytes:
    with zipfile.ZipFile(path) as packed:
        return packed.read("desk.db")


def test_nothing_about_anybody_can_be_read_without_a_key(made: Backup) -> None:
    content = made.path.read_bytes()
    assert CANARY.encode() not in content
    assert b"journal" not in _store_in(made.path)
    assert b"SQLite format" not in content
    with pytest.raises(Trouble, match="does not open"):
        root_of(made.path, "gravel lantern harbour kitten mosaik")


@pytest.mark.matrix
@pytest.mark.parametrize("kept", [0, 100, 0.5, 0.99, -1])
def test_one_that_was_cut_short_is_named(made: Backup, kept: float, tally: Tally) -> None:
    content = made.path.read_bytes()
    length = int(len(content) * kept) if 0 < kept < 1 else int(kept)
    made.path.write_bytes(content[:length])
    with pytest.raises(Damaged, match=made.path.name):
        compare(read_about(made.path))
    tally(14, "a backup cut short, or a bit of it turned", 1, "forgeries", "named")


@pytest.mark.matrix
@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_one_with_a_turned_bit_is_named(made: Backup, place: float, tally: Tally) -> None:
    content = bytearray(made.path.read_bytes())
    content[int(len(content) * place)] ^= 1
    made.path.write_bytes(content)
    with pytest.raises(Damaged, match=made.path.name):
        compare(read_about(made.path))
    tally(14, "a backup cut short, or a bit of it turned", 1, "forgeries", "named")


@pytest.mark.matrix
def test_one_that_says_something_else_of_itself_is_named(
    made: Backup, store: Store, tmp_path: Path, tally: Tally
) -> None:
    unpacked = tmp_path / "desk.db"
    unpacked.write_bytes(_store_in(made.path))
    forged = made.path.with_name("forged" + SUFFIX)
    earlier = msgspec.structs.replace(made.about, made_at="2026-11-30T00:00:00Z")
    write_file(forged, earlier, keys_beside(store), unpacked)
    with pytest.raises(Damaged, match="was changed"):
        prove(read_about(forged), root_of(forged), tmp_path)
    tally(14, "a backup that says another day of itself", 1, "forgeries", "named")


def test_writing_goes_on_while_a_backup_is_made(
    founded: Founded, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written after the moment of the copy is not in it, and does not make it fail."""
    here = founded.signed_in

    def written_meanwhile(copy: Store, about: About) -> None:
        with here.store.write(here.acting) as session:
            change_setting(session, "later", "yes")
        prove_copy(copy, about)

    monkeypatch.setattr("downtime_desk.core.backup.making.prove_copy", written_meanwhile)
    made = make(here.store, keys_beside(here.store), here.acting, folder, "outage")
    with here.store.read() as session:
        assert head(session).seq == made.about.entries + 1


def test_a_store_that_is_off_gives_no_backup(store: Store, acting: Acting, folder: Path) -> None:
    """A hole in the journal is not carried into a backup that would be called good."""
    connection = store.whole()
    for trigger in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger[0]}"')
    connection.execute("DELETE FROM journal WHERE seq = 2")
    connection.close()
    with pytest.raises(Trouble, match="does not check out"):
        make(store, keys_beside(store), acting, folder, "close")
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_the_earlier_backups(
    made: Backup, store: Store, acting: Acting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(making, "write_file", full)
    with pytest.raises(Trouble, match="disk for backups is full"):
        make(store, keys_beside(store), acting, made.path.parent, "outage")
    assert list(made.path.parent.iterdir()) == [made.path]
    compare(read_about(made.path))


def test_a_folder_that_is_a_file_is_said_in_words(store: Store, acting: Acting, folder: Path) -> None:
    folder.write_text("")
    with pytest.raises(Trouble, match=r"does not take it.*Settings"):
        make(store, keys_beside(store), acting, folder, "close")


def test_what_a_kill_left_half_made_is_swept_away_later(made: Backup, store: Store, acting: Acting) -> None:
    left = made.path.parent / ".making-dead"
    left.mkdir()
    make(store, keys_beside(store), acting, made.path.parent, "asked")
    assert left.exists(), "it may be another's, under way"
    os.utime(left, (time.time() - 7200,) * 2)
    make(store, keys_beside(store), acting, made.path.parent, "asked")
    assert not left.exists()
