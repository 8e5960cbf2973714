"""The parts of a run sheet: ring the desk, people who are alike, the visits, and what to do when it goes wrong."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from downtime_desk.core.clock import clock_face, full_stamp, long_date
from downtime_desk.printing import run_told
from downtime_desk.printing.blocks import (
    BIG,
    NOT_RECORDED,
    SMALL,
    Band,
    Body,
    Box,
    Cell,
    Runs,
    Stack,
    Style,
    Table,
    Text,
    WritingSpace,
    bold,
    full_width,
    plain,
    tag,
)
from downtime_desk.printing.fitting import code_hider
from downtime_desk.printing.numbered import Stamped
from downtime_desk.visits.doses import Dose

if TYPE_CHECKING:
    from downtime_desk.printing.run_sheet import RunSheet, Stop

__all__ = ["body", "by", "code_hider", "full_width", "minutes", "old_copy"]

LETTERS: Final = {"red": "R RED", "amber": "A AMBER", "green": "G GREEN"}
TO_WRITE: Final = Style(8.6, 16)
OLD: Final = "OLD COPY. ASK THE DESK BEFORE YOU ACT ON IT"
NO_ANSWER: Final[Runs] = (
    bold("1"), plain(" Knock, ring, look in. "), bold("2"), plain(" Ring their landline. "),
    bold("3"), plain(" Ring the desk. "), bold("4"), plain(" Stay until the desk says go."),
)  # fmt: skip


def body(sheet: "RunSheet") -> Body:
    """Return the body of a run sheet."""
    return (
        *old_copy(sheet),
        _first(sheet),
        *run_told.box(sheet.stops),
        full_width(Box("", (_visits(sheet),), edge="none")),
        _when_it_goes_wrong(),
        WritingSpace(
            "CHANGES READ TO YOU BY THE DESK", (plain("time, what, your initials after reading it back"),)
        ),
    )


def old_copy(sheet: Stamped) -> Iterator[Band]:
    """Yield the box that says a copy is past its limit, if one is."""
    if not sheet.too_old():
        return
    lines = []
    for name in sheet.too_old():
        copied = sheet.stamp.as_of.get(name)
        known = f"as of {full_stamp(copied)}" if copied else "no time of the copy"
        lines.append(Text((bold(f"{name.capitalize()}: "), plain(known))))
    yield full_width(Box(OLD, tuple(lines), edge="heavy"))


def _first(sheet: "RunSheet") -> Band:
    ring = (
        bold("When you arrive and when you leave, every visit. "),
        plain(
            "Say your name, who you are with, the real time, and any medicine given."
            " No signal: use the person’s landline."
        ),
    )
    desk = Box(f"RING THE DESK {sheet.stamp.desk_phone}", (Text(ring),), edge="heavy")
    return Band((Stack((desk,)), Stack((_alike(sheet),), 84)))


def _alike(sheet: "RunSheet") -> Box:
    ask = Text((plain("Ask for full name and date of birth at the door."),))
    alike = sheet.alike()
    if not alike:
        return Box("TWO CHECKS AT EVERY DOOR", (ask,), edge="dashed")
    lines = tuple(Text(_born(stop)) for stop in alike)
    return Box("TAKE CARE: SURNAMES BEGIN ALIKE", (*lines, ask), edge="dashed")


def _born(stop: "Stop") -> Runs:
    who = bold(f"{stop.who()} ({stop.area() or 'area not recorded'})")
    born = stop.person.born
    return (who, plain(f" born {long_date(born)}")) if born else (who, plain(" born "), NOT_RECORDED)


def _visits(sheet: "RunSheet") -> Table:
    words = ("Planned", "Who and where", "Must do, in this order", "Watch for", "You write")
    head = tuple((Text((bold(word),), SMALL),) for word in words)
    return Table((19, 37, None, 42, 24), (head, *map(_row, sheet.stops)), "grid")


def _row(stop: "Stop") -> tuple[Cell, ...]:
    write = tuple(Text((plain(word),), TO_WRITE) for word in ("Arrived ____", "Left ____", "Medicine ____"))
    return _planned(stop), tuple(_who(stop)), tuple(_must_do(stop)), tuple(_watch(stop)), write


def minutes(stop: "Stop") -> str:
    """Return how long the visit is planned to be."""
    return f"{(stop.end - stop.start) // timedelta(minutes=1)} min"


def _planned(stop: "Stop") -> Cell:
    return (
        Text((bold(clock_face(stop.start)),), BIG),
        Text((plain(f"to {clock_face(stop.end)}"),)),
        Text((plain(minutes(stop)),)),
    )


def _who(stop: "Stop") -> Iterator[Text]:
    yield Text((bold(stop.who()),), BIG)
    level = stop.person.summary.priority.level
    area = bold(stop.area() or "AREA NOT RECORDED")
    yield Text((area, plain(" "), tag(LETTERS[level])) if level else (area,))
    if level is None:
        yield Text((plain("Priority "), NOT_RECORDED))
    if stop.others:
        yield Text((plain("with "), bold(", ".join(stop.others))))
    if stop.carers_needed > len(stop.others) + 1:
        yield Text((bold(f"{stop.carers_needed} CARERS NEEDED: wait, ring the desk"),))
    if stop.person.summary.has_entry_code:
        yield Text(_slip(stop))


def _slip(stop: "Stop") -> Runs:
    """Return which slip has the entry code; room to write it in when none was made before this sheet."""
    if not stop.slips:
        return (plain("entry code: on slip ________"),)
    return plain("entry code: slip "), bold(", ".join(stop.slips))


def by(dose: Dose) -> str:
    """Return the hour a dose with a window must be given by."""
    return f" by {clock_face(dose.deadline(0))}" if dose.window else ""


def _must_do(stop: "Stop") -> Iterator[Text]:
    hide = code_hider(stop.person)
    number = 0
    for number, dose in enumerate(stop.doses, 1):
        yield Text((plain(f"{number}. "), *_dose(dose, hide(dose.name), hide(dose.dose or ""))))
    for place, task in enumerate(stop.tasks, number + 1):
        yield Text((plain(f"{place}. {hide(task)}"),))
    if not stop.doses and not stop.tasks:
        yield Text((plain("Tasks "), NOT_RECORDED))
    if stop.note:
        yield Text((bold("Note: "), plain(hide(stop.note))))


def _dose(dose: Dose, name: str, amount: str) -> Runs:
    weight = bold if dose.critical else plain
    much = weight(f", {amount}") if amount else weight(", amount NOT RECORDED")
    return weight(f"{clock_face(dose.at)} "), weight(name), much, weight(by(dose))


def _watch(stop: "Stop") -> Iterator[Text]:
    yield from run_told.here(stop)
    summary, hide = stop.person.summary, code_hider(stop.person)
    if summary.allergies.items:
        for allergy in summary.allergies.items:
            reaction = f" ({hide(allergy.reaction)})" if allergy.reaction else ""
            yield Text((bold(f"Allergy: {hide(allergy.substance)}"), plain(f"{reaction}.")))
    elif summary.allergies.state == "none":
        yield Text((plain("No known allergies."),))
    else:
        yield Text((plain("Allergies "), NOT_RECORDED))
    if summary.alerts.items:
        yield Text((plain(f"{'. '.join(hide(alert.kind) for alert in summary.alerts.items)}."),))
    eating = summary.eating
    levels = [f"food level {eating.food_level}"] if eating.food_level is not None else []
    levels += [f"drink level {eating.drink_level}"] if eating.drink_level is not None else []
    if levels:
        yield Text((plain(f"{', '.join(levels).capitalize()}."),))
    if summary.mobility.carers and summary.mobility.carers > 1:
        yield Text((bold(f"Moves with {summary.mobility.carers} carers."),))


def _when_it_goes_wrong() -> Band:
    late = (
        plain("Ring before you are late. "), bold("Red:"),
        plain(" ring at once. The desk tells the person and moves visits. Do not shorten a visit to catch up."),
    )  # fmt: skip
    changed = (
        "Write it on the visit record, ring the desk, say it back. No photos or messages on your own phone."
    )
    boxes = (
        Box("NO ANSWER AT THE DOOR", (Text(NO_ANSWER),)),
        Box("RUNNING LATE", (Text(late),)),
        Box("SOMETHING HAS CHANGED", (Text((plain(changed),)),)),
    )
    return Band(tuple(Stack((box,)) for box in boxes))
