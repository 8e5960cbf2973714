"""Makes a pack beside the window: reads the store once, then draws and proves with no session open."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from threading import Event

from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.people import names
from downtime_desk.printing.queries import Who, people_of, sheets_for
from downtime_desk.printing.summary.finished import Pack, Progress
from downtime_desk.printing.summary.sheet import SummarySheet

Read = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class Order:
    """What is to be made: for whom, by whom, and until when it may be used. `stop` is set to give up."""

    who: Who
    acting: Acting
    use_until: datetime
    stop: Event


@dataclass(frozen=True)
class Made:
    """A finished pack and the sheets in it."""

    sheets: tuple[SummarySheet, ...]
    pack: Pack

    def whose(self, page: int) -> str:
        """Return whose sheet page number `page` of the pack belongs to, counted from 1."""
        for sheet, pages in zip(self.sheets, self.pack.pages, strict=True):
            if page <= pages:
                return names.short_name(sheet.person)
            page -= pages
        raise IndexError("the pack has no such page")

    def page_count(self) -> int:
        """Return how many pages the pack has."""
        return sum(self.pack.pages)

    def numbers(self) -> str:
        """Return the numbers of the sheets: `C-3FA-0449 to C-3FA-0479`."""
        first, last = self.sheets[0].copy_number, self.sheets[-1].copy_number
        return first if first == last else f"{first} to {last}"

    def without_allergies(self) -> tuple[str, ...]:
        """Return whose allergies are not recorded."""
        silent = (sheet.person for sheet in self.sheets if not sheet.person.summary.allergies.items)
        return tuple(person.family.upper() for person in silent if person.summary.allergies.state != "none")

    def too_old(self) -> tuple[str, ...]:
        """Return the data classes whose copy is past its limit."""
        return self.sheets[0].too_old()


def make(read: Read, order: Order, report: Callable[[Progress], None]) -> Made:
    """Return the pack of an order; raises Trouble when there is nobody in it or it was stopped."""
    # brought in with the first pack, on a worker: what draws PDF is large, and most hours nobody prints
    from downtime_desk.printing.summary.pack import render_pack

    with read() as session:
        ids = people_of(session, order.who, order.acting.now())
        sheets = sheets_for(session, ids, order.acting, order.use_until)
    return Made(sheets, render_pack(sheets, len(sheets), report, order.stop.is_set))
