"""Removing a manager: a new file under a new key, nobody else notices, and an older backup still opens for who stays."""

import shutil
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import select

from downtime_desk.access import roles
from downtime_desk.access.actions import (
    Accept,
    Founded,
    Invite,
    Recover,
    SignedIn,
    accept,
    invite,
    make_envelope,
    read_keyfile,
    sign_in,
    try_code,
)
from downtime_desk.access.queries import all_managers
from downtime_desk.backups.actions import back_up, keys_for, open_backup, open_backup_with_code, put_in_place
from downtime_desk.backups.removing import Remove, Removed, destroy_backups, remove_manager
from downtime_desk.core import keys, settings
from downtime_desk.core.codes import new_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.people import entry_codes
from downtime_desk.people.model import people
from downtime_desk.practice import Provider
from downtime_desk.sync.connection import TOKEN
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.plugins.clock import Clock

TOMS = "walnut trumpet cinder meadow opal"
GARETHS = "copper violin thistle anchor melon"


@pytest.fixture
def home(founded: Founded) -> Path:
    return founded.signed_in.store.folder.parent


@pytest.fixture
def here(founded: Founded) -> SignedIn:
    return founded.signed_in


def add(home: Path, here: SignedIn, clock: Clock, name: str, passphrase: str) -> str:
    made = invite(home, here, Invite(name, roles.DUTY), CHEAP)
    accept(home, Accept(made.manager, made.code, passphrase), clock, CHEAP).store.close()
    return made.manager


@pytest.fixture
def tom(home: Path, here: SignedIn, clock: Clock) -> str:
    return add(home, here, clock, "Tom Sayer", TOMS)


def remove(home: Path, here: SignedIn, who: str) -> Removed:
    return remove_manager(home, here, Remove(who, "Left on 20 November"), CHEAP)


def export(folder: Path) -> Folder:
    folder.mkdir()
    provider = Provider(people=60, seed=1, today=NIGHT.date(), days=1)
    (folder / "all.ndjson").write_bytes(b"\n".join(map(msgspec.json.encode, provider.resources())))
    return Folder(folder)


def test_who_is_removed_gets_in_nowhere_and_who_stays_needs_nothing_new(
    home: Path, here: SignedIn, tom: str, clock: Clock, tmp_path: Path, founded: Founded
) -> None:
    gareth = add(home, here, clock, "Gareth Pugh", GARETHS)
    envelope = make_envelope(home, here, CHEAP)
    old = tmp_path / "as-it-was"
    shutil.copytree(home / "store", old)
    old_store = (home / "store" / STORE_FILE).read_bytes()[:16]
    done = remove(home, here, tom)
    assert done.name == "Tom Sayer"
    with pytest.raises(Trouble, match="not on this laptop any more"):
        sign_in(home, tom, TOMS, clock)
    was = keys.read_keyfile(old / KEY_FILE)
    slot = was.slot_of("manager", tom)
    assert slot is not None
    old_root = keys.unlock(was, slot, TOMS)
    assert (home / "store" / STORE_FILE).read_bytes()[:16] != old_store, "a new file, under a new salt"
    again = sign_in(home, gareth, GARETHS, clock)
    assert again.store.root.derive("x") != old_root.derive("x")
    assert examine(again.store).holds
    with again.store.read() as session:
        assert [(each.name, each.state) for each in all_managers(session)][-1] == ("Tom Sayer", "removed")
    again.store.close()
    priya = sign_in(home, here.acting.manager, PASSPHRASE, clock)
    recovery, glass = done.codes
    assert (recovery.number, glass.number) == ("R-02", "E-02")
    for kind, dead, code in (
        ("recovery", founded.recovery_code, recovery.code),
        ("break-glass", envelope.code, glass.code),
    ):
        with pytest.raises(Trouble, match="does not open"):
            try_code(home, priya, kind, dead)  # type: ignore[arg-type]
        try_code(home, priya, kind, code)  # type: ignore[arg-type]
    priya.store.close()
    assert sorted(path.name for path in home.glob("store*")) == ["store"]


def test_a_removed_manager_with_the_old_key_cannot_read_the_new_key_file(
    home: Path, here: SignedIn, tom: str
) -> None:
    was = read_keyfile(home)
    slot = was.slot_of("manager", tom)
    assert slot is not None
    old_root = keys.unlock(was, slot, TOMS)
    remove(home, here, tom)
    now = read_keyfile(home)
    forged = keys.signed(now, old_root)
    assert forged.mac != now.mac
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the cipher says
        keys.former_root(now, old_root, now.former[0].key_id)


