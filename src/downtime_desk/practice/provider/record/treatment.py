"""A person's allergies and medicines."""

from collections.abc import Iterator
from datetime import date

from downtime_desk.practice.provider.person import Allergy, Medicine, Person
from downtime_desk.practice.provider.shapes import (
    ABSENT,
    CLINICAL,
    OURS,
    SNOMED_CT,
    Resource,
    ago,
    coded,
    extension,
    refer,
    without_blanks,
)

UNKNOWN_ALLERGIES = coded(ABSENT, "no-allergy-info", "No information about allergies")
NO_KNOWN_ALLERGIES = coded(SNOMED_CT, "716186003", "No known allergies")
NO_KNOWN_MEDICINES = coded(ABSENT, "no-known-medications", "No known medicines")


def allergies(person: Person, person_id: str, today: date) -> Iterator[Resource]:
    """Yield the allergies, the word that there are none, or nothing when nobody wrote it down."""
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


def medicines(person: Person, person_id: str) -> Iterator[Resource]:
    """Yield the medicines, the word that there are none, or nothing."""
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
        value = float(amount.replace(",", ""))
    except ValueError:
        return {}
    return {"value": int(value) if value.is_integer() else value, "unit": unit}
