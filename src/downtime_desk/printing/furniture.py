"""What stands around the body of a page: masthead, strip and feet, laid out and drawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from downtime_desk.printing import qr
from downtime_desk.printing.blocks import (
    LETTER,
    SMALL,
    VALUE,
    Edge,
    Frame,
    Masthead,
    StripCell,
    Style,
    Text,
    Tile,
    bold,
    larger,
    plain,
)
from downtime_desk.printing.layout import Layout
from downtime_desk.printing.paging import Area
from downtime_desk.printing.pen import Pen
from downtime_desk.printing.slabs import BAND_GAP, CELL_GAP, CONTINUED, EDGES, LaidLine, Slab, slab
from downtime_desk.printing.wrap import MM, Typesetter

PAPER: Final = (210 * MM, 297 * MM)
LEFT: Final = 10 * MM
WIDTH: Final = 190 * MM
TOP: Final = PAPER[1] - 9 * MM
FOOT: Final = 8.4 * MM
SQUARE: Final = 23 * MM
HEAD_GAP: Final = 4 * MM
HEAD_PAD: Final = 2.4 * MM
HEAD_RULE: Final = 1.2 * MM
STRIP_PAD: Final = 1.2 * MM
STRIP_SIDE: Final = 2 * MM
FOOT_PAD: Final = 1.4 * MM
FOOT_RULE: Final = 0.5 * MM
FIRST_PAGE: Final = 0
"""The flow number of the first page's own head and feet."""
KIND: Final = Style(9.6, 12)
WORD: Final = Style(11, 13)
LONG_WORD: Final = Style(7.4, 9)
TILE_EDGES: Final[dict[str, Edge]] = {"thick": "heavy", "thin": "thin", "dashed": "dashed", "filled": "thin"}


@dataclass(frozen=True)
class LaidStripRow:
    """One row of the strip: `(cell, x, width, lines)` for each cell."""

    cells: tuple[tuple[StripCell, float, float, tuple[LaidLine, ...]], ...]
    height: float


@dataclass(frozen=True)
class Furniture:
    """The laid-out frame of one page and the area it leaves to the body."""

    frame: Frame
    head: tuple[Slab, ...]
    head_height: float
    tile: tuple[LaidLine, ...]
    strip: tuple[LaidStripRow, ...]
    feet: Slab
    area: Area


def furnish(frame: Frame, page: int, setter: Typesetter) -> Furniture:
    """Return the frame laid out for page number `page`."""
    flow = FIRST_PAGE if page == 1 else CONTINUED
    layout = Layout(setter)
    head = tuple(_head(frame, layout, setter, flow))
    head_height = max(SQUARE, sum(part.height for part in head))
    strip = tuple(_strip(frame.strip, layout, setter, flow, frame.scale))
    half = (WIDTH - CELL_GAP) / 2
    foot_left, foot_right = larger(frame.foot_left, frame.scale), larger(frame.foot_right, frame.scale)
    feet = slab(
        (
            (0, layout.stack(foot_left, half, flow)),
            (half + CELL_GAP, layout.stack(foot_right, half, flow)),
        )
    )
    top = TOP - head_height - HEAD_PAD - HEAD_RULE - sum(row.height for row in strip) - BAND_GAP
    bottom = FOOT + feet.height + FOOT_PAD + FOOT_RULE + BAND_GAP
    tile = _tile(frame.masthead.tile, layout, flow) if frame.masthead.tile else ()
    return Furniture(frame, head, head_height, tile, strip, feet, Area(top, bottom))


def _head_span(masthead: Masthead) -> tuple[float, float]:
    """Return the left and the width of the words between tile and code."""
    before = SQUARE + HEAD_GAP if masthead.tile else 0
    return before, WIDTH - before - SQUARE - HEAD_GAP


def _head(frame: Frame, layout: Layout, setter: Typesetter, flow: int) -> Iterator[Slab]:
    masthead = frame.masthead
    _, width = _head_span(masthead)
    words = (Text((bold(masthead.kind),), KIND), Text(masthead.provider, SMALL, align="right"))
    kind, provider = larger(words, frame.scale)
    needed = sum(setter.natural_width(text.runs, text.style.size) for text in (kind, provider))
    if needed + CELL_GAP <= width:
        yield slab(((0, layout.text(kind, width, flow)), (0, layout.text(provider, width, flow))))
    else:
        yield slab(((0, layout.text(kind, width, flow)),))
        yield slab(((0, layout.text(provider._replace(align="left"), width, flow)),))
    for line in masthead.lines:
        yield slab(((0, layout.text(line, width, flow)),))