def test_what_is_sealed_inside_and_the_digests_of_the_copy_go_with_it(
    home: Path, here: SignedIn, tom: str, clock: Clock, tmp_path: Path
) -> None:
    source = export(tmp_path / "export")
    refresh(here.store, here.acting, source)
    with here.store.write(here.acting) as session:
        settings.keep_secret(session, TOKEN, "a token")
    with here.store.read() as session:
        ids = session.execute(select(people.c.id)).scalars().all()
        codes = {each: entry_codes.unsealed(session, each) for each in ids}
    assert any(codes.values())
    remove(home, here, tom)
    again = sign_in(home, here.acting.manager, PASSPHRASE, clock)
    with again.store.read() as session:
        assert {each: entry_codes.unsealed(session, each) for each in ids} == codes
        assert settings.secret(session, TOKEN) == "a token"
    fact = refresh(again.store, again.acting, source)
    assert fact.changed == 0
    again.store.close()


@pytest.mark.parametrize(
    ("who", "why", "says"), [("own", "Left.", "yourself"), ("toms", " ", "not said why")]
)
def test_nobody_removes_themselves_or_without_a_reason(
    home: Path, here: SignedIn, tom: str, who: str, why: str, says: str
) -> None:
    before = read_keyfile(home)
    with pytest.raises(Trouble, match=says):
        remove_manager(home, here, Remove(here.acting.manager if who == "own" else tom, why), CHEAP)
    assert read_keyfile(home) == before


def test_a_duty_manager_removes_nobody(home: Path, here: SignedIn, tom: str, clock: Clock) -> None:
    toms = sign_in(home, tom, TOMS, clock)
    with pytest.raises(Trouble, match="may not invite and remove"):
        remove(home, toms, here.acting.manager)
    toms.store.close()


def test_a_slot_that_is_not_the_one_written_down_stops_it(
    home: Path, here: SignedIn, tom: str, clock: Clock
) -> None:
    gareth = add(home, here, clock, "Gareth Pugh", GARETHS)
    keyfile = read_keyfile(home)
    slot = keyfile.slot_of("manager", gareth)
    assert slot is not None
    forged = keys.without(keyfile, here.store.root, slot)
    forged = keys.add_slot(
        forged, here.store.root, kind="manager", who=gareth, name="Gareth Pugh", secret=TOMS, cost=CHEAP
    )
    keys.write_keyfile(home / "store" / KEY_FILE, forged)
    with pytest.raises(Trouble, match="not the one written down"):
        remove(home, here, tom)


def test_a_backup_of_before_opens_for_who_stays_under_the_new_key_and_the_removed_one_stays_out(
    home: Path, here: SignedIn, tom: str, clock: Clock
) -> None:
    made = back_up(here, "asked").backup
    done = remove(home, here, tom)
    assert [each.path for each in done.backups] == [made.path]
    assert keys_for(home, made.path).slot_of("manager", tom) is None
    keyfile, who = read_keyfile(home), here.acting.manager
    now = keys.unlock(keyfile, keyfile.of_kind("manager")[0], PASSPHRASE)
    restored = put_in_place(open_backup(home, made.path, who, PASSPHRASE), clock)
    assert restored.store.root.derive("x") == now.derive("x"), "the key of before does not come back"
    with restored.store.read() as session:
        assert [(each.name, each.state) for each in all_managers(session)][-1] == ("Tom Sayer", "removed")
    assert examine(restored.store).holds
    restored.store.close()
    sign_in(home, here.acting.manager, PASSPHRASE, clock).store.close()
    with pytest.raises(Trouble):
        sign_in(home, tom, TOMS, clock)


def test_old_backups_are_destroyed_only_once_there_is_a_new_one(
    home: Path, here: SignedIn, tom: str, clock: Clock
) -> None:
    back_up(here, "asked")
    remove(home, here, tom)
    again = sign_in(home, here.acting.manager, PASSPHRASE, clock)
    with pytest.raises(Trouble, match="no backup of the new store yet"):
        destroy_backups(home, again)
    clock.forward(minutes=40)
    new = back_up(again, "asked").backup
    assert destroy_backups(home, again) == 1
    assert [path.name for path in (home / "backups").iterdir()] == [new.path.name]
    again.store.close()


def test_the_recovery_code_opens_a_backup_and_a_new_one_is_made(
    home: Path, founded: Founded, clock: Clock, tmp_path: Path
) -> None:
    here = founded.signed_in
    made = back_up(here, "asked").backup
    who = here.acting.manager
    elsewhere = tmp_path / "another laptop"
    with pytest.raises(Trouble, match="does not open"):
        open_backup_with_code(elsewhere, made.path, Recover(new_code(), who, TOMS), CHEAP)
    candidate = open_backup_with_code(elsewhere, made.path, Recover(founded.recovery_code, who, TOMS), CHEAP)
    restored = put_in_place(candidate, clock)
    assert examine(restored.store).holds
    try_code(elsewhere, restored, "recovery", candidate.code)
    restored.store.close()
    again = sign_in(elsewhere, who, TOMS, clock)
    with pytest.raises(Trouble, match="does not open"):
        try_code(elsewhere, again, "recovery", founded.recovery_code)
    again.store.close()
