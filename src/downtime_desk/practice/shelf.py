"""Where the practice main system keeps its resources: one plain SQLite file, every version kept.

Invented people only: nothing here is encrypted, and nothing real may be put in.
"""

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any

import msgspec

from downtime_desk.core.clock import Now, utc_now
from downtime_desk.practice.index import Marks, marks_of

Resource = dict[str, Any]

TABLES = """
CREATE TABLE IF NOT EXISTS resource (
    row INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL,
    version INTEGER NOT NULL, updated INTEGER NOT NULL,
    patient TEXT, about TEXT, status TEXT, code TEXT, starts INTEGER, ends INTEGER,
    body BLOB, UNIQUE (type, id));
CREATE TABLE IF NOT EXISTS superseded (
    type TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, updated INTEGER NOT NULL,
    body BLOB, PRIMARY KEY (type, id, version)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS identifier (
    value TEXT NOT NULL, system TEXT NOT NULL, row INTEGER NOT NULL,
    PRIMARY KEY (value, system, row)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS identifier_row ON identifier (row);
"""

INDEXES = {
    "resource_updated": "(type, updated, row)",
    "resource_patient": "(type, patient) WHERE patient IS NOT NULL",
    "resource_about": "(type, about) WHERE about IS NOT NULL",
    "resource_starts": "(type, starts, row) WHERE starts IS NOT NULL",
}

PUT_ROW = """
INSERT INTO resource (row, type, id, version, updated, patient, about, status, code, starts, ends, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

LOAD_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a resource. `body` is its JSON, None when this version is the deletion."""

    type: str
    id: str
    version: int
    updated: int
    body: bytes | None

    @property
    def etag(self) -> str:
        """Return the version as HTTP wants it."""
        return f'W/"{self.version}"'

    @property
    def reference(self) -> str:
        """Return `Type/id`."""
        return f"{self.type}/{self.id}"

    def resource(self) -> Resource:
        """Return the resource; a deleted one has none."""
        if self.body is None:
            raise LookupError(f"{self.reference} was deleted")
        decoded: Resource = msgspec.json.decode(self.body)
        return decoded


def instant_text(milliseconds: int) -> str:
    """Return the FHIR instant of a count of milliseconds since 1970."""
    there = datetime.fromtimestamp(milliseconds / 1000, UTC)
    return there.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _stamped(resource: Resource, resource_id: str, version: int, updated: int) -> Resource:
    meta = {
        **resource.get("meta", {}),
        "versionId": str(version),
        "lastUpdated": instant_text(updated),
    }
    rest = {name: value for name, value in resource.items() if name not in ("resourceType", "id", "meta")}
    return {"resourceType": resource["resourceType"], "id": resource_id, "meta": meta, **rest}


