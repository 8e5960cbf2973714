"""The words a page is described in. A document module says what is on the page; `layout` says where.

Widths are millimetres, `None` takes what is left; type sizes are points. Runs, styles and texts are made
and compared by the ten thousand in a pack, so they are tuples.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

Weight = Literal["regular", "bold"]
Fit = Literal["level", "flowing"]
Edge = Literal["thin", "heavy", "dashed", "dotted", "none"]
Rules = Literal["none", "between", "head", "grid"]
Framed = Literal["", "solid", "dashed"]


class Run(NamedTuple):
    """A stretch of text in one weight; a framed run is a tag and is never broken."""

    text: str
    weight: Weight = "regular"
    framed: Framed = ""


Runs = tuple[Run, ...]


def plain(text: str) -> Run:
    """Return the text in the regular weight."""
    return Run(text)


def bold(text: str) -> Run:
    """Return the text in the bold weight."""
    return Run(text, "bold")


def tag(text: str) -> Run:
    """Return a short framed label, as NOT RECORDED is printed."""
    return Run(text, "bold", framed="solid")


def told_tag(text: str) -> Run:
    """Return a label in a dashed frame, as what was told since the copy is marked."""
    return Run(text, "bold", framed="dashed")


NOT_RECORDED = tag("NOT RECORDED")


class Style(NamedTuple):
    """A type size and the distance between lines, in points."""

    size: float
    leading: float


BODY = Style(9.6, 12.2)
BIG = Style(13, 16)
TITLE = Style(8.8, 11)
SMALL = Style(8.6, 11)
VALUE = Style(9.8, 12.5)
NAME = Style(21, 24)
IDENTITY = Style(11, 15)
REASON = Style(9.4, 12.4)
FOOT = Style(8.2, 10.6)
LETTER = Style(30, 30)
HEADING = Style(11, 14)
FIGURE = Style(19, 23)
LEAD = Style(10.6, 14.2)


class Text(NamedTuple):
    """A paragraph. `above` is extra space before it, in points."""

    runs: Runs
    style: Style = BODY
    align: Literal["left", "right", "centre"] = "left"
    above: float = 0


Cell = tuple[Text, ...]


def larger(texts: Cell, scale: float) -> Cell:
    """Return the paragraphs in type `scale` times the size."""
    if scale == 1:
        return texts
    return tuple(
        text._replace(
            style=Style(text.style.size * scale, text.style.leading * scale), above=text.above * scale
        )
        for text in texts
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; `rules` draws thin lines between the rows, or a thick one under the first.

    `grid` frames every cell, and its first row, white on black, stands again on every page it runs over.
    """

    columns: tuple[float | None, ...]
    rows: tuple[tuple[Cell, ...], ...]
    rules: Rules = "none"


class Drawing(NamedTuple):
    """Something drawn by us, in the middle of its box: PDF operators in millimetres from its lower left corner."""

    width: float
    height: float
    operators: str


Block = Text | Table | Drawing


@dataclass(frozen=True, slots=True)
class Box:
    """A titled box. A box without an edge is a headed section. `minimum` is its least height in millimetres.

    `heading` is the style of its title when it is not the usual one.
    """

    title: str
    content: tuple[Block, ...]
    note: Runs = ()
    edge: Edge = "thin"
    minimum: float = 0
    heading: Style | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """Boxes one under the other."""

    boxes: tuple[Box, ...]
    width: float | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Stacks side by side across the page.

    `level` makes the boxes of a one-box-each band equally high; `flowing` moves last boxes to the shorter
    stack when the band would not fit its page.
    """

    stacks: tuple[Stack, ...]
    fit: Fit = "level"
    gap: float = 2


@dataclass(frozen=True, slots=True)
class WritingSpace:
    """Ruled room for handwriting in what is left of the last page; left out when there is none."""

    title: str
    note: Runs
    minimum: float = 11


Body = tuple[Band | WritingSpace, ...]


def full_width(box: Box) -> Band:
    """Return a band of one box across the page."""
    return Band((Stack((box,)),))


def over_pages(box: Box) -> Band:
    """Return a band of one box that begins where there is room and runs over the pages."""
    return Band((Stack((box,)),), "flowing")


def texts_of(box: Box) -> Iterator[str]:
    """Yield all the words of a box."""
    yield box.title
    yield from (run.text for run in box.note)
    for block in box.content:
        for text in paragraphs_of(block):
            yield from (run.text for run in text.runs)


def paragraphs_of(block: Block) -> Iterator[Text]:
    """Yield the paragraphs of a block, a table's row by row."""
    if isinstance(block, Text):
        yield block
    elif isinstance(block, Table):
        yield from (text for row in block.rows for cell in row for text in cell)


def map_text(block: Band | WritingSpace, change: Callable[[str], str]) -> Band | WritingSpace:
    """Return the block with every run of its boxes changed; titles and notes are our own words and stay."""
    if isinstance(block, WritingSpace):
        return block
    stacks = (
        replace(stack, boxes=tuple(_map_box(box, change) for box in stack.boxes)) for stack in block.stacks
    )
    return replace(block, stacks=tuple(stacks))


def _map_box(box: Box, change: Callable[[str], str]) -> Box:
    def mapped(text: Text) -> Text:
        return text._replace(runs=tuple(run._replace(text=change(run.text)) for run in text.runs))

    def mapped_block(block: Block) -> Block:
        if isinstance(block, Drawing):
            return block
        if isinstance(block, Text):
            return mapped(block)
        rows = (tuple(tuple(map(mapped, cell)) for cell in row) for row in block.rows)
        return replace(block, rows=tuple(rows))

    return replace(box, content=tuple(map(mapped_block, box.content)))


@dataclass(frozen=True, slots=True)
class Tile:
    """The square that shows a priority by letter, word and edge."""

    letter: str
    word: str
    edge: Literal["filled", "thick", "thin", "dashed"]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The top of a page: a tile, what and whose it is, and a code to scan."""

    kind: str
    provider: Runs
    lines: tuple[Text, ...]
    code: str
    tile: Tile | None = None


@dataclass(frozen=True, slots=True)
class StripCell:
    """A labelled value in the strip under the masthead; reversed cells are white on black."""

    label: str
    value: str
    tone: Literal["normal", "reversed"] = "normal"


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the body of one page; `scale` is how much larger its strip and feet are set."""

    masthead: Masthead
    strip: tuple[StripCell, ...]
    foot_left: tuple[Text, ...]
    foot_right: tuple[Text, ...]
    scale: float = 1


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its bookmark, the frame of page x of y, and a body that flows over the pages."""

    bookmark: str
    frame: Callable[[int, int], Frame]
    body: Body
