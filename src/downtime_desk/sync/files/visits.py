"""Planned visits out of rows: one visit from the rows of all its carers.

A visit is put together when every row was read, because the rows of a double-up need not stand together. It comes
by the hundred thousand, so what a row says is kept as a short list until then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from downtime_desk.core.clock import LONDON
from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.files import values
from downtime_desk.sync.files.profiles import Profile
from downtime_desk.sync.files.rows import Places, Row
from downtime_desk.sync.strict import Unreadable

LONGEST = timedelta(hours=24)
CANCELLED = "cancelled"
STATUSES = {
    "no show": "noshow",
    "no-show": "noshow",
    "noshow": "noshow",
    "completed": "fulfilled",
    "complete": "fulfilled",
    "finished": "fulfilled",
    "fulfilled": "fulfilled",
}
PLANNED = "booked"
DIFFERENT = "it came in several rows that do not agree on whose visit it is or when; the first was kept"
OTHER_TIMES = "The main system has other times for one carer of this visit: check."
PART_CANCELLED = "The main system has cancelled a line of this visit, and another line of it stands."


@dataclass(slots=True)
class Gathered:
    """What the rows of one visit have said so far. `posts` counts rows that name no carer."""

    person: str
    start: datetime
    end: datetime
    status: str
    left: bool
    needed: int = 0
    carers: list[str] = field(default_factory=list)
    posts: int = 0
    service: str | None = None
    tasks: tuple[str, ...] = ()
    area: str | None = None
    note: str | None = None
    version: str | None = None


class Visits:
    """Gathers the visits of every table."""

    def __init__(self) -> None:
        self.by_id: dict[str, Gathered] = {}

    def take(self, row: Row, places: Places) -> str:
        """Take a row in and return the visit's id. Raises `Unreadable` when it makes no visit."""
        person = row.must("person.id", values.identity)
        if person is None:
            raise Unreadable("the person’s id is blank")
        start, end, doubt = _times(row, places.profile)
        id_ = row.must("visit.id", values.identity) if places.column("visit.id") is not None else None
        if id_ is None:
            id_ = f"{person} {start.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
        left = "visit.left" in places.of and row.may("visit.left", values.text) is not None
        now = Gathered(person, start, end, _status(row), left, note=doubt)
        visit = self.by_id.setdefault(id_, now)
        if visit is not now and not _joined(visit, now):
            return id_
        _add_carer(visit, row, places)
        _add_rest(visit, row, places.profile)
        if (visit.start, visit.end) != (start, end):
            _note(visit, OTHER_TIMES)
            row.unread.append(("visit.start", DIFFERENT))
        return id_

    def finished(self) -> Iterator[PlannedVisit]:
        """Yield the visits and let go of them."""
        for id_ in list(self.by_id):
            each = self.by_id.pop(id_)
            status = "fulfilled" if each.left and each.status == PLANNED else each.status
            yield PlannedVisit(
                id_,
                each.person,
                each.start,
                each.end,
                status,
                carers=tuple(each.carers),
                carers_needed=max(each.needed, len(each.carers) + each.posts, 1),
                service=each.service,
                tasks=each.tasks,
                area=each.area,
                note=each.note,
                version=each.version,
            )


def _joined(visit: Gathered, now: Gathered) -> bool:
    """Take in what another row says of a visit, and return whether who it names goes.

    A row that is cancelled never cancels the visit of a row that stands. Raises `Unreadable` for two visits under one id.
    """
    if visit.person != now.person:
        raise Unreadable(DIFFERENT)
    if visit.status != now.status and CANCELLED in {visit.status, now.status}:
        _note(visit, PART_CANCELLED)
        if now.status == CANCELLED:
            return False
        visit.start, visit.end, visit.status, visit.left = now.start, now.end, now.status, now.left
        visit.carers, visit.posts, visit.needed = [], 0, 0
        return True
    if now.end <= visit.start or visit.end <= now.start:
        raise Unreadable(DIFFERENT)
    if visit.status != now.status:
        if PLANNED not in {visit.status, now.status}:
            raise Unreadable(DIFFERENT)
        visit.status = PLANNED
    visit.left = visit.left and now.left
    return True


def _times(row: Row, profile: Profile) -> tuple[datetime, datetime, str | None]:
    zone, order = profile.zone, profile.order
    instant = partial(values.instant, zone=zone, order=order)
    began = row.must("visit.start", instant)
    there: date | None = None
    if began is None:
        there = row.must("visit.day", lambda cell: values.day(cell, order))
        face = row.must("visit.start_time", values.clock)
        if there is None or face is None:
            raise Unreadable("the planned start is blank")
        began = values.moment(there, face, zone)
    ended = row.must("visit.end", instant)
    if ended is None:
        ended = _end(row, profile, began, there)
    length = ended.at - began.at
    if length <= timedelta():
        raise Unreadable("it ends before it begins")
    if length > LONGEST:
        raise Unreadable("it is longer than a day")
    return began.at, ended.at, began.doubt or ended.doubt


def _end(row: Row, profile: Profile, began: values.Read, there: date | None) -> values.Read:
    """Return an end that is given as a time alone or as a length; one before the start is on the next day."""
    face = row.must("visit.end_time", values.clock)
    if face is not None:
        return _next(began, there or _local_day(began, profile), face, profile)
    length = row.must("visit.length", values.span)
    if length is None:
        raise Unreadable("the planned end is blank")
    return values.Read(began.at + length, None)


def _local_day(began: values.Read, profile: Profile) -> date:
    zone = UTC if profile.zone == "UTC" else LONDON
    return began.at.astimezone(zone).date()


def _next(began: values.Read, there: date, face: time, profile: Profile) -> values.Read:
    ended = values.moment(there, face, profile.zone)
    if ended.at > began.at:
        return ended
    return values.moment(there + timedelta(days=1), face, profile.zone)


def _status(row: Row) -> str:
    if row.may("visit.cancelled", values.yes_or_no):
        return CANCELLED
    said = row.may("visit.status", values.text)
    if said is None:
        return PLANNED
    folded = said.casefold()
    if folded.startswith(("cancelled", "canceled")):
        return CANCELLED
    return STATUSES.get(folded, said)


def _add_carer(visit: Gathered, row: Row, places: Places) -> None:
    if "carer.id" not in places.of:
        return
    carer = row.may("carer.id", values.identity)
    if carer is None:
        visit.posts += 1
    elif carer not in visit.carers:
        visit.carers.append(carer)


def _add_rest(visit: Gathered, row: Row, profile: Profile) -> None:
    visit.needed = max(visit.needed, row.may("visit.carers_needed", values.number) or 0)
    visit.service = visit.service or row.may("visit.service", values.text)
    visit.area = visit.area or row.may("visit.area", values.text)
    visit.version = visit.version or row.may("visit.version", values.identity)
    for _, said in row.each("visit.tasks", values.text):
        told = values.several(said, profile.tasks_by)
        visit.tasks = tuple(dict.fromkeys((*visit.tasks, *told))) if visit.tasks else told
    for _, said in row.each("visit.note", values.text):
        _note(visit, said)


def _note(visit: Gathered, words: str) -> None:
    visit.note = "\n".join(dict.fromkeys([*(visit.note or "").splitlines(), words]))


def cells_as_ids(cells: Sequence[str]) -> set[str]:
    """Return what any cell of a spoiled row could be the id of, so that the copy keeps all of those."""
    return {cell.strip() for cell in cells if cell.strip()}
