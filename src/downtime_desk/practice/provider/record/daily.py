"""Everything else on a person's summary: risks, conditions, decisions, how they are cared for."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from downtime_desk.practice.provider.care import SNOMED
from downtime_desk.practice.provider.person import Person
from downtime_desk.practice.provider.shapes import (
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


def flags(person: Person, person_id: str) -> Iterator[Resource]:
    """Yield the risks at the door and, restricted, the entry codes."""
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


def conditions(person: Person, person_id: str) -> Iterator[Resource]:
    """Yield what the person lives with."""
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


def consent(person: Person, person_id: str, today: date) -> Iterator[Resource]:
    """Yield what was decided about resuscitation, if anybody wrote it down."""
    if person.cpr is None:
        return
    provision: Resource = {"type": "permit" if person.cpr.attempt else "deny"}
    if person.cpr.review_in is not None:
        review = today + timedelta(days=person.cpr.review_in)
        provision["period"] = {"start": ago(today, person.cpr.dated), "end": review.isoformat()}
    yield without_blanks(
        {
            "resourceType": "Consent",
            "id": f"{person_id}-cpr",
            "extension": [extension("form-location", "String", person.cpr.where)] if person.cpr.where else [],
            "status": "active",
            "scope": coded(f"{CLINICAL}/consentscope", "adr"),
            "category": [{"text": person.cpr.form}],
            "patient": refer("Patient", person_id),
            "dateTime": ago(today, person.cpr.dated),
            "policyRule": {"text": "Only the signed form is valid"},
            "provision": provision,
        }
    )


def observations(person: Person, person_id: str, today: date) -> Iterator[Resource]:
    """Yield how the person moves, eats, speaks and decides, and how soon harm comes."""
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


def care_team(person: Person, person_id: str) -> Iterator[Resource]:
    """Yield the services around the person."""
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
