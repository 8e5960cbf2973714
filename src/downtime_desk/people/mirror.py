"""What a refresh may write about people. Everything here runs inside the refresh's one transaction."""

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, select

from downtime_desk.core import settings
from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.people import entry_codes
from downtime_desk.people.completeness import missing_facts
from downtime_desk.people.fold import folded
from downtime_desk.people.model import SEARCH_COLUMNS, SEARCH_TABLE, mirror_past, people, rejected
from downtime_desk.people.sections import held
from downtime_desk.people.summary import Person

DIGESTS = "mirror/people"
"""The purpose of the key of the digests in the copy."""
GAP = 1 << 20
CHUNK = 2000
ASKED_AT_ONCE = 500

_COLUMNS = tuple(column.name for column in people.columns)
_INSERT = f"INSERT INTO people ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_INSERT_SEARCH = (
    f"INSERT INTO {SEARCH_TABLE} (rowid, {', '.join(SEARCH_COLUMNS)}) "  # noqa: S608
    f"VALUES ({', '.join('?' * (len(SEARCH_COLUMNS) + 1))})"
)
_ALL_SEARCH = f"SELECT rowid, {', '.join(SEARCH_COLUMNS)} FROM {SEARCH_TABLE}"  # noqa: S608
_DELETE = "DELETE FROM people WHERE place = ?"
_DELETE_SEARCH = f"DELETE FROM {SEARCH_TABLE} WHERE rowid = ?"  # noqa: S608
_PAST = (
    "INSERT INTO mirror_past (kind, id, since, until, body) SELECT 'person', id, received_at, ?, json_object("  # noqa: S608
    + ", ".join(
        f"'{name}', {'json(summary)' if name == 'summary' else name}"
        for name in _COLUMNS
        if name not in {"place", "digest", "holds"}
    )
    + ") FROM people WHERE place = ?"
)


class _Named(msgspec.Struct):
    """The part of a packed person that says who it is."""

    id: str


packed = msgspec.msgpack.Encoder().encode
"""Returns a person as they travel from their reading to the copy: the same person is the same bytes."""
unpacked = msgspec.msgpack.Decoder(Person).decode
_named = msgspec.msgpack.Decoder(_Named).decode


@dataclass
class Changes:
    """How many rows a refresh wrote, left alone and marked as withdrawn."""

    written: int = 0
    unchanged: int = 0
    withdrawn: int = 0


@dataclass(frozen=True)
class Foreseen:
    """How many rows a refresh would bring anew, change, find as they were, and mark as withdrawn."""

    new: int
    changed: int
    unchanged: int
    gone: int

    @property
    def read(self) -> int:
        """Return how many it read."""
        return self.new + self.changed + self.unchanged


@dataclass
class _Batch:
    """Rows on their way out and in, written together."""

    out: list[tuple[Any, ...]] = field(default_factory=list)
    past: list[tuple[Any, ...]] = field(default_factory=list)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    search: list[tuple[Any, ...]] = field(default_factory=list)


def apply(session: Session, persons: Iterable[Person], received: datetime, keep: Set[str]) -> Changes:
    """Make the mirror say what a refresh read, as `apply_packed` does."""
    return apply_packed(session, map(packed, persons), received, keep)


def apply_packed(
    session: Session,
    persons: Iterable[bytes],
    received: datetime,
    keep: Set[str],
    among: Collection[str] | None = None,
) -> Changes:
    """Make the mirror say what a refresh read; rows that say the same already are not written.

    Takes people as `packed` gives them, best in order of display. People who are no longer there are marked as
    withdrawn, never erased; those in `keep`, whose record could not be read this time, stay as they were. Where only
    some people are spoken of, `among` names them, and nobody else is looked at.
    """
    stamp = to_text(received)
    key = settings.lasting_key(session, DIGESTS)
    kept = {row.id: row for row in _kept(session, among)}
    places = _Places(session)
    changes, batch, seen = Changes(), _Batch(), set[str]()
    for said in persons:
        id_ = _named(said).id
        seen.add(id_)
        digest = _digest(key, said)
        before = kept.get(id_)
        if before is not None and before.digest == digest and before.withdrawn_at is None:
            changes.unchanged += 1
            continue
        person = unpacked(said)
        _replace(batch, before, person, digest, places, stamp)
        if before is not None or person.entry_codes:
            entry_codes.keep(session, person.id, person.entry_codes)
        changes.written += 1
        if len(batch.rows) >= CHUNK:
            _write(session, batch)
            batch = _Batch()
    _write(session, batch)
    changes.withdrawn = _withdraw(session, kept.values(), seen | keep, stamp)
    if places.crowded:
        _spread(session)
    return changes


def foresee(session: Session, persons: Iterable[Person], keep: Set[str]) -> Foreseen:
    """Return what `apply` would do with people, without doing it."""
    key = settings.lasting_key(session, DIGESTS)
    kept = {row.id: row for row in _kept(session) if row.withdrawn_at is None}
    new = changed = unchanged = 0
    for person in persons:
        before = kept.pop(person.id, None)
        if before is None:
            new += 1
        elif before.digest == _digest(key, packed(person)):
            unchanged += 1
        else:
            changed += 1
    return Foreseen(new, changed, unchanged, len(kept.keys() - keep))


class Kept(NamedTuple):
    """What is needed of a row that is there already."""

    id: str
    place: int
    digest: bytes
    withdrawn_at: str | None
    family: str
    given: str


_KEPT = (people.c.id, people.c.place, people.c.digest, people.c.withdrawn_at, people.c.family, people.c.given)