class Shelf:
    """Every resource with its versions. Safe to use from several threads; one works at a time."""

    def __init__(self, path: str | Path, now: Now = utc_now) -> None:
        self._now = now
        self._lock = RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = NORMAL")
        self._database.executescript(TABLES)
        self._make_indexes()
        self._latest = int(self._one("SELECT coalesce(max(updated), 0) FROM resource")[0])

    @property
    def empty(self) -> bool:
        """Return whether nothing was ever kept here."""
        return bool(self._one("SELECT NOT EXISTS (SELECT 1 FROM resource)")[0])

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    @contextmanager
    def unit(self) -> Iterator[None]:
        """Keep everything done inside, or, when it raises, nothing. Units may lie inside one another."""
        with self._lock:
            outermost = not self._database.in_transaction
            name = f"unit_{uuid.uuid4().hex}"
            self._database.execute("BEGIN IMMEDIATE" if outermost else f"SAVEPOINT {name}")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK" if outermost else f"ROLLBACK TO {name}")
                if not outermost:
                    self._database.execute(f"RELEASE {name}")
                raise
            self._database.execute("COMMIT" if outermost else f"RELEASE {name}")

    def load(self, resources: Iterable[Resource]) -> int:
        """Put many new resources on the shelf as they stream by, and return how many there were."""
        waiting = iter(resources)
        loaded = 0
        with self._lock:
            for name in INDEXES:
                self._database.execute(f"DROP INDEX IF EXISTS {name}")
            try:
                while batch := list(islice(waiting, LOAD_AT_ONCE)):
                    self._load_batch(batch)
                    loaded += len(batch)
            finally:
                self._make_indexes()
            self._database.execute("ANALYZE")
        return loaded

    def now_instant(self) -> int:
        """Return this instant in milliseconds; each call is later than every version kept before it."""
        self._latest = max(self._latest + 1, int(self._now().timestamp() * 1000))
        return self._latest

    def find(self, resource_type: str, resource_id: str) -> Kept | None:
        """Return the newest version, which may be a deletion, or None if there never was one."""
        rows = self._kept("FROM resource WHERE type = ? AND id = ?", (resource_type, resource_id))
        return rows[0] if rows else None

    def history(self, resource_type: str, resource_id: str) -> list[Kept]:
        """Return every version, newest first."""
        place = (resource_type, resource_id)
        newest = self._kept("FROM resource WHERE type = ? AND id = ?", place)
        older = self._kept("FROM superseded WHERE type = ? AND id = ? ORDER BY version DESC", place)
        return newest + older

    def as_of(self, resource_type: str, resource_id: str, instant: int) -> Kept | None:
        """Return the version that was the newest at an instant, or None if there was none yet."""
        known = (kept for kept in self.history(resource_type, resource_id) if kept.updated <= instant)
        return next(known, None)

    def put(self, resource: Resource, resource_id: str | None = None) -> Kept:
        """Keep a resource as a new version of `resource_id`, or under a new id of ours."""
        place = resource_id or str(uuid.uuid4())
        with self.unit():
            return self._write(resource["resourceType"], place, resource)

    def remove(self, resource_type: str, resource_id: str) -> Kept:
        """Delete a resource; its versions stay readable in its history."""
        with self.unit():
            return self._write(resource_type, resource_id, None)

    def matching(self, where: str, values: Sequence[Any], order: str, most: int) -> list[tuple[Kept, Any]]:
        """Return up to `most` living resources with the value they are sorted by. See `search`."""
        column = order.split()[0]
        sql = (
            f"SELECT r.type, r.id, r.version, r.updated, r.body, r.{column}, r.row FROM resource r "  # noqa: S608 - columns are ours
            f"WHERE r.body IS NOT NULL AND {where} "
            f"ORDER BY r.{order}, r.row {order.split()[1]} LIMIT ?"
        )
        with self._lock:
            rows = self._database.execute(sql, (*values, most)).fetchall()
        return [(Kept(*row[:5]), (row[5], row[6])) for row in rows]

    def count(self, where: str, values: Sequence[Any]) -> int:
        """Return how many living resources there are under a condition."""
        counted = self._one(f"SELECT count(*) FROM resource r WHERE r.body IS NOT NULL AND {where}", values)  # noqa: S608 - conditions are ours
        return int(counted[0])

    def _one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
        with self._lock:
            row: tuple[Any, ...] = self._database.execute(sql, values).fetchone()
        return row

    def _kept(self, source: str, values: Sequence[Any]) -> list[Kept]:
        with self._lock:
            rows = self._database.execute(f"SELECT type, id, version, updated, body {source}", values)
            return [Kept(*row) for row in rows]

    def _make_indexes(self) -> None:
        for name, columns in INDEXES.items():
            self._database.execute(f"CREATE INDEX IF NOT EXISTS {name} ON resource {columns}")

    def _load_batch(self, batch: list[Resource]) -> None:
        updated = self.now_instant()
        first = self._one("SELECT coalesce(max(row), 0) FROM resource")[0] + 1
        rows: list[tuple[Any, ...]] = []
        identifiers: list[tuple[str, str, int]] = []
        for row, resource in enumerate(batch, first):
            kept = _stamped(resource, resource["id"], 1, updated)
            marks = marks_of(resource)
            body = msgspec.json.encode(kept)
            rows.append((row, kept["resourceType"], kept["id"], 1, updated, *marks.columns, body))
            identifiers += [(value, system, row) for system, value in marks.identifiers]
        with self.unit():
            self._database.executemany(PUT_ROW, rows)
            self._put_identifiers(identifiers)

    def _write(self, resource_type: str, resource_id: str, resource: Resource | None) -> Kept:
        before = self.find(resource_type, resource_id)
        row = self._set_aside(before) if before else None
        version = before.version + 1 if before else 1
        updated = self.now_instant()
        body = None
        marks = Marks()
        if resource is not None:
            body = msgspec.json.encode(_stamped(resource, resource_id, version, updated))
            marks = marks_of(resource)
        values = (row, resource_type, resource_id, version, updated, *marks.columns, body)
        row = self._database.execute(PUT_ROW, values).lastrowid
        self._put_identifiers([(value, system, row) for system, value in marks.identifiers])
        return Kept(resource_type, resource_id, version, updated, body)

    def _set_aside(self, before: Kept) -> int:
        row = int(
            self._one("SELECT row FROM resource WHERE type = ? AND id = ?", (before.type, before.id))[0]
        )
        self._database.execute(
            "INSERT INTO superseded (type, id, version, updated, body) VALUES (?, ?, ?, ?, ?)",
            (before.type, before.id, before.version, before.updated, before.body),
        )
        self._database.execute("DELETE FROM identifier WHERE row = ?", (row,))
        self._database.execute("DELETE FROM resource WHERE row = ?", (row,))
        return row

    def _put_identifiers(self, identifiers: Iterable[tuple[str, str, int | None]]) -> None:
        self._database.executemany(
            "INSERT OR IGNORE INTO identifier (value, system, row) VALUES (?, ?, ?)", identifiers
        )
