"""Laid-out text: lines, slabs of lines side by side, and boxes of slabs, which can be cut between two pages.

A slab is cut along its lines, a box along its slabs. All lengths are points.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, NamedTuple

from downtime_desk.printing.blocks import Drawing, Edge, Style
from downtime_desk.printing.wrap import MM, SLACK, Line

EDGES: Final[dict[Edge, float]] = {
    "thin": 0.35 * MM,
    "heavy": 1 * MM,
    "dashed": 0.7 * MM,
    "dotted": 0.5 * MM,
    "none": 0,
}
PAD_TOP: Final = 1.1 * MM
PAD_SIDE: Final = 2 * MM
PAD_BOTTOM: Final = 1.3 * MM
CELL_GAP: Final = 2 * MM
RULED_PAD: Final = 0.7 * MM
BAND_GAP: Final = 2 * MM
BOX_GAP: Final = 1.8 * MM
LONGEST_ROW: Final = 70 * MM
CONTINUED: Final = -1
"""The flow number of words that repeat what is said elsewhere: heads, feet, "continued"."""


class LaidLine(NamedTuple):
    """A line of flow number `flow`, `shift` points in from the left, `above` points below the last."""

    line: Line
    style: Style
    flow: int
    shift: float
    above: float

    @property
    def height(self) -> float:
        return self.above + self.style.leading


LaidColumn = tuple[float, tuple[LaidLine, ...]]


class Slab(NamedTuple):
    """Columns of lines side by side, each `(x, lines)`; `rule` is the thickness of the line above.

    `grid` holds where the uprights of framed cells stand; `reversed` is white on black. A slab with a `drawing`
    has no lines, and is never cut.
    """

    columns: tuple[LaidColumn, ...]
    height: float
    rule: float = 0
    pad: float = 0
    grid: tuple[float, ...] = ()
    reversed: bool = False
    drawing: Drawing | None = None

    @property
    def stays_whole(self) -> bool:
        """Whether it goes to the next page rather than be cut: a row of a form is one thing."""
        return bool(self.grid) and self.height <= LONGEST_ROW

    def cut(self, room: float) -> tuple["Slab | None", "Slab | None"]:
        """Return what fits in `room` and the rest."""
        if self.height <= room + SLACK:
            return self, None
        heads: list[LaidColumn] = []
        tails: list[LaidColumn] = []
        for x, lines in self.columns:
            fitting = _fitting(lines, room - 2 * self.pad)
            heads.append((x, lines[:fitting]))
            tails.append((x, lines[fitting:]))
        if not any(lines for _, lines in heads):
            return None, self
        head, tail = slab(tuple(heads), self.rule, self.pad), slab(tuple(tails), 0, self.pad)
        return (
            head._replace(grid=self.grid, reversed=self.reversed),
            tail._replace(grid=self.grid, reversed=self.reversed),
        )


def _fitting(lines: Sequence[LaidLine], room: float) -> int:
    used = 0.0
    for number, line in enumerate(lines):
        used += line.height
        if used > room + SLACK:
            return number
    return len(lines)


def slab(columns: tuple[LaidColumn, ...], rule: float = 0, pad: float = 0) -> Slab:
    """Return the slab of the columns, as high as the highest."""
    return Slab(columns, max(map(_height, columns), default=0) + 2 * pad, rule, pad)


def _height(column: LaidColumn) -> float:
    height = 0.0
    for _, style, _, _, above in column[1]:
        height += above + style.leading
    return height


@dataclass(frozen=True)
class LaidBox:
    """A box, or what one page holds of it. `again` makes what stands over the rest of it on a next page."""

    edge: Edge
    width: float
    title: tuple[Slab, ...]
    slabs: tuple[Slab, ...]
    again: Callable[[], Iterable[Slab]]
    minimum: float = 0

    @cached_property
    def height(self) -> float:
        inside = sum(part.height for part in self.title) + sum(part.height for part in self.slabs)
        return max(inside + self.surround, self.minimum)

    @property
    def surround(self) -> float:
        """The height of edges and padding."""
        return 0 if self.edge == "none" else 2 * EDGES[self.edge] + PAD_TOP + PAD_BOTTOM

    @property
    def inset(self) -> float:
        """How far the text stands in from the left."""
        return 0 if self.edge == "none" else EDGES[self.edge] + PAD_SIDE

    def cut(self, room: float) -> tuple["LaidBox | None", "LaidBox | None"]:
        """Return what fits in `room` points and the rest; a title never stands alone."""
        if self.height <= room + SLACK:
            return self, None
        left = room - self.surround - sum(part.height for part in self.title)
        kept: list[Slab] = []
        waiting = list(self.slabs)
        while waiting and waiting[0].height <= left + SLACK:
            left -= waiting[0].height
            kept.append(waiting.pop(0))
        if waiting and not (kept and waiting[0].stays_whole):
            head, tail = waiting[0].cut(left)
            if head:
                kept.append(head)
                waiting[:1] = [tail] if tail else []
        if not kept or all(part.reversed for part in kept):
            return None, self
        rest = replace(self, title=tuple(self.again()), slabs=tuple(waiting), minimum=0)
        return replace(self, slabs=tuple(kept), minimum=0), rest if waiting else None
