"""The journal: what people at the desk did, in order, never changed.

Every act appends one immutable **fact**, named in the past tense (`visit.verified`). A correction is a new
fact that names the one it corrects. The tables of a slice are projections: only a fact's `apply` writes
them, so replaying the journal into empty tables rebuilds them exactly.

Each desk has one chain: a fact's hash covers its digest and the hash before it. The digest is salted and
stands in for the payload, so that a payload can be erased when its time is up and the chain still holds.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import msgspec
from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    text,
    update,
)

from downtime_desk.core import settings
from downtime_desk.core.clock import to_text
from downtime_desk.core.delivery import queue
from downtime_desk.core.ids import new_id
from downtime_desk.core.prepared import Prepared
from downtime_desk.core.session import Session
from downtime_desk.core.store import acting
from downtime_desk.core.tables import table

FIRST_HASH = "0" * 64

journal = table(
    "journal",
    Column("seq", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("desk", Text, nullable=False),
    Column("desk_seq", Integer, nullable=False),
    Column("recorded_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("actor_name", Text, nullable=False),
    Column("outage", Text),
    Column("kind", Text, nullable=False),
    Column("schema", Integer, nullable=False),
    Column("subject", Text, nullable=False),
    Column("base_version", Text),
    Column("corrects", Text),
    Column("payload", Text),
    Column("payload_salt", LargeBinary, nullable=False),
    Column("payload_digest", Text, nullable=False),
    Column("prev_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
    UniqueConstraint("id"),
    UniqueConstraint("desk", "desk_seq"),
    Index(None, "subject"),
    Index(None, "outage"),
    Index(None, "corrects"),
)


@dataclass(frozen=True)
class Entry:
    """One line of the journal. `recorded_at` is the stored UTC text; `payload` is None once erased."""

    seq: int
    id: str
    desk: str
    desk_seq: int
    recorded_at: str
    actor: str
    actor_name: str
    outage: str | None
    kind: str
    schema: int
    subject: str
    base_version: str | None
    corrects: str | None
    payload: str | None
    payload_salt: bytes
    payload_digest: str
    prev_hash: str
    hash: str

    @classmethod
    def of(cls, row: Iterable[Any]) -> "Entry":
        """Return the entry of a whole row of the journal: the fields are its columns, in their order."""
        return cls(*row)


class Fact:
    """Something that was done: a frozen dataclass, and the one place that writes what follows from it.

    `kind` is its past-tense name; `sort` is the word the log files it under; `goes_back` says that the main
    system must receive it; `quiet` that it belongs to the audit and not to the log of an outage:

        @dataclass(frozen=True)
        class VisitVerified(Fact, kind="visit.verified", sort="Visit", goes_back=True): ...
    """

    kind: ClassVar[str]
    sort: ClassVar[str]
    schema: ClassVar[int]
    goes_back: ClassVar[bool]
    quiet: ClassVar[bool]

    def __init_subclass__(
        cls, *, kind: str, sort: str = "Desk", schema: int = 1, goes_back: bool = False, quiet: bool = False
    ) -> None:
        super().__init_subclass__()
        if kind in _kinds:
            raise ValueError(f"two facts are called {kind}")
        cls.kind, cls.sort, cls.schema, cls.goes_back, cls.quiet = kind, sort, schema, goes_back, quiet
        _kinds[kind] = cls

    def apply(self, session: Session, entry: Entry) -> None:
        """Write the projections of this fact, from the fact and earlier projections alone."""
        raise NotImplementedError

    def words(self) -> str:
        """Return what was done as one plain sentence, as the log shows it to a person."""
        raise NotImplementedError


_kinds: dict[str, type[Fact]] = {}


def kinds() -> dict[str, type[Fact]]:
    """Return the facts this program knows by their kind, in alphabetical order."""
    return dict(sorted(_kinds.items()))


def record(
    session: Session,
    what: Fact,
    *,
    subject: str,
    base_version: str | None = None,
    corrects: str | None = None,
    fact_id: str | None = None,
) -> Entry:
    """Append a fact to the journal and apply it, in the session's transaction.

    `subject` is what the fact is about (`visit/42`, `person/7`, `outage/DT-2026-004`); `base_version` the
    main system's version the manager saw; `fact_id` a UUID made earlier, when the caller may have to ask
    again whether it was kept: recording the same id twice returns the first entry and changes nothing.

    Raises Trouble when whoever acts may not record this kind of fact; nothing is kept then.
    """
    if fact_id is not None and (kept := find(session, fact_id)):
        return kept
    who = acting(session)
    if (refusal := who.refusal(what.kind)) is not None:
        raise refusal
    seq, desk_seq, prev_hash = _heads(session, who.desk)
    payload = msgspec.json.encode(what, order="deterministic").decode()
    salt = os.urandom(16)
    fields: dict[str, Any] = {
        "seq": seq + 1,
        "id": fact_id or new_id(who.now()),
        "desk": who.desk,
        "desk_seq": desk_seq + 1,
        "recorded_at": to_text(who.now()),
        "actor": who.manager,
        "actor_name": who.name,
        "outage": settings.outage(session),
        "kind": what.kind,
        "schema": what.schema,
        "subject": subject,
        "base_version": base_version,
        "corrects": corrects,
        "payload": payload,
        "payload_salt": salt,
        "payload_digest": _digest(salt, payload),
        "prev_hash": prev_hash,
    }
    entry = Entry(**fields, hash=_chained(fields))
    session.execute(_APPEND, vars(entry))
    session.info.setdefault("recorded", []).append(entry.id)
    session.info["head"] = (entry.seq, entry.hash, entry.recorded_at)
    put_into_effect(session, entry)
    return entry


def take_over(session: Session, entry: Entry) -> None:
    """Append an entry of this journal as it was written, and apply it: what a backup lacks and the store still says."""
    session.execute(_APPEND, vars(entry))
    put_into_effect(session, entry)


def put_into_effect(session: Session, entry: Entry) -> None:
    """Apply an entry: write its projections and queue it for the main system if it goes back.

    A fact made here, replayed, or received from another desk takes this one path.
    """
    what = decode(entry)
    if what is None:
        return
    if what.goes_back:
        queue(session, entry)
    what.apply(session, entry)


def decode(entry: Entry) -> Fact | None:
    """Return the fact of an entry; None when its payload was erased."""
    if entry.payload is None:
        return None
    what: Fact = msgspec.json.decode(entry.payload, type=_kinds[entry.kind])
    return what


@dataclass(frozen=True)
class ContentErased(Fact, kind="journal.erased"):
    """The content of entries was taken out, because its time was up or its keeping was no longer right."""

    facts: tuple[str, ...]
    rule: str
    why: str

    def apply(self, session: Session, entry: Entry) -> None:
        """Nothing follows: what has no content is not applied."""

    def words(self) -> str:
        """Say how many, and why."""
        return f"The content of {len(self.facts)} entries was erased ({self.rule}). {self.why}"


def erase(session: Session, what: ContentErased) -> Entry:
    """Take the content out of entries, salt and all, and record that it was done.

    The chain holds: it goes over the digests. What tables say of them is written anew by `replay.rebuild`.
    """
    emptied = update(journal).values(payload=None, payload_salt=b"")
    for at in range(0, len(what.facts), _TOGETHER):
        session.execute(emptied.where(journal.c.id.in_(what.facts[at : at + _TOGETHER])))
    return record(session, what, subject="journal")


_TOGETHER = 500


def find(session: Session, fact_id: str) -> Entry | None:
    """Return the entry with this id, if it was kept."""
    row = session.execute(_BY_ID, {"wanted": fact_id}).first()
    return Entry.of(row) if row else None


def entry_at(session: Session, seq: int) -> Entry | None:
    """Return the entry with this number."""
    row = session.execute(_BY_SEQ, {"wanted": seq}).first()
    return Entry.of(row) if row else None


_APPEND = Prepared(insert(journal))
# Read to its first row only; a limit would be bound, and SQLite prepare it anew each time.
_BACKWARDS = Prepared(
    select(journal.c.seq, journal.c.hash, journal.c.recorded_at).order_by(journal.c.seq.desc())
)
_AFTER = Prepared(select(journal).where(journal.c.seq > bindparam("after")).order_by(journal.c.seq))
_BY_ID = Prepared(select(journal).where(journal.c.id == bindparam("wanted")))
_BY_SEQ = Prepared(select(journal).where(journal.c.seq == bindparam("wanted")))


def entries(session: Session, after: int = 0) -> Iterator[Entry]:
    """Yield the journal in order, from the entry after `after`."""
    for row in session.execute(_AFTER, {"after": after}):
        yield Entry.of(row)


def _heads(session: Session, desk: str) -> tuple[int, int, str]:
    """Return the last number of the journal, and the last number and hash of this desk's chain."""
    row = session.execute(_HEADS, {"desk": desk}).one()
    return row[0] or 0, row[1] or 0, row[2] or FIRST_HASH


