"""The lanes that were read so far, and the way from one visit to the next among them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from downtime_desk.visits.queries import Block, Lane, LaneRead
from downtime_desk.visits.screen.timeline.looks import Look, lane_words, looks, tracks

Read = Callable[[Sequence[Lane]], Mapping[str | None, LaneRead]]
A_READ = 4
"""Lanes read at once, at most once a frame: what a fast scroll has not read yet shows in the next."""


@dataclass(frozen=True)
class Shown:
    """A lane that was read: its visits, how each looks, and which track of how many it takes."""

    lane: Lane
    blocks: tuple[Block, ...]
    looks: tuple[Look, ...]
    tracks: tuple[tuple[int, int], ...]
    below: str


@dataclass(frozen=True)
class Spot:
    """Where a visit is: the place of its lane, and its number in it."""

    place: int
    number: int


class Shelf:
    """Lanes by place; each is read when it is first asked for."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._shown: dict[int, Shown] = {}
        self.lanes: Sequence[Lane] = ()
        self.places: Mapping[str | None, int] = {}

    def fill(self, lanes: Sequence[Lane], now: datetime) -> None:
        """Take other lanes; nothing is read of them yet."""
        self.lanes, self._now = lanes, now
        self.places = {lane.carer: place for place, lane in enumerate(lanes)}
        self._shown.clear()

    def read_count(self) -> int:
        """Return how many lanes were read."""
        return len(self._shown)

    def known(self, place: int) -> Shown | None:
        """Return a lane if it was read."""
        return self._shown.get(place)

    def at(self, place: int) -> Shown:
        """Return a lane, read now if it was not."""
        if place not in self._shown:
            self._read_from(place)
        return self._shown[place]

    def read_some(self, first: int, last: int) -> bool:
        """Read a few lanes of a stretch that were not read; say whether others are left."""
        missing = [place for place in range(first, last + 1) if place not in self._shown]
        if missing:
            self._read_from(missing[0])
        return any(place not in self._shown for place in missing)

    def _read_from(self, place: int) -> None:
        near = range(place, min(place + A_READ, len(self.lanes)))
        wanted = {each: self.lanes[each] for each in near if each not in self._shown}
        found = self._read(list(wanted.values()))
        for each, lane in wanted.items():
            read = found[lane.carer]
            self._shown[each] = Shown(
                lane,
                read.blocks,
                looks(lane, read, self._now),
                tracks(read.blocks),
                lane_words(lane, read, self._now),
            )

    def find(self, carer: str | None, visit: str) -> Spot | None:
        """Return where a visit is in a carer's lane; None when it is not there any more."""
        place = self.places.get(carer)
        if place is None:
            return None
        ids = [block.visit for block in self.at(place).blocks]
        return Spot(place, ids.index(visit)) if visit in ids else None

    def beside(self, here: Spot, step: int) -> Spot:
        """Return the visit before or after, in the same lane; at the end of the lane the same."""
        last = len(self.at(here.place).blocks) - 1
        return Spot(here.place, min(max(here.number + step, 0), last))

    def end(self, here: Spot, *, last: bool) -> Spot:
        """Return the first or the last visit of a lane."""
        return Spot(here.place, len(self.at(here.place).blocks) - 1 if last else 0)

    def near(self, place: int, when: datetime, step: int = 1) -> Spot | None:
        """Return the visit nearest to an instant in a lane, or in the next lane with any in that direction."""
        while 0 <= place < len(self.lanes):
            blocks = self.at(place).blocks
            if blocks:
                far = [abs((block.start - when).total_seconds()) for block in blocks]
                return Spot(place, far.index(min(far)))
            place += step
        return None
