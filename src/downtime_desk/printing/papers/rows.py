"""What the tables of several papers share: their heads, and how facts of a person stand in a cell."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from downtime_desk.core.clock import day_and_clock
from downtime_desk.people import names
from downtime_desk.people.summary import Person, Summary
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


def who(person: Person, on: date) -> Cell:
    """Return the cell of a person on a list: the name, when they were born, and a number.

    Their number in the main system stands there too when one of the other two is not recorded.
    """
    born, number = names.born(person, on), names.nhs_number(person)
    lines: list[Runs] = [
        (plain("Born "), plain(born) if born else NOT_RECORDED),
        (plain("NHS\u00a0No. "), plain(number) if number else NOT_RECORDED),
    ]
    if person.local_id and not (born and number):
        lines.append((plain(f"No. {person.local_id}"),))
    return (*cell((bold(names.full_name(person)),), style=FINE_NAME), *cell(*lines))


def who_must_be_said(person: Person, on: date) -> str:
    """Return what the cell of a person must say, as `proof.MustSay` takes it."""
    said = [names.full_name(person), "Born", names.born(person, on) or "NOT RECORDED"]
    said += ["NHS No.", names.nhs_number(person) or "NOT RECORDED"]
    if person.local_id and (person.born is None or not person.nhs_number):
        said += ["No.", person.local_id]
    return " ".join(said)


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
