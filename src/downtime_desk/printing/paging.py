"""Places boxes on pages: side by side, one under the other, and on the next page when one is full.

`y` is counted from the foot of the paper, in points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from downtime_desk.printing.blocks import Band, Body, Box, Fit, WritingSpace
from downtime_desk.printing.layout import Layout, spans
from downtime_desk.printing.slabs import BAND_GAP, BOX_GAP, EDGES, PAD_SIDE, LaidBox, Slab
from downtime_desk.printing.wrap import MM, SLACK

KEPT_WHOLE: Final = 70 * MM
"""Boxes up to this height go to the next page whole: half a decision is worse than none."""


class Placed(NamedTuple):
    """A box with its left and its top."""

    box: LaidBox
    x: float
    top: float
    height: float


class PlacedSpace(NamedTuple):
    """Room for handwriting."""

    title: tuple[Slab, ...]
    x: float
    top: float
    width: float
    height: float


class Area(NamedTuple):
    """The part of a page the body may fill."""

    top: float
    bottom: float


Item = Placed | PlacedSpace


class LaidBand(NamedTuple):
    """Stacks of boxes side by side, each `(x, width, boxes)`, not on a page yet."""

    stacks: tuple[tuple[float, float, tuple[LaidBox, ...]], ...]
    fit: Fit


class NoMorePages(Exception):  # noqa: N818 - not an error: the body goes on more pages then
    """The body does not fit the pages there are."""


LaidBody = tuple[LaidBand | PlacedSpace, ...]


def laid_out(body: Body, layout: Layout, left: float, width: float) -> LaidBody:
    """Return the body in lines and boxes: this is the work, and the same on however many pages it then goes."""
    return tuple(
        _space(block, layout, left, width)
        if isinstance(block, WritingSpace)
        else LaidBand(tuple(_stacks(block, layout, left, width)), block.fit)
        for block in body
    )


def paged(body: LaidBody, areas: Iterator[Area]) -> list[list[Item]]:
    """Return the items of each page, starting a page whenever the last one is full.

    Raises NoMorePages when there are fewer areas than pages.
    """
    filling = _Filling(areas)
    for block in body:
        if isinstance(block, PlacedSpace):
            filling.write_here(block)
        else:
            filling.add([_Stack(x, width, list(boxes)) for x, width, boxes in block.stacks], block.fit)
    return filling.pages


def _space(space: WritingSpace, layout: Layout, left: float, width: float) -> PlacedSpace:
    title = layout.title(Box(space.title, (), space.note), width - 2 * (EDGES["dotted"] + PAD_SIDE))
    return PlacedSpace(title, left, 0, width, space.minimum * MM)


def _stacks(
    band: Band, layout: Layout, left: float, width: float
) -> Iterator[tuple[float, float, tuple[LaidBox, ...]]]:
    columns = tuple(stack.width for stack in band.stacks)
    for stack, (x, span) in zip(band.stacks, spans(columns, width, band.gap * MM), strict=True):
        yield left + x, span, tuple(layout.box(box, span) for box in stack.boxes)


@dataclass
class _Stack:
    """What is still to be placed of a stack."""

    x: float
    width: float
    boxes: list[LaidBox]

    @property
    def height(self) -> float:
        return sum(box.height for box in self.boxes) + BOX_GAP * max(0, len(self.boxes) - 1)


class _Filling:
    """The page being filled and the pages that are full."""

    def __init__(self, areas: Iterator[Area]) -> None:
        self._areas = areas
        self.pages: list[list[Item]] = []
        self._turn()

    def _turn(self) -> None:
        area = next(self._areas, None)
        if area is None:
            raise NoMorePages
        self.area = area
        self.pages.append([])
        self._y = self.area.top

    @property
    def _room(self) -> float:
        return self._y - self.area.bottom

    def add(self, stacks: list[_Stack], fit: Fit) -> None:
        """Place the stacks side by side, over as many pages as they need."""
        if fit == "flowing" and max(stack.height for stack in stacks) > self._room:
            _balance(stacks)
        if fit == "level" and self._place_level(stacks):
            return
        while self._place_flowing(stacks):
            if not self.pages[-1]:
                raise ValueError("the heads and feet leave no room for the page")
            self._turn()

    def _place_level(self, stacks: list[_Stack]) -> bool:
        height = max(stack.height for stack in stacks)
        if height > self._room:
            whole_page = self.area.top - self.area.bottom
            if height > whole_page or self._room == whole_page:
                return False
            self._turn()
        for stack in stacks:
            for box in stack.boxes:
                self.pages[-1].append(Placed(box, stack.x, self._y, height))
        self._y -= height + BAND_GAP
        return True

    def _place_flowing(self, stacks: list[_Stack]) -> bool:
        """Place what fits; return whether something is left over."""
        started, lowest = self._y, self._y
        for stack in stacks:
            y = started
            while stack.boxes:
                box = stack.boxes[0]
                room = y - self.area.bottom
                if room < box.height <= KEPT_WHOLE and y < self.area.top:
                    break
                head, rest = box.cut(room)
                if head is None:
                    break
                self.pages[-1].append(Placed(head, stack.x, y, head.height))
                stack.boxes[:1] = [rest] if rest else []
                y -= head.height + BOX_GAP
                if rest:
                    break
            lowest = min(lowest, y)
        self._y = lowest + BOX_GAP - BAND_GAP if lowest < started else started
        return any(stack.boxes for stack in stacks)

    def write_here(self, space: PlacedSpace) -> None:
        """Give what is left of the page to handwriting, if it is worth it."""
        if self._room >= space.height:
            self.pages[-1].append(space._replace(top=self._y, height=self._room))
            self._y = self.area.bottom


def _balance(stacks: list[_Stack]) -> None:
    """Move last boxes to the shorter stack while that makes the tallest shorter."""
    while True:
        tall = max(stacks, key=lambda stack: stack.height)
        short = min(stacks, key=lambda stack: stack.height)
        if not tall.boxes or abs(tall.width - short.width) > SLACK:
            return
        moved = tall.boxes[-1]
        if short.height + BOX_GAP + moved.height >= tall.height:
            return
        short.boxes.append(tall.boxes.pop())