def _kept(session: Session, among: Collection[str] | None = None) -> Iterator[Kept]:
    asked = select(*_KEPT)
    if among is None:
        yield from map(Kept._make, session.execute(asked).all())
        return
    ids = sorted(among)
    for at in range(0, len(ids), ASKED_AT_ONCE):
        some = asked.where(people.c.id.in_(ids[at : at + ASKED_AT_ONCE]))
        yield from map(Kept._make, session.execute(some).all())


def _digest(key: bytes | bytearray, said: bytes) -> bytes:
    """Return a keyed digest: it covers entry codes, which are short enough to be guessed from a plain one."""
    return hashlib.blake2b(said, key=key, digest_size=16).digest()


def _sort_key(family: str, given: str) -> tuple[str, str]:
    return folded(family), folded(given)


class _Places:
    """Finds each person a place in the order of display without moving anybody else."""

    def __init__(self, session: Session) -> None:
        self._session: Session | None = session
        self._keys: list[tuple[str, str]] = []
        self._places: list[int] = []
        self.crowded = False

    def _fill(self, session: Session) -> None:
        """Put the names in order, for the first who needs a place: most copies bring nobody new."""
        ordered = sorted(_kept(session), key=lambda row: row.place)
        self._keys = [_sort_key(row.family, row.given) for row in ordered]
        self._places = [row.place for row in ordered]
        self._session = None

    def find(self, person: Person) -> int:
        """Return a free place between the neighbours; past the last one when there is no room between."""
        if self._session is not None:
            self._fill(self._session)
        key = _sort_key(person.family, person.given)
        at = bisect_left(self._keys, key)
        before = self._places[at - 1] if at else 0
        after = self._places[at] if at < len(self._places) else before + 2 * GAP
        place = (before + after) // 2
        if place in {before, after}:
            self.crowded = True
            at, key, place = len(self._keys), ("\U0010ffff", ""), self._places[-1] + GAP
        self._keys.insert(at, key)
        self._places.insert(at, place)
        return place


def _replace(
    batch: _Batch, before: Kept | None, person: Person, digest: bytes, places: _Places, stamp: str
) -> None:
    if before is not None:
        batch.past.append((stamp, before.place))
        batch.out.append((before.place,))
    same_name = before is not None and (before.family, before.given) == (person.family, person.given)
    place = before.place if before is not None and same_name else places.find(person)
    batch.rows.append(_row(place, person, digest, stamp))
    batch.search.append(_search_row(place, person))


def _row(place: int, person: Person, digest: bytes, stamp: str) -> tuple[Any, ...]:
    said = person.summary
    return (
        place,
        person.id,
        person.version,
        digest,
        stamp,
        person.family,
        person.given,
        person.title,
        person.known_as,
        person.born.isoformat() if person.born else None,
        person.nhs_number,
        person.local_id,
        person.gender,
        said.priority.level,
        int(any(medicine.time_critical for medicine in said.medicines.items)),
        said.mobility.carers,
        None if said.lives_alone is None else int(said.lives_alone),
        said.postcode,
        said.address,
        len(missing_facts(person)),
        msgspec.json.encode(said).decode(),
        None,
        held(said, has_codes=bool(person.entry_codes)),
    )


def _search_row(place: int, person: Person) -> tuple[Any, ...]:
    postcode = folded(person.summary.postcode or "")
    return (
        place,
        folded(person.family),
        folded(person.given),
        folded(person.known_as or ""),
        person.nhs_number or "",
        folded(person.local_id or ""),
        folded(person.summary.address or ""),
        f"{postcode} {postcode.replace(' ', '')}".strip(),
    )


def _write(session: Session, batch: _Batch) -> None:
    connection = session.connection()
    for statement, rows in (
        (_PAST, batch.past),
        (_DELETE, batch.out),
        (_DELETE_SEARCH, batch.out),
        (_INSERT, batch.rows),
        (_INSERT_SEARCH, batch.search),
    ):
        if rows:
            connection.exec_driver_sql(statement, rows)


def _withdraw(session: Session, kept: Iterable[Kept], still_there: Set[str], stamp: str) -> int:
    gone = [(stamp, row.id) for row in kept if row.withdrawn_at is None and row.id not in still_there]
    if gone:
        session.connection().exec_driver_sql("UPDATE people SET withdrawn_at = ? WHERE id = ?", gone)
    return len(gone)


def forget(session: Session, person: str) -> None:
    """Take a person out of the copy, with their codes, their line in the search and what earlier copies said."""
    place = session.execute(select(people.c.place).where(people.c.id == person)).scalar()
    if place is not None:
        session.connection().exec_driver_sql(_DELETE_SEARCH, (place,))
    entry_codes.keep(session, person, ())
    session.execute(delete(people).where(people.c.id == person))
    session.execute(delete(rejected).where(rejected.c.person_id == person))
    session.execute(delete(mirror_past).where(mirror_past.c.kind == "person", mirror_past.c.id == person))


def _spread(session: Session) -> None:
    """Give everybody a new place with room between, when names crowd too closely to insert another."""
    connection = session.connection()
    rows = [tuple(row) for row in session.execute(select(people))]
    family, given = _COLUMNS.index("family"), _COLUMNS.index("given")
    rows.sort(key=lambda row: _sort_key(row[family], row[given]))
    search = [tuple(row) for row in connection.exec_driver_sql(_ALL_SEARCH)]
    connection.exec_driver_sql("DELETE FROM people")
    connection.exec_driver_sql(f"DELETE FROM {SEARCH_TABLE}")  # noqa: S608
    new_place = {row[0]: GAP * (number + 1) for number, row in enumerate(rows)}
    connection.exec_driver_sql(_INSERT, [(new_place[row[0]], *row[1:]) for row in rows])
    connection.exec_driver_sql(_INSERT_SEARCH, [(new_place[row[0]], *row[1:]) for row in search])
