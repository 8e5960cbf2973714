"""The contact sheet: every number the desk may need when the main system is down, on paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from downtime_desk.core.clock import day_and_clock, local
from downtime_desk.people import names
from downtime_desk.people.summary import Contact, Person
from downtime_desk.people.told import Told
from downtime_desk.printing.blocks import (
    NAME,
    NOT_RECORDED,
    REASON,
    Body,
    Box,
    Cell,
    Document,
    Runs,
    Table,
    Text,
    bold,
    full_width,
    over_pages,
    plain,
)
from downtime_desk.printing.fitting import Fitted, Hide, code_hider, codes_to_miss
from downtime_desk.printing.numbered import About, Stamped
from downtime_desk.printing.page import Frames, Head, on_every_page
from downtime_desk.printing.papers.rows import (
    FINE_NAME,
    OWN_NUMBERS,
    ROOM,
    cell,
    head,
    told,
    who,
    who_must_be_said,
)
from downtime_desk.printing.proof import MustSay
from downtime_desk.printing.run_parts import old_copy
from downtime_desk.printing.said import Said

KIND: Final = "Contact sheet"
ABOUT: Final = "desk/contacts"


@dataclass(frozen=True, slots=True)
class OnCall:
    """A carer with visits in the next 24 hours."""

    name: str
    phone: str | None
    area: str | None
    visits: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class ToRing:
    """A person and whom to ring about them. `told` is what was told of it since the copy."""

    person: Person
    told: tuple[Told, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactSheet(Stamped):
    """The numbered list of carers, people and services."""

    carers: tuple[OnCall, ...]
    people: tuple[ToRing, ...]

    def about(self) -> About:
        """Return what the register says of it."""
        said = tuple(one for each in self.people for one in each.said)
        return About(
            KIND,
            f"{len(self.carers)} carers, {len(self.people)} people",
            ABOUT,
            reference=self.seal,
            said=said,
        )

    def services(self) -> tuple[tuple[str, str, int], ...]:
        """Return `(name, phone, how many people)` of each service with a number, the most used first."""
        counted: dict[tuple[str, str], int] = {}
        for each in self.people:
            summary = each.person.summary
            for service in (*((summary.gp,) if summary.gp else ()), *summary.services):
                if service.phone:
                    key = (_service_name(service), service.phone)
                    counted[key] = counted.get(key, 0) + 1
        return tuple(
            (*key, number) for key, number in sorted(counted.items(), key=lambda one: (-one[1], one[0]))
        )


def _service_name(service: Contact) -> str:
    return (
        f"{service.name} ({service.role})" if service.role and service.role != service.name else service.name
    )


def describe(sheet: ContactSheet) -> Document:
    """Return the pages of a contact sheet."""
    fitted = Fitted()
    frames = Frames(
        sheet,
        Head(
            kind="CONTACT SHEET",
            lines=(Text((bold("Who to ring"),), NAME, above=2.3),),
            first=(
                Text(
                    (
                        plain(
                            "Who may be told is written beside each name. If it is not, ask before you say anything."
                        ),
                    ),
                    REASON,
                ),
            ),
            pages="THIS LIST HAS",
            copied=("people", "rota"),
            keep="Stays in the locked office. Destroy when replaced.",
        ),
        fitted,
    )
    body: Body = (
        *old_copy(sheet),
        over_pages(_carers(sheet)),
        over_pages(_people(sheet)),
        over_pages(_services(sheet)),
        *(full_width(box) for box in fitted.box()),
    )
    return Document(f"{sheet.copy_number} Contact sheet", frames.frame, body)


def _carers(sheet: ContactSheet) -> Box:
    if not sheet.carers:
        return Box(
            "Carers of the next 24 hours",
            (Text((plain("No carer has a visit in this copy of the rota."),)),),
            edge="none",
        )
    rows = (
        (
            cell((bold(each.name),), style=FINE_NAME),
            cell(_phone(each.phone), style=FINE_NAME),
            cell((plain(each.area),) if each.area else (plain("–"),)),
            cell((plain(str(each.visits)),)),
            cell((plain(f"{day_and_clock(each.first)} to {day_and_clock(each.last)}"),)),
            ROOM,
        )
        for each in sheet.carers
    )
    heads = head("Carer", "Phone", "Area", "Visits", "First and last", "Reached at")
    table = Table((None, 34, 27, 12, 41, 22), (heads, *rows), "grid")
    return Box("Carers of the next 24 hours", (table,), edge="none")


def _phone(phone: str | None) -> Runs:
    return (bold(phone),) if phone else (NOT_RECORDED,)


def _people(sheet: ContactSheet) -> Box:
    if not sheet.people:
        return Box(
            "People, and whom to ring for them", (Text((plain("Nobody is in this copy."),)),), edge="none"
        )
    rows = (_person(each, sheet.printed_at) for each in sheet.people)
    heads = head("Person", "At home", "Whom to ring, in order", "GP")
    table = Table((44, 23, None, 33), (heads, *rows), "grid")
    return Box("People, and whom to ring for them", (table,), edge="none")


def _person(each: ToRing, printed_at: datetime) -> tuple[Cell, ...]:
    person, hide = each.person, code_hider(each.person)
    summary = person.summary
    ring = (*told(each.told), *_contacts(person, hide))
    gp: tuple[Runs, ...] = (
        ((plain(hide(summary.gp.name)),), _phone(summary.gp.phone)) if summary.gp else ((NOT_RECORDED,),)
    )
    whose = who(person, local(printed_at).date())
    return whose, cell(_phone(summary.phone)), cell(*ring), cell(*gp)


def _contacts(person: Person, hide: Hide) -> Iterator[Runs]:
    listed = person.summary.contacts
    for place, contact in enumerate(listed.items, 1):
        who = ", ".join(
            filter(None, (contact.name, contact.role, "has a key" if contact.key_holder else None))
        )
        yield (bold(f"{place} "), *_phone(contact.phone), plain(f" {hide(who)}, "), *_may_be_told(contact))
    if not listed.items:
        yield (plain("No contacts in the record."),) if listed.state == "none" else (NOT_RECORDED,)


def _may_be_told(contact: Contact) -> Runs:
    if contact.may_be_told is None:
        return (plain("may be told: not recorded"),)
    return (plain("may be told"),) if contact.may_be_told else (bold("MAY NOT BE TOLD"),)


def _services(sheet: ContactSheet) -> Box:
    services = sheet.services()
    if not services:
        return Box("Services", (Text((plain("Services "), NOT_RECORDED)),), edge="none")
    hide = _hide_all(sheet)
    rows = (
        (cell((plain(hide(name)),)), cell((bold(phone),)), cell((plain(str(number)),)), ROOM)
        for name, phone, number in services
    )
    table = Table(
        (None, 34, 20, 40), (head("Service", "Phone", "People", "Rung at, spoke to"), *rows), "grid"
    )
    return Box("Services, the most used first", (table,), edge="none")


def _hide_all(sheet: ContactSheet) -> Hide:
    """Return what takes the entry codes of anybody on the list out of a shared line."""
    coded = Person(
        "", "", "", entry_codes=tuple(code for each in sheet.people for code in each.person.entry_codes)
    )
    return code_hider(coded)


def must_say(sheet: ContactSheet) -> MustSay:
    """Return what the pages must say: taken from the data, not from the page's description."""
    carers = tuple(
        (f"the number of {each.name}", f"{each.name} {each.phone or 'NOT RECORDED'}") for each in sheet.carers
    )
    people = tuple(fact for each in sheet.people for fact in _facts(each, sheet.printed_at))
    told_facts = tuple(
        ("what was told", code_hider(each.person)(one.what)) for each in sheet.people for one in each.told
    )
    pairs = (*carers, *people)
    own = " ".join(said for _, said in (*pairs, *told_facts)) + OWN_NUMBERS
    own += " ".join(phone for _, phone, _ in sheet.services())
    never = tuple(codes_to_miss((each.person for each in sheet.people), own))
    return MustSay("the contact sheet", on_every_page(sheet), told_facts, never, pairs)


def _facts(each: ToRing, printed_at: datetime) -> Iterator[tuple[str, str]]:
    person, hide = each.person, code_hider(each.person)
    summary = person.summary
    whose = who_must_be_said(person, local(printed_at).date())
    phone = summary.phone or "NOT RECORDED"
    yield f"the number of {names.short_name(person)}", f"{whose} {phone}"
    for contact in summary.contacts.items:
        who = ", ".join(
            filter(None, (contact.name, contact.role, "has a key" if contact.key_holder else None))
        )
        yield f"the number of {contact.name}", f"{contact.phone or 'NOT RECORDED'} {hide(who)}"
    if summary.gp:
        yield (
            f"the number of {summary.gp.name}",
            f"{hide(summary.gp.name)} {summary.gp.phone or 'NOT RECORDED'}",
        )


def described(sheet: ContactSheet) -> tuple[Document, MustSay]:
    """Return the pages of a contact sheet, and what they must say."""
    return describe(sheet), must_say(sheet)
