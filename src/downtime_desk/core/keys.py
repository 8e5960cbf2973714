"""Keys: how a passphrase opens this laptop's store, and nothing else does.

A random 32-byte **root key** opens everything and is never written in clear. `keyslots.json` has a **slot** for
each manager's passphrase, each invitation, the recovery code, the break-glass envelope and the rest of its night. A slot is a key pair:
its private half is wrapped under the secret (Argon2id, AES-256-GCM), and the root key is sealed to its public half
(X25519). So a new root key can be handed to everyone who stays, without their passphrases. Both bind the store,
the slot, who it is for and the cost, so that a slot moved, renamed or weakened does not open. A MAC over the whole
file shows any other change.
"""

import hashlib
import hmac
import os
import secrets
import unicodedata
import weakref
from collections.abc import Iterable

import msgspec
from argon2.low_level import ARGON2_VERSION, Type, core, error_to_str, ffi
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import FORMAT, Former
from downtime_desk.core.keyfile import Cost as Cost
from downtime_desk.core.keyfile import KeyFile as KeyFile
from downtime_desk.core.keyfile import Slot as Slot
from downtime_desk.core.keyfile import SlotKind as SlotKind
from downtime_desk.core.keyfile import put_back_keyfile as put_back_keyfile
from downtime_desk.core.keyfile import read_keyfile as read_keyfile
from downtime_desk.core.keyfile import retire_keyfiles as retire_keyfiles
from downtime_desk.core.keyfile import write_keyfile as write_keyfile
from downtime_desk.core.wiping import Key, wipe

KEY_BYTES = 32

# A recovery code carries 160 bits of its own, so the cost does not have to protect it.
CODE_COST = Cost(passes=2, memory_kib=19 * 1024, lanes=1)
MOST_MEMORY_KIB = 1024 * 1024
MOST_PASSES = 16
MOST_LANES = 16


class RootKey:
    """The key everything else is derived from. `wipe` overwrites it and all that was derived from it."""

    def __init__(self, raw: bytes) -> None:
        if len(raw) != KEY_BYTES:
            raise ValueError("a root key has 32 bytes")
        self._raw = Key(raw)
        self._derived: list[weakref.ref[Key]] = []

    @classmethod
    def new(cls) -> "RootKey":
        """Return a fresh random root key."""
        raw = secrets.token_bytes(KEY_BYTES)
        root = cls(raw)
        wipe(raw)
        return root

    def copy(self) -> "RootKey":
        """Return the same key to hold apart: wiping one leaves the other."""
        made = RootKey(bytes(KEY_BYTES))
        made._raw[:] = self._raw
        return made

    def derive(self, purpose: str) -> Key:
        """Return the 32-byte key for one purpose. It is wiped with this one, or when it is let go."""
        made = _expanded(self._raw, b"DD/" + purpose.encode())
        self._derived = [each for each in self._derived if each() is not None]
        self._derived.append(weakref.ref(made))
        return made

    def wrap(self, wrapping_key: Key, nonce: bytes, bound_to: bytes) -> bytes:
        """Return this key sealed under another."""
        return AESGCM(wrapping_key).encrypt(nonce, self._raw, bound_to)

    def wipe(self) -> None:
        """Overwrite the key, and every key derived from it that somebody still holds."""
        self._raw.wipe()
        for each in self._derived:
            if (key := each()) is not None:
                key.wipe()


def _expanded(key: Key, info: bytes) -> Key:
    """Return HKDF-SHA256 of a key, 32 bytes, no salt; no copy of anything on the way stays in memory."""
    extracted = hmac.digest(bytes(KEY_BYTES), key, "sha256")
    expanded = hmac.digest(extracted, info + b"\x01", "sha256")
    made = Key(expanded)
    wipe(extracted)
    wipe(expanded)
    return made


def _bound_to(store_id: str, slot: Slot) -> bytes:
    if not slot.public:
        return msgspec.json.encode(["slot/v1", store_id, slot.id, slot.kind, slot.who, slot.cost])
    return msgspec.json.encode(
        ["slot/v2", store_id, slot.id, slot.kind, slot.who, slot.cost, slot.public, slot.until]
    )


