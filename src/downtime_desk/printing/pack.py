"""Makes one PDF of many sheets, and releases it only when it says what the data says."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import TypeVar

from downtime_desk.core.errors import Trouble
from downtime_desk.core.lean import seldom_collected
from downtime_desk.printing.blocks import Document
from downtime_desk.printing.numbered import Numbered
from downtime_desk.printing.proof import MustSay, Reader, prove
from downtime_desk.printing.render import Press
from downtime_desk.printing.summary.finished import Pack, Progress, Singles, packed

Sheet = TypeVar("Sheet", bound=Numbered)


def silent(_: Progress) -> None:
    """Tell nobody."""


def carry_on() -> bool:
    """Never stop."""
    return False


@seldom_collected()
def press_all(
    sheets: Iterable[Sheet],
    described: Callable[[Sheet], tuple[Document, MustSay]],
    total: int | None = None,
    on_progress: Callable[[Progress], None] = silent,
    stopped: Callable[[], bool] = carry_on,
) -> Pack:
    """Return one PDF of the sheets, in their order, read back and proved.

    `sheets` may be a generator; `described` says what a sheet's pages are and what they must say;
    `on_progress` is called and `stopped` is asked after each sheet that is drawn, and `stopped` again before each is proved. Raises
    Trouble when it was stopped, when there is nothing to print, or when a page does not say what it must.
    """
    press: Press | None = None
    kinds: set[str] = set()
    counts: list[int] = []
    must: list[MustSay] = []
    first = last = ""
    for sheet in sheets:
        if press is None:
            first = sheet.copy_number
            press = Press(_title(sheet, first), sheet.organisation, sheet.printed_at)
        kinds.add(sheet.about().kind)
        document, says = described(sheet)
        counts.append(press.add(document))
        must.append(says)
        last = sheet.copy_number
        on_progress(Progress(len(counts), total))
        if stopped():
            raise was_stopped()
    if press is None:
        raise nobody()
    if last != first:
        press.title(f"{kinds.pop() if len(kinds) == 1 else 'Sheets'}, copy {first} to {last}")
    pdf = press.finish()
    _prove_all(pdf, counts, must, stopped)
    return packed(pdf, counts)


@seldom_collected()
def press_each(
    sheets: Iterable[Sheet],
    described: Callable[[Sheet], tuple[Document, MustSay]],
    total: int | None = None,
    on_progress: Callable[[Progress], None] = silent,
    stopped: Callable[[], bool] = carry_on,
) -> Singles:
    """Return one PDF for each sheet, otherwise as `press_all` does."""
    files: list[Pack] = []
    for sheet in sheets:
        files.append(press_all([sheet], described, 1, silent, stopped))
        on_progress(Progress(len(files), total))
    if not files:
        raise nobody()
    return Singles(tuple(files))


def nobody() -> Trouble:
    """Return what is said when there is nothing to print."""
    return Trouble("Nobody was chosen, so there is nothing to print.", "Choose who the sheets are for.")


def was_stopped() -> Trouble:
    """Return what is said when making was given up."""
    return Trouble("Printing was stopped.", "Nothing was printed and no sheet has left the desk.")


def _title(sheet: Numbered, copies: str) -> str:
    return f"{sheet.about().kind}, copy {copies}"


def _prove_all(pdf: bytes, counts: list[int], must: list[MustSay], stopped: Callable[[], bool]) -> None:
    pages = Reader(pdf).pages()
    for count, facts in zip(counts, must, strict=True):
        if stopped():
            raise was_stopped()
        mine = list(islice(pages, count))
        if len(mine) != count:
            raise Trouble(f"The sheet of {facts.whose} was not released: a page is missing.", "Print again.")
        prove(mine, facts)
