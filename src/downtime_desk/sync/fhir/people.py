"""A person, put together from their Patient and from everything that was said about them.

The three states are decided here and nowhere else: see `Gathered.listed`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

import msgspec

from downtime_desk.people.summary import (
    Alert,
    Allergy,
    Communication,
    Contact,
    CprDecision,
    Eating,
    EntryCode,
    Listed,
    Medicine,
    Mobility,
    Person,
    Priority,
    Summary,
)
from downtime_desk.sync.fhir import EXTENSION, NHS_NUMBER
from downtime_desk.sync.fhir.directory import Directory
from downtime_desk.sync.fhir.elements import Address, CareTeamParticipant, Patient, PatientContact
from downtime_desk.sync.fhir.made_of import Records
from downtime_desk.sync.fhir.made_of import alerts as withdrawn_alerts
from downtime_desk.sync.fhir.medicines import FoundMedicine, named
from downtime_desk.sync.fhir.observations import Statement
from downtime_desk.sync.fhir.parts import LeftOut, Says, SaysNone, without_codes
from downtime_desk.sync.fhir.words import (
    best_name,
    concept,
    day,
    extension,
    full_name,
    joined,
    name_parts,
    phone,
)
from downtime_desk.sync.strict import Unreadable

Item = TypeVar("Item")

# The section of a record so damaged that it does not say what it is.
ANY_SECTION = "Any part of this summary"

_PART_OF_A_DATE = re.compile(r"\d{4}(-\d{2})?")
_HARSHEST_FIRST = {"severe": 0, "high risk": 0, "moderate": 1, "mild": 2}


class Gathered(msgspec.Struct, Generic[Item]):
    """What was said about one section of a person's summary."""

    items: list[Item] = []
    on: date | None = None
    none_said: bool = False
    none_on: date | None = None

    def hear(self, said: Says[Item] | SaysNone) -> None:
        """Take in what one resource says."""
        if isinstance(said, SaysNone):
            self.none_said = True
            self.none_on = _later(self.none_on, said.on)
            return
        self.items.append(said.item)
        self.on = _later(self.on, said.on)

    def listed(self, items: Iterable[Item], unread: int) -> Listed[Item]:
        """Return the section in its state. None only when the source says so and all of it could be read."""
        kept = tuple(items)
        if kept:
            return Listed("listed", kept, self.on)
        if self.none_said and not unread and not self.items:
            return Listed("none", as_of=self.none_on)
        return Listed()


class Parts(msgspec.Struct):
    """Everything said about one person beside their Patient. `unread` counts, by section, what could not be;
    `gone` are records the main system had of them and has no longer."""

    allergies: Gathered[Allergy] = msgspec.field(default_factory=Gathered)
    medicines: Gathered[FoundMedicine] = msgspec.field(default_factory=Gathered)
    alerts: Gathered[Alert] = msgspec.field(default_factory=Gathered)
    conditions: Gathered[str] = msgspec.field(default_factory=Gathered)
    contacts: Gathered[tuple[int, Contact]] = msgspec.field(default_factory=Gathered)
    team: list[CareTeamParticipant] = []
    cpr: list[CprDecision] = []
    statements: dict[str, Statement] = {}
    entry_codes: list[EntryCode] = []
    unread: Counter[str] = msgspec.field(default_factory=Counter)
    made_of: Records = {}
    gone: Records = {}

    def missed(self, section: str) -> int:
        """Return how many records that belong, or may belong, to a section could not be read."""
        return self.unread[section] + self.unread[ANY_SECTION]


def _later(one: date | None, other: date | None) -> date | None:
    if one is None or other is None:
        return one or other
    return max(one, other)


def on_the_books(patient: Patient) -> LeftOut | None:
    """Return why a Patient is not somebody who receives care now; None when they are."""
    if patient.deceased_boolean or patient.deceased_date_time:
        return LeftOut("people who have died")
    if patient.active is False:
        return LeftOut("people who are not on the books")
    if any(link.type == "replaced-by" for link in patient.link):
        return LeftOut("people whose record was replaced by another")
    return None


def odd_birth_date(patient: Patient) -> bool:
    """Return whether a date of birth was given and is no date at all, not even part of one."""
    said = patient.birth_date
    return said is not None and day(said) is None and not _PART_OF_A_DATE.fullmatch(said)


