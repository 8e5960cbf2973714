"""The file beside the store that says who may sign in: read without any of the ciphers, so that the first window is there at once."""

from pathlib import Path
from typing import Literal

import msgspec

from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file

SlotKind = Literal["manager", "invitation", "recovery", "break-glass", "night"]
FORMAT = 2


class Cost(msgspec.Struct, frozen=True):
    """What one guess costs: Argon2id passes, memory in KiB, lanes."""

    passes: int
    memory_kib: int
    lanes: int


class Slot(msgspec.Struct, frozen=True):
    """The root key for one secret. `who` is the manager's id or the number of a code; `name` is shown at sign-in.

    `wrapped` is the private half of the slot's key pair, under the secret; `sealed` is the root key, sealed to
    the public half, so that a new root key can be handed on without the secret. In a slot of the first format
    `wrapped` is the root key itself. `role` is a manager's; `until` (stored UTC text) an invitation's, or a night's: of
    whoever opened the envelope, for the rest of that opening.
    """

    id: str
    kind: SlotKind
    who: str
    name: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes
    public: bytes = b""
    sealed: bytes = b""
    role: str = ""
    until: str = ""


class Former(msgspec.Struct, frozen=True):
    """A root key of before a manager was removed, wrapped under the one in use: older backups need it."""

    key_id: str
    nonce: bytes
    wrapped: bytes


class KeyFile(msgspec.Struct, frozen=True):
    """Everything in `keyslots.json`. `key_id` names the root key; it is empty for the first one of a store."""

    store_id: str
    slots: tuple[Slot, ...]
    organisation: str = ""
    format: int = 1
    mac: bytes = b""
    key_id: str = ""
    former: tuple[Former, ...] = ()

    def of_kind(self, kind: SlotKind) -> tuple[Slot, ...]:
        """Return the slots of one kind, in the order they were added."""
        return tuple(slot for slot in self.slots if slot.kind == kind)

    def slot_of(self, kind: SlotKind, who: str) -> Slot | None:
        """Return somebody's slot of a kind; None when there is none."""
        return next((slot for slot in self.of_kind(kind) if slot.who == who), None)

    def with_passphrase(self, who: str) -> Slot | None:
        """Return the slot somebody opens with a passphrase: a manager's, or that of a night."""
        return self.slot_of("manager", who) or self.slot_of("night", who)

    def nights(self, now: str) -> tuple[Slot, ...]:
        """Return the slots of break-glasses that are not over (`now`: stored UTC text)."""
        return tuple(slot for slot in self.of_kind("night") if slot.until > now)


def read_keyfile(path: Path) -> KeyFile:
    """Read `keyslots.json`; raise Trouble when it is missing or not one."""
    try:
        found = msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except FileNotFoundError:
        raise Trouble(
            "The key file of this store is missing.",
            f"Put keyslots.json (or its copy keyslots.json.1) back into {path.parent}. Nothing was changed.",
        ) from None
    except PermissionError:
        raise Trouble(
            "The key file of this store may not be read.",
            f"Have the rights of {path.parent} looked at by whoever looks after this laptop. Nothing was changed.",
        ) from None
    except OSError:
        raise Trouble(
            "The key file of this store cannot be read: the disk does not answer.",
            "Try again. If it stays so, have the disk of this laptop looked at. Nothing was changed.",
        ) from None
    except msgspec.DecodeError:
        raise Trouble(
            "The key file of this store is damaged.",
            f"Put back the copy kept beside it: {path.name}.1 or {path.name}.2. Nothing was changed.",
        ) from None
    if found.format > FORMAT:
        raise Trouble(
            "The key file of this store was written by a newer Downtime Desk.",
            "Install the newer version to sign in. Nothing was changed.",
        )
    return found


def read_newest(path: Path) -> KeyFile:
    """Read the key file, or else the newest of the copies kept beside it that is whole; raise what is wrong with it."""
    try:
        return read_keyfile(path)
    except Trouble as wrong:
        for number in (1, 2):
            try:
                return read_keyfile(path.with_name(f"{path.name}.{number}"))
            except Trouble:
                continue
        raise wrong from None


def write_keyfile(path: Path, keyfile: KeyFile) -> None:
    """Replace `keyslots.json` so that a crash leaves the old one or the new one; keep two before it."""
    replace_file(path, _written(keyfile), keep=2)


def retire_keyfiles(path: Path, keyfile: KeyFile) -> None:
    """Replace `keyslots.json` and the two before it: a code or passphrase that was taken back is in none of them.

    The one in use is replaced last: where the disk does not take all of them, everybody gets in as before.
    """
    for name in (f"{path.name}.2", f"{path.name}.1", path.name):
        replace_file(path.with_name(name), _written(keyfile))


def put_back_keyfile(path: Path, keyfile: KeyFile) -> None:
    """Put the key file of before back in use, and then in place of the two beside it."""
    for name in (path.name, f"{path.name}.1", f"{path.name}.2"):
        replace_file(path.with_name(name), _written(keyfile))


def _written(keyfile: KeyFile) -> bytes:
    return msgspec.json.format(msgspec.json.encode(keyfile), indent=1)
