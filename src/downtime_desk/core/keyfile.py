"""The file beside the store that says who may sign in: read without any of the ciphers, so that the first window is there at once."""

from pathlib import Path
from typing import Literal

import msgspec

from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import replace_file

SlotKind = Literal["manager", "recovery"]


class Cost(msgspec.Struct, frozen=True):
    """What one guess costs: Argon2id passes, memory in KiB, lanes."""

    passes: int
    memory_kib: int
    lanes: int


class Slot(msgspec.Struct, frozen=True):
    """The root key wrapped for one secret. `who` is the manager's id; `name` is shown at sign-in."""

    id: str
    kind: SlotKind
    who: str
    name: str
    cost: Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes


class KeyFile(msgspec.Struct, frozen=True):
    """Everything in `keyslots.json`."""

    store_id: str
    slots: tuple[Slot, ...]
    organisation: str = ""
    format: int = 1
    mac: bytes = b""

    def of_kind(self, kind: SlotKind) -> tuple[Slot, ...]:
        """Return the slots of one kind, in the order they were added."""
        return tuple(slot for slot in self.slots if slot.kind == kind)


def read_keyfile(path: Path) -> KeyFile:
    """Read `keyslots.json`; raise Trouble when it is missing or not one."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=KeyFile)
    except FileNotFoundError:
        raise Trouble(
            "The key file of this store is missing.",
            f"Put keyslots.json (or its copy keyslots.json.1) back into {path.parent}. Nothing was changed.",
        ) from None
    except msgspec.DecodeError:
        raise Trouble(
            "The key file of this store is damaged.",
            f"Put back the copy kept beside it: {path.name}.1 or {path.name}.2. Nothing was changed.",
        ) from None


def write_keyfile(path: Path, keyfile: KeyFile) -> None:
    """Replace `keyslots.json` so that a crash leaves the old one or the new one; keep two before it."""
    replace_file(path, msgspec.json.format(msgspec.json.encode(keyfile), indent=1), keep=2)
