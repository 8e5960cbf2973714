"""Row 11 of the matrix: whatever is done to the key file, nobody gets in without a secret, and it is said in words."""

from collections.abc import Callable, Iterator
from itertools import combinations, permutations
from random import Random

import msgspec
import pytest

from downtime_desk.core import keys
from downtime_desk.core.codes import INVITATION_LENGTH, new_code
from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import KeyFile, Slot, SlotKind, read_keyfile
from tests.conftest import CHEAP, PASSPHRASE
from tests.plugins.matrix import Tally

pytestmark = pytest.mark.matrix
Case = tuple[str, KeyFile, Slot, str]

SECRETS: dict[str, tuple[SlotKind, str]] = {
    "m1": ("manager", PASSPHRASE),
    "m2": ("manager", "walnut trumpet cinder meadow opal"),
    "m3": ("invitation", new_code(INVITATION_LENGTH)),
    "": ("recovery", new_code()),
    "E-01": ("break-glass", new_code()),
}


@pytest.fixture(scope="module")
def root() -> keys.RootKey:
    return keys.RootKey.new()


@pytest.fixture(scope="module")
def keyfile(root: keys.RootKey) -> KeyFile:
    made = KeyFile(store_id="store-1", slots=(), organisation="Harbour Lane Home Care")
    for who, (kind, secret) in SECRETS.items():
        made = keys.add_slot(
            made, root, kind=kind, who=who, name=who, secret=secret, cost=CHEAP, until="2036"
        )
    staying = [slot.id for slot in made.slots]
    return keys.rekeyed(keys.rekeyed(made, root, root, staying), root, root, staying)


def changed(slot: Slot) -> Iterator[tuple[str, Slot]]:
    """Yield the slot with one thing about it otherwise."""
    other = b"\1" * 32
    for field, value in {
        "id": "0" * 16, "who": "somebody", "name": "Somebody Else", "salt": other[:16], "nonce": other[:12],
        "wrapped": other + other[:16], "public": other, "sealed": other + other + other[:16], "until": "2099",
        "role": "registered manager",
    }.items():  # fmt: skip
        yield field, msgspec.structs.replace(slot, **{field: value})
    kind: SlotKind = "recovery" if slot.kind != "recovery" else "manager"
    yield "kind", msgspec.structs.replace(slot, kind=kind)
    for cost in (keys.Cost(2, 64, 1), keys.Cost(1, 32, 1), keys.Cost(1, 64, 2), keys.Cost(0, 64, 1),
                 keys.Cost(1, 64, 0), keys.Cost(1, 64, 17), keys.Cost(1, 1 << 30, 1), keys.Cost(1 << 20, 64, 1)):  # fmt: skip
        yield f"cost {cost}", msgspec.structs.replace(slot, cost=cost)


def tampered(keyfile: KeyFile) -> Iterator[Case]:
    """Yield what somebody may do to the file, each with the slot that is then tried with its right secret."""
    slots = keyfile.slots
    swap: Callable[..., KeyFile] = lambda kept: msgspec.structs.replace(keyfile, slots=tuple(kept))  # noqa: E731
    for at, slot in enumerate(slots):
        for what, now in changed(slot):
            yield f"{what} of {slot.who}", swap((*slots[:at], now, *slots[at + 1 :])), now, slot.who
        for left in slots:
            if left is not slot:
                yield (
                    f"{left.who} taken out",
                    swap(each for each in slots if each is not left),
                    slot,
                    slot.who,
                )
        for field in ("store_id", "organisation", "key_id"):
            yield field, msgspec.structs.replace(keyfile, **{field: "other"}), slot, slot.who
        yield "former", msgspec.structs.replace(keyfile, former=()), slot, slot.who
        yield "mac", msgspec.structs.replace(keyfile, mac=b"\0" * 32), slot, slot.who
        yield "format", msgspec.structs.replace(keyfile, format=1), slot, slot.who
        yield "twice", swap((*slots, slot)), slot, slot.who
    for one, two in combinations(slots, 2):
        for field in ("wrapped", "sealed", "public", "salt"):
            now = msgspec.structs.replace(one, **{field: getattr(two, field)})
            yield f"{field} of {two.who}", swap(now if each is one else each for each in slots), now, one.who
        order = [two if each is one else one if each is two else each for each in slots]
        yield "order", swap(order), one, one.who


def test_a_file_that_was_changed_lets_nobody_in(keyfile: KeyFile, root: keys.RootKey, tally: Tally) -> None:
    number = 0
    for what, file, slot, who in tampered(keyfile):
        with pytest.raises(Trouble):
            pytest.fail(f"{what}: {keys.unlock(file, slot, SECRETS[who][1])}")
        number += 1
    for slot in keyfile.slots:
        assert keys.unlock(keyfile, slot, SECRETS[slot.who][1]).derive("x") == root.derive("x")
    assert number >= 200
    tally(11, "key file changed", number, "cases", "nobody in, said in words")


def test_no_secret_opens_the_slot_of_another(keyfile: KeyFile, tally: Tally) -> None:
    pairs = list(permutations(keyfile.slots, 2))
    for one, two in pairs:
        with pytest.raises(keys.WrongSecret, match="does not open"):
            keys.unlock(keyfile, one, SECRETS[two.who][1])
    tally(11, "another's secret", len(pairs), "cases", "nobody in, counted")


def test_a_file_with_one_byte_otherwise_is_noticed_or_the_same(
    keyfile: KeyFile, root: keys.RootKey, tally: Tally, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("keys") / "keyslots.json"
    whole, chance, noticed = msgspec.json.encode(keyfile), Random(11), 0
    for _ in range(120):
        at = chance.randrange(len(whole))
        path.write_bytes(whole[:at] + bytes([whole[at] ^ (1 << chance.randrange(7))]) + whole[at + 1 :])
        try:
            found = read_keyfile(path)
            slot = next(each for each in found.slots if each.who == "m1")
            opened = keys.unlock(found, slot, PASSPHRASE)
        except (Trouble, StopIteration):
            noticed += 1
            continue
        assert found == keyfile
        assert opened.derive("x") == root.derive("x")
    for cut in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:cut])
        with pytest.raises(Trouble):
            read_keyfile(path)
    assert noticed > 100
    tally(11, "a bit flipped, or cut off", 140, "files", "noticed, or nothing changed by it")
