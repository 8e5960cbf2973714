"""Making the emergency pages from an open store: the same sheets as from the print page, read back and proved."""

import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from downtime_desk.backups.emergency import file
from downtime_desk.backups.emergency.file import Head, Index, Sheet
from downtime_desk.core import ballast
from downtime_desk.core.clock import Now, full_stamp, to_text
from downtime_desk.core.errors import Trouble
from downtime_desk.core.lean import seldom_collected
from downtime_desk.core.store import Acting, Store
from downtime_desk.outages.queries import is_data_doubted
from downtime_desk.printing.numbered import Numbered
from downtime_desk.printing.who import Who, people_of

if TYPE_CHECKING:
    from downtime_desk.printing.batch import Batch

MOST: Final = 600
"""People of whom there is a summary; of more, only of those who are Red: paper nobody can carry helps nobody."""
AT_A_TIME: Final = 20
"""People read before it is asked again whether to stop."""
GOOD_FOR: Final = timedelta(hours=24)
BY_ITSELF: Final = "Downtime Desk, by itself"
LABEL: Final = "Emergency pages"
WORDS: Final = "Kept ready at {at}. Not in the register. Ask what changed since."

Stopped = Callable[[], bool]


@dataclass(frozen=True)
class _Read:
    sheets: tuple[Numbered, ...]
    shown: int
    of: int


class Gently:
    """Says whether to stop, and rests before it does for as long as was worked since: the window goes first."""

    def __init__(self, stop: Event) -> None:
        self._stop, self._since = stop, time.monotonic()

    def __call__(self) -> bool:
        """Rest, then say whether to stop."""
        self._stop.wait(time.monotonic() - self._since)
        self._since = time.monotonic()
        return self._stop.is_set()


def carry_on() -> bool:
    """Never stop."""
    return False


@seldom_collected()
def make(store: Store, now: Now, stopped: Stopped) -> Head | None:
    """Make the pages and put them in place of those from before; None when there is nothing to make them from.

    They stay as they are while the data is declared not to be trusted, and without a copy. Raises Trouble when it was
    stopped, a page does not say what it must, or the disk does not take them. Nothing of them is on disk in plain.
    """
    if ballast.is_short(store.folder.parent):
        raise _not_kept()
    made_at, begun = now(), time.thread_time()
    read = _sheets(store, now, stopped)
    if read is None:
        return None
    from downtime_desk.printing.doubt import Mark, described_with
    from downtime_desk.printing.pack import press_all, silent

    mark = Mark(LABEL, WORDS.format(at=full_stamp(made_at)), "that these are the emergency pages")
    pack = press_all(read.sheets, described_with(mark), None, silent, stopped)
    listed = zip(read.sheets, pack.pages, strict=True)
    index = Index(tuple(_listed(*each) for each in listed), read.shown, read.of)
    head = Head(store.store_id, to_text(made_at), round(time.thread_time() - begun, 1))
    try:
        file.keep(store.folder, store.root, head, index, pack.pdf)
    except OSError as error:
        raise _not_kept() from error
    return head


def _not_kept() -> Trouble:
    return Trouble(
        "The emergency pages were not made anew: the disk does not take them.",
        "Those from before are still there. Free some space.",
    )


def _sheets(store: Store, now: Now, stopped: Stopped) -> _Read | None:
    from downtime_desk.printing.batch import begin

    # a mark no desk can have, so that none of its numbers is another sheet's
    program = Acting(f"Z{secrets.token_hex(3).upper()}", "", BY_ITSELF, now)
    with store.read() as session:
        everyone = people_of(session, Who("everyone"), now())
        if not everyone or is_data_doubted(session):
            return None
        red = frozenset(people_of(session, Who("red"), now()))
        others = [each for each in everyone if each not in red] if len(everyone) <= MOST else []
        batch = begin(session, program, now() + GOOD_FOR)
        sheets = tuple(_until_stopped(_all(batch, others), stopped))
        return _Read(sheets, len(red) + len(others), len(everyone))


def _all(batch: "Batch", others: Sequence[str]) -> Iterator[Numbered]:
    from downtime_desk.printing.papers.catalogue import essentials
    from downtime_desk.printing.summary.reading import summaries

    for sheet in essentials(batch):
        yield _in_place_of_none(sheet)
    for at in range(0, len(others), AT_A_TIME):
        yield from map(_in_place_of_none, summaries(batch, others[at : at + AT_A_TIME]))


def _until_stopped(sheets: Iterator[Numbered], stopped: Stopped) -> Iterator[Numbered]:
    from downtime_desk.printing.pack import was_stopped

    for sheet in sheets:
        if stopped():
            raise was_stopped()
        yield sheet


def _in_place_of_none(sheet: Any) -> Numbered:
    """Return a sheet that does not ask for an earlier one to be destroyed: it may never leave the desk."""
    made: Numbered = replace(sheet, replaces=None)
    return made


def _listed(sheet: Numbered, pages: int) -> Sheet:
    about = sheet.about()
    return Sheet(sheet.copy_number, about.kind, about.whose, pages)
