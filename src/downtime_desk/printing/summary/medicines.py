"""The medicine boxes."""

from typing import Final

from downtime_desk.people.summary import Listed, Medicine
from downtime_desk.printing.blocks import BIG, NOT_RECORDED, Box, Cell, Runs, Table, Text, bold, plain
from downtime_desk.printing.summary.words import said, sentence, spread

TIMES: Final = 6
"""How many times stand in one row."""

WE: Final = {
    "administer": "we give it",
    "assist": "we help",
    "prompt": "we prompt",
    "self": "takes it alone",
}


def exact_times(medicines: Listed[Medicine]) -> Box:
    """Return the box of medicines that must be given at exact times."""
    critical = [medicine for medicine in medicines.items if medicine.time_critical]
    if critical:
        return _critical(critical)
    return Box("MEDICINE AT EXACT TIMES", (Text(_no_critical(medicines)),), edge="heavy")


def _no_critical(medicines: Listed[Medicine]) -> Runs:
    if medicines.items:
        return (plain("No medicine in the record is marked for exact times."),)
    if medicines.state == "none":
        return (bold("No medicines"), plain(" in the record."))
    return (NOT_RECORDED, plain(" Ask the person, family, GP or pharmacy. Look at the chart at home."))


def _critical(medicines: list[Medicine]) -> Box:
    who = {medicine.support for medicine in medicines}
    windows = {medicine.window_minutes for medicine in medicines}
    title = "MEDICINE AT EXACT TIMES"
    alike = who.pop() if len(who) == 1 else None
    if alike:
        title = f"{title}, {WE[alike].upper()}"
    window = windows.pop() if len(windows) == 1 else None
    note: Runs = (plain(_within(window)),) if window is not None else ()
    content: list[Text | Table] = []
    for medicine in medicines:
        content.append(_name_and_times(medicine, said_above=alike is not None))
        content.append(Text(spread(_what_if(medicine, said_above=window is not None))))
    return Box(title, tuple(content), note, "heavy")


def _within(minutes: int) -> str:
    return f"give within {minutes} minutes of the time"


def _name_and_times(medicine: Medicine, *, said_above: bool) -> Table:
    name: Cell = (Text((bold(medicine.name),), BIG), Text(spread(_how(medicine, said_above=said_above))))
    if not medicine.times:
        return Table((84, None), ((name, (Text((bold("Times "), NOT_RECORDED), above=3),)),))
    rows = [medicine.times[first : first + TIMES] for first in range(0, len(medicine.times), TIMES)]
    cells = tuple(_times_row(name if not number else (), row) for number, row in enumerate(rows))
    return Table((84, 8, *(None,) * TIMES), cells)


def _times_row(name: Cell, times: tuple[str, ...]) -> tuple[Cell, ...]:
    blanks: tuple[Cell, ...] = ((),) * (TIMES - len(times))
    due: Cell = (Text((plain("Due"),), above=3),) if name else ()
    return (name, due, *((Text((bold(time),), above=3),) for time in times), *blanks)


def _how(medicine: Medicine, *, said_above: bool) -> list[Runs]:
    facts: list[Runs] = []
    if medicine.dose:
        facts.append((plain(", ".join(filter(None, (medicine.dose, medicine.route)))),))
    else:
        facts.append((bold("Dose "), NOT_RECORDED))
        if medicine.route:
            facts.append((plain(medicine.route),))
    if medicine.instructions:
        facts.append((plain(medicine.instructions),))
    if not said_above:
        facts.append(
            (plain(f"({WE[medicine.support]})"),)
            if medicine.support
            else (bold("Who gives it "), NOT_RECORDED)
        )
    return facts


def _what_if(medicine: Medicine, *, said_above: bool) -> list[Runs]:
    facts: list[Runs] = []
    if not said_above:
        minutes = medicine.window_minutes
        within = f"Give within {minutes} minutes of the time." if minutes is not None else None
        facts.append((bold(within),) if within else (bold("How near the time "), NOT_RECORDED))
    late = sentence(medicine.if_late) if medicine.if_late else None
    missed = sentence(medicine.if_missed) if medicine.if_missed else None
    facts += [
        said(late, "If late:"),
        said(missed, "If missed:"),
        (plain("Given so far: see the chart at home."),),
    ]
    return facts


def others(medicines: Listed[Medicine]) -> Box:
    """Return the box of all other medicines."""
    note: Runs = (plain("check the label and chart at home"),)
    regular = [one for one in medicines.items if not one.time_critical and not one.as_needed]
    needed = [one for one in medicines.items if not one.time_critical and one.as_needed]
    if not medicines.items:
        words: Runs = (
            (bold("No medicines"), plain(" in the record.")) if medicines.state == "none" else (NOT_RECORDED,)
        )
        return Box("OTHER MEDICINES", (Text(words),), note)
    texts: list[Text] = []
    if regular:
        texts.append(Text(spread(_in_one_sentence(medicine) for medicine in regular)))
    if needed:
        texts.append(Text(spread([(bold("If needed:"),), *map(_in_one_sentence, needed)])))
    if not texts:
        texts.append(Text((plain("No other medicine in the record."),)))
    return Box("OTHER MEDICINES", tuple(texts), note)


def _in_one_sentence(medicine: Medicine) -> Runs:
    facts: list[Runs] = [(bold(medicine.name),)]
    facts.append((plain(medicine.dose),) if medicine.dose else (bold("dose "), NOT_RECORDED))
    if medicine.route:
        facts.append((plain(medicine.route),))
    if medicine.times:
        facts.append((plain(", ".join(medicine.times)),))
    elif not medicine.as_needed:
        facts.append((bold("times "), NOT_RECORDED))
    support = f"({WE[medicine.support]})" if medicine.support else "(who gives it is not recorded)"
    facts.append((plain(f"{support}."),))
    if medicine.instructions:
        facts.append((plain(sentence(medicine.instructions)),))
    return spread(facts)
