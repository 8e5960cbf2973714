"""The large-print summary: all that the emergency summary says, in type that is read at arm's length.

It is the same description made larger, one box under the other, so that nothing can be in one and not in the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from itertools import groupby
from typing import Final

from downtime_desk.printing.blocks import (
    HEADING,
    Band,
    Block,
    Body,
    Box,
    Cell,
    Document,
    Drawing,
    Frame,
    Run,
    Style,
    Text,
    WritingSpace,
    full_width,
    larger,
    plain,
)
from downtime_desk.printing.numbered import About
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.summary import document, pack
from downtime_desk.printing.summary.sheet import LARGE_PRINT, SummarySheet

KIND: Final = LARGE_PRINT
SCALE: Final = 1.8
"""Makes body type 17 points; 16 is the least that is called large print."""
STRIP: Final = 1.5
TITLE: Final = Style(16, 20)


@dataclass(frozen=True, slots=True)
class LargePrint(SummarySheet):
    """One numbered summary in large print."""

    def about(self, kind: str = KIND) -> About:
        """Return what the register says of it."""
        # the zero-argument form finds no class in a dataclass with slots
        return SummarySheet.about(self, kind)


def of(sheet: SummarySheet) -> LargePrint:
    """Return the large-print sheet of a summary."""
    return LargePrint(**{each.name: getattr(sheet, each.name) for each in fields(sheet)})


def describe(sheet: LargePrint) -> Document:
    """Return the pages of a large-print summary."""
    usual = document.describe(sheet)
    return Document(usual.bookmark, lambda page, pages: _frame(usual.frame(page, pages)), _body(usual.body))


def _frame(frame: Frame) -> Frame:
    first, *rest = frame.masthead.lines
    lines = (first, *larger(tuple(rest), STRIP))
    return replace(
        frame, masthead=replace(frame.masthead, kind="LARGE-PRINT SUMMARY", lines=lines), scale=STRIP
    )


def _body(body: Body) -> Body:
    return tuple(band for block in body for band in _one_under_the_other(block))


def _one_under_the_other(block: Band | WritingSpace) -> Iterator[Band | WritingSpace]:
    if isinstance(block, WritingSpace):
        yield block
        return
    for box in (box for stack in block.stacks for box in stack.boxes):
        yield full_width(_enlarged(box))


def _enlarged(box: Box) -> Box:
    note = (Text(box.note, HEADING),) if box.note else ()
    content = (*larger(note, STRIP), *(each for block in box.content for each in _paragraphs(block)))
    return replace(box, content=content, note=(), heading=TITLE)


def _paragraphs(block: Block) -> Iterator[Block]:
    """Yield a block in large type; what stood side by side in a table stands in one line."""
    if isinstance(block, Drawing):
        yield block
    elif isinstance(block, Text):
        yield from larger((block,), SCALE)
    else:
        yield from (text for row in block.rows for text in larger(tuple(_in_line(row)), SCALE))


def _in_line(row: tuple[Cell, ...]) -> Iterator[Text]:
    for single, cells in groupby((cell for cell in row if cell), key=lambda cell: len(cell) == 1):
        if single:
            yield _joined([text for (text,) in cells])
        else:
            yield from (text for cell in cells for text in cell)


def _joined(texts: list[Text]) -> Text:
    runs: list[Run] = list(texts[0].runs)
    for text in texts[1:]:
        runs += [plain("  "), *text.runs]
    return texts[0]._replace(runs=tuple(runs), above=0)


def described(sheet: LargePrint) -> tuple[Document, MustSay]:
    """Return the pages of a large-print summary, and what they must say."""
    return describe(sheet), pack.must_say(sheet)
