"""Paper made of data that is declared not to be trusted: every page says so in its strip, and is proved to."""

from collections.abc import Callable
from dataclasses import replace

from downtime_desk.printing.blocks import Document, Frame, StripCell
from downtime_desk.printing.numbered import Numbered
from downtime_desk.printing.papers.catalogue import described
from downtime_desk.printing.proof import MustSay

LABEL = "The duty desk says"
NOT_TRUSTED = "DATA NOT TRUSTED. Check with the person, the family or the label before you act."

Described = Callable[[Numbered], tuple[Document, MustSay]]


def described_as(*, is_doubted: bool) -> Described:
    """Return what says what a sheet's pages are: as they always are, or marked."""
    return _marked if is_doubted else described


def _marked(sheet: Numbered) -> tuple[Document, MustSay]:
    return marked(*described(sheet))


def marked(document: Document, must: MustSay) -> tuple[Document, MustSay]:
    """Return a document every page of which says that the data is not trusted, and is proved to."""

    def frame(page: int, pages: int) -> Frame:
        plain = document.frame(page, pages)
        return replace(plain, strip=(StripCell(LABEL, NOT_TRUSTED, "reversed"), *plain.strip))

    everywhere = (*must.everywhere, ("that the data is not trusted", NOT_TRUSTED))
    return replace(document, frame=frame), replace(must, everywhere=everywhere)
