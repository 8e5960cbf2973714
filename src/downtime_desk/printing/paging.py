"""Places boxes on pages: side by side, one under the other, and on the next page when one is full.

`y` is counted from the foot of the paper, in points.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from downtime_desk.printing.blocks import Band, Body, Box, WritingSpace
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

    left: float
    width: float
    top: float
    bottom: float


Item = Placed | PlacedSpace


def paged(body: Body, layout: Layout, areas: Iterator[Area]) -> list[list[Item]]:
    """Return the items of each page, starting a page whenever the last one is full."""
    filling = _Filling(areas)
    for block in body:
        if isinstance(block, WritingSpace):
            filling.write_here(_space(block, layout, filling.area))
        else:
            filling.add(_stacks(block, layout, filling.area), block)
    return filling.pages


def _space(space: WritingSpace, layout: Layout, area: Area) -> PlacedSpace:
    width = area.width - 2 * (EDGES["dotted"] + PAD_SIDE)
    title = layout.title(Box(space.title, (), space.note), width)
    return PlacedSpace(title, area.left, 0, area.width, space.minimum * MM)


def _stacks(band: Band, layout: Layout, area: Area) -> list["_LaidStack"]:
    columns = tuple(stack.width for stack in band.stacks)
    return [
        _LaidStack(area.left + x, width, [layout.box(box, width) for box in stack.boxes])
        for stack, (x, width) in zip(band.stacks, spans(columns, area.width, band.gap * MM), strict=True)
    ]


@dataclass
class _LaidStack:
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
        self.area = next(self._areas)
        self.pages.append([])
        self._y = self.area.top

    @property
    def _room(self) -> float:
        return self._y - self.area.bottom

    def add(self, stacks: list[_LaidStack], band: Band) -> None:
        """Place the stacks side by side, over as many pages as they need."""
        if band.fit == "flowing" and max(stack.height for stack in stacks) > self._room:
            _balance(stacks)
        if band.fit == "level" and self._place_level(stacks):
            return
        while self._place_flowing(stacks):
            if not self.pages[-1]:
                raise ValueError("the heads and feet leave no room for the page")
            self._turn()

    def _place_level(self, stacks: list[_LaidStack]) -> bool:
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

    def _place_flowing(self, stacks: list[_LaidStack]) -> bool:
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


def _balance(stacks: list[_LaidStack]) -> None:
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
