"""How a visit looks on the timeline, in kind and word, and the whole sentence a screen reader says of it.

Kinds differ by edge and hatch, each with a word, so that nothing rests on colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final

from downtime_desk.core.clock import clock_face
from downtime_desk.rota.today import MARKS, Origin
from downtime_desk.visits.queries import COMING, Block, Lane, LaneRead, State
from downtime_desk.visits.screen.rows import WORDS


class Kind(Enum):
    """What edge, ground and hatch a block has."""

    DONE = "done"
    THERE = "there"
    LATE = "late"
    UNHEARD = "unheard"
    WEAK = "weak"
    LATER = "later"
    NO_CARER = "no carer"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Look:
    """The kind of a block, the words in it, the sentence said of it, and the letter of where it comes from.

    `told` says that something was told since the copy of the person being in hospital or home again.
    """

    kind: Kind
    words: str
    sentence: str
    mark: str = ""
    told: bool = False


LETTER_MARKS: Final[dict[Origin, str]] = {"copy": "", "changed": "C", "added": "N", "rolled forward": "F"}
"""What stands in the corner of a visit that is not as the copy has it."""
_UNTOLD = (State.LATE, State.UNACCOUNTED)
_KNOWN = {"B": "1 source", "C": "Told later", "D": "Not told yet"}
_KNOWN_WHOLE = {
    "B": "known from one source, not settled",
    "C": "told later, not settled",
    "D": "nobody has told us yet",
}


def looks(lane: Lane, read: LaneRead, now: datetime) -> tuple[Look, ...]:
    """Return the look of every block of a lane."""
    silent = is_silent(read.blocks)
    return tuple(_look(block, lane, now, silent=silent) for block in read.blocks)


def is_silent(blocks: Sequence[Block]) -> bool:
    """Say whether the carer should have been heard of by now, and was not since."""
    begun = [block for block in blocks if block.state in _UNTOLD or block.outcome is not None]
    return bool(begun) and begun[-1].outcome is None


def _look(block: Block, lane: Lane, now: datetime, *, silent: bool) -> Look:
    kind, words, whole = _standing(block, lane, now, silent=silent)
    when = f"{clock_face(block.start)} to {clock_face(block.end)}"
    who = " and ".join(block.carer_names) or "no carer yet"
    need = "" if block.carers_needed == 1 else f", {block.carers_needed} carers, one visit"
    mark = MARKS[block.origin]
    where = f" {block.whereabouts.heading(now)}." if block.whereabouts else ""
    said = f"{block.name}, {WORDS[block.priority]}, planned {when}, {who}{need}.{where} {whole}."
    said = f"{said} {mark.capitalize()}." if mark else said
    return Look(kind, words, said, LETTER_MARKS[block.origin], told=block.whereabouts is not None)


def _standing(block: Block, lane: Lane, now: datetime, *, silent: bool) -> tuple[Kind, str, str]:
    if block.state is State.NO_REPLY:
        return Kind.LATE, "No reply", "Nobody opened the door; it is being followed up"
    if block.state is State.CANCELLED:
        return Kind.CANCELLED, "Cancelled", "Cancelled"
    if block.state is State.NOT_DONE:
        return Kind.DONE, "Not done", "Did not happen, with its reason"
    if block.state is State.DONE:
        grade = block.grade or ""
        return Kind.DONE, f"Done {grade}".strip(), f"Done, grade {grade}" if grade else "Done, by the copy"
    if lane.carer is None:
        return _short_of_carers(block)
    if block.state is State.IN_PROGRESS or (block.outcome == "there now"):
        return _there(block)
    if block.outcome is not None:
        return Kind.WEAK, _KNOWN.get(block.grade or "", "Not settled"), _weak(block)
    if block.state is State.LATE:
        minutes = int((now - block.start).total_seconds() // 60)
        return Kind.LATE, f"Late {minutes} m", f"Not arrived as far as we know, {minutes} min late"
    if block.state is State.UNACCOUNTED:
        return Kind.UNHEARD, "Not heard", "Not heard of, not verified"
    return _to_come(block, now, silent=silent)


def _short_of_carers(block: Block) -> tuple[Kind, str, str]:
    if not block.carers:
        return Kind.NO_CARER, "No carer", "Has no carer"
    planned, needed = len(block.carers), block.carers_needed
    return Kind.NO_CARER, f"{planned} of {needed}", f"Has {planned} of the {needed} carers it needs"


def _there(block: Block) -> tuple[Kind, str, str]:
    if block.left is not None:
        face = clock_face(block.left)
        return Kind.WEAK, f"Left {face}", f"This carer left at {face}, the other is there"
    if block.arrived is None:
        return Kind.UNHEARD, "Not heard", "This carer was not heard of at this visit"
    face = clock_face(block.arrived)
    return Kind.THERE, f"In {face}", f"There since {face}, leaving not known"


def _weak(block: Block) -> str:
    known = _KNOWN_WHOLE.get(block.grade or "", "not settled")
    return f"Not safe to rely on yet: {known}"


def _to_come(block: Block, now: datetime, *, silent: bool) -> tuple[Kind, str, str]:
    face = clock_face(block.start)
    if block.state is State.ELSEWHERE:
        return Kind.LATER, f"Plan {face}", "As planned, with the main system"
    if silent and block.start <= now + COMING:
        words = "Not safe to rely on yet: the carer was not heard of at the visit before"
        return Kind.WEAK, "At risk", words
    return Kind.LATER, f"Due {face}", f"Due {face}"


def lane_words(lane: Lane, read: LaneRead, now: datetime) -> str:
    """Return what stands under the name of a carer."""
    off = next((each for each in lane.off if each.at(now)), None)
    if off is not None:
        return f"off since {clock_face(off.since)}"
    return f"heard {clock_face(read.heard)}" if read.heard else "not heard of in 24 h"


def after_words(lane: Lane, now: datetime) -> str:
    """Return what stands behind the last visit of a run."""
    over = f"Last visit {'ended' if lane.ends <= now else 'ends'} {clock_face(lane.ends)} by the plan."
    if not lane.unverified:
        return over
    return f"{over} {lane.unverified} visit{'s' * (lane.unverified != 1)} not verified."


def tracks(blocks: Sequence[Block]) -> tuple[tuple[int, int], ...]:
    """Return for each block, in time order, which track of how many it takes: overlaps stand one under another."""
    placed: list[tuple[int, int]] = []
    group: list[int] = []
    ends: list[datetime] = []
    for block in blocks:
        if ends and block.start >= max(ends):
            placed += [(track, len(ends)) for track in group]
            group, ends = [], []
        free = next((place for place, end in enumerate(ends) if end <= block.start), None)
        if free is None:
            free = len(ends)
            ends.append(block.end)
        else:
            ends[free] = block.end
        group.append(free)
    return (*placed, *((track, len(ends)) for track in group))
