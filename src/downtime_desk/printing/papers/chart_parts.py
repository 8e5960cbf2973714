"""The parts of a medicine chart: allergies, what to look at first, the grids to initial, and what codes mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from downtime_desk.core.clock import DAYS, long_date
from downtime_desk.people.summary import WEEK, Medicine, Person
from downtime_desk.people.told import Told
from downtime_desk.printing.blocks import (
    BIG,
    BODY,
    NOT_RECORDED,
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
    map_text,
    plain,
    tag,
)
from downtime_desk.printing.fitting import code_hider
from downtime_desk.printing.papers.rows import FINE, FINE_NAME, ROOM, cell, head, told
from downtime_desk.printing.summary.medicines import WE
from downtime_desk.printing.summary.words import capital, sentence
from downtime_desk.visits.codes import MedicineOutcomeCode

TO_INITIAL: Final = Style(9.6, 21)
HAND: Final = Style(9.6, 16)
TINY: Final = Style(6.6, 8)
DAY: Final = Style(7.6, 9)
NAME_WIDE: Final = 40.0
TIME_WIDE: Final = 10.0
BLANKS: Final = 2
NEEDED_ROWS: Final = 6
SIGNERS: Final = 3
NOT_DAILY: Final = re.compile(
    r"\b(?:patch(?:es)?|transdermal|weekly|fortnight\w*|monthly|alternate|depot"
    r"|(?:a|every) (?:week|fortnight|month)|every (?:other|second|\d+|two|three|four|seven) (?:days?|weeks?|months?|hours)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
"""Words that say that a medicine is not one for every day. It only chooses the part of the chart it stands in."""
CODES: Final = (
    ("initials", "given"), ("R", "refused"), ("A", "away or in hospital"), ("S", "asleep"),
    ("N", "none in the home"), ("M", "missed"), ("O", "other: write why"),
)  # fmt: skip
LETTERS: Final[dict[MedicineOutcomeCode, str]] = {
    "given": "given", "refused": "R", "missed": "M", "not required": "not due", "not known": "?",
}  # fmt: skip
FIRST: Final[Runs] = (
    bold("Before you give anything: "),
    plain(
        "read the label and the chart in the home, ask when the last dose was, and look for patches on the skin. "
    ),
    bold("An empty box before today does not mean missed. "),
    plain(
        "Copy those days from the chart in the home. Small words were printed from what was told to the desk."
    ),
)
LAST: Final = "Last given ________ Where on the body ________ "
OWN: Final = " ".join(("", *map(str, range(32)), *(f"{hour:02d}" for hour in range(24)), ""))
"""Numbers a chart has of its own."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the desk wrote down of one dose; `at` is the clock face it was given at."""

    outcome: MedicineOutcomeCode
    at: str | None = None


Known = Mapping[tuple[str, str, date], Given]


def body(person: Person, changes: tuple[Told, ...], days: Sequence[date], today: date, given: Known) -> Body:
    """Return the body of a chart, without any entry code somebody wrote into the record."""
    hide = code_hider(person)
    return tuple(map_text(band, hide) for band in _bands(person, changes, days, today, given))


