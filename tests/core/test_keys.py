"""Keys: who gets in, and what does not."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from downtime_desk.core import keys
from downtime_desk.core.codes import CROCKFORD, new_code, tidy_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.passphrases import check_passphrase, offer_passphrase
from tests.conftest import CHEAP, PASSPHRASE


@pytest.fixture
def root() -> keys.RootKey:
    return keys.RootKey.new()


@pytest.fixture
def keyfile(root: keys.RootKey) -> keys.KeyFile:
    empty = keys.KeyFile(store_id="store-1", slots=())
    return keys.add_slot(
        empty, root, kind="manager", who="m1", name="Priya Nair", secret=PASSPHRASE, cost=CHEAP
    )


def test_the_passphrase_opens_and_composed_letters_are_the_same(root: keys.RootKey) -> None:
    empty = keys.KeyFile(store_id="store-1", slots=())
    made = keys.add_slot(
        empty, root, kind="manager", who="m1", name="Zoë", secret="Zo\u00eb's long secret", cost=CHEAP
    )
    opened = keys.unlock(made, made.slots[0], "Zoe\u0308's long secret")
    assert opened.derive("x") == root.derive("x")


def test_a_wrong_passphrase_does_not_open(keyfile: keys.KeyFile) -> None:
    with pytest.raises(Trouble, match="does not open this laptop"):
        keys.unlock(keyfile, keyfile.slots[0], PASSPHRASE + "x")


@pytest.mark.parametrize(
    "change",
    [
        {"id": "another"},
        {"who": "m2"},
        {"kind": "recovery"},
        {"cost": keys.Cost(1, 32, 1)},
        {"salt": b"0" * 16},
        {"wrapped": b"0" * 48},
    ],
)
def test_a_changed_slot_does_not_open(keyfile: keys.KeyFile, change: dict[str, object]) -> None:
    slot = msgspec.structs.replace(keyfile.slots[0], **change)
    with pytest.raises(Trouble):
        keys.unlock(msgspec.structs.replace(keyfile, slots=(slot,)), slot, PASSPHRASE)


def test_a_slot_moved_to_another_store_does_not_open(keyfile: keys.KeyFile) -> None:
    moved = msgspec.structs.replace(keyfile, store_id="store-2")
    with pytest.raises(Trouble, match="does not open"):
        keys.unlock(moved, moved.slots[0], PASSPHRASE)


def test_a_renamed_manager_or_added_slot_is_noticed(keyfile: keys.KeyFile) -> None:
    renamed = msgspec.structs.replace(keyfile.slots[0], name="Somebody else")
    with pytest.raises(Trouble, match="changed outside"):
        keys.unlock(msgspec.structs.replace(keyfile, slots=(renamed,)), renamed, PASSPHRASE)


def test_a_file_that_asks_for_too_much_memory_is_refused(keyfile: keys.KeyFile) -> None:
    greedy = msgspec.structs.replace(keyfile.slots[0], cost=keys.Cost(3, 64 * 1024 * 1024, 2))
    with pytest.raises(Trouble, match="asks for more work"):
        keys.unlock(keyfile, greedy, PASSPHRASE)


def test_the_file_holds_no_secret_and_keeps_two_generations(tmp_path: Path, keyfile: keys.KeyFile) -> None:
    path = tmp_path / "keyslots.json"
    for number in range(4):
        keys.write_keyfile(path, msgspec.structs.replace(keyfile, organisation=f"v{number}"))
    assert keys.read_keyfile(path).organisation == "v3"
    assert keys.read_keyfile(tmp_path / "keyslots.json.1").organisation == "v2"
    assert keys.read_keyfile(tmp_path / "keyslots.json.2").organisation == "v1"
    assert path.stat().st_mode & 0o077 == 0
    assert PASSPHRASE not in path.read_text()


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"slots": []}'])
def test_a_missing_or_damaged_key_file_says_what_to_do(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "keyslots.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Trouble, match="Put"):
        keys.read_keyfile(path)


def test_a_recovery_code_survives_being_read_aloud() -> None:
    code = new_code()
    spoken = code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")
    assert tidy_code(spoken, "recovery") == code


@given(place=st.integers(0, 31), by=st.integers(1, 30))
def test_one_wrong_sign_is_noticed_before_the_code_is_tried(place: int, by: int) -> None:
    signs = list(new_code().replace("-", ""))
    value = CROCKFORD.index(signs[place])
    signs[place] = CROCKFORD[(value + by) % 31]
    if signs[place] == CROCKFORD[value]:
        return
    changed_by = ((value + by) % 31 - value) * (place + 1)
    if changed_by % 31 == 0:
        return
    with pytest.raises(Trouble, match="missing or mistyped"):
        tidy_code("".join(signs), "recovery")


def test_five_words_are_offered_and_pass_their_own_check() -> None:
    offered = offer_passphrase()
    assert len(offered.split()) >= 5
    check_passphrase(offered)


@pytest.mark.parametrize(
    "weak", ["short", "passwordpassword", "Harbour Lane Home Care", "aaaaaaaaaaaaaaaaaaaaa"]
)
def test_a_weak_passphrase_is_refused_with_what_to_do(weak: str) -> None:
    with pytest.raises(Trouble, match="five words"):
        check_passphrase(weak, ["Harbour", "Lane", "Home", "Care"])
