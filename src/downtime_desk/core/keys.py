"""Keys: how a passphrase opens this laptop's store, and nothing else does.

A random 32-byte **root key** opens everything and is never written in clear. `keyslots.json` holds it
wrapped once per **slot**: one for each manager's passphrase and one for the recovery code. The wrapping
key comes from Argon2id; AES-256-GCM binds the store, the slot, who it is for and the cost, so that a slot
moved, renamed or weakened does not open. A MAC over the whole file shows any other change.
"""

import base64
import hashlib
import hmac
import os
import secrets
import unicodedata
import weakref

import msgspec
from argon2.low_level import ARGON2_VERSION, Type, core, error_to_str, ffi
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from downtime_desk.core.errors import Trouble
from downtime_desk.core.keyfile import Cost as Cost
from downtime_desk.core.keyfile import KeyFile as KeyFile
from downtime_desk.core.keyfile import Slot as Slot
from downtime_desk.core.keyfile import SlotKind as SlotKind
from downtime_desk.core.keyfile import read_keyfile as read_keyfile
from downtime_desk.core.keyfile import write_keyfile as write_keyfile
from downtime_desk.core.wiping import Key, wipe

KEY_BYTES = 32
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 32

PASSPHRASE_COST = Cost(passes=3, memory_kib=256 * 1024, lanes=2)
# A recovery code carries 160 bits of its own, so the cost does not have to protect it.
CODE_COST = Cost(passes=2, memory_kib=19 * 1024, lanes=1)
MOST_MEMORY_KIB = 1024 * 1024
MOST_PASSES = 16


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


def _bound_to(store_id: str, slot_id: str, kind: SlotKind, who: str, cost: Cost) -> bytes:
    return msgspec.json.encode(["slot/v1", store_id, slot_id, kind, who, cost])


def _stretch(secret: str, salt: bytes, cost: Cost) -> Key:
    if cost.memory_kib > MOST_MEMORY_KIB or cost.passes > MOST_PASSES:
        raise Trouble(
            "The key file asks for more work than this program ever writes.",
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
    return hmac.new(root.derive("slots-mac/v1"), msgspec.json.encode(unsigned), hashlib.sha256).digest()


def add_slot(
    keyfile: KeyFile, root: RootKey, *, kind: SlotKind, who: str, name: str, secret: str, cost: Cost
) -> KeyFile:
    """Return the key file with one more slot, its MAC renewed."""
    slot_id = secrets.token_hex(8)
    salt, nonce = os.urandom(16), os.urandom(12)
    bound = _bound_to(keyfile.store_id, slot_id, kind, who, cost)
    wrapped = root.wrap(_stretch(secret, salt, cost), nonce, bound)
    slot = Slot(slot_id, kind, who, name, cost, salt, nonce, wrapped)
    return signed(msgspec.structs.replace(keyfile, slots=(*keyfile.slots, slot)), root)


def without_slot(keyfile: KeyFile, root: RootKey, slot_id: str) -> KeyFile:
    """Return the key file without one slot, its MAC renewed."""
    kept = tuple(slot for slot in keyfile.slots if slot.id != slot_id)
    return signed(msgspec.structs.replace(keyfile, slots=kept), root)


def signed(keyfile: KeyFile, root: RootKey) -> KeyFile:
    """Return the key file with a MAC that fits its content."""
    return msgspec.structs.replace(keyfile, mac=_mac(root, keyfile))


def unlock(keyfile: KeyFile, slot: Slot, secret: str) -> RootKey:
    """Return the root key; raise Trouble when the secret does not open the slot or the file was changed."""
    bound = _bound_to(keyfile.store_id, slot.id, slot.kind, slot.who, slot.cost)
    try:
        raw = AESGCM(_stretch(secret, slot.salt, slot.cost)).decrypt(slot.nonce, slot.wrapped, bound)
    except InvalidTag:
        raise Trouble(_does_not_open(slot.kind), "You are not locked out. Try again.") from None
    root = RootKey(raw)
    wipe(raw)
    if not hmac.compare_digest(_mac(root, keyfile), keyfile.mac):
        raise Trouble(
            "The list of people who may sign in was changed outside Downtime Desk.",
            "Put back the copy kept beside it (keyslots.json.1), and tell whoever looks after this laptop.",
        )
    return root


def _does_not_open(kind: SlotKind) -> str:
    if kind == "recovery":
        return "That recovery code does not open this laptop."
    return "That passphrase does not open this laptop."


def new_recovery_code() -> str:
    """Return 160 random bits and a check sign, `XXXX-XXXX-…`, in letters that cannot be confused."""
    body = base64.b32encode(os.urandom(CODE_LENGTH * 5 // 8)).decode()
    plain = body.translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", CROCKFORD))
    whole = plain + _check_sign(plain)
    return "-".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def _check_sign(plain: str) -> str:
    total = sum((place + 1) * CROCKFORD.index(sign) for place, sign in enumerate(plain))
    return CROCKFORD[total % 31]


def tidy_recovery_code(typed: str) -> str:
    """Return the code as it was made, forgiving case, spaces, O for 0, I and L for 1; Trouble if mistyped."""
    signs = typed.upper().translate(str.maketrans("OIL", "011", " -\t\n\u2010\u2011\u2012\u2013"))
    bad = sorted({sign for sign in signs if sign not in CROCKFORD})
    if bad or len(signs) != CODE_LENGTH + 1 or _check_sign(signs[:-1]) != signs[-1]:
        raise Trouble(
            "That is not a whole recovery code: a sign is missing or mistyped.",
            "It has eight groups of four signs and one more at the end. Check it against the paper.",
        )
    return "-".join(signs[at : at + 4] for at in range(0, len(signs), 4))
