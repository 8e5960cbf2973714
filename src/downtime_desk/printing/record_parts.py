"""The parts of a visit record: who, when, what was done, medicine, what was seen, and what the desk fills in."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from downtime_desk.core.clock import clock_face, day_and_clock
from downtime_desk.people.told import Told
from downtime_desk.printing.blocks import (
    BIG,
    BODY,
    NOT_RECORDED,
    SMALL,
    Band,
    Body,
    Box,
    Cell,
    Run,
    Runs,
    Stack,
    Style,
    Table,
    Text,
    bold,
    full_width,
    plain,
)
from downtime_desk.printing.fitting import Fitted, Hide
from downtime_desk.visits.doses import Dose

if TYPE_CHECKING:
    from downtime_desk.printing.visit_record import PlannedVisit


TICK: Final = Run("\u00a0\u00a0", framed="solid")
DIGIT: Final = Run("\u00a0\u00a0", framed="solid")
TALL: Final = Style(15, 20)
HAND: Final = Style(9.6, 21)
"""A line with room to write on."""
BLANK_ROWS: Final = 3
MORE_ROWS: Final = 1
LINES: Final = 4
FIELD: Final = 11.5
FOUR_DIGITS: Final[Runs] = (DIGIT, DIGIT, bold(":"), DIGIT, DIGIT)
EMPTY_TIME: Final = ":"
"""How four boxes for a time read while nothing is in them."""
EMPTY_TIMES: Final = "Arrived (24 hour):Left (24 hour):Rang the desk at:"
"""How the three boxes for times read one after the other while nothing is in them."""
USUAL_TASKS: Final = (
    "Wash or personal care",
    "Toilet, pad or catheter",
    "Food",
    "Drink",
    "Turned or moved",
    "Skin checked",
    "Tube feed",
    "Medicine (part 4)",
    "Welfare check",
    "Safe and settled on leaving",
)


def body(visit: "PlannedVisit | None", hide: Hide, changes: Sequence[Told] = ()) -> Body:
    """Return the body of a record with the `changes` told; `hide` takes entry codes out of words of the record."""
    # What was told takes its room from the lines to write on, so that the record stays one page.
    lines = max(1, LINES - 1 - len(changes)) if changes else LINES
    return (
        *_told(changes, hide),
        *_who(visit),
        *_when(visit),
        *_did(visit, hide),
        full_width(_medicine(visit.doses if visit else (), hide)),
        full_width(_seen(lines=lines)),
        _signed(),
        full_width(_desk_only()),
    )


def _told(changes: Sequence[Told], hide: Hide) -> Iterator[Band]:
    """Yield the dashed box of what was told since the copy, newest first; nothing when nothing was."""
    lines = tuple(
        Text(
            (
                bold(f"{day_and_clock(each.told_at)}: {hide(each.kind_and_what)}"),
                plain(f" {hide(each.relation).capitalize()}."),
                bold(f" {each.state.upper()}."),
            )
        )
        for each in changes
    )
    if lines:
        yield full_width(Box("TOLD SINCE THE COPY", lines, edge="dashed"))


def in_full(fitted: Fitted) -> Body:
    """Return the box of what heads show cut."""
    return tuple(full_width(box) for box in fitted.box())


def _field(label: str, value: Runs | None = None, width: float | None = None) -> Stack:
    """Return a field to write in, or with its value printed in."""
    words = (Text((plain(label),), SMALL), *((Text(value),) if value else ()))
    return Stack((Box("", words, minimum=FIELD),), width)


def _heading(title: str, note: str, *content: Text | Table) -> Band:
    return full_width(Box(title, content, (plain(note),), edge="none"))


def _who(visit: "PlannedVisit | None") -> Iterator[Band]:
    yield _heading("1 Who", "two checks: full name and date of birth")
    carers: tuple[Runs | None, Runs | None] = (None, None)
    if visit is not None:
        carers = ((bold(visit.carer),), _others(visit))
    else:
        asked = ("Person’s SURNAME, First name", "Born (dd-Mmm-yyyy)", "NHS No. (if you have it)")
        yield Band((_field(asked[0]), _field(asked[1], width=54), _field(asked[2], width=54)))
    came = Box(
        "",
        (
            Text((plain("Second carer came?"),), SMALL),
            Text((TICK, plain(" Yes   "), TICK, plain(" No")), above=2),
        ),
    )
    yield Band(
        (
            _field("Carer (you), full name", carers[0]),
            _field("Second carer, if two were planned", carers[1]),
            Stack((came,), 46),
        )
    )


def _others(visit: "PlannedVisit") -> Runs:
    if visit.others:
        return (bold(", ".join(visit.others)),)
    if visit.carers_needed > 1:
        return (bold("TWO CARERS NEEDED, second "), NOT_RECORDED)
    return (plain("One carer planned"),)


def _when(visit: "PlannedVisit | None") -> Iterator[Band]:
    planned = (Text((plain("Planned "), bold(visit.when()))),) if visit else ()
    yield _heading("2 When", "Write the real time. Never copy the planned time.", *planned)
    yield Band(
        (
            _field("Date"),
            _time("Arrived (24 hour)"),
            _time("Left (24 hour)"),
            _time("Rang the desk at", (TICK, plain(" could not")), 64),
        )
    )


def _time(label: str, more: Runs = (), width: float | None = 42) -> Stack:
    digits: Cell = (Text(FOUR_DIGITS, TALL),)
    beside = Table((36, None), ((digits, (Text(more, above=4),)),)) if more else digits[0]
    return Stack((Box("", (Text((plain(label),), SMALL), beside)),), width)


def _did(visit: "PlannedVisit | None", hide: Hide) -> Iterator[Band]:
    tasks = tuple(map(hide, visit.tasks)) if visit else USUAL_TASKS
    if visit is not None and not tasks:
        yield _heading(
            "3 What you did",
            "write what you did",
            Text((bold("Planned tasks "), NOT_RECORDED)),
        )
    else:
        cells = [(Text((TICK, plain(f" {task}")), above=2.5),) for task in tasks]
        cells += [(Text(()),)] * (-len(cells) % 3)
        rows = tuple(tuple(cells[at : at + 3]) for at in range(0, len(cells), 3))
        yield _heading("3 What you did", "tick, and write what was not done", Table((None, None, None), rows))
    yield full_width(
        Box("", (Text((plain("Not done, and why; anything else you did"),), SMALL),), minimum=FIELD)
    )


def _medicine(doses: tuple[Dose, ...], hide: Hide) -> Box:
    note = "check the label and the chart in the home. Paracetamol: at least 4 hours since the last."
    head = ("Medicine, strength and amount", "Due at", "Given at", "Tick one", "Initials")
    rows: list[tuple[Cell, ...]] = [tuple((Text((bold(words),), SMALL),) for words in head)]
    rows += [_dose(dose, hide) for dose in doses]
    rows += [_dose(None, hide)] * (MORE_ROWS if doses else BLANK_ROWS)
    return Box("4 Medicine", (Table((None, 22, 24, 58, 18), tuple(rows), "grid"),), (plain(note),), "none")


def _dose(dose: Dose | None, hide: Hide) -> tuple[Cell, ...]:
    empty = (Text((plain("\u00a0"),), HAND),)
    ticks = (Text((TICK, plain(" Given "), TICK, plain(" Refused "), TICK, plain(" Missed")), BODY, above=4),)
    if dose is None:
        return empty, empty, empty, ticks, empty
    amount: Runs = (plain(hide(dose.dose)),) if dose.dose else (plain("Amount "), NOT_RECORDED)
    name = (Text((bold(hide(dose.name)),)), Text(amount))
    exact = (Text((bold("EXACT TIME"),), SMALL),) if dose.critical else ()
    due = (Text((bold(clock_face(dose.at)),), BIG), *exact)
    return name, due, empty, ticks, empty


def _seen(lines: int) -> Box:
    note = "changes, worries, new marks on skin, food and drink, mood"
    blank = (Text((plain("\u00a0"),), HAND),)
    ruled = Table((None,), ((blank,),) * (lines + 1), "between")
    line = "____"
    worry = Text(
        (
            bold("Did anything worry you? "), TICK, plain(" No "), TICK,
            plain(f" Yes, I rang the desk at {line}:{line} "), TICK,
            plain(f" Yes, I rang 999 or 111 at {line}:{line}"),
        )
    )  # fmt: skip
    return Box("5 What you saw or were told", (ruled, worry), (plain(note),), "none")


def _signed() -> Band:
    confirms = Box(
        "",
        (
            Text((plain("Person or family confirms"),), SMALL),
            Text((TICK, plain(" Yes  "), TICK, plain(" Not asked")), above=2),
        ),
    )
    return Band(
        (
            _field("Carer’s signature"),
            _field("Person or family signature, if able"),
            Stack((confirms,), 52),
        )
    )


def _desk_only() -> Box:
    heads = (
        "Grade",
        "How we know, who told",
        "Reason",
        "Typed in by, date, time",
        "Second check by",
        "Main system ref.",
    )
    row = tuple((Text((plain(words),), HAND),) for words in ("A B C D", *("\u00a0",) * 5))
    head = tuple((Text((bold(words),), SMALL),) for words in heads)
    table = Table((17, None, 17, 42, 30, 32), (head, row), "grid")
    return Box("DESK USE ONLY", (table,), (plain("typed in once, and KEPT 8 YEARS"),), edge="heavy")
