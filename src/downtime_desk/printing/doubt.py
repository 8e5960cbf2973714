"""What every page of a sheet says in its strip, and is proved to: above all, that the data is declared not to be trusted."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from downtime_desk.printing.blocks import Document, Frame, StripCell
from downtime_desk.printing.numbered import Numbered
from downtime_desk.printing.papers.catalogue import described
from downtime_desk.printing.proof import MustSay

LABEL: Final = "The duty desk says"
NOT_TRUSTED: Final = "DATA NOT TRUSTED. Check with the person, the family or the label before you act."

Described = Callable[[Numbered], tuple[Document, MustSay]]


@dataclass(frozen=True)
class Mark:
    """Words in the strip of every page, with their label; `what` is missing, in words, where they are not."""

    label: str
    words: str
    what: str


DOUBTED: Final = Mark(LABEL, NOT_TRUSTED, "that the data is not trusted")


def described_as(*, is_doubted: bool) -> Described:
    """Return what says what a sheet's pages are: as they always are, or marked."""
    return described_with(DOUBTED) if is_doubted else described


def described_with(mark: Mark) -> Described:
    """Return what says what a sheet's pages are, each of them marked."""
    return lambda sheet: marked(*described(sheet), mark)


def marked(document: Document, must: MustSay, mark: Mark = DOUBTED) -> tuple[Document, MustSay]:
    """Return a document every page of which says what the mark does, and is proved to."""

    def frame(page: int, pages: int) -> Frame:
        plain = document.frame(page, pages)
        return replace(plain, strip=(StripCell(mark.label, mark.words, "reversed"), *plain.strip))

    everywhere = (*must.everywhere, (mark.what, mark.words))
    return replace(document, frame=frame), replace(must, everywhere=everywhere)