def stretch(secret: str, salt: bytes, cost: Cost) -> Key:
    """Return the key a secret gives (Argon2id, 32 bytes); raise Trouble for a cost no program of ours ever asked for."""
    if not (1 <= cost.passes <= MOST_PASSES and 8 * cost.lanes <= cost.memory_kib <= MOST_MEMORY_KIB) or (
        not 1 <= cost.lanes <= MOST_LANES
    ):
        raise Trouble(
            "The key file asks for more work than this program ever writes, or for none.",
            "It was changed by something else. Put back the copy kept beside it (keyslots.json.1).",
        )
    # the library's own functions copy the secret and the key, and let go of both as they are
    normal = unicodedata.normalize("NFC", secret)
    encoded = normal.encode()
    typed, made = Key(encoded), Key(KEY_BYTES)
    wipe(encoded)
    if normal is not secret:
        wipe(normal)
    with ffi.from_buffer("uint8_t[]", typed) as pwd, ffi.from_buffer("uint8_t[]", made) as out:
        salted = ffi.from_buffer("uint8_t[]", salt)
        context = ffi.new(
            "argon2_context *",
            {
                "version": ARGON2_VERSION,
                "out": out,
                "outlen": len(made),
                "pwd": pwd,
                "pwdlen": len(typed),
                "salt": salted,
                "saltlen": len(salt),
                "t_cost": cost.passes,
                "m_cost": cost.memory_kib,
                "lanes": cost.lanes,
                "threads": cost.lanes,
            },
        )
        failed = core(context, Type.ID.value)
    typed.wipe()
    if failed:
        raise ValueError(error_to_str(failed))
    return made


def _mac(root: RootKey, keyfile: KeyFile) -> bytes:
    unsigned = msgspec.structs.replace(keyfile, mac=b"")
    said = _first_format(unsigned) if keyfile.format == 1 else unsigned
    return hmac.new(root.derive("slots-mac/v1"), msgspec.json.encode(said), hashlib.sha256).digest()


def _first_format(keyfile: KeyFile) -> dict[str, object]:
    """Return the fields the first format had, in its order: its MAC covers those."""
    slots = [{name: getattr(slot, name) for name in _FIRST_SLOT} for slot in keyfile.slots]
    return {name: getattr(keyfile, name) for name in _FIRST_FILE} | {"slots": slots}


_FIRST_SLOT = ("id", "kind", "who", "name", "cost", "salt", "nonce", "wrapped")
_FIRST_FILE = ("store_id", "slots", "organisation", "format", "mac")


def add_slot(
    keyfile: KeyFile,
    root: RootKey,
    *,
    kind: SlotKind,
    who: str,
    name: str,
    secret: str,
    cost: Cost,
    role: str = "",
    until: str = "",
) -> KeyFile:
    """Return the key file with one more slot, its MAC renewed."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    slot = Slot(secrets.token_hex(8), kind, who, name, cost, b"", b"", b"", public, b"", role, until)
    raw = private.private_bytes_raw()
    slot = _wrapped(keyfile.store_id, slot, raw, root, secret)
    wipe(raw)
    return signed(msgspec.structs.replace(keyfile, slots=(*keyfile.slots, slot)), root)


def _wrapped(store_id: str, slot: Slot, private: bytes, root: RootKey, secret: str) -> Slot:
    """Return a slot with its private half under the secret, at the slot's cost, and the root key sealed to its public half."""
    salted = msgspec.structs.replace(slot, salt=os.urandom(16), nonce=os.urandom(12))
    bound = _bound_to(store_id, salted)
    wrapped = AESGCM(stretch(secret, salted.salt, salted.cost)).encrypt(salted.nonce, private, bound)
    return msgspec.structs.replace(salted, wrapped=wrapped, sealed=_seal(root, slot.public, bound))


def with_cost(keyfile: KeyFile, root: RootKey, slot: Slot, secret: str, cost: Cost) -> KeyFile:
    """Return the key file with another cost of a guess at one slot; the secret and the key pair stay.

    Raises WrongSecret when the secret does not open the slot.
    """
    raw = _private(keyfile, slot, secret)
    changed = _wrapped(keyfile.store_id, msgspec.structs.replace(slot, cost=cost), raw, root, secret)
    wipe(raw)
    slots = tuple(changed if each.id == slot.id else each for each in keyfile.slots)
    return signed(msgspec.structs.replace(keyfile, slots=slots), root)


def _private(keyfile: KeyFile, slot: Slot, secret: str) -> bytes:
    """Return what is wrapped in a slot: the private half of its key pair, or in one of the first format the root key."""
    bound = _bound_to(keyfile.store_id, slot)
    try:
        return AESGCM(stretch(secret, slot.salt, slot.cost)).decrypt(slot.nonce, slot.wrapped, bound)
    except InvalidTag:
        raise WrongSecret(_does_not_open(slot.kind), "You are not locked out. Try again.") from None


def without(keyfile: KeyFile, root: RootKey, *gone: Slot) -> KeyFile:
    """Return the key file without some slots, its MAC renewed."""
    ids = {slot.id for slot in gone}
    kept = tuple(slot for slot in keyfile.slots if slot.id not in ids)
    return signed(msgspec.structs.replace(keyfile, slots=kept), root)


