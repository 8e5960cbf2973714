"""People and carers out of rows.

A blank is not recorded. Only words that say so in full are taken as recorded as none: a bare “None” is as often
a program's word for a blank as a person's, so it is listed and the section stays not recorded.
"""

import re
from collections.abc import Callable

from msgspec.structs import replace

from downtime_desk.people.summary import (
    Alert,
    Allergy,
    Communication,
    Contact,
    CprDecision,
    EntryCode,
    Item,
    Listed,
    Medicine,
    Person,
    Priority,
    PriorityLevel,
    Summary,
)
from downtime_desk.rota.plan import Carer
from downtime_desk.sync.fhir.parts import without_codes
from downtime_desk.sync.files import values
from downtime_desk.sync.files.rows import Row
from downtime_desk.sync.files.values import Order
from downtime_desk.sync.strict import Unreadable

NONE_RECORDED = {
    "allergies": re.compile(r"(no known allerg(y|ies)|nil known|none known|nka)\.?", re.I),
    "medicines": re.compile(
        r"(no (current |regular )?(medicines|medication|medications)|nil prescribed)\.?", re.I
    ),
    "conditions": re.compile(
        r"(no known (conditions|problems|medical history)|nil known|none known)\.?", re.I
    ),
}
NO_ANSWER = re.compile(r"(none|nil|no|n/?a|not applicable|unknown|not known|tbc)\.?", re.I)
SECTION = {"allergies": "Allergies", "medicines": "Medicines", "conditions": "Conditions"}
LEVELS: dict[str, PriorityLevel] = {"red": "red", "amber": "amber", "green": "green"}
_NOT_DIGITS = re.compile(r"[\s-]")


def person(row: Row, order: Order) -> Person:
    """Return the person of a row. Raises `Unreadable` when there is no id or no name to know them by."""
    id_ = row.must("person.id", values.identity)
    if id_ is None:
        raise Unreadable("the person’s id is blank")
    family, given = name(row, "person")
    directions, codes = without_codes(row.may("person.directions", values.text))
    entry = row.may("person.entry_code", values.identity)
    alerts, told = _alerts(row)
    entry_codes = (*codes, *told, *((EntryCode("Entry", entry),) if entry else ()))
    summary = _summary(row)
    return Person(
        id_,
        family,
        given,
        title=row.may("person.title", values.text),
        known_as=row.may("person.known_as", values.text),
        born=row.may("person.born", lambda cell: values.day(cell, order)),
        nhs_number=_nhs_number(row),
        local_id=row.may("person.local_id", values.identity),
        gender=row.may("person.gender", values.text),
        summary=_with(summary, row, alerts, directions, has_entry_code=bool(entry_codes)),
        entry_codes=entry_codes,
    )


def carer(row: Row) -> Carer | None:
    """Return the carer of a row, with the id for a name when it gives none; None when it names nobody."""
    id_ = row.must("carer.id", values.identity)
    if id_ is None:
        return None
    try:
        family, given = name(row, "carer")
    except Unreadable:
        family, given = id_, ""
    return Carer(
        id_,
        family,
        given,
        phone=row.may("carer.phone", values.phone),
        role=row.may("carer.role", values.text),
        area=row.may("carer.area", values.text),
        skills=row.may("carer.skills", values.several) or (),
    )


def name(row: Row, who: str) -> tuple[str, str]:
    """Return family and given name; a whole name is parted at its comma, else at its last space."""
    family = row.must(f"{who}.family", values.text) or ""
    given = row.must(f"{who}.given", values.text) or ""
    whole = row.must(f"{who}.name", values.text) or ""
    if not family and not given and whole:
        family, comma, given = (part.strip() for part in whole.partition(","))
        if not comma:
            given, _, family = whole.rpartition(" ")
    if not family and not given:
        raise Unreadable("the name is blank")
    return family.strip(), given.strip()


def _nhs_number(row: Row) -> str | None:
    said = row.may("person.nhs_number", values.identity)
    return _NOT_DIGITS.sub("", said) if said else None


