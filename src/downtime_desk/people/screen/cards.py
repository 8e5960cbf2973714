"""The cards of one person: each fact in one of its three states, in the words of the summary."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from PySide6.QtWidgets import QGridLayout, QWidget

from downtime_desk.core.clock import clock_face, local, long_date
from downtime_desk.people.levels import DRINK, FOOD
from downtime_desk.people.screen.card import card, row_of, said, words
from downtime_desk.people.summary import Allergy, Contact, Summary
from downtime_desk.ui import theme
from downtime_desk.ui.parts import (
    Card,
    NotRecorded,
    Run,
    Words,
    bold,
    holder,
    row,
    second,
    strong,
    times,
)


class ComingVisit(Protocol):
    """A visit to come, as the rota has it."""

    @property
    def start(self) -> datetime:
        """Return when it is to begin."""

    @property
    def end(self) -> datetime:
        """Return when it is to end."""

    @property
    def carers(self) -> tuple[str, ...]:
        """Return the names of who is to go."""

    @property
    def short_of(self) -> int:
        """Return how many carers are not yet found."""


def allergies(summary: Summary) -> Card:
    """Return what must never be given, or that none is known, or that nobody wrote it down."""
    listed = summary.allergies
    if listed.items:
        dated = listed.as_of or max((each.recorded for each in listed.items if each.recorded), default=None)
        note = f"recorded {long_date(dated)}" if dated else ""
        content = [part for each in listed.items for part in _allergy(each)]
        return card("circle-alert", "Allergies", *content, note=note, tone="red", thick=2)
    if listed.state == "none":
        dated_words = f" ({long_date(listed.as_of)})" if listed.as_of else ""
        return card("circle-alert", "Allergies", words(bold(f"No known allergies{dated_words}")))
    ask = second("Ask the person, family or GP.")
    return card("circle-alert", "Allergies", row_of(NotRecorded(), ask), tone="ink", thick=2)


def _allergy(allergy: Allergy) -> Sequence[QWidget]:
    how_bad = f" {_sentence(allergy.severity)}" if allergy.severity else ""
    reaction = Run(_sentence(allergy.reaction)) if allergy.reaction else bold("Reaction NOT RECORDED.")
    return (strong(allergy.substance, size=15), words(reaction, Run(how_bad)))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def cpr(summary: Summary) -> Card:
    """Return where the form is; this screen is never the form."""
    decision = summary.cpr
    not_the_form = second("This screen is not the form. If the form cannot be found, start CPR.")
    if decision.decided is None:
        return card(
            "heart-pulse", "CPR decision", NotRecorded(), words(bold("Start CPR.")), tone="ink", thick=2
        )
    if not decision.decided:
        return card("heart-pulse", "CPR decision", words(bold("DNACPR recorded: NO. Start CPR.")))
    dated = long_date(decision.dated) if decision.dated else "date NOT RECORDED"
    form = decision.form or "form NOT RECORDED"
    review = f" Review {long_date(decision.review)}." if decision.review else ""
    return card(
        "heart-pulse",
        "CPR decision",
        words(bold(f"DNACPR recorded: {form}, {dated}."), Run(review)),
        words(*said(decision.where, "The original:", end=".")),
        not_the_form,
    )


def risks(summary: Summary) -> Card:
    """Return the risks a carer must know at the door."""
    listed = summary.alerts
    if listed.items:
        lines = [
            words(bold(f"{each.kind}: " if each.text else each.kind), Run(each.text or ""))
            for each in listed.items
        ]
        return card("triangle-alert", "Main risks", *lines)
    if listed.state == "none":
        return card("triangle-alert", "Main risks", words("None in the record."))
    return card("triangle-alert", "Main risks", NotRecorded())


def moving(summary: Summary) -> Card:
    """Return how many carers it takes, and how."""
    mobility = summary.mobility
    number = None if mobility.carers is None else f"{mobility.carers} carer{'s' * (mobility.carers != 1)}."
    first = (bold(f"{number} "),) if number else said(None, "Carers needed")
    how = " ".join(filter(None, (mobility.transfer, mobility.equipment)))
    return card("accessibility", "Moving", words(*first, *said(how, "" if how else "How")))


def eating(summary: Summary) -> Card:
    """Return food and drink levels by number and word."""
    levels = (
        *_level("Food", summary.eating.food_level, FOOD),
        *_level("Drinks", summary.eating.drink_level, DRINK),
    )
    return card("clipboard-list", "Eating and drinking", words(*levels, Run(summary.eating.text or "")))


def _level(what: str, level: int | None, names: dict[int, str]) -> tuple[Run, ...]:
    if level is None:
        return said(None, f"{what} level")
    name = f", {names[level]}" if level in names else ""
    return (Run(f"{what} Level {level}{name}. "),)


def talking(summary: Summary) -> Card:
    """Return how to talk together, and what the person decides."""
    return card(
        "message-circle",
        "Talking and deciding",
        words(
            *said(
                summary.communication.language, "" if summary.communication.language else "Language", end="."
            ),
            *said(summary.communication.text, "" if summary.communication.text else "How to talk together"),
            *said(summary.capacity, "" if summary.capacity else "Deciding"),
        ),
    )


def health(summary: Summary) -> Card:
    """Return the conditions, and what matters to the person."""
    listed = summary.conditions
    if listed.items:
        first = (Run(". ".join(listed.items) + "."),)
    else:
        first = (Run("None in the record."),) if listed.state == "none" else (bold("NOT RECORDED"),)
    content: list[QWidget] = [words(*first)]
    if summary.what_matters:
        content.append(words(bold("What matters: "), Run(summary.what_matters)))
    return card("info", "Health", *content)


def next_visits(summary: Summary, visits: Sequence[ComingVisit], today: date) -> Card:
    """Return the visits to come as they were planned, and what to do when one is late."""
    content: list[QWidget] = []
    if visits:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(1, 1)
        for place, visit in enumerate(visits):
            grid.addWidget(Words(times(_when(visit, today), 14)), place, 0)
            grid.addWidget(words(Run(", ".join(visit.carers)), bold(_short(visit))), place, 1)
        content.append(holder(grid))
    else:
        content.append(words("No visit to come in this copy."))
    content.append(words(*said(summary.if_late_or_missed, "If late or missed:")))
    return card("calendar-clock", "Next visits", *content)


def _when(visit: ComingVisit, today: date) -> str:
    face = f"{clock_face(visit.start)}–{clock_face(visit.end)}"
    day = local(visit.start).date()
    return face if day <= today else f"{local(visit.start):%a} {face}"


def _short(visit: ComingVisit) -> str:
    if not visit.short_of:
        return ""
    return " nobody yet" if not visit.carers else f", {visit.short_of} more needed"


def people_to_ring(summary: Summary) -> Card:
    """Return whom to ring, in order, and the services."""
    listed = summary.contacts
    lines = [_line(f"{place} {_who(each)}", each) for place, each in enumerate(listed.items, start=1)]
    if listed.state == "none" and not lines:
        lines.append(words("No family or friends in the record."))
    elif len(lines) < 2:
        lines += [_unknown(f"{place} contact") for place in ("First", "Second")[len(lines) :]]
    services = [_line(_who(each), each) for each in summary.services]
    gp = _line(_who(summary.gp), summary.gp) if summary.gp else _unknown("GP")
    return card("phone", "People to ring, in order", *lines, *services, gp)


def _who(contact: Contact) -> str:
    key = ", has key" if contact.key_holder else ""
    told = ", may not be told" if contact.may_be_told is False else ""
    role = (
        f", {contact.role}" if contact.role and contact.role.casefold() not in contact.name.casefold() else ""
    )
    return f"{contact.name}{role}{key}{told}"


def _line(text: str, contact: Contact) -> QWidget:
    number: QWidget = Words(times(contact.phone, 14, theme.NORMAL)) if contact.phone else NotRecorded()
    line = row(words(Run(text)), number, gap=8)
    line.setStretch(0, 1)
    return holder(line)


def _unknown(what: str) -> QWidget:
    line = row(words(Run(what)), NotRecorded(), gap=8)
    line.setStretch(0, 1)
    return holder(line)


def getting_in(summary: Summary, show_code: QWidget | None) -> Card:
    """Return where it is and which door; the code itself is asked for."""
    address = ", ".join(filter(None, (summary.address, summary.postcode)))
    landline = f"Landline {summary.phone}. " if summary.phone else ""
    content: list[QWidget] = [
        words(
            *said(address, end="."),
            *said(summary.directions, "" if summary.directions else "Which door"),
            landline,
        )
    ]
    if show_code is not None:
        line = row(show_code, second("asks why,\nand is logged"), gap=8)
        line.setStretch(1, 1)
        content.append(holder(line))
    return card("house", "Getting in", *content)


def missing(names: Sequence[str]) -> Card | None:
    """Return the facts nobody wrote down, or None."""
    if not names:
        return None
    listed = ", ".join(names)
    return card(
        "circle-question-mark",
        f"Facts missing: {len(names)}",
        words(Run(f"{listed[:1].upper()}{listed[1:]}.")),
        second("Ask the person, family or GP."),
        tone="amber",
        thick=2,
    )
