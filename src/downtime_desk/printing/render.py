"""Draws documents into one PDF, in the order they come, on ReportLab's canvas.

The operators of a page are written directly: paragraphs and markup are ReportLab's slow and unsafe part.
"""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Final

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from downtime_desk.core.clock import local
from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import Document
from downtime_desk.printing.furniture import PAPER, Furniture, draw, furnish
from downtime_desk.printing.layout import Layout
from downtime_desk.printing.paging import Area, Item, Placed, paged
from downtime_desk.printing.pen import Letters, Pen
from downtime_desk.printing.slabs import EDGES, PAD_SIDE, PAD_TOP
from downtime_desk.printing.wrap import MM, Typesetter

# Base 85 makes every stream a quarter longer, and nothing needs it.
rl_config.useA85 = 0
# Nothing we draw comes from an address; make sure nothing ever could.
rl_config.trustedSchemes = ["data"]

MANY: Final = 99
"""Stands for the number of pages while it is not known yet."""
WRITING_ROW: Final = 7 * MM
RULE: Final = 0.25 * MM


class Press:
    """One PDF being made. Add documents, then finish once."""

    def __init__(self, title: str, organisation: str, made_at: datetime) -> None:
        self._canvas = Canvas(BytesIO(), pagesize=PAPER, pageCompression=1, invariant=1, lang="en-GB")
        self._canvas.setTitle(title)
        self._canvas.setAuthor(glyphs.spelled(organisation))
        self._canvas.setCreator("Downtime Desk")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._canvas.setDateFormatter(lambda *_: f"D:{local(made_at):%Y%m%d%H%M%S}")
        self._letters = Letters(self._canvas._doc)  # noqa: SLF001 - font subsets belong to the document
        self._setter = Typesetter()
        self._documents = 0

    def title(self, title: str) -> None:
        """Name the PDF anew."""
        self._canvas.setTitle(title)

    def add(self, document: Document) -> int:
        """Draw the document and return how many pages it took."""
        layout = Layout(self._setter)
        furniture, pages = self._laid(document, layout)
        self._bookmark(document.bookmark)
        for frame, items in zip(furniture, pages, strict=True):
            pen = Pen(self._letters)
            draw(frame, pen)
            for item in items:
                _draw_item(item, pen)
            self._canvas.addLiteral(pen.operators())
            self._canvas.showPage()
        return len(pages)

    def _laid(self, document: Document, layout: Layout) -> tuple[list[Furniture], list[list[Item]]]:
        """Lay the body out as one page; failing that as many, and then say on each how many there are."""
        alone = furnish(document.frame(1, 1), 1, self._setter)
        pages = paged(document.body, layout, _areas_of_one(alone, document, self._setter))
        if len(pages) == 1:
            return [alone], pages
        pages = paged(document.body, Layout(self._setter), _areas(document, self._setter))
        frames = [
            furnish(document.frame(page, len(pages)), page, self._setter) for page in range(1, len(pages) + 1)
        ]
        return frames, pages

    def _bookmark(self, title: str) -> None:
        self._documents += 1
        key = f"document-{self._documents}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(glyphs.spelled(title), key)

    def finish(self) -> bytes:
        """Return the bytes of the PDF; nothing can be added after."""
        return bytes(self._canvas.getpdfdata())


def _areas_of_one(alone: Furniture, document: Document, setter: Typesetter) -> Iterator[Area]:
    yield alone.area
    yield from _areas(document, setter)


def _areas(document: Document, setter: Typesetter) -> Iterator[Area]:
    for page in count(1):
        yield furnish(document.frame(page, MANY), page, setter).area


def _draw_item(item: Item, pen: Pen) -> None:
    if isinstance(item, Placed):
        box, (x, top, height) = item.box, item[1:]
        pen.rectangle(x, top - height, box.width, height, box.edge)
        pad = 0 if box.edge == "none" else EDGES[box.edge] + PAD_TOP
        inside = box.width - 2 * box.inset
        under = pen.slabs(box.title, x + box.inset, top - pad, inside)
        pen.slabs(box.slabs, x + box.inset, under, inside)
        return
    pen.rectangle(item.x, item.top - item.height, item.width, item.height, "dotted")
    inset = EDGES["dotted"] + PAD_SIDE
    inside = item.width - 2 * inset
    y = pen.slabs(item.title, item.x + inset, item.top - EDGES["dotted"] - PAD_TOP, inside)
    while y - WRITING_ROW > item.top - item.height + RULE:
        y -= WRITING_ROW
        pen.line(item.x + inset, y, inside, RULE)
