"""The other boxes of the summary: each is one function of the facts it shows."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from downtime_desk.core.clock import clock_face, day_and_clock, long_date
from downtime_desk.people.kinds import HOSPITAL, Kind
from downtime_desk.people.levels import DRINK, FOOD
from downtime_desk.people.summary import Alert, Allergy, Person, Summary
from downtime_desk.printing.blocks import (
    BIG,
    NOT_RECORDED,
    Box,
    Cell,
    Runs,
    Table,
    Text,
    bold,
    plain,
)
from downtime_desk.printing.summary.sheet import MOST_VISITS, NextVisit, Told
from downtime_desk.printing.summary.words import capital, said, sentence, spread

NEXT_VISITS: Final = "VISITS OF THE NEXT 24 HOURS"
SHORT: Final = 70
"""How many letters told of a fact stand beside it; longer words stand once, in the dashed box at the top."""


def allergies(summary: Summary, columns: tuple[float | None, ...]) -> Box:
    """Return the allergies box; two columns stand side by side when it has the page to itself."""
    listed = summary.allergies
    if listed.items:
        dates = {allergy.recorded for allergy in listed.items} - {None}
        recorded = listed.as_of or (max(day for day in dates if day) if dates else None)
        if len(columns) == 1:
            cells = tuple(text for allergy in listed.items for text in _allergy(allergy))
            return Box("ALLERGIES", cells, _recorded(recorded), "heavy")
        rows = tuple(tuple((text,) for text in _allergy(allergy)) for allergy in listed.items)
        return Box("ALLERGIES", (Table(columns, rows),), _recorded(recorded), "heavy")
    if listed.state == "none":
        known = Text((bold("No known allergies"),), BIG)
        return Box("ALLERGIES", (known,), _recorded(listed.as_of), "heavy")
    ask = Text(
        (
            NOT_RECORDED,
            bold(" Ask the person, family or GP."),
        ),
        above=2,
    )
    return Box("ALLERGIES", (ask,), edge="heavy")


def _recorded(day: date | None) -> Runs:
    return (plain(f"recorded {long_date(day)}"),) if day else (plain("date not recorded"),)


def _allergy(allergy: Allergy) -> tuple[Text, Text]:
    reaction = said(sentence(allergy.reaction)) if allergy.reaction else said(None, "Reaction")
    severity = said(sentence(capital(allergy.severity))) if allergy.severity else said(None, "Severity")
    return Text((bold(allergy.substance),), BIG), Text(spread((reaction, severity)))


def told(changes: tuple[Told, ...]) -> Box:
    """Return the dashed box of what was told since the copy, newest first."""
    newest = sorted(changes, key=lambda change: change.at, reverse=True)
    return Box("TOLD SINCE THE RECORD WAS COPIED", tuple(Text(_change(one)) for one in newest), edge="dashed")


def _change(change: Told) -> Runs:
    head = bold(f"{day_and_clock(change.at)} {sentence(change.labelled())}")
    checked = plain(sentence(f"Checked {change.checked}")) if change.checked else bold("NOT CHECKED.")
    return spread(((head,), (plain(sentence(change.from_whom)),), (checked,)))


def beside(box: Box, changes: tuple[Told, ...], *kinds: Kind) -> Box:
    """Return a box of the record with what was told of these kinds above it: short words whole, long ones by where."""
    lines = tuple(_told_here(each) for each in changes if each.stands and each.kind in kinds)
    if not lines:
        return box
    return replace(box, content=(*lines, Text((plain("In the record:"),)), *box.content))


def _told_here(change: Told) -> Text:
    state = "checked" if change.checked else "NOT CHECKED"
    said = change.labelled() if change.kind in HOSPITAL else change.what
    # An allergy stands whole in both places: nobody may read the one box and miss it.
    whole = change.kind == "allergy" or len(said) <= SHORT
    words = sentence(said) if whole else "see the dashed box."
    return Text((bold(f"Told {day_and_clock(change.at)}, {state}: {words}"),))


def risks(summary: Summary) -> Box:
    """Return the main risks, and who would be alone with them."""
    lines = [_risk(alert) for alert in summary.alerts.items]
    if not lines:
        none = summary.alerts.state == "none"
        lines.append((plain("No risks in the record."),) if none else (bold("Risks "), NOT_RECORDED))
    lines.append(
        spread(
            (
                _yes_or_no("Lives alone:", summary.lives_alone),
                _yes_or_no("Can call for help:", summary.can_summon_help),
            )
        )
    )
    lines.append(_conditions(summary))
    return Box("MAIN RISKS", tuple(map(Text, lines)))


def _risk(alert: Alert) -> Runs:
    if not alert.text:
        return (bold(sentence(alert.kind)),)
    return (bold(f"{alert.kind}: "), plain(sentence(alert.text)))


def _yes_or_no(label: str, answer: bool | None) -> Runs:  # noqa: FBT001 - the answer is the fact itself
    if answer is None:
        return (bold(f"{label} "), NOT_RECORDED)
    return (bold(f"{label} "), plain("yes.") if answer else bold("NO."))


def _conditions(summary: Summary) -> Runs:
    if summary.conditions.items:
        return (bold("Conditions: "), plain(sentence(", ".join(summary.conditions.items))))
    if summary.conditions.state == "none":
        return (bold("Conditions: "), plain("none in the record."))
    return (bold("Conditions: "), NOT_RECORDED)


def moving(summary: Summary) -> Box:
    """Return how the person moves and how many carers it takes."""
    mobility = summary.mobility
    carers = mobility.carers
    how_many: Runs = (bold("Carers needed "), NOT_RECORDED)
    if carers is not None:
        how_many = (bold("1 carer." if carers == 1 else f"{carers} CARERS."),)
    transfer = said(sentence(mobility.transfer)) if mobility.transfer else said(None, "How")
    equipment = said(sentence(mobility.equipment) if mobility.equipment else None, "Equipment:")
    return Box("MOVING", (Text(spread((how_many, transfer, equipment))),))


def eating(summary: Summary) -> Box:
    """Return food and drink levels, by number and word, and what else to know."""
    food, drink = summary.eating.food_level, summary.eating.drink_level
    drinks = _level("Drinks", drink, DRINK)
    foods = _level("Food", food, FOOD)
    words: Runs = (plain(sentence(summary.eating.text)),) if summary.eating.text else ()
    return Box("EATING AND DRINKING", (Text(spread((drinks, foods, words))),))


def _level(what: str, level: int | None, names: dict[int, str]) -> Runs:
    if level is None:
        return (bold(f"{what} level "), NOT_RECORDED)
    name = names.get(level)
    return (bold(f"{what} Level {level}, {name}." if name else f"{what} Level {level}."),)


def talking(summary: Summary) -> Box:
    """Return language, how to talk together, and deciding."""
    language = (
        said(sentence(summary.communication.language))
        if summary.communication.language
        else said(None, "Language")
    )
    how = (
        said(sentence(summary.communication.text))
        if summary.communication.text
        else said(None, "How to talk together")
    )
    capacity = said(sentence(summary.capacity) if summary.capacity else None, "Deciding:")
    return Box("TALKING AND DECIDING", (Text(spread((language, how, capacity))),))


def cpr(summary: Summary) -> Box:
    """Return the CPR decision: a pointer to the form, never the form."""
    decision = summary.cpr
    if decision.decided is None:
        first: Runs = (NOT_RECORDED, bold(" Start CPR."))
    elif decision.decided:
        first = (bold("DNACPR recorded: YES"), plain(sentence(_form(summary))))
    else:
        first = (bold("DNACPR recorded: NO. Start CPR."),)
    texts = [Text(first)]
    if decision.decided or decision.where:
        where = sentence(decision.where) if decision.where else None
        texts.append(Text(said(where, "Original form:")))
    texts.append(
        Text((bold("This sheet is not the form."), plain(" If the form cannot be found, start CPR.")))
    )
    return Box("CPR DECISION", tuple(texts))


def _form(summary: Summary) -> str:
    decision = summary.cpr
    dated = f"dated {long_date(decision.dated)}" if decision.dated else "date not recorded"
    review = f"review {long_date(decision.review)}" if decision.review else "review date not recorded"
    return f", {decision.form or 'kind of form not recorded'}, {dated}, {review}"


def next_visits(visits: tuple[NextVisit, ...] | None, summary: Summary, note: Runs) -> Box:
    """Return the visits of the next 24 hours, who makes them, and what to do when one is late or missed."""
    content: list[Text | Table] = []
    if visits is None:
        content.append(Text((NOT_RECORDED, bold(" There is no copy of the rota. Ring the desk."))))
    elif not visits:
        content.append(Text((plain("No visit in the next 24 hours in this copy of the rota."),)))
    else:
        content.append(Table((29, None), tuple(map(_visit, visits)), "between"))
    if visits and len(visits) >= MOST_VISITS:
        content.append(
            Text((plain(f"The first {MOST_VISITS}. Ask the desk for any after them."),), above=1.5)
        )
    late = sentence(summary.if_late_or_missed) if summary.if_late_or_missed else None
    content.append(Text(said(late, "If a visit is late or missed:"), above=2.8))
    return Box(NEXT_VISITS, tuple(content), note)


def _visit(visit: NextVisit) -> tuple[Cell, Cell]:
    when = f"{day_and_clock(visit.start)}–{clock_face(visit.end)}"
    words: list[Runs] = []
    if visit.mark:
        words.append((bold(sentence(visit.mark)),))
    if visit.carers_needed > 1:
        words.append((bold(f"{visit.carers_needed} CARERS:"),))
    names = ", ".join(visit.carers)
    missing = visit.carers_needed - len(visit.carers)
    if names:
        words.append((plain(names if missing > 0 else sentence(names)),))
    if missing > 0:
        nobody = "NOBODY ASSIGNED YET." if not names else f"{missing} MORE NOT ASSIGNED YET."
        words.append((bold(nobody),))
    if visit.tasks:
        words.append((plain(sentence(", ".join(visit.tasks))),))
    if visit.note:
        words.append((plain(sentence(visit.note)),))
    return (Text((plain(when),)),), (Text(spread(words)),)


def getting_in(summary: Summary) -> Box:
    """Return the way to the door. A code is never here: it is on its own slip."""
    note: Runs = (plain("entry code is on a separate slip"),) if summary.has_entry_code else ()
    address = ", ".join(filter(None, (summary.address, summary.postcode)))
    where: Runs = (
        (bold(address),) if summary.address else (bold("Address "), NOT_RECORDED, bold(f" {address}"))
    )
    directions = said(sentence(summary.directions)) if summary.directions else said(None, "Directions")
    phone: Runs = (
        (plain("Their phone "), bold(sentence(summary.phone))) if summary.phone else said(None, "Their phone")
    )
    return Box("GETTING IN", (Text(where), Text(spread((directions, phone)))), note)


def what_matters(person: Person) -> Box:
    """Return what matters to the person, in their words or nearly."""
    name = person.known_as or person.given
    title = f"WHAT MATTERS TO {name.upper()}" if len(name) <= 30 and name.isprintable() else "WHAT MATTERS"
    text = person.summary.what_matters
    return Box(title, (Text(said(text)),))


def missing(names: Iterable[str], notes: Iterable[str]) -> Box:
    """Return the must-know facts the record does not hold."""
    absent = ", ".join(names)
    if absent:
        first: Runs = (NOT_RECORDED, plain(f" {sentence(absent)} All other must-know facts are here."))
    else:
        first = (plain("All must-know facts are here."),)
    return Box("MISSING FROM THE RECORD", (Text(first), *(Text((bold(note),)) for note in notes)))
