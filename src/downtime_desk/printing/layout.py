"""Turns described blocks into lines, slabs and boxes of a width. All lengths are points."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count
from typing import Final

from downtime_desk.printing.blocks import (
    HEADING,
    TITLE,
    Box,
    Cell,
    Drawing,
    Rules,
    Run,
    Runs,
    Style,
    Table,
    Text,
)
from downtime_desk.printing.slabs import (
    CELL_GAP,
    CONTINUED,
    EDGES,
    PAD_SIDE,
    RULED_PAD,
    LaidBox,
    LaidColumn,
    LaidLine,
    Slab,
    slab,
)
from downtime_desk.printing.wrap import MM, Typesetter

SHIFTS: Final = {"left": 0.0, "centre": 0.5, "right": 1.0}


class Layout:
    """Lays out the body of one document; flows are numbered in the order they are described."""

    def __init__(self, setter: Typesetter) -> None:
        self._setter = setter
        self._flows = count(1)

    def text(self, text: Text, width: float, flow: int | None = None) -> tuple[LaidLine, ...]:
        """Return the lines of a paragraph in `width` points."""
        number = next(self._flows) if flow is None else flow
        style, share, above = text.style, SHIFTS[text.align], text.above
        laid: list[LaidLine] = []
        for line in self._setter.lines(text.runs, style.size, width):
            laid.append(LaidLine(line, style, number, share * (width - line.width), above))
            above = 0
        return tuple(laid)

    def stack(self, texts: Sequence[Text], width: float, flow: int | None = None) -> tuple[LaidLine, ...]:
        """Return the lines of paragraphs one under the other."""
        return tuple(line for text in texts for line in self.text(text, width, flow))

    def box(self, box: Box, width: float) -> LaidBox:
        """Return the box at a width in points."""
        inside = width if box.edge == "none" else width - 2 * (EDGES[box.edge] + PAD_SIDE)
        slabs: list[Slab] = []
        title = self.title(box, inside)
        for block in box.content:
            if isinstance(block, Text):
                slabs.append(slab(((0, self.text(block, inside)),)))
            elif isinstance(block, Drawing):
                slabs.append(Slab((), block.height * MM, drawing=block))
            else:
                slabs.extend(self._table(block, inside))
        again = partial(self._again, box, inside)
        return LaidBox(box.edge, width, title, tuple(slabs), again, box.minimum * MM)

    def _again(self, box: Box, width: float) -> Iterator[Slab]:
        """Yield what stands over the rest of the box on a next page."""
        head = _only_grid(box)
        if box.title or head is None:
            more = Text(
                (Run(f"{box.title}, continued" if box.title else "Continued", "bold"),), _heading(box)
            )
            yield slab(((0, self.text(more, width, CONTINUED)),))
        if head is not None:
            yield next(self._grid(head, width, CONTINUED))

    def title(self, box: Box, width: float) -> tuple[Slab, ...]:
        """Return the title of a box and its note, beside it or under it."""
        if not box.title:
            return ()
        style = _heading(box)
        title = Text((Run(box.title, "bold"),), style)
        if not box.note:
            return (slab(((0, self.text(title, width)),)),)
        note = Text(box.note, style, align="right")
        needed = self._width(title.runs, style) + self._width(note.runs, style) + CELL_GAP
        if needed <= width:
            return (slab(((0, self.text(title, width)), (0, self.text(note, width)))),)
        return (
            slab(((0, self.text(title, width)),)),
            slab(((0, self.text(note._replace(align="left"), width)),)),
        )

    def _width(self, runs: Runs, style: Style) -> float:
        return self._setter.natural_width(runs, style.size)

    def _table(self, table: Table, width: float) -> Iterator[Slab]:
        if table.rules == "grid":
            yield from self._grid(table, width)
            return
        places = list(spans(table.columns, width, CELL_GAP))
        pad = RULED_PAD if table.rules != "none" else 0
        for number, row in enumerate(table.rows):
            yield slab(tuple(self._cells(row, places)), _rule(table.rules, number), pad)

    def _grid(self, table: Table, width: float, flow: int | None = None) -> Iterator[Slab]:
        """Yield the rows of a table with framed cells."""
        half = CELL_GAP / 2
        places = [(x + half, span) for x, span in spans(table.columns, width - CELL_GAP, CELL_GAP)]
        uprights = (*(x - half for x, _ in places), width)
        for number, row in enumerate(table.rows):
            cells = tuple(self._cells(row, places, flow))
            yield slab(cells, pad=RULED_PAD)._replace(grid=uprights, reversed=number == 0)

    def _cells(
        self, row: tuple[Cell, ...], places: list[tuple[float, float]], flow: int | None = None
    ) -> Iterator[LaidColumn]:
        for cell, (x, width) in zip(row, places, strict=True):
            yield x, self.stack(cell, width, flow)


def _heading(box: Box) -> Style:
    return box.heading or (HEADING if box.edge == "none" else TITLE)


def _only_grid(box: Box) -> Table | None:
    """Return the table a box consists of, when its cells are framed."""
    if len(box.content) != 1:
        return None
    (block,) = box.content
    return block if isinstance(block, Table) and block.rules == "grid" else None


def spans(columns: Sequence[float | None], width: float, gap: float) -> Iterator[tuple[float, float]]:
    """Yield `(x, width)` of each column; columns without a width share what is left."""
    fixed = sum(column * MM for column in columns if column is not None)
    open_columns = sum(column is None for column in columns)
    share = (width - fixed - gap * (len(columns) - 1)) / open_columns if open_columns else 0
    x = 0.0
    for column in columns:
        span = share if column is None else column * MM
        yield x, span
        x += span + gap


def _rule(rules: Rules, row: int) -> float:
    if rules == "none" or row == 0:
        return 0
    return 0.6 * MM if rules == "head" and row == 1 else 0.2 * MM
