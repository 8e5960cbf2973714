"""Records of visits out of exports that say when a carer came and left: one record a row, one carer each."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Final

from downtime_desk.core.errors import Trouble
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.files import values
from downtime_desk.sync.files.folder import Files
from downtime_desk.sync.files.rows import Places, Row
from downtime_desk.sync.files.visits import Visits
from downtime_desk.sync.looking.record import Attended, Page, Record, Span
from downtime_desk.sync.staged import Rejected
from downtime_desk.sync.strict import Unreadable

BY_HAND: Final = (
    "Export the visits with the times the carers came and left, or look by hand and say here what you saw."
)


class FileRecords:
    """What the exports of a folder show of visits. They are read as one page; `as_of` is the file's own time."""

    def __init__(self, files: Files) -> None:
        self.name = files.name
        self._files = files

    def pages(self, span: Span, cursor: str | None) -> Iterator[Page]:  # noqa: ARG002 - there is one page
        """Yield what the exports hold of a stretch of time. Raises Trouble when none says when carers came."""
        visits, found, unread, told = Visits(), list[Record](), list[Rejected](), False
        written = self._files.written_at()
        for places in self._files.places():
            if not places.profile.holds("visit"):
                continue
            told |= "visit.arrived" in places.of
            for line, cells in places.table.rows():
                row = Row(places, line, cells)
                try:
                    _see_its_length(cells, places)
                    id_ = visits.take(row, places)
                    record = _record(id_, row, cells, written)
                except Unreadable as why:
                    unread.append(Rejected(row.where, "Encounter", None, str(why)))
                    continue
                if record is not None and record.arrived and span.holds(record.arrived, record.left):
                    found.append(record)
        if not told:
            raise Trouble(f"{self.name} does not say when carers came and left.", BY_HAND)
        planned = tuple(_within(visits, span))
        yield Page(None, planned, tuple(found), unread=tuple(unread))

    def close(self) -> None:
        """Nothing is left open between files."""


def _within(visits: Visits, span: Span) -> Iterator[PlannedVisit]:
    return (each for each in visits.finished() if span.holds(each.start, each.end))


def _see_its_length(cells: Sequence[str], places: Places) -> None:
    if len(cells) != places.width and (
        len(cells) < places.width or any(cell.strip() for cell in cells[places.width :])
    ):
        raise Unreadable(f"it has {len(cells)} cells and the header has {places.width}")


def _record(visit: str, row: Row, cells: Sequence[str], written: datetime | None) -> Record | None:
    """Return what a row says of a visit that was made; None when nobody came yet."""
    profile = row.profile
    instant = partial(values.instant, zone=profile.zone, order=profile.order)
    arrived, left = row.must("visit.arrived", instant), row.must("visit.left", instant)
    if arrived is None and left is None:
        return None
    if arrived is None:
        raise Unreadable("it says when the carer left, but not when they came")
    if left is not None and left.at < arrived.at:
        raise Unreadable("the carer left before they came")
    carer = row.must("carer.id", values.identity)
    digest = hashlib.blake2b("\x1f".join(cells).encode(), digest_size=8).hexdigest()
    return Record(
        id=f"{visit}/{carer or 'nobody'}/{arrived.at.astimezone(UTC):%H%M%S}",
        status="done" if left else "there now",
        carers=(Attended(carer, None, arrived.at, left.at if left else None),),
        person=row.must("person.id", values.identity),
        visit=visit,
        version=digest,
        method=row.may("visit.method", values.text),
        source=row.where.rpartition(" ")[0],
        recorded=written,
        doubt=arrived.doubt or (left.doubt if left else None),
    )