def person(patient: Patient, parts: Parts, directory: Directory) -> Person:
    """Return the person. Raises `Unreadable` when there is no id or no name."""
    name = best_name(patient.name)
    family, given = name_parts(name) if name else ("", "")
    if not patient.id or not (family or given):
        raise Unreadable("it gives no name" if patient.id else "it has no id")
    directions, codes_told = without_codes(_directions(patient))
    entry_codes = (*parts.entry_codes, *codes_told)
    summary = _summary(patient, parts, directory)
    return Person(
        id=patient.id,
        family=family,
        given=given,
        title=next((each for each in name.prefix if each), None) if name else None,
        known_as=_known_as(patient),
        born=day(patient.birth_date),
        nhs_number=_nhs_number(patient),
        local_id=_local_id(patient),
        gender=patient.gender,
        version=patient.meta.version_id,
        summary=msgspec.structs.replace(summary, directions=directions, has_entry_code=bool(entry_codes)),
        entry_codes=entry_codes,
    )


def _known_as(patient: Patient) -> str | None:
    nickname = next((name for name in patient.name if name.use == "nickname"), None)
    if nickname is None:
        return None
    return next((each for each in nickname.given if each), None) or nickname.text


def _nhs_number(patient: Patient) -> str | None:
    said = next(
        (
            each.value
            for each in patient.identifier
            if each.system == NHS_NUMBER and each.value and each.use != "old"
        ),
        None,
    )
    return re.sub(r"[\s-]", "", said) if said else None


def _local_id(patient: Patient) -> str | None:
    return next((each.value for each in patient.identifier if each.system != NHS_NUMBER and each.value), None)


def _summary(patient: Patient, parts: Parts, directory: Directory) -> Summary:
    address = _address(patient.address)
    said = _Said(parts.statements)
    return Summary(
        priority=said.priority(),
        allergies=parts.allergies.listed(_harshest_first(parts.allergies.items), parts.missed("Allergies")),
        medicines=_medicines(parts, directory),
        alerts=_alerts(parts, patient),
        conditions=parts.conditions.listed(dict.fromkeys(parts.conditions.items), parts.missed("Conditions")),
        contacts=_contacts(patient, parts),
        gp=_gp(patient, directory),
        services=tuple(_services(parts, directory)),
        cpr=_cpr(parts),
        mobility=Mobility(said.number("carers-needed"), said.words("transfer"), said.words("equipment")),
        eating=Eating(said.number("food-level"), said.number("drink-level"), said.words("eating")),
        communication=Communication(_language(patient), said.words("communication")),
        capacity=said.words("capacity"),
        lives_alone=said.yes_or_no("lives-alone"),
        can_summon_help=said.yes_or_no("can-summon-help"),
        address=_address_words(address),
        postcode=address.postal_code if address else None,
        phone=phone(patient.telecom),
        if_late_or_missed=said.words("if-late-or-missed"),
        what_matters=said.words("what-matters"),
    )


@dataclass(frozen=True)
class _Said:
    """The statements of the summary, by kind; None is not recorded."""

    statements: dict[str, Statement]

    def number(self, about: str) -> int | None:
        value = self._value(about)
        return value if isinstance(value, int) else None

    def words(self, about: str) -> str | None:
        value = self._value(about)
        return value if isinstance(value, str) else None

    def yes_or_no(self, about: str) -> bool | None:
        value = self._value(about)
        return value if isinstance(value, bool) else None

    def priority(self) -> Priority:
        value = self._value("priority")
        return value if isinstance(value, Priority) else Priority()

    def _value(self, about: str) -> object:
        found = self.statements.get(about)
        return found.value if found else None


def _harshest_first(allergies: Iterable[Allergy]) -> list[Allergy]:
    once = dict.fromkeys(allergies)
    return sorted(
        once, key=lambda each: (_HARSHEST_FIRST.get((each.severity or "").split(":")[0], 1), each.substance)
    )


def _medicines(parts: Parts, directory: Directory) -> Listed[Medicine]:
    ordered = {order for found in parts.medicines.items for order in found.orders}
    every = (
        named(found, directory.medications) for found in parts.medicines.items if found.key not in ordered
    )
    once = dict.fromkeys(each for each in every if each)
    items = sorted(once, key=lambda each: (not each.time_critical, each.name.casefold()))
    listed = parts.medicines.listed(parts.medicines.items, parts.missed("Medicines"))
    return Listed(
        listed.state if items or listed.state == "none" else "not recorded", tuple(items), listed.as_of
    )


