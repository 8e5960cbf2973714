"""What a resource can be found by: whom it is about, its status, its code, when it is, its identifiers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Resource = dict[str, Any]

ABOUT = {
    "Communication": "encounter",
    "DetectedIssue": "implicated",
    "Encounter": "appointment",
    "PractitionerRole": "practitioner",
    "Provenance": "target",
}
"""The one other reference each type is searched by; its search parameter has the same name."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The searchable marks of a resource: `code` as `system|code`, times in milliseconds since 1970."""

    patient: str | None = None
    about: str | None = None
    status: str | None = None
    code: str | None = None
    starts: int | None = None
    ends: int | None = None
    identifiers: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> tuple[str | int | None, ...]:
        """Return the marks kept beside the resource, in the order of its columns."""
        return (self.patient, self.about, self.status, self.code, self.starts, self.ends)


def milliseconds(instant: str) -> int | None:
    """Return an instant with a zone as milliseconds since 1970; None when it is not one.

    A day without a clock time is its first instant in UTC, which finds next to nothing: a real server
    answered so, and a desk that sends bare days has to notice.
    """
    try:
        there = datetime.fromisoformat(instant)
    except ValueError:
        return None
    if there.tzinfo is None:
        there = datetime.fromisoformat(f"{there.isoformat()}+00:00")
    return int(there.timestamp() * 1000)


def marks_of(resource: Resource) -> Marks:
    """Return what a resource can be found by."""
    starts, ends = _times(resource)
    status = resource.get("status")
    return Marks(
        patient=_patient(resource),
        about=_about(resource),
        status=status if isinstance(status, str) else None,
        code=_code(resource),
        starts=starts,
        ends=ends,
        identifiers=tuple(
            (identifier.get("system", ""), identifier["value"])
            for identifier in resource.get("identifier", ())
            if "value" in identifier
        ),
    )


def _times(resource: Resource) -> tuple[int | None, int | None]:
    if resource["resourceType"] == "Appointment":
        starts = milliseconds(resource.get("start", ""))
        return starts, starts
    if resource["resourceType"] == "Encounter":
        period = resource.get("period", {})
        starts, ends = milliseconds(period.get("start", "")), milliseconds(period.get("end", ""))
        return starts, ends if ends is not None else starts
    return None, None


def _patient(resource: Resource) -> str | None:
    if resource["resourceType"] == "Appointment":
        actors = (part.get("actor", {}).get("reference", "") for part in resource.get("participant", ()))
        return next((actor for actor in actors if actor.startswith("Patient/")), None)
    about = resource.get("subject") or resource.get("patient")
    return about.get("reference") if isinstance(about, dict) else None


def _about(resource: Resource) -> str | None:
    name = ABOUT.get(resource["resourceType"])
    if name is None:
        return None
    found = resource.get(name)
    if isinstance(found, list):
        found = found[0] if found else None
    return found.get("reference") if isinstance(found, dict) else None


def _code(resource: Resource) -> str | None:
    concept = resource.get("code")
    codings = concept.get("coding") if isinstance(concept, dict) else None
    if not codings:
        return None
    return f"{codings[0].get('system', '')}|{codings[0].get('code', '')}"
