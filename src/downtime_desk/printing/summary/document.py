"""Describes the summary of one person as one document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import age_in_words, full_stamp, local, long_date
from downtime_desk.people import names
from downtime_desk.people.completeness import missing_facts
from downtime_desk.people.summary import Person
from downtime_desk.printing import glyphs
from downtime_desk.printing.blocks import (
    BIG,
    FOOT,
    IDENTITY,
    NAME,
    NOT_RECORDED,
    REASON,
    Band,
    Box,
    Document,
    Frame,
    Masthead,
    Runs,
    Stack,
    StripCell,
    Text,
    WritingSpace,
    bold,
    full_width,
    map_text,
    plain,
    texts_of,
)
from downtime_desk.printing.fitting import Fitted, code_hider
from downtime_desk.printing.page import GAP, TILES
from downtime_desk.printing.summary import boxes, contacts, medicines, words
from downtime_desk.printing.summary.sheet import CONTACTS, PEOPLE, ROTA, SummarySheet

CLASSES: Final = {PEOPLE: "The record", ROTA: "The rota", CONTACTS: "Contacts"}


@dataclass(frozen=True)
class _Identity:
    """The identity as heads and feet show it."""

    name: str
    short_name: str
    known_as: str | None
    born: str | None
    nhs_number: str | None
    local_id: str | None
    reason: Runs


def describe(sheet: SummarySheet) -> Document:
    """Return the document of one person's summary."""
    fitted = Fitted()
    identity = _identity(sheet, fitted)
    frames = _Frames(sheet, identity, fitted)
    body = tuple(_body(sheet, fitted))
    if any(code.code.strip() for code in sheet.person.entry_codes):
        hide = code_hider(sheet.person)
        body = tuple(map_text(block, hide) for block in body)
    return Document(names.short_name(sheet.person), frames.frame, body)


def _identity(sheet: SummarySheet, fitted: Fitted) -> _Identity:
    person = sheet.person
    number = names.nhs_number(person)
    return _Identity(
        name=fitted.fit("Name", names.full_name(person), 70),
        short_name=fitted.fit("Name", names.short_name(person), 60),
        known_as=fitted.fit("Known as", person.known_as, 30) if person.known_as else None,
        born=names.born(person, local(sheet.printed_at).date()),
        nhs_number=fitted.fit("NHS No.", number, 40) if number else None,
        local_id=fitted.fit("Record number", person.local_id, 24) if person.local_id else None,
        reason=_reason(person, fitted),
    )


def _reason(person: Person, fitted: Fitted) -> Runs:
    priority = person.summary.priority
    if priority.level is None:
        return (bold("Priority "), NOT_RECORDED, bold(" Treat as Red until the desk says."))
    because = ", ".join(priority.reasons)
    label = f"{priority.level.capitalize()} because: "
    why: Runs = (
        (plain(words.sentence(fitted.fit("Priority because", because, 150))),) if because else (NOT_RECORDED,)
    )
    by = f" by {fitted.fit('Reviewed by', priority.reviewer, 40)}" if priority.reviewer else ""
    reviewed: Runs = (bold(" Reviewed "), NOT_RECORDED)
    if priority.reviewed:
        reviewed = (plain(f" Reviewed {long_date(priority.reviewed)}{by}."),)
    return (bold(label), *why, *reviewed)


class _Frames:
    """The head and feet of each page of one sheet."""

    def __init__(self, sheet: SummarySheet, identity: _Identity, fitted: Fitted) -> None:
        self._sheet = sheet
        self._identity = identity
        self._organisation = fitted.fit("Organisation", sheet.organisation, 50)
        self._phone = fitted.fit("Duty desk", sheet.desk_phone, 24)
        self._printed_by = fitted.fit("Printed by", sheet.printed_by, 30)

    def frame(self, page: int, pages: int) -> Frame:
        """Return what stands around page `page` of `pages`."""
        sheet = self._sheet
        masthead = Masthead(
            kind="EMERGENCY SUMMARY",
            provider=(plain(f"{self._organisation}, duty desk "), bold(self._phone)),
            lines=tuple(self._lines(page, pages)),
            code=sheet.code(),
            tile=TILES[sheet.person.summary.priority.level],
        )
        return Frame(
            masthead, tuple(self._strip(page, pages)), self._foot_left(page, pages), self._foot_right()
        )

    def _lines(self, page: int, pages: int) -> Iterator[Text]:
        yield Text((bold(self._identity.name),), NAME if page == 1 else BIG, above=2.3)
        yield Text(self._ids(), IDENTITY)
        if page == 1:
            yield Text(self._identity.reason, REASON)
        if pages > 1:
            yield Text(
                (bold(f"THIS SUMMARY HAS {pages} PAGES. This is page {page}. Keep them together."),), REASON
            )

    def _ids(self) -> Runs:
        identity = self._identity
        known: Runs = (
            (plain("Known as "), bold(identity.known_as), plain(f"{GAP} ")) if identity.known_as else ()
        )
        ours: Runs = (plain("No. "), bold(identity.local_id)) if identity.local_id else ()
        return (
            *known,
            *_labelled("Born ", identity.born),
            *_labelled("NHS\u00a0No. ", identity.nhs_number),
            *ours,
        )

    def _strip(self, page: int, pages: int) -> Iterator[StripCell]:
        sheet = self._sheet
        copied = sheet.as_of.get(PEOPLE)
        yield StripCell("Copy number", sheet.copy_number, "reversed")
        yield StripCell("Page", f"{page} of {pages}")
        yield StripCell("Record as of", full_stamp(copied) if copied else "NOT RECORDED")
        yield StripCell(f"Printed by {self._printed_by}", full_stamp(sheet.printed_at))
        yield StripCell("Use until", full_stamp(sheet.use_until), "reversed")
        if sheet.replaces:
            yield StripCell("Replaces", sheet.replaces)

    def _foot_left(self, page: int, pages: int) -> tuple[Text, ...]:
        sheet, identity = self._sheet, self._identity
        name = bold(identity.short_name)
        ids = f", Born {identity.born or 'NOT RECORDED'}, NHS No. {identity.nhs_number or 'NOT RECORDED'}"
        if identity.born is None and identity.nhs_number is None and identity.local_id:
            ids = f"{ids}, No. {identity.local_id}"
        seal = f"Copy {sheet.copy_number}, page {page} of {pages}. Log seal {sheet.seal} at entry {sheet.seal_entry}"
        return Text((name, plain(ids)), FOOT), Text((plain(seal),), FOOT)

    def _foot_right(self) -> tuple[Text, ...]:
        keep = "Keep with you. Give back or destroy at the end of your shift."
        found = f"If found, please ring {self._phone}. Do not read on."
        return Text((bold(keep),), FOOT, "right"), Text((plain(found),), FOOT, "right")


