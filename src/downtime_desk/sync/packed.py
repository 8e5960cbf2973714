"""A staged copy as parts to be sealed, and back: the whole of it, before anybody has looked at it."""

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from datetime import datetime, timedelta

import msgspec

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.mirror import ID, PERSON, VisitRow, Window
from downtime_desk.rota.plan import Carer
from downtime_desk.sync.staged import Can, Known, Marks, Part, Rejected, Staged, packed_rows
from downtime_desk.sync.staging import stranger

FORMAT = 2
AT_ONCE = 500


class Head(msgspec.Struct, frozen=True):
    """All of a staged copy but its people and visits, which follow in so many parts.

    `replaces` is the number of the copy it was compared with; None when it was read without the store.
    """

    format: int
    started: datetime
    replaces: int | None
    source: str
    can: Can
    carers: tuple[Carer, ...]
    people_count: int
    visits_count: int
    unchanged: int
    unseen: tuple[bytes, ...]
    rejected: tuple[Rejected, ...]
    left_out: dict[str, int]
    keep_people: tuple[str, ...]
    keep_visits: tuple[str, ...]
    sections: dict[str, int]
    window: Window | None
    watermark: str | None
    as_of: datetime | None
    ahead: timedelta | None
    people_parts: int
    part: Part | None = None
    marks: Marks | None = None
    notes: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    made_of: dict[str, bytes] = {}


_people = msgspec.msgpack.Decoder(list[bytes])
_head = msgspec.msgpack.Decoder(Head)


def parts(staged: Staged, started: datetime, replaces: int | None) -> Iterator[bytes]:
    """Yield a staged copy in parts, the head first."""
    packed = staged.packed_people()
    batches = [packed[at : at + AT_ONCE] for at in range(0, len(packed), AT_ONCE)]
    head = Head(
        FORMAT,
        started,
        replaces,
        staged.source,
        staged.can,
        tuple(staged.carers),
        staged.people_count,
        staged.visits_count,
        staged.unchanged,
        tuple(staged.unseen),
        tuple(staged.rejected),
        dict(staged.left_out),
        tuple(staged.keep_people),
        tuple(staged.keep_visits),
        dict(staged.sections),
        staged.window,
        staged.watermark,
        staged.as_of,
        staged.ahead,
        len(batches),
        staged.part,
        staged.marks,
        staged.notes,
        staged.offers,
        staged.made_of,
    )
    yield msgspec.msgpack.encode(head)
    for batch in batches:
        yield zlib.compress(msgspec.msgpack.encode(batch), level=1)
    for rows in staged.chunks():
        yield packed_rows(rows)


def unpacked(given: Iterable[bytes]) -> tuple[Head, Staged]:
    """Return a staged copy from its parts, with its head; raise Trouble when another release kept it."""
    each = iter(given)
    head = _head.decode(next(each))
    if head.format != FORMAT:
        raise Trouble(
            "The copy was kept by another release of Downtime Desk, which this one cannot open.",
            "The copy from before is still in use. Take a new copy.",
        )
    people = [one for _ in range(head.people_parts) for one in _people.decode(zlib.decompress(next(each)))]
    return head, Staged(
        head.source,
        head.can,
        people_count=head.people_count,
        carers=list(head.carers),
        visits_count=head.visits_count,
        unchanged=head.unchanged,
        unseen=set(head.unseen),
        rejected=list(head.rejected),
        left_out=Counter(head.left_out),
        keep_people=set(head.keep_people),
        keep_visits=set(head.keep_visits),
        sections=Counter(head.sections),
        window=head.window,
        watermark=head.watermark,
        as_of=head.as_of,
        ahead=head.ahead,
        part=head.part,
        marks=head.marks,
        notes=head.notes,
        offers=head.offers,
        made_of=head.made_of,
        _people=people,
        _chunks=list(each),
    )


def against(staged: Staged, known: Known) -> Staged:
    """Return a copy that was read whole, without the store, as what is new and changed in it against `known`."""
    unseen, unchanged = known.visits, 0
    chunks: list[bytes] = []
    for rows in staged.chunks():
        new: list[VisitRow] = []
        for row in rows:
            if row[-1] in unseen:
                unseen.discard(row[-1])
                unchanged += 1
            else:
                new.append(row)
        if new:
            chunks.append(packed_rows(new))
    return replace(staged, unseen=unseen, unchanged=unchanged, _chunks=chunks, _skip=frozenset(), _aliases={})


def among(staged: Staged, people: Set[str]) -> Staged:
    """Return a copy of the rota alone without visits to people who are not in the copy; those are listed."""
    chunks: list[bytes] = []
    left: list[VisitRow] = []
    for rows in staged.chunks():
        known = [row for row in rows if row[PERSON] in people]
        left += [row for row in rows if row[PERSON] not in people]
        if known:
            chunks.append(packed_rows(known))
    if not left:
        return staged
    return replace(
        staged,
        visits_count=staged.visits_count - len(left),
        rejected=[*staged.rejected, *map(stranger, left)],
        keep_visits=staged.keep_visits | {row[ID] for row in left},
        _chunks=chunks,
        _skip=frozenset(),
        _aliases={},
    )
