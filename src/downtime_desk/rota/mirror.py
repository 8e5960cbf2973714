"""What a refresh may write about the rota. Everything here runs inside the refresh's one transaction.

Visits come by the hundred thousand, so they travel as plain rows in chunks and are written with
`executemany`; a visit whose record is byte for byte the one already kept never gets this far.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from operator import itemgetter
from typing import Final

import msgspec
from sqlalchemy import select

from downtime_desk.core.clock import day_bounds, from_text, local, to_text
from downtime_desk.core.filling import OR_NOTHING, bindable, indexed_after
from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.people.mirror import Changes, Foreseen
from downtime_desk.rota.model import carers, visits
from downtime_desk.rota.plan import Carer, PlannedVisit

IDS_AT_ONCE = 500
READ_AT_ONCE = 1000

VisitRow = tuple[
    str, str, str, str, str, int, str, str | None, str, str | None, str | None, str | None, bytes
]
ID: Final = 0
PERSON: Final = 1
START: Final = 2
CARERS: Final = 6

# The order of a VisitRow.
_TOLD = tuple(column.name for column in visits.columns if column.name not in {"received_at", "withdrawn_at"})
_ALWAYS = frozenset(column.name for column in visits.columns if not column.nullable)


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


# The moment of receipt goes into the statement, so that rows are written just as they were staged.
_VALUES = ", ".join("?" if name in _ALWAYS else OR_NOTHING for name in _TOLD)
_INSERT = f"INSERT INTO visits ({_quoted(_TOLD)}, received_at) VALUES ({_VALUES}, '{{stamp}}')"  # noqa: S608
_UPSERT = (
    _INSERT
    + " ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f'"{name}" = excluded."{name}"' for name in (*_TOLD[1:], "received_at"))
    + ", withdrawn_at = NULL"
)
_PAST = (
    "INSERT INTO mirror_past (kind, id, since, until, body) SELECT 'visit', id, received_at, ?, json_object("  # noqa: S608
    + ", ".join(
        f"""'{name}', {f"json({name})" if name in {"carers", "tasks"} else f'"{name}"'}"""
        for name in (*_TOLD[:-1], "withdrawn_at")
    )
    + ") FROM visits WHERE id = ?"
)
_RUNS_OF = (
    "SELECT each.value, visits.start, visits.id FROM visits, json_each(visits.carers) AS each"
    " WHERE visits.id = ?"
)
_LEAVE_RUNS = f"DELETE FROM visit_carers WHERE (carer_id, start, visit_id) IN ({_RUNS_OF})"  # noqa: S608
_JOIN_RUNS = f"INSERT OR IGNORE INTO visit_carers {_RUNS_OF}"
_RUN = "INSERT OR IGNORE INTO visit_carers (carer_id, start, visit_id) VALUES (?, ?, ?)"
# What the indexes of `visits` hold, in the order of a VisitRow; the rest can be written without touching them.
_INDEXED = ("id", "person_id", "start", "end", "status", "carers_needed", "carers", "area")
_PLACES = tuple(_TOLD.index(name) for name in _INDEXED)
_indexed = itemgetter(*_PLACES)
_STANDING = f"SELECT {_quoted(_INDEXED)} FROM visits WHERE withdrawn_at IS NULL AND id IN "  # noqa: S608
_ELSE = tuple(name for name in _TOLD if name not in _INDEXED)
_else = itemgetter(*(_TOLD.index(name) for name in (*_ELSE, "id")))
_SET = ", ".join(f'"{name}" = {"?" if name in _ALWAYS else OR_NOTHING}' for name in _ELSE)
_UPDATE = f"UPDATE visits SET {_SET}, received_at = '{{stamp}}' WHERE id = ?"  # noqa: S608
_ALL_CAME = "SELECT count(*) FROM visits WHERE withdrawn_at IS NULL"
_WITHDRAW = "UPDATE visits SET withdrawn_at = ? WHERE id = ?"
_CARER = (
    "INSERT INTO carers (id, version, digest, received_at, family, given, phone, role, area, skills)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
    " digest = excluded.digest, received_at = excluded.received_at, family = excluded.family,"
    " given = excluded.given, phone = excluded.phone, role = excluded.role, area = excluded.area,"
    " skills = excluded.skills, withdrawn_at = NULL"
)
_CARERS = Prepared(select(carers.c.id, carers.c.digest, carers.c.withdrawn_at))
_PAST_CARER = (
    "INSERT INTO mirror_past (kind, id, since, until, body) SELECT 'carer', id, received_at, ?, json_object("
    "'version', version, 'family', family, 'given', given, 'phone', phone, 'role', role, 'area', area,"
    " 'skills', json(skills), 'withdrawn_at', withdrawn_at) FROM carers WHERE id = ?"
)


@dataclass(frozen=True)
class Window:
    """The stretch of the rota a refresh speaks about: visits starting from `since`, before `until`."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Rota:
    """What a refresh read of the rota.

    `chunks` are the new and changed visits; `unseen` the digests of kept visits that did not come again;
    `keep` the ids of visits that came but could not be read. Without a `window` the refresh speaks about
    the whole days on which its visits lie. `unchanged` counts the kept visits that came again as they were;
    without it they are counted here. `missing` are, by id, the starts of the kept visits that did not come as
    they were, where only what changed was read.
    """

    carers: Sequence[Carer]
    chunks: Iterable[Sequence[VisitRow]]
    unseen: Set[bytes] = field(default_factory=frozenset)
    keep: Set[str] = field(default_factory=frozenset)
    window: Window | None = None
    unchanged: int | None = None
    missing: Mapping[str, str] | None = None