def _alerts(parts: Parts, patient: Patient) -> Listed[Alert]:
    notes = tuple(_notes(parts, patient))
    listed = parts.alerts.listed(dict.fromkeys(parts.alerts.items), parts.missed("Alerts"))
    if not notes:
        return listed
    if listed.state != "listed":
        notes = (*notes, Alert("Alerts", "Otherwise not recorded in the main system's copy."))
    return Listed("listed", (*notes, *listed.items), listed.as_of)


def _notes(parts: Parts, patient: Patient) -> Iterator[Alert]:
    """Yield what a carer must know about the copy itself, so that a gap in it is never taken for "none"."""
    for section, number in sorted(parts.unread.items()):
        entries = "1 entry" if number == 1 else f"{number} entries"
        yield Alert(
            "Not all read",
            f"{section}: {entries} in the main system could not be read. Ask before relying on this.",
        )
    yield from withdrawn_alerts(parts.gone)
    if _marked(patient):
        yield Alert("Check this record", "The main system marks it in a way that could not be read.")
    for section, gathered in (
        ("Allergies", parts.allergies),
        ("Medicines", parts.medicines),
        ("Conditions", parts.conditions),
    ):
        if gathered.none_said and gathered.items:
            yield Alert(
                "Check this record", f"{section}: the main system lists some and also says there are none."
            )


def _marked(patient: Patient) -> bool:
    parts = (patient, *patient.contact, *patient.communication, *patient.link)
    return bool(patient.implicit_rules) or any(part.modifier_extension for part in parts)


def _contacts(patient: Patient, parts: Parts) -> Listed[Contact]:
    own = [contact for each in patient.contact if (contact := _contact(each))]
    related = [contact for _, contact in sorted(parts.contacts.items, key=lambda each: each[0])]
    items = tuple(dict.fromkeys((*own, *related)))
    if items:
        return Listed("listed", items)
    stated = extension(patient, f"{EXTENSION}no-contacts")
    if stated and stated.value_boolean and not parts.missed("Contacts"):
        return Listed("none")
    return Listed()


def _contact(said: PatientContact) -> Contact | None:
    role = joined(said.relationship)
    name = full_name(said.name) or (said.organization.display if said.organization else None) or role
    if name is None:
        return None
    holds = True if role and re.search(r"key ?holder", role, re.I) else None
    told = extension(said, f"{EXTENSION}may-be-told")
    return Contact(name, role, phone(said.telecom), holds, told.value_boolean if told else None)


def _gp(patient: Patient, directory: Directory) -> Contact | None:
    for reference in patient.general_practitioner:
        found = directory.find(reference)
        if found:
            return Contact(found.name, "GP", found.phone)
    return None


def _services(parts: Parts, directory: Directory) -> Iterator[Contact]:
    for member in parts.team:
        found = directory.find(member.member) if member.member else None
        if found is None:
            continue
        number = extension(member, f"{EXTENSION}phone")
        yield Contact(found.name, joined(member.role), number.value_string if number else found.phone)


def _cpr(parts: Parts) -> CprDecision:
    """Return the latest decision; a dated form before a flag that only mentions one."""
    return max(
        parts.cpr, key=lambda each: (each.dated or date.min, each.decided is not None), default=CprDecision()
    )


def _address(addresses: Iterable[Address]) -> Address | None:
    order = {"home": 0, None: 1, "temp": 2, "work": 3}
    usable = [each for each in addresses if each.use not in {"old", "billing"}]
    return min(usable, key=lambda each: (each.period.end is not None, order.get(each.use, 4)), default=None)


def _directions(patient: Patient) -> str | None:
    address = _address(patient.address)
    said = extension(address, f"{EXTENSION}directions") if address else None
    return said.value_string if said else None


def _address_words(address: Address | None) -> str | None:
    if address is None:
        return None
    lines = (*address.line, address.city, address.district)
    return address.text or ", ".join(line for line in lines if line) or None


def _language(patient: Patient) -> str | None:
    spoken = sorted(patient.communication, key=lambda each: not each.preferred)
    return next((words for each in spoken if (words := concept(each.language))), None)