def _bands(
    person: Person, changes: tuple[Told, ...], days: Sequence[date], today: date, given: Known
) -> Iterator[Band]:
    medicines = person.summary.medicines
    yield _allergies(person, changes)
    yield full_width(Box("", (Text(FIRST),)))
    if not medicines.items:
        none = medicines.state == "none"
        said: Runs = (bold("No medicines in the record."),) if none else (bold("Medicines "), NOT_RECORDED)
        yield full_width(Box("", (Text(said, BIG),), edge="heavy"))
    ours = [each for each in medicines.items if each.support != "self"]
    exact = [each for each in ours if each.time_critical]
    if exact:
        yield full_width(Box("AT EXACT TIMES", tuple(map(_exact, exact)), edge="heavy"))
    daily = [each for each in ours if not each.as_needed and not not_daily(each)]
    yield _grid("Every day", "initials in the box of the day", daily, days, today, given)
    seldom = [each for each in ours if not each.as_needed and not_daily(each)]
    if seldom:
        title = "Weekly, patches and others not for every day"
        last = tuple(
            Text((bold(f"{each.name}. "), plain(LAST), *_next_due(each, today)), HAND, above=2)
            for each in seldom
        )
        note = "ask when the last one was before you give one"
        yield _grid(title, note, seldom, days, today, given, last)
    yield _as_needed([each for each in ours if each.as_needed])
    alone = [each for each in medicines.items if each.support == "self"]
    if alone:
        yield full_width(Box("TAKES ALONE, NOT GIVEN BY US", tuple(Text(_in_words(each)) for each in alone)))
    yield _foot()


def next_day(medicine: Medicine, today: date) -> date | None:
    """Return the next day a weekly medicine is due by the record, today included; None when its days are not recorded."""
    if not medicine.days:
        return None
    after = ((WEEK.index(day) - today.weekday()) % len(WEEK) for day in medicine.days)
    return today + timedelta(days=min(after))


def _next_due(medicine: Medicine, today: date) -> Runs:
    day = next_day(medicine, today)
    if day is None:
        return (plain("Next due ________ "), bold("(day not recorded)"))
    return (bold(due_words(day)), plain(f" ({', '.join(map(str.capitalize, medicine.days))} every week)"))


def due_words(day: date) -> str:
    """Return `Next due by the record Thu 26-Nov-2026`."""
    return f"Next due by the record {DAYS[day.weekday()]} {long_date(day)}"


def not_daily(medicine: Medicine) -> bool:
    """Return whether its words say that it is not for every day, or no time says when."""
    said = " ".join(
        filter(None, (medicine.name, medicine.dose, medicine.route, medicine.instructions, *medicine.times))
    )
    return bool(medicine.days) or not medicine.times or NOT_DAILY.search(said) is not None


def _allergies(person: Person, changes: tuple[Told, ...]) -> Band:
    listed = person.summary.allergies
    lines: list[Text] = []
    for allergy in listed.items:
        said = filter(None, (allergy.reaction, allergy.severity and capital(allergy.severity)))
        why = "".join(f" {sentence(each)}" for each in said)
        lines.append(Text((bold(allergy.substance), plain(why)), BIG))
    if not lines:
        none = listed.state == "none"
        lines.append(Text((bold("No known allergies"),) if none else (bold("Allergies "), NOT_RECORDED), BIG))
    box = Box("ALLERGIES", tuple(lines), edge="heavy")
    if not changes:
        return full_width(box)
    since = Box("TOLD SINCE THE RECORD WAS COPIED", cell(*told(changes), style=BODY), edge="dashed")
    return Band((Stack((box,), 66), Stack((since,))))


def _grid(
    title: str,
    note: str,
    medicines: Sequence[Medicine],
    days: Sequence[date],
    today: date,
    given: Known,
    over: tuple[Text, ...] = (),
) -> Band:
    columns = (NAME_WIDE, TIME_WIDE, *(None for _ in days))
    rows = [row for each in medicines for row in _rows(each, days, given)]
    rows += [_empty(days)] * BLANKS
    table = Table(columns, (_heads(days, today), *rows), "grid")
    return full_width(Box(title, (*over, table), (plain(note),), "none"))


def _heads(days: Sequence[date], today: date) -> tuple[Cell, ...]:
    dated = (_day(day, today) for day in days)
    return (*head("Medicine, amount, how", "Time"), *dated)


def _day(day: date, today: date) -> Cell:
    face = (bold(f"{DAYS[day.weekday()]}"),), (bold(f"{day.day}"),)
    lines = tuple(Text(each, DAY, "centre") for each in face)
    return (*lines, Text((bold("today"),), TINY, "centre")) if day == today else lines


