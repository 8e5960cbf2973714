"""What the tables of several papers share: their heads, and how facts of a person stand in a cell."""

from collections.abc import Iterable, Iterator
from typing import Final

from downtime_desk.core.clock import day_and_clock
from downtime_desk.people.summary import Summary
from downtime_desk.people.told import Told
from downtime_desk.printing.blocks import NOT_RECORDED, SMALL, Cell, Runs, Style, Text, bold, plain, told_tag

FINE: Final = Style(8.6, 10.4)
FINE_NAME: Final = Style(9.4, 11)
NUMBER: Final = Style(11, 12)
ROOM: Final[Cell] = ()
TAG_ROOM: Final = 1.6
"""Points above a line with a tag in it, so that its frame stands clear of the cell's."""


def head(*words: str) -> tuple[Cell, ...]:
    """Return the first row of a table."""
    return tuple((Text((bold(word),), SMALL),) for word in words)


def cell(*runs: Runs, style: Style = FINE) -> Cell:
    """Return a cell of paragraphs."""
    return tuple(Text(each, style, above=TAG_ROOM if any(run.framed for run in each) else 0) for each in runs)


def allergies(summary: Summary) -> Iterator[Runs]:
    """Yield the allergies in few words, in one of three states."""
    if summary.allergies.items:
        yield from ((bold(allergy.substance),) for allergy in summary.allergies.items)
    else:
        yield (plain("No known"),) if summary.allergies.state == "none" else (NOT_RECORDED,)


def told(changes: Iterable[Told]) -> Iterator[Runs]:
    """Yield what was told since the copy, each with how it stands."""
    for change in changes:
        when, state = plain(f" {day_and_clock(change.told_at)}."), change.state
        how = plain(f" {state.capitalize()}.") if change.checked else bold(f" {state.upper()}.")
        yield (told_tag("TOLD"), bold(f" {change.kind_and_what}"), when, how)


OWN_NUMBERS: Final = " ".join(("", *map(str, range(100)), ""))
"""Numbers a list has of its own: carers needed, levels, counts, places in a row."""
