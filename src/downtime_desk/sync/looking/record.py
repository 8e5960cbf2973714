"""What was recorded of a visit, as every connector hands it over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

import msgspec

from downtime_desk.rota.plan import PlannedVisit
from downtime_desk.sync.staged import Rejected

Status = Literal["done", "there now"]


class Attended(msgspec.Struct, frozen=True, omit_defaults=True):
    """One carer at a visit, and when; `carer` is the main system's id. Times are aware UTC."""

    carer: str | None
    name: str | None = None
    arrived: datetime | None = None
    left: datetime | None = None

    @property
    def who(self) -> str:
        """Return what tells this carer from another."""
        return self.carer or " ".join((self.name or "").casefold().split())


class Dose(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of a medicine, and when. `record` is the id of the record it hangs on, if it names one."""

    name: str
    outcome: str
    at: datetime | None = None
    record: str | None = None
    person: str | None = None


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """What somebody noted of a visit that was made.

    `id` is the main system's, `Encounter/e1`; `visit` the planned visit it names, if any; `source` where it came from
    and `recorded` when it arrived there. `marks` are ids of facts of ours it carries. `doubt` says in words what could
    be meant two ways.
    """

    id: str
    status: Status
    carers: tuple[Attended, ...] = ()
    person: str | None = None
    visit: str | None = None
    version: str | None = None
    method: str | None = None
    source: str | None = None
    recorded: datetime | None = None
    marks: tuple[str, ...] = ()
    doubt: str | None = None

    @property
    def seen(self) -> str:
        """Return `Type/id@version`: what a person is shown and decides on."""
        return f"{self.id}@{self.version or ''}"

    @property
    def arrived(self) -> datetime | None:
        """Return when the first carer came."""
        return min((each.arrived for each in self.carers if each.arrived), default=None)

    @property
    def left(self) -> datetime | None:
        """Return when the last carer left."""
        return max((each.left for each in self.carers if each.left), default=None)


@dataclass(frozen=True)
class Page:
    """Part of what the main system holds. `cursor` is where to go on from; None when this was the last of it."""

    cursor: str | None
    visits: tuple[PlannedVisit, ...] = ()
    records: tuple[Record, ...] = ()
    doses: tuple[Dose, ...] = ()
    unread: tuple[Rejected, ...] = ()


@dataclass(frozen=True)
class Span:
    """From when to when is looked, aware UTC."""

    since: datetime
    until: datetime

    def holds(self, start: datetime, end: datetime | None) -> bool:
        """Return whether any of a stretch of time lies in it."""
        return start < self.until and (end or start) >= self.since


class Source(Protocol):
    """A main system that shows what was recorded of visits."""

    name: str

    def pages(self, span: Span, cursor: str | None) -> Iterator[Page]:
        """Yield what it holds of a stretch of time, from a cursor on. Raises Trouble when it does not show all of it."""

    def close(self) -> None:
        """Let go of it."""