def row_of(visit: PlannedVisit, digest: bytes | None = None) -> VisitRow:
    """Return the row of a visit. Without a `digest` of the source's record, the visit's own is taken."""
    return (
        visit.id,
        visit.person_id,
        _stored(visit.start),
        _stored(visit.end),
        visit.status,
        visit.carers_needed,
        json_of(visit.carers),
        visit.service,
        json_of(visit.tasks),
        visit.area,
        visit.note,
        visit.version,
        digest or hashlib.sha256(msgspec.msgpack.encode(visit)).digest()[:16],
    )


@lru_cache(maxsize=1 << 14)
def _stored(instant: datetime) -> str:
    """Return the stored form. Remembered, because the visits of a rota begin at the same few times."""
    return to_text(instant)


_encode = msgspec.json.Encoder().encode
_carer_ids = msgspec.json.Decoder(tuple[str, ...]).decode


@lru_cache(maxsize=1 << 12)
def json_of(texts: tuple[str, ...]) -> str:
    """Return the stored form of a list of texts. Remembered, for they come again and again."""
    return _encode(texts).decode()


def known_digests(session: Session) -> set[bytes]:
    """Return the digests of every visit in the copy that the main system has not withdrawn."""
    connection = session.connection()
    rows = connection.exec_driver_sql("SELECT digest FROM visits WHERE withdrawn_at IS NULL")
    digests: set[bytes] = set()
    for some in rows.partitions(READ_AT_ONCE):
        digests.update([digest for (digest,) in some])
        # Every page of the table is read, and then no more.
        connection.exec_driver_sql("PRAGMA shrink_memory")
    return digests


def apply(session: Session, rota: Rota, received: datetime) -> tuple[Changes, Changes]:
    """Make the mirror say what a refresh read; return what changed of carers and of visits."""
    stamp = to_text(received)
    return _carers(session, rota.carers, stamp), _visits(session, rota, stamp)


def foresee(session: Session, rota: Rota) -> Foreseen:
    """Return what `apply` would do with visits, without doing it."""
    missing, unchanged, first, last = _missing(session, rota)
    new = changed = 0
    for chunk in filter(None, rota.chunks):
        starts = [row[START] for row in chunk]
        first, last = min(first, *starts), max(last, *starts)
        known = sum(missing.pop(row[ID], None) is not None for row in chunk)
        changed, new = changed + known, new + len(chunk) - known
    since, until = _bounds(rota.window, first, last)
    gone = sum(since <= start < until and each not in rota.keep for each, start in missing.items())
    return Foreseen(new, changed, unchanged, gone)


def _carers(session: Session, told: Sequence[Carer], stamp: str) -> Changes:
    connection = session.connection()
    kept = {row.id: row for row in session.execute(_CARERS)}
    new = []
    for carer in told:
        digest = hashlib.sha256(msgspec.msgpack.encode(carer)).digest()[:16]
        before = kept.get(carer.id)
        if before is None or before.digest != digest or before.withdrawn_at is not None:
            new.append((carer, digest))
    past = [(stamp, carer.id) for carer, _ in new if carer.id in kept]
    rows = [
        (
            carer.id,
            carer.version,
            digest,
            stamp,
            carer.family,
            carer.given,
            carer.phone,
            carer.role,
            carer.area,
            json_of(carer.skills),
        )
        for carer, digest in new
    ]
    here = {carer.id for carer in told}
    gone = [(stamp, row.id) for row in kept.values() if row.withdrawn_at is None and row.id not in here]
    if past:
        connection.exec_driver_sql(_PAST_CARER, past)
    if rows:
        connection.exec_driver_sql(_CARER, rows)
    if gone:
        connection.exec_driver_sql("UPDATE carers SET withdrawn_at = ? WHERE id = ?", gone)
    return Changes(len(rows), len(told) - len(rows), len(gone))


