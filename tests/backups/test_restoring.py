"""Going on from a backup: what would change is said first, what is here is kept, and the desk is a new one."""

import shutil
import zipfile
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk.access.actions import Found, Founded, SignedIn, found, is_founded, settle_store, sign_in
from downtime_desk.access.home import READY_FOLDER, read_keyfile, store_folder
from downtime_desk.backups.actions import (
    Candidate,
    ChooseFolder,
    back_up,
    choose_folder,
    make_pack,
    open_backup,
    put_in_place,
)
from downtime_desk.core import keys
from downtime_desk.core.backup.file import Backup, Damaged, read_keys, write_file
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import entries
from downtime_desk.core.replay import differences
from downtime_desk.outages.actions import Note, note
from downtime_desk.people.entry_codes import unsealed
from downtime_desk.people.model import entry_codes
from downtime_desk.rota.references import next_added
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from tests.conftest import CHEAP, PASSPHRASE
from tests.faults.test_kill import export
from tests.plugins.clock import Clock


@pytest.fixture
def here(founded: Founded, tmp_path: Path) -> SignedIn:
    """A desk with a copy of sixty invented people."""
    signed_in = founded.signed_in
    refresh(signed_in.store, signed_in.acting, Folder(export(tmp_path / "export", lambda _: None)))
    return signed_in


def write(here: SignedIn, words: str) -> None:
    with here.store.write(here.acting) as session:
        note(session, Note(words, here.acting.now()))


def opened(home: Path, backup: Backup, passphrase: str = PASSPHRASE) -> Candidate:
    (slot,) = keys_of(backup)
    return open_backup(home, backup.path, slot.who, passphrase)


def keys_of(backup: Backup) -> tuple[keys.Slot, ...]:
    return read_keys(backup.path).of_kind("manager")


def test_a_pack_opens_in_a_second_home_with_everything_as_another_desk(
    here: SignedIn, tmp_path: Path, clock: Clock
) -> None:
    stick, second = tmp_path / "stick", tmp_path / "second"
    stick.mkdir()
    write(here, "Fernway is down.")
    pack = make_pack(here, stick)
    candidate = opened(second, pack)
    changes = candidate.changes()
    assert not changes.here
    assert changes.words() == "There is no store on this laptop, so nothing is replaced."
    other = put_in_place(candidate, clock)
    assert examine(other.store).holds
    with here.store.read() as ours, other.store.read() as theirs:
        mine, restored = list(entries(ours)), list(entries(theirs))
        # the pack was made before it was recorded
        assert restored[: len(mine) - 1] == mine[:-1]
        assert [entry.kind for entry in restored[len(mine) - 1 :]] == ["store.restored", "manager.signed_in"]
        assert next_added(ours, here.acting.desk) != next_added(theirs, other.acting.desk)
    assert other.acting.desk != here.acting.desk
    other.store.close()
    again = sign_in(second, keys_of(pack)[0].who, PASSPHRASE, clock)
    assert again.acting.desk == other.acting.desk, "it stays the desk it became"
    again.store.close()


def test_entry_codes_open_in_the_second_home(here: SignedIn, tmp_path: Path, clock: Clock) -> None:
    other = put_in_place(opened(tmp_path / "second", make_pack(here, tmp_path)), clock)
    with here.store.read() as ours, other.store.read() as theirs:
        people = ours.execute(select(entry_codes.c.person_id).distinct()).scalars().all()
        codes = [unsealed(ours, each) for each in people]
        assert any(codes)
        assert codes == [unsealed(theirs, each) for each in people]
    other.store.close()


def test_what_would_be_lost_is_said_by_time_and_name_and_kept_aside(here: SignedIn, clock: Clock) -> None:
    home = here.store.folder.parent
    write(here, "Before.")
    backup = back_up(here, "asked").backup
    clock.forward(minutes=20)
    write(here, "Mrs Holloway is safe.")
    here.store.release()
    candidate = opened(home, backup)
    changes = candidate.changes()
    assert changes.lost is not None
    assert [(each.at, each.by) for each in changes.lost] == [(clock(), "Priya Nair")]
    assert "Mrs Holloway is safe." in changes.lost[0].words
    assert changes.gained == 0
    rows = {row.what: row for row in changes.rows}
    assert rows["People"].same
    assert rows["People"].here == "60"
    assert not rows["Entries in the log"].same
    restored = put_in_place(candidate, clock)
    with restored.store.read() as session:
        last = list(entries(session))[-2]
        assert '"lost":1' in (last.payload or "")
        assert differences(session) == []
    restored.store.close()
    (aside,) = home.glob("store-kept-*")
    before = here.store.elsewhere(aside)
    with before.read() as session:
        assert "Mrs Holloway is safe." in (list(entries(session))[-1].payload or "")
    before.release()


def test_dropping_it_changes_nothing(here: SignedIn) -> None:
    home = here.store.folder.parent
    backup = back_up(here, "asked").backup
    names = sorted(each.name for each in home.iterdir())
    opened(home, backup).drop()
    assert sorted(each.name for each in home.iterdir()) == names
    assert examine(here.store).holds


