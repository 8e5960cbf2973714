"""Draws documents into one PDF, in the order they come, on ReportLab's canvas.

The operators of a page are written directly: paragraphs and markup are ReportLab's slow and unsafe part.
"""

import zlib
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfgen.canvas import Canvas

from downtime_desk.core.clock import local
from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import Document
from downtime_desk.printing.furniture import LEFT, PAPER, WIDTH, Furniture, draw, furnish
from downtime_desk.printing.layout import Layout
from downtime_desk.printing.paging import Item, NoMorePages, Placed, laid_out, paged
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
            self._compress()
        return len(pages)

    def _compress(self) -> None:
        """Compress the page just drawn at once: a branch of pages as they were drawn is much to hold."""
        page = self._canvas._doc.Pages[-1]  # noqa: SLF001 - the canvas compresses when it is all done, and no sooner
        done = {"Filter": PDFArray([PDFName("FlateDecode")])}
        page.Contents = PDFStream(PDFDictionary(done), zlib.compress(page.stream.encode("ascii")))
        page.stream = ""

    def _laid(self, document: Document, layout: Layout) -> tuple[list[Furniture], list[list[Item]]]:
        """Put the body on one page; failing that on two, failing that on many, each of which says how many there are."""
        body = laid_out(document.body, layout, LEFT, WIDTH)
        for few in (1, 2):
            furniture = [self._furnished(document, page, few) for page in range(1, few + 1)]
            with suppress(NoMorePages):
                return furniture, paged(body, (each.area for each in furniture))
        pages = paged(body, (self._furnished(document, page, MANY).area for page in count(1)))
        return [self._furnished(document, page, len(pages)) for page in range(1, len(pages) + 1)], pages

    def _furnished(self, document: Document, page: int, pages: int) -> Furniture:
        return furnish(document.frame(page, pages), page, self._setter)

    def _bookmark(self, title: str) -> None:
        self._documents += 1
        key = f"document-{self._documents}"
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(glyphs.spelled(title), key)

    def finish(self) -> bytes:
        """Return the bytes of the PDF; nothing can be added after."""
        return bytes(self._canvas.getpdfdata())


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