def _visits(session: Session, rota: Rota, stamp: str) -> Changes:
    connection = session.connection()
    missing, unchanged, first, last = _missing(session, rota)
    if not missing and not unchanged and not _any_visit(session):
        return Changes(_fill(session, rota.chunks, stamp))
    changes = Changes(unchanged=unchanged)
    for chunk in filter(None, rota.chunks):
        _replace(session, chunk, stamp)
        starts = [row[START] for row in chunk]
        first, last = min(first, *starts), max(last, *starts)
        for row in chunk if missing else ():
            missing.pop(row[ID], None)
        changes.written += len(chunk)
    since, until = _bounds(rota.window, first, last)
    gone = [
        (stamp, each) for each, start in missing.items() if since <= start < until and each not in rota.keep
    ]
    if gone:
        connection.exec_driver_sql(_WITHDRAW, gone)
    changes.withdrawn = len(gone)
    return changes


def _fill(session: Session, chunks: Iterable[Sequence[VisitRow]], stamp: str) -> int:
    """Write visits into a table that holds none; return how many."""
    connection, insert, written = session.connection(), _INSERT.format(stamp=stamp), 0
    with indexed_after(session, "visits"):
        for chunk in filter(None, chunks):
            connection.exec_driver_sql(insert, bindable(chunk))
            runs = sorted((each, row[START], row[ID]) for row in chunk for each in _named(row[CARERS]))
            if runs:
                connection.exec_driver_sql(_RUN, runs)
            written += len(chunk)
    return written


@lru_cache(maxsize=1 << 12)
def _named(carers_said: str) -> tuple[str, ...]:
    return _carer_ids(carers_said)


def _replace(session: Session, chunk: Sequence[VisitRow], stamp: str) -> None:
    """Write new and changed visits over what was there, which is kept as it was.

    What no index holds is written by itself where nothing else changed: a note then touches the row alone.
    """
    connection = session.connection()
    connection.exec_driver_sql(_PAST, [(stamp, row[ID]) for row in chunk])
    standing = _standing(session, [row[ID] for row in chunk])
    in_place = [_else(row) for row in chunk if _indexed(row) in standing]
    moved = [row for row in chunk if _indexed(row) not in standing]
    if in_place:
        connection.exec_driver_sql(_UPDATE.format(stamp=stamp), bindable(in_place))
    if moved:
        ids = [(row[ID],) for row in moved]
        connection.exec_driver_sql(_LEAVE_RUNS, ids)
        connection.exec_driver_sql(_UPSERT.format(stamp=stamp), bindable(moved))
        connection.exec_driver_sql(_JOIN_RUNS, ids)


def _standing(session: Session, ids: Sequence[str]) -> set[tuple[object, ...]]:
    """Return what the indexes hold of those of some visits that are planned."""
    found: set[tuple[object, ...]] = set()
    for at in range(0, len(ids), IDS_AT_ONCE):
        some = tuple(ids[at : at + IDS_AT_ONCE])
        rows = session.connection().exec_driver_sql(f"{_STANDING} ({', '.join('?' * len(some))})", some)
        found.update(map(tuple, rows.all()))
    return found


_NEVER, _FOR_EVER = "9", ""


def _missing(session: Session, rota: Rota) -> tuple[dict[str, str], int, str, str]:
    """Return kept visits that did not come again as they were (id to start), the count of those that did,
    and the first and last start among those, which are not looked up when none is missing."""
    if rota.missing is not None:
        return dict(rota.missing), 0, _NEVER, _FOR_EVER
    unseen = rota.unseen
    if not unseen:
        all_came = rota.unchanged
        if all_came is None:
            all_came = session.connection().exec_driver_sql(_ALL_CAME).scalar_one()
        return {}, all_came, _NEVER, _FOR_EVER
    missing: dict[str, str] = {}
    unchanged, first, last = 0, _NEVER, _FOR_EVER
    rows = session.connection().exec_driver_sql(
        "SELECT id, start, digest FROM visits WHERE withdrawn_at IS NULL"
    )
    for id_, start, digest in rows:
        if digest in unseen:
            missing[id_] = start
        else:
            unchanged += 1
            first, last = min(first, start), max(last, start)
    return missing, unchanged, first, last


def _any_visit(session: Session) -> bool:
    return session.execute(select(visits.c.id).limit(1)).first() is not None


def _bounds(window: Window | None, first: str, last: str) -> tuple[str, str]:
    if window is not None:
        return to_text(window.since), to_text(window.until)
    if first == _NEVER:
        return _NEVER, _FOR_EVER
    return (
        to_text(day_bounds(local(from_text(first)).date())[0]),
        to_text(day_bounds(local(from_text(last)).date())[1]),
    )
