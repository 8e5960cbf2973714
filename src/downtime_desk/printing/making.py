"""Makes a pack beside the window: reads the store once, then draws and proves with no session open."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.printing.numbered import Numbered, numbers_of
from downtime_desk.printing.queries import Who, people_of, sheets_for
from downtime_desk.printing.summary.finished import Pack, Progress
from downtime_desk.printing.summary.sheet import SummarySheet

if TYPE_CHECKING:
    from downtime_desk.printing.run_sheet import RunSheet
    from downtime_desk.printing.visit_record import VisitRecord

Sheet = TypeVar("Sheet", "SummarySheet", "RunSheet", "VisitRecord")
Read = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Order:
    """What is to be made: for whom, by whom, and until when it may be used. `stop` is set to give up.

    `copies` is how often each sheet is made: every copy has its own number, so that each can be called back.
    """

    who: Who
    acting: Acting
    use_until: datetime
    stop: Event
    copies: int = 1


@dataclass(frozen=True)
class Made:
    """A finished pack and the sheets in it."""

    sheets: tuple[Numbered, ...]
    pack: Pack

    def whose(self, page: int) -> str:
        """Return whose sheet page number `page` of the pack belongs to, counted from 1."""
        for sheet, pages in zip(self.sheets, self.pack.pages, strict=True):
            if page <= pages:
                return sheet.about().whose
            page -= pages
        raise IndexError("the pack has no such page")

    def page_count(self) -> int:
        """Return how many pages the pack has."""
        return sum(self.pack.pages)

    def numbers(self) -> str:
        """Return the numbers of the sheets: `C-3FA-0449 to C-3FA-0479`."""
        return numbers_of(self.sheets)

    def without_allergies(self) -> tuple[str, ...]:
        """Return whose allergies are not recorded."""
        people = (sheet.person for sheet in self.sheets if isinstance(sheet, SummarySheet))
        silent = (person for person in people if not person.summary.allergies.items)
        return tuple(person.family.upper() for person in silent if person.summary.allergies.state != "none")

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes whose copy is past its limit, for anybody in the pack."""
        return tuple(dict.fromkeys(name for sheet in self.sheets for name in sheet.too_old()))


def make(read: Read, order: Order, report: Callable[[Progress], None]) -> Made:
    """Return the pack of an order; raises Trouble when there is nobody in it or it was stopped."""
    # brought in with the first pack, on a worker: what draws PDF is large, and most hours nobody prints
    from downtime_desk.printing import run_sheet, runs, visit_record
    from downtime_desk.printing.pack import press_all
    from downtime_desk.printing.summary.pack import render_pack

    kind, stopped = order.who.kind, order.stop.is_set
    if kind == "run sheet":
        with read() as session:
            sheet = copied(runs.run_sheet(session, order.who.id, order.acting, order.use_until), order.copies)
        return Made(sheet, press_all(sheet, run_sheet.described, len(sheet), report, stopped))
    if kind in {"records", "visit", "blank"}:
        with read() as session:
            records = copied(_records(session, order), order.copies)
        return Made(records, press_all(records, visit_record.described, len(records), report, stopped))
    with read() as session:
        ids = people_of(session, order.who, order.acting.now())
        sheets = copied(sheets_for(session, ids, order.acting, order.use_until), order.copies)
    return Made(sheets, render_pack(sheets, len(sheets), report, stopped))


def copied(sheets: tuple[Sheet, ...], copies: int) -> tuple[Sheet, ...]:
    """Return the sheets as often as they are wanted, the whole pack again and again, each with its own number."""
    if not sheets:
        return ()
    mark, _, first = sheets[0].copy_number.rpartition("-")
    return tuple(
        replace(sheet, copy_number=f"{mark}-{int(first) + place:04d}")
        for place, sheet in enumerate(sheets * copies)
    )


def _records(session: Session, order: Order) -> "tuple[VisitRecord, ...]":
    from downtime_desk.printing import runs

    who = order.who
    if who.kind == "blank":
        return runs.blank_records(session, int(who.id), order.acting, order.use_until)
    if who.kind == "visit":
        return runs.visit_records(session, who.id, order.acting, order.use_until)
    return runs.run_records(session, who.id, order.acting, order.use_until)
