"""Turns a person into the FHIR R4 resources a main system would hold about them."""

from collections.abc import Iterator
from datetime import date

from downtime_desk.practice.provider.person import Person
from downtime_desk.practice.provider.record.daily import (
    care_team,
    conditions,
    consent,
    flags,
    observations,
)
from downtime_desk.practice.provider.record.treatment import allergies, medicines
from downtime_desk.practice.provider.record.who import patient, related
from downtime_desk.practice.provider.shapes import Resource


def record(person: Person, person_id: str, practice_id: str, today: date) -> Iterator[Resource]:
    """Yield everything recorded about a person, the Patient first."""
    yield patient(person, person_id, practice_id)
    yield from related(person, person_id)
    yield from allergies(person, person_id, today)
    yield from medicines(person, person_id)
    yield from flags(person, person_id)
    yield from conditions(person, person_id)
    yield from consent(person, person_id, today)
    yield from observations(person, person_id, today)
    yield from care_team(person, person_id)