def test_a_store_that_cannot_be_read_is_replaced_knowingly(here: SignedIn, clock: Clock) -> None:
    home = here.store.folder.parent
    backup = back_up(here, "asked").backup
    here.store.release()
    content = bytearray(here.store.path.read_bytes())
    content[:4096] = bytes(4096)
    here.store.path.write_bytes(content)
    candidate = opened(home, backup)
    changes = candidate.changes()
    assert changes.here
    assert changes.lost is None
    assert "is not known" in changes.words()
    put_in_place(candidate, clock).store.close()
    (aside,) = home.glob("store-kept-*")
    assert (aside / "desk.db").read_bytes() == bytes(content), "kept as it was, for repair"


def test_another_stores_backup_is_refused(here: SignedIn, tmp_path: Path, clock: Clock) -> None:
    command = Found("Tideway Care", "01632 960401", "Ade Balogun", PASSPHRASE)
    theirs = found(tmp_path / "theirs", command, clock, CHEAP).signed_in
    backup = back_up(theirs, "asked").backup
    with pytest.raises(Trouble, match="another store, of Tideway Care"):
        opened(here.store.folder.parent, backup)
    theirs.store.close()


def test_a_wrong_passphrase_opens_nothing(here: SignedIn, tmp_path: Path) -> None:
    backup = back_up(here, "asked").backup
    with pytest.raises(Trouble, match="does not open"):
        opened(tmp_path / "second", backup, "gravel lantern harbour kitten mosaik")
    assert not is_founded(tmp_path / "second")
    assert not (tmp_path / "second" / "store.restoring").exists()


def test_a_store_swapped_into_anothers_pack_is_refused(here: SignedIn, tmp_path: Path) -> None:
    """A backup whose store was exchanged for an earlier one of the same desk, digest and all, is seen by its MAC."""
    early = back_up(here, "asked").backup
    kept = tmp_path / "early.ddbackup"
    shutil.copy(early.path, kept)
    write(here, "Later.")
    late = make_pack(here, tmp_path)
    with zipfile.ZipFile(kept) as packed:
        packed.extract("desk.db", tmp_path)
    swapped = tmp_path / "swapped.ddbackup"
    about = msgspec.structs.replace(late.about, size=early.about.size, sha256=early.about.sha256)
    write_file(swapped, about, read_keys(kept), tmp_path / "desk.db")
    with pytest.raises(Damaged, match="swapped"):
        opened(tmp_path / "second", Backup(swapped, about))


def test_who_was_taken_off_the_list_since_does_not_come_back(here: SignedIn, clock: Clock) -> None:
    home = here.store.folder.parent
    backup = back_up(here, "asked").backup
    keyfile = read_keyfile(home)
    slot = keyfile.of_kind("manager")[0]
    root = keys.unlock(keyfile, slot, PASSPHRASE)
    changed = keys.add_slot(
        keys.without(keyfile, root, slot),
        root,
        kind="manager",
        who=slot.who,
        name=slot.name,
        secret="another lantern harbour kitten mosaic",
        cost=CHEAP,
    )
    keys.write_keyfile(store_folder(home) / "keyslots.json", changed)
    with pytest.raises(Trouble, match="does not open"):
        opened(home, backup)
    restored = put_in_place(opened(home, backup, "another lantern harbour kitten mosaic"), clock)
    assert read_keyfile(home) == changed
    restored.store.close()


@pytest.mark.parametrize("stopped_before", ["aside", "in place"])
def test_ended_while_it_is_put_in_place_one_whole_store_is_in_use(
    here: SignedIn, clock: Clock, stopped_before: str
) -> None:
    home = here.store.folder.parent
    backup = back_up(here, "asked").backup
    here.store.release()
    candidate = opened(home, backup)
    candidate.store.release()
    candidate.store.folder.rename(home / READY_FOLDER)
    if stopped_before == "in place":
        store_folder(home).rename(home / "store-kept-x")
        assert not is_founded(home)
    settle_store(home)
    assert not (home / READY_FOLDER).exists()
    signed_in = sign_in(home, keys_of(backup)[0].who, PASSPHRASE, clock)
    assert examine(signed_in.store).holds
    signed_in.store.close()


def test_a_folder_that_is_gone_is_said_and_the_laptops_own_is_used(here: SignedIn, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    with here.store.write(here.acting) as session:
        choose_folder(session, ChooseFolder(str(stick)))
    assert back_up(here, "close").backup.path.parent == stick
    for left in stick.iterdir():
        left.unlink()
    stick.rmdir()
    done = back_up(here, "close")
    assert done.trouble is not None
    assert "Put the stick or drive back in" in done.trouble.do
    assert done.backup.path.parent == here.store.folder.parent / "backups"
    assert not stick.exists(), "no folder is made where a stick is not plugged in"
