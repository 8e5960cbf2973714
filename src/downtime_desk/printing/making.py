"""Makes a pack beside the window: reads the store once, then draws and proves with no session open."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event

from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.outages.queries import is_data_doubted
from downtime_desk.people.summary import EntryCode
from downtime_desk.printing.numbered import Numbered, numbers_of
from downtime_desk.printing.summary.finished import Pack, Progress, Singles
from downtime_desk.printing.summary.sheet import SummarySheet
from downtime_desk.printing.who import Paper, Sort, Who

Read = Callable[[], AbstractContextManager[Session]]
Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Order:
    """What is to be made: for whom, by whom, until when it may be used. `stop` is set to give up.

    `copies` is how often each sheet is made: every copy has its own number, so that each can be called back.
    For key-safe slips: the codes that were `shown`, by person, to whom the slips are given, and why.
    """

    who: Who
    acting: Acting
    use_until: datetime
    stop: Event
    paper: Paper = "summary"
    sort: Sort = "name"
    shown: Mapping[str, Sequence[EntryCode]] = field(default_factory=dict)
    given_to: str = ""
    why: str = ""
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


@dataclass(frozen=True)
class MadeSingly:
    """The same sheets, each in a file of its own."""

    sheets: tuple[Numbered, ...]
    pack: Singles

    def numbers(self) -> str:
        """Return the numbers of the sheets."""
        return numbers_of(self.sheets)


def make(read: Read, order: Order, report: Report) -> Made:
    """Return the pack of an order; raises Trouble when there is nobody in it or it was stopped."""
    # brought in with the first pack, on a worker: what draws PDF is large, and most hours nobody prints
    from downtime_desk.printing.doubt import described_as
    from downtime_desk.printing.pack import press_all

    sheets, is_doubted = _sheets(read, order)
    described = described_as(is_doubted=is_doubted)
    return Made(sheets, press_all(sheets, described, len(sheets), report, order.stop.is_set))


def make_singly(read: Read, order: Order, report: Report) -> MadeSingly:
    """Return the sheets of an order as a file for each; raises Trouble as `make` does."""
    from downtime_desk.printing.doubt import described_as
    from downtime_desk.printing.pack import press_each

    sheets, is_doubted = _sheets(read, order)
    described = described_as(is_doubted=is_doubted)
    return MadeSingly(sheets, press_each(sheets, described, len(sheets), report, order.stop.is_set))


def _sheets(read: Read, order: Order) -> tuple[tuple[Numbered, ...], bool]:
    """Return the sheets of an order, and whether the data they are made of is declared not to be trusted."""
    from downtime_desk.printing.batch import begin
    from downtime_desk.printing.papers.catalogue import Wanted, sheets_of

    wanted = Wanted(order.paper, order.who, order.sort, order.shown, order.given_to, order.why)
    with read() as session:
        sheets = copied(sheets_of(begin(session, order.acting, order.use_until), wanted), order.copies)
        return sheets, is_data_doubted(session)


def copied(sheets: tuple[Numbered, ...], copies: int) -> tuple[Numbered, ...]:
    """Return the sheets as often as they are wanted, the whole pack again and again, each with its own number."""
    if copies == 1 or not sheets:
        return sheets
    mark, _, first = sheets[0].copy_number.rpartition("-")
    return tuple(
        sheet.numbered(f"{mark}-{int(first) + place:04d}") for place, sheet in enumerate(sheets * copies)
    )