def _tile(tile: Tile, layout: Layout, flow: int) -> tuple[LaidLine, ...]:
    word = Text((bold(tile.word),), WORD if len(tile.word) <= 6 else LONG_WORD, align="centre")
    letter = Text((bold(tile.letter),), LETTER, align="centre")
    return layout.stack((letter, word), SQUARE - 2 * EDGES["heavy"], flow)


def _strip(
    cells: tuple[StripCell, ...], layout: Layout, setter: Typesetter, flow: int, scale: float
) -> Iterator[LaidStripRow]:
    """Yield as many rows as the cells need side by side; what is left over widens the cells of a row."""
    row: list[tuple[StripCell, float]] = []
    for cell in cells:
        width = min(WIDTH, _cell_width(cell, setter, scale))
        if row and sum(span for _, span in row) + width > WIDTH:
            yield _strip_row(row, layout, flow, scale)
            row = []
        row.append((cell, width))
    if row:
        yield _strip_row(row, layout, flow, scale)


def _cell_width(cell: StripCell, setter: Typesetter, scale: float) -> float:
    label = setter.natural_width((plain(cell.label),), SMALL.size * scale)
    value = setter.natural_width((bold(cell.value),), VALUE.size * scale)
    return max(label, value) + 2 * STRIP_SIDE + 0.1


def _strip_row(row: list[tuple[StripCell, float]], layout: Layout, flow: int, scale: float) -> LaidStripRow:
    extra = (WIDTH - sum(width for _, width in row)) / len(row)
    x, laid = 0.0, []
    for cell, natural in row:
        width = natural + extra
        words = larger((Text((plain(cell.label),), SMALL), Text((bold(cell.value),), VALUE)), scale)
        laid.append((cell, x, width, layout.stack(words, width - 2 * STRIP_SIDE, flow)))
        x += width
    tallest = max(sum(line.height for line in lines) for *_, lines in laid)
    return LaidStripRow(tuple(laid), tallest + 2 * STRIP_PAD)


def draw(furniture: Furniture, pen: Pen) -> None:
    """Draw the head, the strip and the feet of a page."""
    masthead = furniture.frame.masthead
    start, width = _head_span(masthead)
    if masthead.tile:
        _draw_tile(masthead.tile, furniture.tile, furniture.head_height, pen)
    pen.slabs(furniture.head, LEFT + start, TOP, width)
    pen.raw(qr.path(masthead.code, LEFT + WIDTH - SQUARE, TOP, SQUARE))
    y = TOP - furniture.head_height - HEAD_PAD - HEAD_RULE
    pen.fill(LEFT, y, WIDTH, HEAD_RULE)
    for row in furniture.strip:
        y -= row.height
        _draw_strip_row(row, y, pen)
    feet_top = FOOT + furniture.feet.height
    pen.line(LEFT, feet_top + FOOT_PAD, WIDTH, FOOT_RULE)
    pen.slabs((furniture.feet,), LEFT, feet_top, WIDTH)


def _draw_tile(tile: Tile, lines: tuple[LaidLine, ...], height: float, pen: Pen) -> None:
    low = TOP - height
    if tile.edge == "filled":
        pen.fill(LEFT, low, SQUARE, height)
        pen.white()
    else:
        pen.rectangle(LEFT, low, SQUARE, height, TILE_EDGES[tile.edge])
    free = height - sum(line.height for line in lines)
    pen.lines(lines, LEFT + EDGES["heavy"], TOP - free / 2)
    pen.black()


def _draw_strip_row(row: LaidStripRow, low: float, pen: Pen) -> None:
    for cell, x, width, lines in row.cells:
        if cell.tone == "reversed":
            pen.fill(LEFT + x, low, width, row.height)
            pen.white()
        pen.lines(lines, LEFT + x + STRIP_SIDE, low + row.height - STRIP_PAD)
        pen.black()
        if x:
            pen.upright(LEFT + x, low, row.height, EDGES["thin"])
    pen.rectangle(LEFT, low, WIDTH, row.height, "thin")
