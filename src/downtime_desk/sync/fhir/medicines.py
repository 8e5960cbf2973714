"""Medicines: what a MedicationStatement or a MedicationRequest says is taken, and how."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

import msgspec

from downtime_desk.people.summary import Alert, Medicine
from downtime_desk.sync.fhir import EXTENSION
from downtime_desk.sync.fhir.dosage import Taken, taken
from downtime_desk.sync.fhir.elements import (
    Concept,
    Dosage,
    Extension,
    Medication,
    MedicationRequest,
    MedicationStatement,
)
from downtime_desk.sync.fhir.parts import NOT_STATED, LeftOut, Says, SaysNone
from downtime_desk.sync.fhir.words import codes, concept, day, extension, target, understood
from downtime_desk.sync.strict import Unreadable

NO_KNOWN_MEDICINE = frozenset({"787481004", "no-known-medications"})
NOT_TAKEN = frozenset(
    {"completed", "entered-in-error", "stopped", "on-hold", "not-taken", "cancelled", "draft"}
)
ONLY_SUGGESTED = frozenset({"proposal", "option"})
_SAYS_NOTHING = Extension()
UNSURE = "The main system does not say whether this is still taken."

Support = Literal["administer", "assist", "prompt", "self"]
_SUPPORT: dict[str, Support] = {
    "administer": "administer",
    "assist": "assist",
    "prompt": "prompt",
    "self": "self",
}

_medication = msgspec.json.Decoder(Medication)


class FoundMedicine(msgspec.Struct, frozen=True, gc=False):
    """A medicine, with what is needed to name it and to see that two records speak of the same.

    A medicine without a name of its own is named by the Medication at `reference`; `orders` are the orders a
    statement rests on.
    """

    key: str
    medicine: Medicine
    reference: str | None = None
    orders: tuple[str, ...] = ()


Found = Says[FoundMedicine] | Says[Alert] | SaysNone | LeftOut


def statement(resource: MedicationStatement, aliases: Mapping[str, str]) -> Found:
    """Return what a medication statement says."""
    understood(resource, *resource.dosage)
    if resource.status in NOT_TAKEN:
        return LeftOut("medicines that are not taken now")
    on = day(resource.date_asserted) or day(resource.effective_date_time)
    if stated := _stated(resource.medication_codeable_concept, on):
        return stated
    name, reference = _name(resource, aliases)
    rests_on = (target(each, aliases) for each in (*resource.based_on, *resource.derived_from))
    sure = resource.status in {"active", "intended"}
    return Says(
        FoundMedicine(
            f"MedicationStatement/{resource.id}",
            _medicine(name, resource, resource.dosage, None if sure else UNSURE),
            reference,
            tuple(each for each in rests_on if each),
        ),
        on,
    )


def request(resource: MedicationRequest, aliases: Mapping[str, str]) -> Found:
    """Return what a medication request says; an order not to give a medicine is an alert."""
    understood(resource, *resource.dosage_instruction)
    if resource.status in NOT_TAKEN:
        return LeftOut("medicines that are not taken now")
    if resource.intent in ONLY_SUGGESTED:
        return LeftOut("medicines that are only suggested")
    on = day(resource.authored_on)
    if stated := _stated(resource.medication_codeable_concept, on):
        return stated
    name, reference = _name(resource, aliases)
    if resource.do_not_perform:
        if not name:
            raise Unreadable("it says that a medicine must not be given, and not which")
        return Says(Alert("Do not give", name), on)
    return Says(
        FoundMedicine(
            f"MedicationRequest/{resource.id}",
            _medicine(
                name, resource, resource.dosage_instruction, None if resource.status == "active" else UNSURE
            ),
            reference,
        ),
        on,
    )


def named(found: FoundMedicine, medications: Mapping[str, str]) -> Medicine | None:
    """Return the medicine under its name, looked up where it is given elsewhere; None when there is none."""
    if found.medicine.name:
        return found.medicine
    name = medications.get(found.reference or "", "")
    return msgspec.structs.replace(found.medicine, name=name) if name else None


def medication_words(resource: Medication) -> str | None:
    """Return the name a Medication gives."""
    understood(resource)
    return concept(resource.code)


def _stated(said: Concept | None, on: date | None) -> SaysNone | LeftOut | None:
    named = codes(said)
    if named & NO_KNOWN_MEDICINE:
        return SaysNone(on)
    return LeftOut("statements that medicines are not recorded") if named & NOT_STATED else None


def _name(
    resource: MedicationStatement | MedicationRequest, aliases: Mapping[str, str]
) -> tuple[str, str | None]:
    """Return the name given here, or an empty one and the reference to look it up by."""
    reference = resource.medication_reference
    given = concept(resource.medication_codeable_concept)
    if not given and reference and (reference.reference or "").startswith("#"):
        given = _contained(resource.contained, (reference.reference or "")[1:])
    if not given and reference:
        given = reference.display
    elsewhere = None if given else target(reference, aliases)
    if not given and not elsewhere:
        raise Unreadable("it does not name the medicine")
    return given or "", elsewhere


def _contained(contained: Sequence[msgspec.Raw], id_: str) -> str | None:
    for raw in contained:
        inside = _medication.decode(raw)
        if inside.id == id_:
            return medication_words(inside)
    return None


def _medicine(
    name: str,
    resource: MedicationStatement | MedicationRequest,
    dosages: tuple[Dosage, ...],
    unsure: str | None,
) -> Medicine:
    how = taken(dosages)
    critical = extension(resource, f"{EXTENSION}time-critical")
    support = extension(resource, f"{EXTENSION}support")
    return Medicine(
        name=name,
        dose=how.dose,
        route=how.route,
        times=how.times,
        time_critical=critical is not None,
        window_minutes=_part(critical, "windowMinutes").value_integer,
        if_late=_part(critical, "ifLate").value_string,
        if_missed=_part(critical, "ifMissed").value_string,
        support=_SUPPORT.get(support.value_code or "") if support else None,
        as_needed=how.as_needed,
        instructions=_instructions(how, unsure),
        days=how.days,
    )


def _instructions(how: Taken, unsure: str | None) -> str | None:
    return "; ".join(part for part in (how.instructions, unsure) if part) or None


def _part(said: Extension | None, url: str) -> Extension:
    for each in said.extension if said else ():
        if each.url == url:
            return each
    return _SAYS_NOTHING
