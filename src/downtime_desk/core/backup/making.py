"""Making a backup: copied in one moment, opened again and compared, then put in place whole."""

import contextlib
import errno
import hashlib
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from downtime_desk.core.backup.file import (
    SUFFIX,
    About,
    Backup,
    Why,
    compare,
    purpose_of,
    read_about,
    sealed,
    write_file,
)
from downtime_desk.core.backup.proving import prove_copy
from downtime_desk.core.clock import to_text
from downtime_desk.core.connection import give_key
from downtime_desk.core.errors import Trouble
from downtime_desk.core.files import private_folder, settle_folder
from downtime_desk.core.journal import FIRST_HASH, head_code
from downtime_desk.core.keyfile import KeyFile, read_keyfile
from downtime_desk.core.migrate import schema_number
from downtime_desk.core.paths import KEY_FILE, STORE_FILE
from downtime_desk.core.store import Acting, Store
from downtime_desk.core.tables import metadata

MAKING = ".making-"
STALE_AFTER = 3600
"""Seconds after which what is half made belongs to nobody any more."""


@dataclass(frozen=True)
class Moment:
    """The store at the moment it was copied."""

    schema: int
    entries: int
    head: str
    counts: dict[str, int]


def make(store: Store, keyfile: KeyFile, acting: Acting, folder: Path, why: Why) -> Backup:
    """Back the store up into a folder, and return the backup once it was opened again and compared.

    Others may write meanwhile. Nothing is left behind, and no earlier backup touched, when it fails: it
    raises Trouble then. A store of 70 MB took 4 to 5 s on two busy cores.
    """
    with in_words(folder):
        private_folder(folder)
        _sweep(folder)
        aside = folder / f"{MAKING}{secrets.token_hex(4)}"
        private_folder(aside)
        try:
            return _make(store, keyfile, acting, aside, why)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _make(store: Store, keyfile: KeyFile, acting: Acting, aside: Path, why: Why) -> Backup:
    backup_id, made = secrets.token_hex(16), acting.now().astimezone(UTC)
    moment = copy_whole(store, aside / STORE_FILE, store.key(purpose_of(backup_id)))
    about = About(
        id=backup_id,
        store_id=store.store_id,
        organisation=keyfile.organisation,
        desk=acting.desk,
        made_at=to_text(made),
        why=why,
        schema=moment.schema,
        entries=moment.entries,
        head=moment.head,
        counts=moment.counts,
        size=(aside / STORE_FILE).stat().st_size,
        sha256=_sha256(aside / STORE_FILE),
    )
    prove_copy(store.elsewhere(aside, about.purpose), about)
    half = aside / f"backup{SUFFIX}"
    write_file(half, sealed(about, store.key(about.mac_purpose)), keyfile, aside / STORE_FILE)
    compare(read_about(half))
    whole = aside.parent / f"downtime-desk-{made:%Y%m%dT%H%M%SZ}-{acting.desk}-{backup_id[:4]}{SUFFIX}"
    half.replace(whole)
    settle_folder(whole.parent)
    return read_about(whole)


def copy_whole(store: Store, into: Path, key: bytes | bytearray) -> Moment:
    """Copy a store to a new file under another key, as it stands at one moment; return what it held then."""
    with (
        closing(store.whole()) as source,
        closing(sqlite.connect(str(into), isolation_level=None)) as target,
    ):
        give_key(target, key)
        # forced to disk once, as a whole, by whoever asked for it
        target.execute("PRAGMA synchronous = OFF")
        source.execute("BEGIN")
        counts = {name: source.execute(query).fetchone()[0] for name, query in _counting().items()}
        last = source.execute("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
        source.backup(target)
        number = schema_number(source)
        source.execute("COMMIT")
    entries, whole_hash = last or (0, FIRST_HASH)
    return Moment(number, entries, head_code(whole_hash), counts)


def _counting() -> dict[str, str]:
    return {each.name: str(select(func.count()).select_from(each)) for each in metadata.sorted_tables}


def _sha256(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sweep(folder: Path) -> None:
    """Remove what a kill left half made; what somebody else is making now stays."""
    for left in folder.glob(f"{MAKING}*"):
        with contextlib.suppress(OSError):
            if time.time() - left.stat().st_mtime > STALE_AFTER:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Say in words what a disk or a store does not take; anything else goes on as it is."""
    try:
        yield
    except (OSError, sqlite.Error, DBAPIError) as error:
        raise _trouble_with(folder, error) from error


def _trouble_with(folder: Path, error: Exception) -> Trouble:
    """Return in words why there is no backup in a folder, and what to do."""
    kept = "Earlier backups are still there, and your work is saved on this laptop."
    if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "full" in str(error):
        return Trouble(
            "Not backed up. The disk for backups is full.",
            f"{kept} Free some space, or choose another folder in Settings.",
        )
    if isinstance(error, PermissionError) or getattr(error, "errno", None) == errno.EROFS:
        return Trouble(
            f"Not backed up. Nothing may be written in {folder.name}.",
            f"{kept} Choose another folder in Settings, or ask whoever looks after this laptop.",
        )
    return Trouble(
        f"Not backed up. The folder {folder.name} does not take it.",
        f"{kept} Put the stick or drive back in, or choose another folder in Settings.",
    )


def keys_beside(store: Store) -> KeyFile:
    """Return the key file that lies beside a store."""
    return read_keyfile(store.folder / KEY_FILE)
