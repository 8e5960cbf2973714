"""The one file a backup is: written whole, read with suspicion. Needs no key to see that it is cut or torn."""

import hashlib
import hmac
import os
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Literal

import msgspec

from downtime_desk.core.clock import from_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import OWNER_ONLY
from downtime_desk.core.keyfile import KeyFile
from downtime_desk.core.paths import KEY_FILE, STORE_FILE

SUFFIX = ".ddbackup"
ABOUT_FILE = "about.json"
MOST_WORDS = 1_000_000
"""Bytes the two small files may have: what is larger was not written by this program."""
CHUNK = 1 << 20
_ID = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[a-z_0-9]+")

Why = Literal["outage", "close", "asked", "pack"]


class About(msgspec.Struct, frozen=True):
    """What a backup says of itself: nothing about anybody. Instants are the stored UTC text.

    `sha256` is of the store as it lies in the file; `counts` are rows by table; `mac` shows any change to the rest.
    """

    id: str
    store_id: str
    organisation: str
    desk: str
    made_at: str
    why: Why
    schema: int
    entries: int
    head: str
    counts: dict[str, int]
    size: int
    sha256: str
    format: int = 1
    mac: bytes = b""

    @property
    def purpose(self) -> str:
        """Return the purpose its key is derived for."""
        return purpose_of(self.id)

    @property
    def mac_purpose(self) -> str:
        """Return the purpose the key of its MAC is derived for."""
        return f"backup-about/v1/{self.id}"

    def made(self) -> datetime:
        """Return when it was made."""
        return from_text(self.made_at)


def purpose_of(backup_id: str) -> str:
    """Return the purpose the key of one backup is derived for."""
    return f"backup/v1/{backup_id}"


@dataclass(frozen=True)
class Backup:
    """A backup that can be found: where, and what it says of itself."""

    path: Path
    about: About


class Damaged(Trouble):
    """A backup that cannot be used, which one, and what is wrong with it."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"The backup {path.name} is damaged: {why}.", "Nothing was changed. Use another backup."
        )


def sealed(about: About, key: bytes | bytearray) -> About:
    """Return it with a MAC that fits the rest."""
    return msgspec.structs.replace(about, mac=_mac(about, key))


def fits(about: About, key: bytes | bytearray) -> bool:
    """Say whether nothing in it was changed since it was written."""
    return hmac.compare_digest(about.mac, _mac(about, key))


def _mac(about: About, key: bytes | bytearray) -> bytes:
    plain = msgspec.json.encode(msgspec.structs.replace(about, mac=b""), order="deterministic")
    return hmac.new(key, plain, hashlib.sha256).digest()


def write_file(path: Path, about: About, keyfile: KeyFile, store: Path) -> None:
    """Write the file and force it to disk. Raises OSError when the disk does not take it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w+b") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr(ABOUT_FILE, msgspec.json.format(msgspec.json.encode(about), indent=1))
            packed.writestr(KEY_FILE, msgspec.json.format(msgspec.json.encode(keyfile), indent=1))
            packed.write(store, STORE_FILE)
        out.flush()
        os.fsync(out.fileno())


def read_about(path: Path) -> Backup:
    """Return what a backup says of itself; raise Damaged when it is cut short or not one."""
    with _opened(path) as packed:
        return Backup(path, _about(path, packed))


def read_keys(path: Path) -> KeyFile:
    """Return the key file that travels in a backup; raise Damaged when it is not one."""
    with _opened(path) as packed:
        try:
            return msgspec.json.decode(_small(path, packed, KEY_FILE), type=KeyFile)
        except msgspec.DecodeError:
            raise Damaged(path, "its list of who may open it cannot be read") from None


def unpack(backup: Backup, into: Path) -> None:
    """Write the store of a backup to a new file; raise Damaged when a byte of it differs."""
    handle = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "wb") as out:
        _compare(backup, out)


def compare(backup: Backup) -> None:
    """Read every byte of a backup; raise Damaged when one differs."""
    _compare(backup, None)


def _compare(backup: Backup, out: IO[bytes] | None) -> None:
    digest, size = hashlib.sha256(), 0
    with _opened(backup.path) as packed:
        try:
            with packed.open(STORE_FILE) as store:
                while chunk := store.read(CHUNK):
                    digest.update(chunk)
                    size += len(chunk)
                    if out is not None:
                        out.write(chunk)
        except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError):
            raise Damaged(backup.path, "its bytes are not those that were written") from None
    if size != backup.about.size or digest.hexdigest() != backup.about.sha256:
        raise Damaged(backup.path, "its bytes are not those that were written")


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except FileNotFoundError:
        raise Trouble(
            f"The backup {path.name} is not there.", "Put the stick or drive back in, or choose another."
        ) from None
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, ValueError):
        raise Damaged(path, "it is cut short, or it is not a backup of Downtime Desk") from None


def _about(path: Path, packed: zipfile.ZipFile) -> About:
    try:
        about = msgspec.json.decode(_small(path, packed, ABOUT_FILE), type=About)
        about.made()
    except (msgspec.DecodeError, ValueError):
        raise Damaged(path, "what it says of itself cannot be read") from None
    if about.format != 1:
        raise Trouble(
            f"The backup {path.name} was made by a newer Downtime Desk.", "Install the newer version."
        )
    if not _ID.fullmatch(about.id) or not all(_NAME.fullmatch(name) for name in about.counts):
        raise Damaged(path, "what it says of itself cannot be read")
    return about


def _small(path: Path, packed: zipfile.ZipFile, name: str) -> bytes:
    try:
        if packed.getinfo(name).file_size > MOST_WORDS:
            raise Damaged(path, f"{name} in it is too large")
        return packed.read(name)
    except (zipfile.BadZipFile, KeyError, EOFError, NotImplementedError):
        raise Damaged(path, f"{name} in it cannot be read") from None
