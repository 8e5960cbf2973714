"""What two records of one person say differently, field by field, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from downtime_desk.core.clock import long_date
from downtime_desk.people.names import full_name
from downtime_desk.people.names import nhs_number as spaced
from downtime_desk.people.summary import Allergy, Contact, Listed, Medicine, Person

NOT_RECORDED: Final = "NOT RECORDED"


@dataclass(frozen=True)
class Difference:
    """A field that the two do not say alike: its name, what the first says, what the second says."""

    field: str
    ours: str
    theirs: str

    def words(self) -> str:
        """Say both."""
        return f"{self.field}: “{self.ours}” before, “{self.theirs}” now"


def differences(ours: Person, theirs: Person) -> tuple[Difference, ...]:
    """Return what the second says otherwise than the first; empty when they agree in every field."""
    both = ((name, say(ours), say(theirs)) for name, say in FIELDS.items())
    return tuple(Difference(name, first, second) for name, first, second in both if first != second)


def _text(value: object) -> str:
    if value is None or value == "":
        return NOT_RECORDED
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _list(listed: Listed[Any], say: Callable[[Any], str]) -> str:
    if listed.state == "not recorded":
        return NOT_RECORDED
    # in which order a main system gives them says nothing
    return "; ".join(sorted(map(say, listed.items))) if listed.state == "listed" else "none, recorded as none"


def _joined(*parts: object) -> str:
    return ", ".join(str(part) for part in parts if part not in (None, "", ()))


def _allergy(each: Allergy) -> str:
    return _joined(each.substance, each.reaction, each.severity)


def _medicine(each: Medicine) -> str:
    when = " ".join(each.times)
    exact = f"exact time, within {each.window_minutes} min" if each.time_critical else ""
    days = " ".join(each.days)
    return _joined(each.name, each.dose, each.route, when, days, exact, each.support, each.instructions)


def _contact(each: Contact) -> str:
    return _joined(each.name, each.role, each.phone, "key holder" if each.key_holder else "")


def _carers(number: int | None) -> str:
    if not number:
        return ""
    return "1 carer" if number == 1 else f"{number} carers"


def _level(of: str, level: object) -> str:
    return "" if level is None else f"{of} level {level}"


def _said(parts: Iterable[object]) -> str:
    return _joined(*parts) or NOT_RECORDED


FIELDS: Final[Mapping[str, Callable[[Person], str]]] = {
    "Name": full_name,
    "Born": lambda each: long_date(each.born) if each.born else NOT_RECORDED,
    "NHS number": lambda each: spaced(each) or NOT_RECORDED,
    "Priority": lambda each: _text(each.summary.priority.level),
    "Allergies": lambda each: _list(each.summary.allergies, _allergy),
    "Medicines": lambda each: _list(each.summary.medicines, _medicine),
    "Risks": lambda each: _list(each.summary.alerts, lambda alert: _joined(alert.kind, alert.text)),
    "Conditions": lambda each: _list(each.summary.conditions, str),
    "Contacts": lambda each: _list(each.summary.contacts, _contact),
    "GP": lambda each: _contact(each.summary.gp) if each.summary.gp else NOT_RECORDED,
    "CPR decision": lambda each: _said(
        (_text(each.summary.cpr.decided), each.summary.cpr.form, each.summary.cpr.where)
    ),
    "Moving": lambda each: _said(
        (
            _carers(each.summary.mobility.carers),
            each.summary.mobility.transfer,
            each.summary.mobility.equipment,
        )
    ),
    "Eating and drinking": lambda each: _said(
        (
            _level("food", each.summary.eating.food_level),
            _level("drink", each.summary.eating.drink_level),
            each.summary.eating.text,
        )
    ),
    "Communication": lambda each: _said(
        (each.summary.communication.language, each.summary.communication.text)
    ),
    "Capacity": lambda each: _text(each.summary.capacity),
    "Lives alone": lambda each: _text(each.summary.lives_alone),
    "Address": lambda each: _said((each.summary.address, each.summary.postcode)),
    "Phone": lambda each: _text(each.summary.phone),
    "Late or missed visit": lambda each: _text(each.summary.if_late_or_missed),
}