def signed(keyfile: KeyFile, root: RootKey) -> KeyFile:
    """Return the key file with a MAC that fits its content."""
    now = msgspec.structs.replace(keyfile, format=FORMAT)
    return msgspec.structs.replace(now, mac=_mac(root, now))


def _seal(root: RootKey, public: bytes, bound_to: bytes) -> bytes:
    """Return the root key sealed to a public key: the public half made for it, then the ciphertext."""
    own = X25519PrivateKey.generate()
    mark = own.public_key().public_bytes_raw()
    agreed = _agreed(own, public, mark + public)
    return mark + root.wrap(agreed, _ONCE, bound_to)


def _unseal(sealed: bytes, private: X25519PrivateKey, bound_to: bytes) -> bytes:
    mark, rest = sealed[:KEY_BYTES], sealed[KEY_BYTES:]
    try:
        agreed = _agreed(private, mark, mark + private.public_key().public_bytes_raw())
    except ValueError:
        raise InvalidTag from None
    return AESGCM(agreed).decrypt(_ONCE, rest, bound_to)


def _agreed(own: X25519PrivateKey, other: bytes, about: bytes) -> Key:
    shared = own.exchange(X25519PublicKey.from_public_bytes(other))
    agreed = _expanded(Key(shared), b"DD/slot-seal/v1" + about)
    wipe(shared)
    return agreed


# Each sealing has a key of its own, so its nonce is never used twice.
_ONCE = bytes(12)


def unlock(keyfile: KeyFile, slot: Slot, secret: str) -> RootKey:
    """Return the root key; raise Trouble when the secret does not open the slot or the file was changed."""
    raw = _private(keyfile, slot, secret)
    bound = _bound_to(keyfile.store_id, slot)
    try:
        if slot.public:
            private = X25519PrivateKey.from_private_bytes(raw)
            wipe(raw)
            raw = _unseal(slot.sealed, private, bound)
    except InvalidTag:
        raise WrongSecret(_does_not_open(slot.kind), "You are not locked out. Try again.") from None
    root = RootKey(raw)
    wipe(raw)
    if not hmac.compare_digest(_mac(root, keyfile), keyfile.mac):
        raise Trouble(
            "The list of people who may sign in was changed outside Downtime Desk.",
            "Put back the copy kept beside it (keyslots.json.1), and tell whoever looks after this laptop.",
        )
    return root


class WrongSecret(Trouble):
    """What was typed does not open the slot. It is counted."""


def rekeyed(keyfile: KeyFile, root: RootKey, new: RootKey, staying: Iterable[str]) -> KeyFile:
    """Return the key file of a new root key: it is sealed to the slots that stay, by their ids, and to no other.

    The old root key stays wrapped under the new one, for older backups. Raises ValueError for a slot of the first
    format: it has nothing to seal to.
    """
    ids = frozenset(staying)
    slots = tuple(_handed_on(keyfile.store_id, slot, new) for slot in keyfile.slots if slot.id in ids)
    before = [(each.key_id, former_root(keyfile, root, each.key_id)) for each in keyfile.former]
    former = tuple(_former(new, key_id, old) for key_id, old in (*before, (keyfile.key_id, root)))
    changed = {"slots": slots, "key_id": secrets.token_hex(8), "former": former}
    return signed(msgspec.structs.replace(keyfile, **changed), new)


def _handed_on(store_id: str, slot: Slot, root: RootKey) -> Slot:
    if not slot.public:
        raise ValueError("a slot of the first format cannot be handed a new root key")
    return msgspec.structs.replace(slot, sealed=_seal(root, slot.public, _bound_to(store_id, slot)))


def _former(root: RootKey, key_id: str, old: RootKey) -> Former:
    nonce = os.urandom(12)
    return Former(key_id, nonce, old.wrap(root.derive(_FORMER), nonce, key_id.encode()))


def former_root(keyfile: KeyFile, root: RootKey, key_id: str) -> RootKey:
    """Return the root key with this name: the one in use, or one of before."""
    if key_id == keyfile.key_id:
        return root
    kept = next(each for each in keyfile.former if each.key_id == key_id)
    raw = AESGCM(root.derive(_FORMER)).decrypt(kept.nonce, kept.wrapped, key_id.encode())
    former = RootKey(raw)
    wipe(raw)
    return former


_FORMER = "former-root/v1"


def knows(keyfile: KeyFile, key_id: str) -> bool:
    """Say whether whoever opens this key file can also open what was made under the root key of that name."""
    return key_id == keyfile.key_id or any(each.key_id == key_id for each in keyfile.former)


def _does_not_open(kind: SlotKind) -> str:
    return f"That {SECRETS[kind]} does not open this laptop."


SECRETS: dict[SlotKind, str] = {
    "manager": "passphrase",
    "invitation": "invitation code",
    "recovery": "recovery code",
    "break-glass": "break-glass code",
    "night": "passphrase",
}
