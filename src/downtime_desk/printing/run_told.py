"""What was told since the copy, on paper for the road: first names, and who told it only by what they are."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from downtime_desk.core.clock import clock_face, day_and_clock
from downtime_desk.people.kinds import KINDS
from downtime_desk.people.told import Told
from downtime_desk.printing.blocks import Band, Box, Runs, Text, bold, full_width, plain, told_tag
from downtime_desk.printing.fitting import code_hider

if TYPE_CHECKING:
    from downtime_desk.printing.run_sheet import Stop

TAG_ROOM: Final = 1.6
"""Points above a line with a tag in it, so that its frame stands clear of the head of the table."""
FEW: Final = 2
"""Of how many told of one person each stands at the visit; of more, only allergies do."""
TITLE: Final = "TOLD SINCE THE COPY"
SHORT: Final = 90
"""How many letters of what was told stand at a visit; longer words stand once, in the dashed box."""


def box(stops: "Sequence[Stop]") -> Iterator[Band]:
    """Yield the dashed box of what was told of the people of a run, each once; nothing when nothing was."""
    once = {stop.person.id: stop for stop in reversed(stops)}
    first = [stop for stop in stops if once[stop.person.id] is stop]
    lines = tuple(
        Text((bold(f"{stop.who()} ({stop.area() or 'area not recorded'}), "), *change_words(change, stop)))
        for stop in first
        for change in stop.told
    )
    if lines:
        yield full_width(Box(TITLE, lines, edge="dashed"))


def change_words(change: Told, stop: "Stop") -> Runs:
    """Return when it was told, what, by what kind of person, and whether it was checked."""
    relation = hidden(stop, change.relation)
    return (
        bold(f"{day_and_clock(change.told_at)}: "),
        bold(hidden(stop, change.kind_and_what)),
        plain(f" {relation[:1].upper()}{relation[1:]}."),
        bold(f" {change.state.upper()}."),
    )


def here(stop: "Stop") -> Iterator[Text]:
    """Yield what was told as it stands at the visit: allergies and short words whole, the rest by where it stands."""
    standing = [change for change in stop.told if change.found != "not true"]
    most = SHORT if len(standing) <= FEW else 0
    by_place = [change for change in standing if change.kind != "allergy" and len(change.what) > most]
    yield from (_at_the_visit(stop, change) for change in standing if change not in by_place)
    if by_place:
        kinds = ", ".join(dict.fromkeys(KINDS[change.kind] for change in by_place))
        yield Text((told_tag("TOLD"), bold(f" {kinds}: see the dashed box at the top.")), above=TAG_ROOM)
    if any(change.kind == "hospital" for change in standing):
        yield Text((bold("Ring the desk before you go."),))


def _at_the_visit(stop: "Stop", change: Told) -> Text:
    mark = told_tag(f"TOLD {clock_face(change.told_at)}")
    said = hidden(stop, change.kind_and_what)
    return Text((mark, bold(f" {said}"), plain(f" {change.state.capitalize()}.")), above=TAG_ROOM)


def hidden(stop: "Stop", words: str) -> str:
    """Return words of others as this sheet may show them: without entry codes and without the surname."""
    return code_hider(stop.person)(stop.without_surname(words))