_HEADS = Prepared(
    text(
        "SELECT (SELECT max(seq) FROM journal), mine.desk_seq, mine.hash FROM (SELECT 1) LEFT JOIN "
        "(SELECT desk_seq, hash FROM journal WHERE desk = :desk ORDER BY desk_seq DESC LIMIT 1) AS mine"
    )
)


def _digest(salt: bytes, payload: str) -> str:
    return hashlib.sha256(b"DD-PAYLOAD-v1\0" + salt + payload.encode()).hexdigest()


def _chained(fields: Mapping[str, Any]) -> str:
    """Return the hash that continues a desk's chain. `seq` is left out: it is this store's own numbering."""
    covered = [fields[name] for name in _COVERED]
    return hashlib.sha256(b"DD-JOURNAL-v1\0" + msgspec.json.encode(covered)).hexdigest()


_COVERED = (
    "prev_hash",
    "id",
    "desk",
    "desk_seq",
    "recorded_at",
    "actor",
    "actor_name",
    "outage",
    "kind",
    "schema",
    "subject",
    "base_version",
    "corrects",
    "payload_digest",
)


@dataclass(frozen=True)
class Head:
    """Where the journal ends: its last entry, the short code printed on every page, and when it was written."""

    seq: int
    code: str
    at: str | None = None


