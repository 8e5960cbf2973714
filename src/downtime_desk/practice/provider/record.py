"""Turns a person into the FHIR R4 resources a main system would hold about them."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from downtime_desk.practice.provider.care import SNOMED
from downtime_desk.practice.provider.person import Allergy, Contact, Medicine, Person
from downtime_desk.practice.provider.shapes import (
    ABSENT,
    CLINICAL,
    LOCAL_ID,
    NHS_NUMBER,
    OURS,
    SNOMED_CT,
    Resource,
    ago,
    coded,
    extension,
    phones,
    refer,
    without_blanks,
)

LANGUAGES = {
    "English": "en",
    "Welsh": "cy",
    "Polish": "pl",
    "Punjabi": "pa",
    "Urdu": "ur",
    "Gujarati": "gu",
    "Bengali": "bn",
    "Tamil": "ta",
    "Cantonese": "yue",
}

UNKNOWN_ALLERGIES = coded(ABSENT, "no-allergy-info", "No information about allergies")
NO_KNOWN_ALLERGIES = coded(SNOMED_CT, "716186003", "No known allergies")
NO_KNOWN_MEDICINES = coded(ABSENT, "no-known-medications", "No known medicines")


def record(person: Person, person_id: str, practice_id: str, today: date) -> Iterator[Resource]:
    """Yield everything recorded about a person, the Patient first."""
    yield _patient(person, person_id, practice_id)
    yield from _related(person, person_id)
    yield from _allergies(person, person_id, today)
    yield from _medicines(person, person_id)
    yield from _flags(person, person_id)
    yield from _conditions(person, person_id)
    yield from _consent(person, person_id, today)
    yield from _observations(person, person_id, today)
    yield from _care_team(person, person_id)


def _patient(person: Person, person_id: str, practice_id: str) -> Resource:
    number = {"system": NHS_NUMBER, "value": person.nhs_number}
    return without_blanks(
        {
            "resourceType": "Patient",
            "id": person_id,
            "identifier": [number, {"system": LOCAL_ID, "value": f"HL{person_id[1:]}"}],
            "extension": [extension("no-contacts", "Boolean", True)] if person.contacts == () else [],
            "active": True,
            "name": list(_names(person)),
            "telecom": phones(person.phone),
            "gender": person.gender,
            "birthDate": person.born.isoformat() if person.born else None,
            "address": [_address(person)],
            "contact": [_contact(contact) for contact in _written_on_patient(person)],
            "communication": [
                {"language": coded("urn:ietf:bcp:47", LANGUAGES[person.language], person.language)}
            ],
            "generalPractitioner": [refer("Organization", practice_id)],
        }
    )


def _names(person: Person) -> Iterator[Resource]:
    if person.one_word_name:
        yield {"use": "official", "text": person.given}
        return
    yield without_blanks(
        {
            "use": "official",
            "family": person.family,
            "given": person.given.split(),
            "prefix": [person.title] if person.title else [],
        }
    )
    if person.known_as:
        yield {"use": "nickname", "given": [person.known_as]}


def _address(person: Person) -> Resource:
    return without_blanks(
        {
            "use": "home",
            "line": person.address.split(", "),
            "postalCode": person.postcode,
            "extension": [extension("directions", "String", person.directions)] if person.directions else [],
        }
    )


def _written_on_patient(person: Person) -> tuple[Contact, ...]:
    """Return the contacts kept on the Patient itself, as older records have them: those of a few people."""
    return (person.contacts or ()) if _keeps_contacts_on_patient(person) else ()


def _keeps_contacts_on_patient(person: Person) -> bool:
    return person.nhs_number.endswith("5")


def _relationship(contact: Contact) -> list[Resource]:
    concept: Resource = {"text": contact.relation}
    if contact.key_holder:
        concept["coding"] = [{"system": f"{OURS}/CodeSystem/relationship", "code": "key-holder"}]
    return [concept]


def _may_be_told(contact: Contact) -> list[Resource]:
    if contact.may_be_told is None:
        return []
    return [extension("may-be-told", "Boolean", contact.may_be_told)]


def _contact(contact: Contact) -> Resource:
    return without_blanks(
        {
            "extension": _may_be_told(contact),
            "relationship": _relationship(contact),
            "name": {"family": contact.family, "given": [contact.given]},
            "telecom": phones(contact.phone, "mobile"),
        }
    )


def _related(person: Person, person_id: str) -> Iterator[Resource]:
    if person.contacts is None or _keeps_contacts_on_patient(person):
        return
    for order, contact in enumerate(person.contacts, 1):
        yield without_blanks(
            {
                "resourceType": "RelatedPerson",
                "id": f"{person_id}-contact-{order}",
                "extension": [extension("ring-order", "Integer", order), *_may_be_told(contact)],
                "active": True,
                "patient": refer("Patient", person_id),
                "relationship": _relationship(contact),
                "name": [{"family": contact.family, "given": [contact.given]}],
                "telecom": phones(contact.phone, "mobile"),
            }
        )


def _allergies(person: Person, person_id: str, today: date) -> Iterator[Resource]:
    if person.allergies_asked_nobody_knew:
        yield _allergy(person_id, 1, UNKNOWN_ALLERGIES, ago(today, 90))
    if person.allergies == ():
        yield _allergy(person_id, 1, NO_KNOWN_ALLERGIES, ago(today, 200))
    for place, allergy in enumerate(person.allergies or (), 1):
        kept = _allergy(person_id, place, {"text": allergy.substance}, ago(today, allergy.recorded))
        yield without_blanks(
            {
                **kept,
                "criticality": "high" if allergy.high_risk else "low",
                "reaction": [_reaction(allergy)] if allergy.reaction else [],
            }
        )


def _allergy(person_id: str, place: int, code: Resource, recorded: str) -> Resource:
    return {
        "resourceType": "AllergyIntolerance",
        "id": f"{person_id}-allergy-{place}",
        "clinicalStatus": coded(f"{CLINICAL}/allergyintolerance-clinical", "active"),
        "verificationStatus": coded(f"{CLINICAL}/allergyintolerance-verification", "confirmed"),
        "code": code,
        "patient": refer("Patient", person_id),
        "recordedDate": recorded,
    }


def _reaction(allergy: Allergy) -> Resource:
    return without_blanks({"manifestation": [{"text": allergy.reaction}], "severity": allergy.severity})


def _medicines(person: Person, person_id: str) -> Iterator[Resource]:
    if person.medicines == ():
        yield _medicine(person_id, 1, NO_KNOWN_MEDICINES)
    for place, medicine in enumerate(person.medicines or (), 1):
        yield {
            **_medicine(person_id, place, {"text": medicine.name}),
            "extension": list(_medicine_extensions(medicine)),
            "dosage": [_dosage(medicine)],
        }


def _medicine(person_id: str, place: int, concept: Resource) -> Resource:
    return {
        "resourceType": "MedicationStatement",
        "id": f"{person_id}-medicine-{place}",
        "status": "active",
        "medicationCodeableConcept": concept,
        "subject": refer("Patient", person_id),
    }


def _medicine_extensions(medicine: Medicine) -> Iterator[Resource]:
    yield extension("support", "Code", medicine.support)
    if medicine.window is None:
        return
    parts: list[Resource] = [{"url": "windowMinutes", "valueInteger": medicine.window}]
    if medicine.if_late:
        parts.append({"url": "ifLate", "valueString": medicine.if_late})
    if medicine.if_missed:
        parts.append({"url": "ifMissed", "valueString": medicine.if_missed})
    yield {"url": f"{OURS}/StructureDefinition/time-critical", "extension": parts}


def _dosage(medicine: Medicine) -> Resource:
    said = f"{medicine.dose} {medicine.route}".strip()
    times = [f"{time}:00" for time in medicine.times]
    dose = _dose_quantity(medicine.dose)
    return without_blanks(
        {
            "text": medicine.instructions or said,
            "timing": {"repeat": {"timeOfDay": times}} if times else {},
            "asNeededBoolean": True if medicine.as_needed else None,
            "route": {"text": medicine.route},
            "doseAndRate": [{"doseQuantity": dose}] if dose else [],
        }
    )


def _dose_quantity(dose: str) -> Resource:
    amount, _, unit = dose.partition(" ")
    try:
        value = float(amount)
    except ValueError:
        return {}
    return {"value": int(value) if value.is_integer() else value, "unit": unit}


def _flags(person: Person, person_id: str) -> Iterator[Resource]:
    for place, alert in enumerate(person.alerts, 1):
        yield _flag(person_id, f"alert-{place}", {"text": alert})
    for place, entry_code in enumerate(person.entry_codes, 1):
        kept = _flag(person_id, f"entry-{place}", coded(f"{OURS}/CodeSystem/flag", "entry-code", entry_code))
        restricted = {"system": f"{CLINICAL}/v3-Confidentiality", "code": "R"}
        yield {**kept, "meta": {"security": [restricted]}}


def _flag(person_id: str, name: str, code: Resource) -> Resource:
    return {
        "resourceType": "Flag",
        "id": f"{person_id}-{name}",
        "status": "active",
        "code": code,
        "subject": refer("Patient", person_id),
    }


def _conditions(person: Person, person_id: str) -> Iterator[Resource]:
    for place, words in enumerate(person.conditions, 1):
        known = SNOMED.get(words)
        yield {
            "resourceType": "Condition",
            "id": f"{person_id}-condition-{place}",
            "clinicalStatus": coded(f"{CLINICAL}/condition-clinical", "active"),
            "verificationStatus": coded(f"{CLINICAL}/condition-ver-status", "confirmed"),
            "code": coded(SNOMED_CT, known, words) if known else {"text": words},
            "subject": refer("Patient", person_id),
        }


def _consent(person: Person, person_id: str, today: date) -> Iterator[Resource]:
    if person.cpr is None:
        return
    provision: Resource = {"type": "deny"}
    if person.cpr.review_in is not None:
        review = today + timedelta(days=person.cpr.review_in)
        provision["period"] = {"start": ago(today, person.cpr.dated), "end": review.isoformat()}
    yield {
        "resourceType": "Consent",
        "id": f"{person_id}-cpr",
        "extension": [extension("form-location", "String", person.cpr.where)],
        "status": "active",
        "scope": coded(f"{CLINICAL}/consentscope", "adr"),
        "category": [{"text": person.cpr.form}],
        "patient": refer("Patient", person_id),
        "dateTime": ago(today, person.cpr.dated),
        "policyRule": {"text": "Decision recorded on the signed form, which alone is valid"},
        "provision": provision,
    }


def _observations(person: Person, person_id: str, today: date) -> Iterator[Resource]:
    said: dict[str, tuple[str, Any]] = {
        "carers-needed": ("Integer", person.carers),
        "transfer": ("String", person.transfer),
        "equipment": ("String", person.equipment),
        "food-level": ("Integer", person.food_level),
        "drink-level": ("Integer", person.drink_level),
        "eating": ("String", person.eating),
        "communication": ("String", person.communication),
        "capacity": ("String", person.capacity),
        "lives-alone": ("Boolean", person.lives_alone),
        "can-summon-help": ("Boolean", person.can_summon_help),
        "if-late-or-missed": ("String", person.if_late_or_missed),
        "what-matters": ("String", person.what_matters),
    }
    for name, (kind, value) in said.items():
        if value not in (None, ""):
            yield {**_observation(person_id, name, ago(today, person.reviewed)), f"value{kind}": value}
    yield {
        **_observation(person_id, "priority", ago(today, person.reviewed)),
        "performer": [{"display": person.reviewer}],
        "valueCodeableConcept": coded(f"{OURS}/CodeSystem/priority", person.level, "; ".join(person.reasons)),
    }


def _observation(person_id: str, name: str, effective: str) -> Resource:
    return {
        "resourceType": "Observation",
        "id": f"{person_id}-{name}",
        "status": "final",
        "code": coded(f"{OURS}/CodeSystem/summary", name),
        "subject": refer("Patient", person_id),
        "effectiveDateTime": effective,
    }


def _care_team(person: Person, person_id: str) -> Iterator[Resource]:
    if not person.services:
        return
    yield {
        "resourceType": "CareTeam",
        "id": f"{person_id}-team",
        "status": "active",
        "subject": refer("Patient", person_id),
        "participant": [
            {
                "extension": [extension("phone", "String", service.phone)],
                "role": [{"text": service.role}],
                "member": {"display": service.name},
            }
            for service in person.services
        ],
    }
