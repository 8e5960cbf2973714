"""Rows about the store: what the encryption costs."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import sqlcipher3.dbapi2 as sqlite

from downtime_desk import wiring  # noqa: F401 - all tables are known
from downtime_desk.core import connection as core
from tests.bench.harness import Pair, Row, milliseconds

KEY = bytes(range(32))
VISITS = 100_000
MANY = [
    (f"v{n}", f"2026-11-{22 + n // 20_000}", f"T{n % 24:02}:{n % 60:02}:00Z", f"c{n % 900}", "x" * 200)
    for n in range(VISITS)
]


def plain(path: Path) -> Any:
    """Open a store as the program does, but without a key: the same engine, not encrypted."""
    bare = sqlite.connect(str(path), isolation_level=None, cached_statements=512)
    core._set_up(bare)
    return bare


@contextmanager
def two_stores() -> Iterator[tuple[Any, Any]]:
    """Open one encrypted and one plain store with the same empty table."""
    with TemporaryDirectory() as folder:
        encrypted = core.connect(Path(folder) / "encrypted.db", KEY, guarded=False)
        unencrypted = plain(Path(folder) / "plain.db")
        with closing(encrypted), closing(unencrypted):
            yield encrypted, unencrypted


def fill(store: Any) -> float:
    """Write many visits into an empty table, several times what the cache holds; return milliseconds to the commit."""
    store.execute("DROP TABLE IF EXISTS visits")
    store.execute(
        "CREATE TABLE visits (id TEXT PRIMARY KEY, day TEXT, start TEXT, carer TEXT, note TEXT) STRICT"
    )
    store.execute("CREATE INDEX by_day ON visits (day, start)")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    start = perf_counter()
    store.execute("BEGIN IMMEDIATE")
    store.executemany("INSERT INTO visits VALUES (?, ?, ?, ?, ?)", MANY)
    taken = perf_counter() - start
    store.execute("COMMIT")
    return taken * 1000


@contextmanager
def encrypted_visits_written() -> Iterator[Pair]:
    """Write 100,000 visits with and without a key."""
    with two_stores() as (encrypted, unencrypted):
        yield lambda: fill(encrypted), lambda: fill(unencrypted)


@contextmanager
def encrypted_visits_read() -> Iterator[Pair]:
    """Read the 20,000 visits of one day in order with and without a key."""
    with two_stores() as (encrypted, unencrypted):
        fill(encrypted), fill(unencrypted)
        day = "SELECT * FROM visits WHERE day = '2026-11-22' ORDER BY start"
        yield (
            milliseconds(lambda: encrypted.execute(day).fetchall()),
            milliseconds(lambda: unencrypted.execute(day).fetchall()),
        )


ROWS = [
    Row(
        "G12", "100,000 visits written, encrypted", "not encrypted", "ms", encrypted_visits_written, most=1.25
    ),
    Row(
        "G12",
        "20,000 visits of a day read, encrypted",
        "not encrypted",
        "ms",
        encrypted_visits_read,
        most=1.25,
    ),
]
