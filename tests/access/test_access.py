"""Founding a store and getting back into it."""

from pathlib import Path

import pytest

from downtime_desk.access.actions import (
    Found,
    Founded,
    Recover,
    found,
    is_founded,
    read_keyfile,
    recover,
    sign_in,
)
from downtime_desk.core import journal
from downtime_desk.core.errors import Trouble
from downtime_desk.core.store import STORE_FILE
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.clock import Clock


@pytest.fixture
def home(tmp_path: Path, founded: Founded) -> Path:
    founded.signed_in.store.close()
    return tmp_path / "home"


def test_a_store_is_founded_whole_and_opens_again(home: Path, clock: Clock) -> None:
    keyfile = read_keyfile(home)
    assert keyfile.organisation == "Harbour Lane Home Care"
    clock.forward(hours=2)
    signed_in = sign_in(home, keyfile.of_kind("manager")[0].who, PASSPHRASE, clock)
    with signed_in.store.read() as session:
        kinds = [entry.kind for entry in journal.entries(session)]
        assert journal.broken_links(session) == []
    signed_in.store.close()
    assert kinds == ["store.founded", "manager.added", "manager.signed_in", "manager.signed_in"]
    assert signed_in.acting.name == "Priya Nair"


def test_a_second_founding_touches_nothing(home: Path, clock: Clock) -> None:
    before = (home / "store" / STORE_FILE).read_bytes()
    with pytest.raises(Trouble, match="There is a store"):
        found(home, Found("Other", "", "Other", PASSPHRASE), clock, CHEAP)
    assert (home / "store" / STORE_FILE).read_bytes() == before


@pytest.mark.parametrize(("organisation", "manager"), [("", "Priya Nair"), ("Harbour Lane", "  ")])
def test_a_founding_without_names_leaves_nothing_behind(
    tmp_path: Path, clock: Clock, organisation: str, manager: str
) -> None:
    with pytest.raises(Trouble, match="missing"):
        found(tmp_path / "new", Found(organisation, "", manager, PASSPHRASE), clock, CHEAP)
    assert not is_founded(tmp_path / "new")


def test_the_store_holds_no_plain_text(home: Path) -> None:
    whole = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"SQLite format 3" not in whole
    assert b"setting" not in whole
    assert b"01632" not in whole


def test_a_missing_store_file_is_never_made_anew(home: Path, clock: Clock) -> None:
    (home / "store" / STORE_FILE).unlink()
    manager = read_keyfile(home).of_kind("manager")[0].who
    with pytest.raises(Trouble, match="missing"):
        sign_in(home, manager, PASSPHRASE, clock)
    assert not (home / "store" / STORE_FILE).exists()


def test_a_damaged_store_is_left_as_it_is(home: Path, clock: Clock) -> None:
    path = home / "store" / STORE_FILE
    path.write_bytes(b"\0" * 4096 + path.read_bytes()[4096:])
    before = path.read_bytes()
    manager = read_keyfile(home).of_kind("manager")[0].who
    with pytest.raises(Trouble, match="cannot be read"):
        sign_in(home, manager, PASSPHRASE, clock)
    assert path.read_bytes() == before


def test_the_recovery_code_opens_once_and_gives_a_new_one(
    founded: Founded, tmp_path: Path, clock: Clock
) -> None:
    founded.signed_in.store.close()
    home = tmp_path / "home"
    manager = read_keyfile(home).of_kind("manager")[0].who
    new_passphrase = "walnut trumpet cinder meadow opal"
    again = recover(home, Recover(founded.recovery_code, manager, new_passphrase), clock, CHEAP)
    with again.signed_in.store.read() as session:
        kinds = [entry.kind for entry in journal.entries(session)]
    again.signed_in.store.close()
    assert kinds[-1] == "manager.passphrase_changed"
    with pytest.raises(Trouble, match="does not open"):
        sign_in(home, manager, PASSPHRASE, clock)
    with pytest.raises(Trouble, match="recovery code does not open"):
        recover(home, Recover(founded.recovery_code, manager, new_passphrase), clock, CHEAP)
    sign_in(home, manager, new_passphrase, clock).store.close()
