"""One person out of all the rows that speak of them: an export may have a row for each allergy, or a file for each matter.

What one row leaves blank another may say, and lists are put together. What two rows say differently is kept as the first
said it, and the person's summary says so. Rows that are not even of one person are never mixed.
"""

from typing import Any, Final

from msgspec.structs import asdict, replace

from downtime_desk.people.summary import Alert, Listed, Person, Summary
from downtime_desk.sync.files.profiles import FIELDS

NOT_ALL_READ: Final = "Not all read"
SOMEBODY_ELSE: Final = "another row of this id has another family name, date of birth or NHS number"
_STATES = {"allergies": "Allergies", "medicines": "Medicines", "conditions": "Conditions"}
_WORDS = {
    name: FIELDS.get(f"person.{name}", "").removeprefix("Person: ") for name in Summary.__struct_fields__
}
_WORDS |= {
    "family": "family name",
    "given": "given name",
    "local_id": "local number",
    "cpr": "DNACPR",
    "gp": "GP",
}


def is_somebody_else(one: Person, other: Person) -> bool:
    """Return whether two rows under one id cannot be of the same person."""
    if one.family.casefold() != other.family.casefold():
        return True
    both = ((one.born, other.born), (one.nhs_number, other.nhs_number))
    return any(first and second and first != second for first, second in both)


def marked(person: Person) -> Person:
    """Return a person whose other rows were left out, with an alert that says so."""
    return _with_alert(person, Alert(NOT_ALL_READ, f"{SOMEBODY_ELSE}. Ask before relying on this."))


def together(first: Person, second: Person) -> tuple[Person, str | None]:
    """Return one person out of two rows, and in words what the two do not agree on."""
    differ: list[str] = []
    own = {
        name: _either(name, one, getattr(second, name), differ)
        for name, one in asdict(first).items()
        if name not in {"summary", "entry_codes"}
    }
    told = {
        name: _either(name, one, getattr(second.summary, name), differ)
        for name, one in asdict(first.summary).items()
        if name != "has_entry_code"
    }
    alerts: Listed[Alert] = told["alerts"]
    for name, title in _STATES.items():
        if told[name].state == "none" and any(_spoils(each, title) for each in alerts.items):
            told[name] = Listed()
    codes = tuple(dict.fromkeys((*first.entry_codes, *second.entry_codes)))
    summary = Summary(**told, has_entry_code=bool(codes))
    made = Person(**own, summary=summary, entry_codes=codes)
    if not differ:
        return made, None
    said = ", ".join(differ)
    doubt = Alert("Check this record", f"The main system’s export has two answers for: {said}.")
    return _with_alert(
        made, doubt
    ), f"it came in several rows that do not agree on: {said}; the first was kept"


def _either(name: str, one: Any, other: Any, differ: list[str]) -> Any:
    """Return what the two say of a field; note its name when they contradict each other."""
    if isinstance(one, Listed):
        if {one.state, other.state} == {"listed", "none"}:
            differ.append(_word(name))
        if one.state == other.state == "listed":
            return replace(one, items=tuple(dict.fromkeys((*one.items, *other.items))))
        return min(one, other, key=lambda each: ("listed", "none", "not recorded").index(each.state))
    if isinstance(one, tuple):
        return tuple(dict.fromkeys((*one, *other)))
    nothing = (None, "", getattr(Summary(), name, None))
    if one == other or other in nothing:
        return one
    if one in nothing:
        return other
    differ.append(_word(name))
    return one


def _word(name: str) -> str:
    return _WORDS.get(name) or name.replace("_", " ")


def _spoils(alert: Alert, title: str) -> bool:
    return alert.kind == NOT_ALL_READ and (alert.text or "").startswith(title)


def _with_alert(person: Person, alert: Alert) -> Person:
    items = tuple(dict.fromkeys((*person.summary.alerts.items, alert)))
    return replace(person, summary=replace(person.summary, alerts=Listed("listed", items)))
