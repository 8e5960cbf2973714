"""What can still be said about a record that cannot be read: its kind, whom it concerns, and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from downtime_desk.sync.fhir.elements import Reference
from downtime_desk.sync.fhir.observations import SUBJECTS, SUMMARY
from downtime_desk.sync.fhir.people import ANY_SECTION

SECTIONS = {
    "AllergyIntolerance": "Allergies",
    "MedicationStatement": "Medicines",
    "MedicationRequest": "Medicines",
    "Flag": "Alerts",
    "Condition": "Conditions",
    "Consent": "CPR and advance decisions",
    "RelatedPerson": "Contacts",
    "CareTeam": "Services",
}
OTHER = "Mobility, eating, communication or priority"
_PATIENT = re.compile(rb'"reference"\s*:\s*"(?:[^"]{0,500}/)?Patient/([A-Za-z0-9\-.]{1,64})')
_KIND = re.compile(rb'"resourceType"\s*:\s*"([A-Za-z]{1,40})"')
_ID = re.compile(rb'"id"\s*:\s*"([A-Za-z0-9\-.]{1,64})"')
_PATH = re.compile(r"at `\$\.?([^`]*)`")


@dataclass(frozen=True)
class Glimpse:
    """What shows of a damaged record."""

    kind: str | None
    id: str | None
    persons: set[str]
    section: str | None


def glimpse(raw: bytes) -> Glimpse:
    """Return what can be made out without trusting the record."""
    kind, id_ = (_first(pattern, raw) for pattern in (_KIND, _ID))
    persons = {found.decode() for found in _PATIENT.findall(raw)}
    if kind == "Observation" and SUMMARY.encode() not in raw:
        return Glimpse(kind, id_, persons, None)
    if kind == "Bundle" or kind is None:
        return Glimpse(kind, id_, persons, ANY_SECTION)
    section = OTHER if kind == "Observation" else SECTIONS.get(kind)
    return Glimpse(kind, id_, persons, section)


def _first(pattern: re.Pattern[bytes], raw: bytes) -> str | None:
    found = pattern.search(raw)
    return found[1].decode() if found else None


def section_of(kind: str, tree: dict[str, Any]) -> str | None:
    """Return the section of the summary a record belongs to, if it belongs to one."""
    if kind != "Observation":
        return SECTIONS.get(kind)
    said = tree.get("code")
    coding = said.get("coding") if isinstance(said, dict) else None
    for each in coding if isinstance(coding, list) else ():
        if isinstance(each, dict) and each.get("system") == SUMMARY:
            return SUBJECTS.get(str(each.get("code")), OTHER)
    return None


def references(tree: dict[str, Any]) -> Iterator[Reference]:
    """Yield whom a record says it is about, as far as that is in its usual place."""
    participants = tree.get("participant")
    actors = (
        [each.get("actor") for each in participants if isinstance(each, dict)]
        if isinstance(participants, list)
        else []
    )
    for said in (tree.get("patient"), tree.get("subject"), *actors):
        reference = said.get("reference") if isinstance(said, dict) else None
        if isinstance(reference, str):
            yield Reference(reference=reference)


def reason(why: Exception) -> str:
    """Return why a record was refused, in words and without its content."""
    if not isinstance(why, msgspec.ValidationError):
        return str(why)
    found = _PATH.search(str(why))
    part = found[1] if found and found[1] else "content"
    if "RFC3339" in str(why):
        return f"its {part} is not a date, a time and a time zone"
    return f"its {part} is not in the form FHIR gives it"