def _rows(medicine: Medicine, days: Sequence[date], given: Known) -> Iterator[tuple[Cell, ...]]:
    who = cell((bold(medicine.name),), style=FINE_NAME) + cell(tuple(_how(medicine)))
    if medicine.time_critical:
        who = (*who, Text((tag("EXACT TIME"),), FINE))
    for number, time in enumerate(medicine.times or ("",)):
        # the time alone makes the row high enough to write in; empty boxes cost nothing
        face: Cell = (Text((bold(time or "\u00a0"),), TO_INITIAL),)
        cells = (_box(given.get((medicine.name, time, day))) for day in days)
        yield (who if not number else cell((plain(medicine.name),)), face, *cells)


def _box(known: Given | None) -> Cell:
    if known is None:
        return ROOM
    at = (Text((plain(known.at),), TINY, "centre"),) if known.at else ()
    return (Text((bold(LETTERS[known.outcome]),), TINY, "centre", above=3), *at)


def _empty(days: Sequence[date]) -> tuple[Cell, ...]:
    return (ROOM, (Text((plain("\u00a0"),), TO_INITIAL),), *(ROOM for _ in days))


def _exact(medicine: Medicine) -> Text:
    minutes = medicine.window_minutes
    within: Runs = (
        (plain(f" within {minutes} minutes of the time."),)
        if minutes is not None
        else (plain(" how near the time "), NOT_RECORDED)
    )
    late = (("If late:", medicine.if_late), ("If missed:", medicine.if_missed))
    what = (run for label, said in late for run in (plain(" "), *_said(label, said)))
    return Text((bold(medicine.name), *within, *what), above=1.5)


def _said(label: str, text: str | None) -> Runs:
    return (bold(f"{label} "), plain(sentence(text)) if text else NOT_RECORDED)


def _how(medicine: Medicine) -> Iterator[Run]:
    if medicine.dose:
        yield plain(medicine.dose)
    else:
        yield from (bold("Dose "), NOT_RECORDED)
    if medicine.route:
        yield plain(f", {medicine.route}")
    yield plain(f" ({WE[medicine.support]})." if medicine.support else " (who gives it: not recorded).")
    if medicine.instructions:
        yield plain(f" {sentence(medicine.instructions)}")


def _in_words(medicine: Medicine) -> Runs:
    times = f" {', '.join(medicine.times)}." if medicine.times else ""
    return (bold(f"{medicine.name} "), *_how(medicine), plain(times))


def _as_needed(medicines: Sequence[Medicine]) -> Band:
    columns = (26, 15, None, 20, 32, 28, 16)
    heads = head(
        "Date",
        "Time",
        "Medicine and amount",
        "Last dose at",
        "Why it was needed",
        "Did it help, when",
        "Initials",
    )
    blank: tuple[Cell, ...] = tuple((Text((plain("\u00a0"),), TO_INITIAL),) for _ in columns)
    listed = tuple(Text(_in_words(each), above=1.5) for each in medicines) or (
        Text((plain("No medicine for when it is needed is in the record."),)),
    )
    note = (plain("paracetamol: at least 4 hours since the last, and look for it in other medicines"),)
    grid = Table(columns, (heads, *(blank,) * NEEDED_ROWS), "grid")
    return full_width(Box("Only when needed", (*listed, grid), note, "none"))


def _foot() -> Band:
    codes = tuple(Text((bold(f"{letter} "), plain(meaning))) for letter, meaning in CODES)
    blank: tuple[Cell, ...] = tuple((Text((plain("\u00a0"),), TO_INITIAL),) for _ in range(3))
    signers = Table(
        (None, 24, 46), (head("Carer, full name", "Initials", "Signature"), *(blank,) * SIGNERS), "grid"
    )
    return Band((Stack((Box("CODES", codes),), 46), Stack((Box("", (signers,), edge="none"),))))
