"""One way to open a connection to the encrypted store, whoever asks.

The settings and their order are measured: FULL lost no acknowledged write in simulated power cuts where
NORMAL lost half; the authorizer stops what append-only triggers alone do not (DROP, ALTER, REPLACE).
"""

import binascii
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from downtime_desk.core.errors import Trouble
from downtime_desk.core.wiping import Key, wipe

StoreError = sqlite.Error
"""What SQLite raises when a store does not open or a page of it cannot be read."""
# Older builds lose pages when the write-ahead log is reset at the wrong moment.
OLDEST_SQLITE = (3, 51, 3)
BUSY_MS = 5000

APPEND_ONLY = frozenset({"journal"})
ERASABLE = frozenset({("journal", "payload"), ("journal", "payload_salt")})
"""What may be emptied when its time is up; a trigger holds it to emptying."""
FILLED_AT_ONCE = frozenset({"visits"})
"""Tables whose indexes may be made again: see `core.filling`. Nothing is lost with an index."""
PRAGMAS_IN_USE = frozenset(
    {"user_version", "quick_check", "cipher_integrity_check", "wal_checkpoint", "query_only", "data_version"}
    # Lets go of pages that were read once and will not be read again
    | {"shrink_memory"}
    # Filling a table makes do with fewer: see `core.filling`
    | {"cache_size"}
    # FTS5 asks for these itself
    | {"page_size", "encoding"}
    # SQLAlchemy asks for this once
    | {"read_uncommitted"}
)
FORBIDDEN = frozenset(
    {
        sqlite.SQLITE_DROP_TABLE,
        sqlite.SQLITE_DROP_TRIGGER,
        sqlite.SQLITE_DROP_INDEX,
        sqlite.SQLITE_DROP_VIEW,
        sqlite.SQLITE_DROP_VTABLE,
        sqlite.SQLITE_ALTER_TABLE,
        sqlite.SQLITE_CREATE_TABLE,
        sqlite.SQLITE_CREATE_TRIGGER,
        sqlite.SQLITE_CREATE_VIEW,
        sqlite.SQLITE_CREATE_VTABLE,
        sqlite.SQLITE_CREATE_TEMP_TRIGGER,
        sqlite.SQLITE_CREATE_TEMP_VIEW,
        sqlite.SQLITE_ATTACH,
        sqlite.SQLITE_DETACH,
    }
)
REWRITING = frozenset({sqlite.SQLITE_UPDATE, sqlite.SQLITE_DELETE})


def _allow(action: int, first: str | None, second: str | None, _schema: str | None, _by: str | None) -> int:
    if action == sqlite.SQLITE_DROP_INDEX and second in FILLED_AT_ONCE:
        return int(sqlite.SQLITE_OK)
    if action in FORBIDDEN:
        return int(sqlite.SQLITE_DENY)
    if action == sqlite.SQLITE_UPDATE and (first, second) in ERASABLE:
        return int(sqlite.SQLITE_OK)
    if action in REWRITING and first in APPEND_ONLY:
        return int(sqlite.SQLITE_DENY)
    if action == sqlite.SQLITE_PRAGMA and first not in PRAGMAS_IN_USE:
        return int(sqlite.SQLITE_DENY)
    return int(sqlite.SQLITE_OK)


def check_library() -> None:
    """Raise Trouble when the SQLite underneath is one that corrupts stores."""
    if tuple(sqlite.sqlite_version_info) < OLDEST_SQLITE:
        raise Trouble(
            f"This build carries SQLite {sqlite.sqlite_version}, which can damage a store.",
            "Install Downtime Desk again from its own installer, or sqlcipher3 0.6.4 or newer.",
        )


def connect(path: Path, key: bytes | bytearray, *, guarded: bool = True) -> Any:
    """Open the store with its raw 32-byte key; raise Trouble when the key does not fit the file.

    `guarded=False` leaves out the authorizer, for migrations only.
    """
    connection = sqlite.connect(
        str(path), isolation_level=None, check_same_thread=False, cached_statements=512
    )
    try:
        give_key(connection, key)
        _set_up(connection)
    except sqlite.DatabaseError as error:
        connection.close()
        if "not a database" in str(error):
            raise Trouble(
                "The store on this laptop cannot be read: it is damaged, or it is not the one its keys belong to.",
                "Nothing was changed. Use a backup or the second laptop, and keep this file for repair.",
            ) from error
        raise
    if guarded:
        connection.set_authorizer(_allow)
    return connection


def check_pages(path: Path, key: bytes | bytearray) -> None:
    """Raise StoreError when a page of the store is not whole, or there is none. Writes nothing to it."""
    if path.stat().st_size == 0:
        # SQLite takes an empty file for a new store
        raise sqlite.DatabaseError("file is not a database")
    with closing(connect(path, key)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise sqlite.DatabaseError(f"database disk image is malformed: {found[0]}")


def give_key(connection: Any, key: bytes | bytearray) -> None:
    """Give a new connection its raw 32-byte key; no copy of it stays with Python."""
    connection.execute("PRAGMA cipher_log_level = NONE")
    spelt, signs = Key(2 * len(key) + 3), binascii.hexlify(key)
    spelt[:2], spelt[2:-1], spelt[-1:] = b"x'", signs, b"'"
    wipe(signs)
    connection.set_key(spelt)


def _set_up(connection: Any) -> None:
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    connection.execute("PRAGMA journal_mode = WAL").fetchone()
    connection.execute("PRAGMA synchronous = FULL")
    if sys.platform == "darwin":
        connection.execute("PRAGMA fullfsync = ON")
        connection.execute("PRAGMA checkpoint_fullfsync = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA mmap_size = 0")
    connection.execute("PRAGMA cell_size_check = ON")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