def head(session: Session) -> Head:
    """Return the journal's head. The code is the first 40 bits of the last hash, `7F3A-92C1-5B`."""
    row = session.execute(_BACKWARDS).first()
    if row is None:
        return Head(0, head_code(FIRST_HASH))
    return Head(row.seq, head_code(row.hash), row.recorded_at)


def quiet_kinds() -> tuple[str, ...]:
    """Return the kinds of fact that the log of an outage leaves out."""
    return tuple(kind for kind, each in kinds().items() if each.quiet)


def last_written(session: Session) -> str | None:
    """Return when something was written down last, as stored: looking at somebody is not writing."""
    loud = select(journal.c.recorded_at).where(journal.c.kind.not_in(quiet_kinds()))
    return session.execute(loud.order_by(journal.c.seq.desc()).limit(1)).scalar()


def head_code(whole_hash: str) -> str:
    """Return the printed form of a hash."""
    sign = whole_hash[:10].upper()
    return f"{sign[:4]}-{sign[4:8]}-{sign[8:]}"


def broken_links(session: Session) -> list[str]:
    """Return what is wrong with the chains, in words, the first fault of each desk; empty when they hold."""
    faults: dict[str, str] = {}
    last: dict[str, tuple[int, str]] = {}
    expected_seq = 0
    for entry in entries(session):
        expected_seq += 1
        number, prev_hash = last.get(entry.desk, (0, FIRST_HASH))
        last[entry.desk] = (entry.desk_seq, entry.hash)
        fault = _fault(entry, number + 1, prev_hash)
        if fault is None and entry.seq != expected_seq:
            fault = f"entries {expected_seq} to {entry.seq - 1} are missing"
            expected_seq = entry.seq
        if fault:
            faults.setdefault(entry.desk, f"desk {entry.desk}, entry {entry.seq}: {fault}")
    return list(faults.values())


def unexplained_gaps(session: Session) -> list[str]:
    """Return in words which entries have no content though nothing says that it was erased."""
    empty = select(journal.c.id, journal.c.seq).where(journal.c.payload.is_(None))
    gaps = {row.id: row.seq for row in session.execute(empty)}
    erased = select(journal).where(journal.c.kind == ContentErased.kind)
    for row in session.execute(erased) if gaps else ():
        said = decode(Entry.of(row))
        if isinstance(said, ContentErased):
            for fact_id in said.facts:
                gaps.pop(fact_id, None)
    return [
        f"entry {seq} has no content, and nothing says that it was erased" for seq in sorted(gaps.values())
    ]


def _fault(entry: Entry, expected_number: int, prev_hash: str) -> str | None:
    if entry.desk_seq != expected_number:
        return f"number {entry.desk_seq} stands where {expected_number} should"
    if entry.prev_hash != prev_hash:
        return "it does not follow the entry before it"
    if entry.hash != _chained(vars(entry)):
        return "it was changed after it was written"
    if entry.payload is not None and entry.payload_digest != _digest(entry.payload_salt, entry.payload):
        return "its content was changed after it was written"
    return None