def _summary(row: Row) -> Summary:
    return Summary(
        priority=Priority(level=row.may("person.priority", _level)),
        allergies=_listed(row, "allergies", Allergy),
        medicines=_listed(row, "medicines", Medicine),
        conditions=_listed(row, "conditions", str),
        contacts=_contacts(row),
        gp=_contact(row, "gp", "GP"),
        cpr=_cpr(row),
        communication=Communication(text=row.may("person.communication", values.text)),
        capacity=row.may("person.capacity", values.text),
        lives_alone=row.may("person.lives_alone", values.yes_or_no),
        address=_joined(row, "person.address", ", "),
        postcode=row.may("person.postcode", values.text),
        phone=row.may("person.phone", values.phone),
        if_late_or_missed=row.may("person.late_or_missed", values.text),
        what_matters=_joined(row, "person.what_matters", "\n", named=True),
    )


def _alerts(row: Row) -> tuple[list[Alert], list[EntryCode]]:
    """Return the risks a row tells, and apart from them the home-entry codes somebody wrote among them."""
    alerts, codes = list[Alert](), list[EntryCode]()
    for header, said in row.each("person.alert", values.text):
        kind = header.replace("_", " ").strip().capitalize()
        words, told = without_codes(said)
        alerts.append(Alert(kind, words))
        codes += [EntryCode(kind, each.code) for each in told]
    return alerts, codes


def _with(
    summary: Summary, row: Row, alerts: list[Alert], directions: str | None, *, has_entry_code: bool
) -> Summary:
    """Return the summary with its alerts. Those that say what was not read are only known when all was."""
    alerts = alerts + [
        Alert("Not all read", f"{words}: what the file says could not be read")
        for section, words in SECTION.items()
        if row.spoiled(f"person.{section}")
    ]
    listed: Listed[Alert] = Listed("listed", tuple(alerts)) if alerts else Listed()
    return replace(summary, alerts=listed, directions=directions, has_entry_code=has_entry_code)


def _listed(row: Row, section: str, make: Callable[[str], Item]) -> Listed[Item]:
    """Return a section in its three states. Doubtful words for none are noted and leave it not recorded."""
    field = f"person.{section}"
    said = [(header, part) for header, cell in row.each(field, values.text) for part in values.several(cell)]
    items = tuple(part for _, part in said if not NONE_RECORDED[section].fullmatch(part))
    if row.spoiled(field):
        # what was read stands, and the alert says that it is not all
        sure = tuple(part for part in items if not NO_ANSWER.fullmatch(part))
        return Listed("listed", tuple(map(make, sure))) if sure else Listed()
    doubtful = [header for header, part in said if NO_ANSWER.fullmatch(part)]
    if doubtful:
        row.unread.append((field, f"column “{doubtful[0]}”: it does not say whether there are none"))
    items = tuple(part for part in items if not NO_ANSWER.fullmatch(part))
    if items:
        return Listed("listed", tuple(map(make, items)))
    return Listed("none") if said and not doubtful else Listed()


def _contacts(row: Row) -> Listed[Contact]:
    found = _contact(row, "contact", None)
    return Listed("listed", (found,)) if found else Listed()


def _contact(row: Row, which: str, role: str | None) -> Contact | None:
    said = row.may(f"person.{which}_name", values.text)
    phone = row.may(f"person.{which}_phone", values.phone)
    if said is None and phone is None:
        return None
    return Contact(said or "Name not recorded", role or row.may(f"person.{which}_role", values.text), phone)


def _cpr(row: Row) -> CprDecision:
    """Return a decision only for a yes: a no is as often a box nobody ticked."""
    if row.may("person.dnacpr", values.yes_or_no):
        return CprDecision(decided=True, form="DNACPR recorded, form not held")
    return CprDecision()


def _level(cell: str) -> PriorityLevel | None:
    said = values.text(cell)
    if said is None:
        return None
    level = LEVELS.get(said.casefold())
    if level is None:
        raise Unreadable("it is neither red, amber nor green")
    return level


def _joined(row: Row, field: str, by: str, *, named: bool = False) -> str | None:
    parts = row.each(field, values.text)
    if named and len(parts) > 1:
        return by.join(f"{header.replace('_', ' ').capitalize()}: {said}" for header, said in parts)
    return by.join(said for _, said in parts) or None
