"""What one reading of a main system said: the whole of it, or what changed, before anything is written.

People and visits are kept encoded, visits packed as well, so that a national rota fits in memory.
"""

import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol, runtime_checkable

import msgspec

from downtime_desk.people.mirror import unpacked
from downtime_desk.people.summary import Person
from downtime_desk.rota.mirror import VisitRow, Window
from downtime_desk.rota.plan import Carer

_pack = msgspec.msgpack.Encoder().encode
# Its own rows, so their columns are not checked again.
_columns = msgspec.msgpack.Decoder(list[list[Any]])
_chunk = msgspec.msgpack.Decoder(tuple[bytes, list[bytes]])


def packed_rows(rows: list[VisitRow]) -> bytes:
    """Return rows of visits as they are kept until they are written.

    Column by column, for what stands beneath each other is alike; digests are like nothing and are left as they are.
    """
    *told, digests = zip(*rows, strict=True) if rows else [()]
    return _pack((zlib.compress(_pack(told), level=1), digests))


def unpacked_rows(chunk: bytes) -> list[VisitRow]:
    """Return the rows of a chunk."""
    told, digests = _chunk.decode(chunk)
    rows: list[Any] = list(zip(*_columns.decode(zlib.decompress(told)), digests, strict=True))
    return rows


@dataclass(frozen=True)
class Can:
    """What a connector can do with its main system."""

    read_people: bool = False
    read_rota: bool = False
    read_records: bool = False
    write_visits: bool = False
    write_deviations: bool = False
    write_batches: bool = False
    read_changes: bool = False
    read_export: bool = False


@dataclass(frozen=True)
class Rejected:
    """One record, or one statement of it, that could not be read.

    `where` is the file and line or the page it came from, `person_id` the person it speaks of if known.
    """

    where: str
    resource_type: str | None
    id: str | None
    reason: str
    person_id: str | None = None


@dataclass(frozen=True)
class Known:
    """What the copy holds already: digests of its visits; and, for a source of the rota alone, its people.

    A staging takes the set of digests over and crosses off what it meets. `people` is None where nobody can say
    who is in the copy: whoever a visit is for is looked for when the copy is opened. `made_of` is, packed, what
    records each person was made of, for a source that keeps their ids.
    """

    visits: set[bytes] = field(default_factory=set)
    people: Set[str] | None = frozenset()
    made_of: Mapping[str, bytes] = field(default_factory=dict)
    today: date | None = None


class OldVisit(msgspec.Struct, frozen=True, array_like=True):
    """A visit of the copy in use."""

    id: str
    person: str
    start: str
    status: str
    digest: bytes
    version: str | None = None


class Counted(msgspec.Struct, frozen=True):
    """The rota of a copy within the days of its marks: visits that go ahead, by day and by person; and all there are."""

    days: dict[date, int]
    of: dict[str, int]
    visits: int


class Part(msgspec.Struct, frozen=True):
    """What is spoken of by a staged copy that is not of everything; the rest of the copy stays as it is.

    `people` were read anew or are gone; `visits` are those of the copy that changed or are gone; `records` are all
    that were read, as `Kind/id`. `counted` is how the copy in use was counted, where it is of the same days. `again`
    are the ids of visits that came just as the copy has them.
    """

    people: frozenset[str]
    visits: tuple[OldVisit, ...]
    records: frozenset[str]
    counted: Counted | None = None
    again: frozenset[str] = frozenset()


class Marks(msgspec.Struct, frozen=True):
    """How far a copy goes, for reading only what changed after it.

    `watermark` is the newest change by the main system's clock, as it wrote it; `took` the seconds the reading took,
    `seen` what came with a change so late that it will come again. `since` and `until` are the stretch of visits.
    """

    where: str
    mapping: str
    watermark: str
    took: float
    whole_at: datetime
    ids_at: datetime
    since: str
    until: str
    seen: tuple[str, ...] = ()
    counted: Counted | None = None
    snapshot: int = 0


@dataclass
class Staged:
    """Everything one reading of a main system said.

    `left_out` counts, in words, what was understood and does not belong in a copy. `unseen` are the digests
    of known visits that did not come again as they were; `unchanged` counts those that did. `keep_people`
    and `keep_visits` are ids that came but could not be read. `sections` counts the people for whom a section
    is recorded. `watermark` is the newest change by the main system's own clock, as it wrote it; `as_of` is
    when an export was made, for a source that is one; `ahead` is how far the source's clock is before ours.
    """

    source: str
    can: Can
    people_count: int
    carers: list[Carer]
    visits_count: int
    unchanged: int
    unseen: set[bytes]
    rejected: list[Rejected]
    left_out: Counter[str]
    keep_people: set[str]
    keep_visits: set[str]
    sections: Counter[str]
    window: Window | None = None
    watermark: str | None = None
    as_of: datetime | None = None
    ahead: timedelta | None = None
    part: Part | None = None
    marks: Marks | None = None
    notes: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    made_of: dict[str, bytes] = field(default_factory=dict, repr=False)
    _people: list[bytes] = field(default_factory=list, repr=False)
    _chunks: list[bytes] = field(default_factory=list, repr=False)
    _skip: frozenset[int] = frozenset()
    _aliases: Mapping[str, str] = field(default_factory=dict, repr=False)

    def changed_visits(self) -> int:
        """Return how many visits came that are new or changed."""
        return self.visits_count - self.unchanged

    def packed_people(self) -> list[bytes]:
        """Return the people as they are kept, in order of display."""
        return self._people

    def people(self) -> Iterator[Person]:
        """Return the people, in order of display."""
        return map(unpacked, self._people)

    def chunks(self) -> Iterator[list[VisitRow]]:
        """Yield the new and changed visits as rows, a few thousand at a time."""
        position = 0
        for chunk in self._chunks:
            rows = unpacked_rows(chunk)
            first, position = position, position + len(rows)
            if self._skip:
                rows = [row for number, row in enumerate(rows, first) if number not in self._skip]
            if self._aliases:
                rows = [_with_aliases(row, self._aliases) for row in rows]
            yield rows

    def visits(self) -> Iterator[VisitRow]:
        """Yield the new and changed visits, one row each."""
        for chunk in self.chunks():
            yield from chunk


def _with_aliases(row: VisitRow, aliases: Mapping[str, str]) -> VisitRow:
    named = msgspec.json.decode(row[6], type=list[str])
    if not any(name in aliases for name in named):
        return row
    found = msgspec.json.encode(list(dict.fromkeys(aliases.get(name, name) for name in named))).decode()
    return (*row[:6], found, *row[7:])


@runtime_checkable
class KeepsTime(Protocol):
    """A source that says what time it is there."""

    def ahead(self) -> timedelta | None:
        """Return how far its clock is before ours; None while it has not said."""


class Place(Protocol):
    """A place a copy comes from. `window` are the days it speaks about, `as_of` when an export was made."""

    name: str

    @property
    def can(self) -> Can:
        """Return what it can do."""

    @property
    def window(self) -> Window | None:
        """Return the days it speaks about; None for those its visits lie on."""

    @property
    def as_of(self) -> datetime | None:
        """Return when it was made, for an export."""

    def close(self) -> None:
        """Let go of what was opened."""


@runtime_checkable
class Stages(Place, Protocol):
    """A place that is read by a reading of its own."""

    def stage(self, known: Known) -> Staged:
        """Return everything it says, staged. Raises Trouble when it cannot give all of it."""


class Source(Place, Protocol):
    """A place raw FHIR resources come from."""

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield where each resource was found and its JSON. Raises Trouble when it cannot go on."""
