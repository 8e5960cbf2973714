"""The test page: proves that a printer puts on paper what a sheet needs, with nobody's name on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.access.facts import ORGANISATION, Organisation
from downtime_desk.core import settings
from downtime_desk.core.clock import from_text, full_stamp
from downtime_desk.core.journal import head
from downtime_desk.core.session import Session
from downtime_desk.core.store import Acting
from downtime_desk.outages.queries import is_data_doubted
from downtime_desk.printing.blocks import (
    FOOT,
    IDENTITY,
    NAME,
    REASON,
    Box,
    Document,
    Frame,
    Masthead,
    StripCell,
    Text,
    bold,
    full_width,
    plain,
)
from downtime_desk.printing.doubt import marked
from downtime_desk.printing.facts import NEVER, PRINTER_TESTED, LastTest
from downtime_desk.printing.numbered import code_on_page
from downtime_desk.printing.proof import MustSay, Reader, prove
from downtime_desk.printing.render import Press
from downtime_desk.printing.scanned import TEST

READ_IT: Final = (
    "Can you read the smallest line at the foot, and does the square code scan? Then this printer will do."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What a test page says."""

    organisation: str
    desk: str
    seal: str
    printer: str
    printed_at: datetime
    printed_by: str
    is_doubted: bool = False

    def code(self) -> str:
        """Return what the code on the page says."""
        return code_on_page(TEST, self.desk, self.seal)


def trial_for(session: Session, acting: Acting, printer: str) -> Trial:
    """Return the test page for a printer."""
    organisation = settings.read(session, ORGANISATION, Organisation, Organisation())
    here = (organisation.name, acting.desk, head(session).code, printer, acting.now(), acting.name)
    return Trial(*here, is_data_doubted(session))


def render_trial(page: Trial) -> bytes:
    """Return the page as a PDF, read back and proved."""
    press = Press("Test page", page.organisation, page.printed_at)
    document = Document("Test page", lambda _page, _pages: _frame(page), (full_width(_box(page)),))
    everywhere = (("what it is", "TEST PAGE"), ("the log seal", page.seal))
    must = MustSay("test page", everywhere, (("the printer", page.printer),))
    if page.is_doubted:
        document, must = marked(document, must)
    press.add(document)
    pdf = press.finish()
    prove(list(Reader(pdf).pages()), must)
    return pdf


def last_test(session: Session) -> tuple[str, datetime, str] | None:
    """Return the printer a test page was last sent to, when, and what its queue said; None before the first."""
    kept = settings.read(session, PRINTER_TESTED, LastTest, NEVER)
    return None if kept == NEVER else (kept.printer, from_text(kept.at), kept.said)


def last_read(session: Session) -> tuple[datetime, datetime | None] | None:
    """Return when the last test page was sent and when it was read back from the paper; None before the first."""
    kept = settings.read(session, PRINTER_TESTED, LastTest, NEVER)
    if not kept.at:
        return None
    return from_text(kept.at), from_text(kept.read_at) if kept.read_at else None


def _frame(page: Trial) -> Frame:
    lines = (
        Text((bold("TEST PAGE"),), NAME),
        Text((plain("Nobody’s facts are on it. Throw it away."),), IDENTITY),
    )
    masthead = Masthead("TEST PAGE", (plain(page.organisation),), lines, page.code())
    strip = (
        StripCell("Sheet", "TEST", "reversed"),
        StripCell(f"Printed by {page.printed_by}", full_stamp(page.printed_at)),
        StripCell("Printer", page.printer),
    )
    feet = (
        Text(
            (plain(f"Test page. Log seal {page.seal}. The smallest line of every sheet is this small."),),
            FOOT,
        ),
    )
    return Frame(masthead, strip, feet, ())


def _box(page: Trial) -> Box:
    return Box(
        "What to look for",
        (
            Text((bold(READ_IT),)),
            Text((plain(f"Sent to {page.printer}."),), REASON),
            Text((plain("Ø 0 O, 1 l I, 8 B, Łukasz, Ángharad: all are plain to tell apart."),)),
        ),
    )
