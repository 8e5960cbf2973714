"""One look at the main system: page after page, each kept as it comes, so that a look that was cut off goes on.

No transaction is open while the main system is asked. A look goes on only while nothing was sent since it began, because
what it saw before would not be what is there now; otherwise it begins anew.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from downtime_desk.core.clock import from_text, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.journal import head, journal
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting, Store
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.looking.model import looked_at, looks
from downtime_desk.sync.looking.record import Dose, Page, Record, Source, Span
from downtime_desk.sync.staged import Rejected

WRITES: Final = ("return.sent", "return.taken_in", "return.typed_in")
"""The kinds of fact after which the main system may hold something else."""
MOST_UNREAD = 200

_visit = msgspec.json.Decoder(PlannedVisit)
_record = msgspec.json.Decoder(Record)
_dose = msgspec.json.Decoder(Dose)
_unread = msgspec.json.Decoder(tuple[Rejected, ...])
_encode = msgspec.json.Encoder().encode


@dataclass(frozen=True)
class Look:
    """A look as it was kept. `after` is the last entry of the journal when it began."""

    number: int
    source: str
    span: Span
    began_at: datetime
    after: int
    pages: int
    unread: tuple[Rejected, ...]


@dataclass(frozen=True)
class There:
    """All that a look found."""

    visits: tuple[PlannedVisit, ...]
    records: tuple[Record, ...]
    doses: tuple[Dose, ...]


def look(
    store: Store,
    who: Acting,
    source: Source,
    span: Span,
    told: Callable[[int], object],
    stopped: Callable[[], bool],
) -> int:
    """Read all that a main system holds of a stretch of time; return the number of the look.

    `told` hears how many pages are kept. Raises Trouble when it was stopped, or the main system does not show all of
    it; what was read so far is kept, and the next look goes on from there.
    """
    number, cursor = _begin(store, who, source, span)
    try:
        for page in source.pages(span, cursor):
            told(_keep(store, who, number, page))
            if stopped():
                raise Trouble("You stopped looking.", "Look again to go on from here.")
    finally:
        source.close()
    return number


def there(session: Session, number: int) -> There:
    """Return what a look found."""
    rows = session.execute(select(looked_at.c.kind, looked_at.c.body).where(looked_at.c.look == number))
    found: dict[str, list[str]] = {"visit": [], "record": [], "dose": []}
    for kind, body in rows:
        found[kind].append(body)
    return There(
        tuple(map(_visit.decode, found["visit"])),
        tuple(map(_record.decode, found["record"])),
        tuple(map(_dose.decode, found["dose"])),
    )


def ended(session: Session, number: int, at: datetime) -> None:
    """Keep that a look came to its end; what looks before it found is let go."""
    session.execute(delete(looked_at).where(looked_at.c.look != number))
    session.execute(delete(looks).where(looks.c.number != number))
    session.execute(update(looks).where(looks.c.number == number).values(ended_at=to_text(at)))


def kept(session: Session, number: int) -> Look:
    """Return a look by its number."""
    row = session.execute(select(looks).where(looks.c.number == number)).one()
    return _look(row)


def under_way(session: Session) -> Look | None:
    """Return the look that was begun and not ended, or None."""
    row = session.execute(select(looks).where(looks.c.ended_at.is_(None))).first()
    return None if row is None else _look(row)


def written_since(session: Session, entry: int, kinds: Sequence[str] = WRITES) -> bool:
    """Return whether a fact of some kinds came after an entry of the journal: anything that went there, unless said."""
    later = select(journal.c.seq).where(journal.c.seq > entry, journal.c.kind.in_(kinds)).limit(1)
    return session.execute(later).first() is not None


def forget(session: Session) -> None:
    """Let go of what looks found: it is the main system's word about people, and nobody asks for it any more."""
    session.execute(delete(looked_at))
    session.execute(delete(looks))


def _begin(store: Store, who: Acting, source: Source, span: Span) -> tuple[int, str | None]:
    """Go on with the look that was cut off, or begin a new one; return its number and where to go on."""
    with store.write(who) as session:
        row = session.execute(select(looks).where(looks.c.ended_at.is_(None))).first()
        if row is not None and _goes_on(session, row, source, span):
            return row.number, row.cursor
        if row is not None:
            session.execute(delete(looked_at).where(looked_at.c.look == row.number))
            session.execute(delete(looks).where(looks.c.number == row.number))
        number = (session.execute(select(func.max(looks.c.number))).scalar() or 0) + 1
        began = {
            "number": number,
            "source": source.name,
            "since": to_text(span.since),
            "until": to_text(span.until),
            "began_at": to_text(who.now()),
            "after": head(session).seq,
            "pages": 0,
            "unread": "[]",
        }
        session.execute(insert(looks), began)
        return number, None


def _goes_on(session: Session, row: Row[Any], source: Source, span: Span) -> bool:
    same = (row.source, row.since, row.until) == (source.name, to_text(span.since), to_text(span.until))
    return same and row.cursor is not None and not written_since(session, row.after)


def _keep(store: Store, who: Acting, number: int, page: Page) -> int:
    """Keep a page with where to go on after it, in one act; return how many pages are kept."""
    rows = [*_rows(number, "visit", page.visits), *_rows(number, "record", page.records)]
    rows += [
        {"look": number, "kind": "dose", "id": f"{each.record} {each.name} {each.at}", "body": _text(each)}
        for each in page.doses
    ]
    with store.write(who) as session:
        before = session.execute(select(looks.c.pages, looks.c.unread).where(looks.c.number == number)).one()
        unread = (*_unread.decode(before.unread), *page.unread)[:MOST_UNREAD]
        if rows:
            session.execute(_KEEP, rows)
        session.execute(
            update(looks)
            .where(looks.c.number == number)
            .values(cursor=page.cursor, pages=before.pages + 1, unread=_text(unread))
        )
    return int(before.pages) + 1


def _rows(number: int, kind: str, found: Iterable[PlannedVisit] | Iterable[Record]) -> list[dict[str, Any]]:
    return [{"look": number, "kind": kind, "id": each.id, "body": _text(each)} for each in found]


# A page may be read twice where a main system moves records between pages while it is asked: the later word stands.
_KEEP = upsert(looked_at)
_KEEP = _KEEP.on_conflict_do_update(index_elements=["look", "kind", "id"], set_={"body": _KEEP.excluded.body})


def _text(what: object) -> str:
    return _encode(what).decode()


def _look(row: Row[Any]) -> Look:
    return Look(
        row.number,
        row.source,
        Span(from_text(row.since), from_text(row.until)),
        from_text(row.began_at),
        row.after,
        row.pages,
        _unread.decode(row.unread),
    )
