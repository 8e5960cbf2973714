"""How far the copy in use goes, and what of it a connector has to look up to read only what changed.

These tables belong to the mirror: only a refresh writes them, in the transaction that puts its copy in use.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Final, Protocol, runtime_checkable

import msgspec
from sqlalchemy import Column, LargeBinary, Text, delete, insert, select

from downtime_desk.core.clock import to_text
from downtime_desk.core.session import Session
from downtime_desk.core.store import Store
from downtime_desk.core.tables import table
from downtime_desk.people import copies
from downtime_desk.people.model import people
from downtime_desk.rota.mirror import Window
from downtime_desk.sync.staged import Marks, OldVisit, Source, Staged

WHOLE_EVERY: Final = timedelta(days=7)
IDS_EVERY: Final = timedelta(days=1)
# A change may be written later than the moment it carries.
OVERLAP: Final = timedelta(minutes=5)
AT_ONCE: Final = 500

# What records of the main system each person's summary was made of: a packed map of `Kind/id` to what it is in
# words, its version, and since which day the main system no longer has it, if so. See `fhir.made_of`.
made_of = table(
    "made_of",
    Column("person_id", Text, primary_key=True),
    Column("records", LargeBinary, nullable=False),
)

# One row: a `staged.Marks` as JSON.
copy_marks = table(
    "copy_marks", Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)

_NAME = "newest"
_OLD = "SELECT id, person_id, start, status, digest, version FROM visits WHERE withdrawn_at IS NULL"


def usable(session: Session, where: str, mapping: str, window: Window, now: datetime) -> Marks | None:
    """Return the marks to read on from; None when everything is to be read.

    That is once a week, when the copy in use came from elsewhere or was read in another way, and when earlier days
    are asked for than it holds. A clock that was put back asks for everything too.
    """
    stored = session.execute(select(copy_marks.c.value).where(copy_marks.c.name == _NAME)).scalar()
    last = copies.last(session)
    if stored is None or last is None:
        return None
    marks = msgspec.json.decode(stored, type=Marks)
    fits = (marks.snapshot, marks.where, marks.mapping) == (last.number, where, mapping)
    recent = timedelta() <= now - marks.whole_at < WHOLE_EVERY
    return marks if fits and recent and marks.since <= to_text(window.since) else None


def keep(session: Session, marks: Marks | None, snapshot: int) -> None:
    """Keep how far the copy goes that is just put in use."""
    session.execute(delete(copy_marks))
    if marks is not None:
        value = msgspec.json.encode(msgspec.structs.replace(marks, snapshot=snapshot)).decode()
        session.execute(insert(copy_marks).values(name=_NAME, value=value))


def records(session: Session) -> dict[str, bytes]:
    """Return what each person was made of, packed."""
    return dict(tuple(row) for row in session.execute(select(made_of)).all())


def records_of(session: Session, ids: Sequence[str]) -> dict[str, bytes]:
    """Return what some people were made of, packed."""
    found: dict[str, bytes] = {}
    for some in _batches(ids, AT_ONCE):
        asked = select(made_of).where(made_of.c.person_id.in_(some))
        found.update((row.person_id, row.records) for row in session.execute(asked))
    return found


def keep_records(session: Session, now_made_of: Mapping[str, bytes], gone: Collection[str]) -> None:
    """Write what people are made of now, where it is not what is there."""
    before = records_of(session, [*now_made_of, *gone])
    new = [(id_, packed) for id_, packed in now_made_of.items() if before.get(id_) != packed]
    old = [(id_,) for id_ in gone if id_ in before]
    connection = session.connection()
    if old:
        connection.exec_driver_sql("DELETE FROM made_of WHERE person_id = ?", old)
    if new:
        connection.exec_driver_sql(
            "INSERT INTO made_of (person_id, records) VALUES (?, ?)"
            " ON CONFLICT (person_id) DO UPDATE SET records = excluded.records",
            new,
        )


@runtime_checkable
class TellsChanges(Source, Protocol):
    """A source whose records keep their ids, and that can be asked for what changed alone."""

    where: str
    whole: bool
    days: Window
    notes: list[str]
    between: Callable[[], None]

    @property
    def mapping(self) -> str:
        """Return the name of the mapping it is read by: another one reads everything anew."""

    def changes(self, marks: Marks, copy: "Copy") -> Staged | None:
        """Return what changed since the copy of `marks`; None when everything has to be read."""

    def offered(self) -> tuple[str, ...]:
        """Return what it offers, in words, a line each."""

    def marks(self, watermark: str | None, began: datetime) -> Marks | None:
        """Return how far a copy goes that was just read whole."""


class Copy:
    """The copy in use, looked up in short readings while a connector reads the main system."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def people(self) -> frozenset[str]:
        """Return who is in it."""
        with self._store.read() as session:
            rows = session.connection().exec_driver_sql("SELECT id FROM people WHERE withdrawn_at IS NULL")
            return frozenset(rows.scalars().all())

    def versions(self) -> dict[str, str | None]:
        """Return the version of each person's own record."""
        asked = select(people.c.id, people.c.version).where(people.c.withdrawn_at.is_(None))
        with self._store.read() as session:
            return dict(tuple(row) for row in session.execute(asked).all())

    def versions_of(self, ids: Sequence[str]) -> dict[str, str | None]:
        """Return the version of the own record of some people."""
        found: dict[str, str | None] = {}
        with self._store.read() as session:
            for some in _batches(ids, AT_ONCE):
                asked = select(people.c.id, people.c.version).where(
                    people.c.withdrawn_at.is_(None), people.c.id.in_(some)
                )
                found.update(tuple(row) for row in session.execute(asked).all())
        return found

    def records(self) -> dict[str, bytes]:
        """Return what each person was made of, packed."""
        with self._store.read() as session:
            return records(session)

    def records_of(self, ids: Sequence[str]) -> dict[str, bytes]:
        """Return what some people were made of, packed."""
        with self._store.read() as session:
            return records_of(session, ids)

    def visits(self, ids: Sequence[str]) -> list[OldVisit]:
        """Return those visits of it that it has."""
        found: list[OldVisit] = []
        with self._store.read() as session:
            query = session.connection().exec_driver_sql
            for some in _batches(ids, AT_ONCE):
                marks = ", ".join("?" * len(some))
                rows = query(f"{_OLD} AND id IN ({marks})", tuple(some))
                found += [OldVisit(*row) for row in rows.all()]
        return found

    def unread(self, kind: str) -> frozenset[str]:
        """Return the ids of records of a kind that could not be read."""
        with self._store.read() as session:
            return frozenset(
                each.resource_id
                for each in copies.not_read(session)
                if each.resource_type == kind and each.resource_id
            )

    def visits_within(self, since: str, until: str) -> list[OldVisit]:
        """Return the visits of it that start in a stretch."""
        with self._store.read() as session:
            rows = session.connection().exec_driver_sql(
                f"{_OLD} AND start >= ? AND start < ?", (since, until)
            )
            return [OldVisit(*row) for row in rows]


def _batches(ids: Sequence[str], size: int) -> Iterator[list[str]]:
    each = iter(ids)
    while some := list(islice(each, size)):
        yield some