def _labelled(label: str, value: str | None) -> Runs:
    return (plain(label), bold(value) if value else NOT_RECORDED, plain(f"{GAP} "))


def _body(sheet: SummarySheet, fitted: Fitted) -> Iterator[Band | WritingSpace]:
    person, summary = sheet.person, sheet.person.summary
    old = tuple(_old_copies(sheet))
    if old:
        yield full_width(Box("OLD COPY. ASK THE DESK BEFORE YOU ACT ON IT", old, edge="heavy"))
    if sheet.withdrawn_at:
        yield full_width(_withdrawn(sheet.withdrawn_at))
    told = sheet.told
    if told:
        narrow = Stack((boxes.beside(boxes.allergies(summary, (None,)), told, "allergy"),), 66)
        yield Band((narrow, Stack((boxes.told(sheet.told),))))
    else:
        yield full_width(boxes.allergies(summary, (66, None)))
    yield full_width(boxes.beside(medicines.exact_times(summary.medicines), told, "medicine"))
    left = (
        boxes.risks(summary),
        boxes.beside(boxes.moving(summary), told, "moving"),
        boxes.eating(summary),
        boxes.talking(summary),
        boxes.beside(medicines.others(summary.medicines), told, "medicine"),
        boxes.cpr(summary),
    )
    right = [
        boxes.beside(
            boxes.next_visits(sheet.visits, summary, _class_note(sheet, ROTA)), told, "hospital", "home"
        ),
        boxes.beside(boxes.getting_in(summary), told, "access"),
        boxes.beside(contacts.people(person, _class_note(sheet, CONTACTS)), told, "contact"),
        boxes.what_matters(person),
    ]
    right.append(boxes.missing(missing_facts(person), _notes(sheet, (*left, *right))))
    right += fitted.box()
    yield Band((Stack(left), Stack(tuple(right))), "flowing")
    yield WritingSpace("WRITE CHANGES HERE AND RING THE DESK", (plain("time, who told you, your initials"),))


def _withdrawn(at: datetime) -> Box:
    words = (
        bold(f"The main system no longer listed this person on {full_stamp(at)}."),
        plain(" Ring the desk before you go."),
    )
    return Box("NOT ON THE LIST ANY MORE", (Text(words),), edge="heavy")


def _old_copies(sheet: SummarySheet) -> Iterator[Text]:
    for name in sheet.too_old():
        what, limit = CLASSES.get(name, name.capitalize()), sheet.limits[name]
        copied = sheet.as_of.get(name)
        if copied is None:
            yield Text((bold(f"{what}: "), plain("there is no copy, or no time of the copy.")))
            continue
        age, allowed = age_in_words(copied, sheet.printed_at), f"{limit.total_seconds() / 3600:g} h"
        yield Text((bold(f"{what} was {age} old"), plain(f" when this was printed; the limit is {allowed}.")))


def _class_note(sheet: SummarySheet, name: str) -> Runs:
    """Return the time of a data class in words, when it is not the time of the record."""
    copied = sheet.as_of.get(name)
    if copied is None or copied == sheet.as_of.get(PEOPLE):
        return ()
    return (plain(f"as of {full_stamp(copied)}"),)


def _notes(sheet: SummarySheet, shown: tuple[Box, ...]) -> Iterator[str]:
    texts = [text for box in shown for text in texts_of(box)]
    texts += [sheet.person.family, sheet.person.given, sheet.person.known_as or ""]
    texts += [
        allergy.substance + (allergy.reaction or "") for allergy in sheet.person.summary.allergies.items
    ]
    texts += [change.what + change.from_whom for change in sheet.told]
    if any(map(glyphs.has_codes, texts)):
        yield "Some letters cannot be printed and stand as codes like [U+1F600]. Look in the record."
