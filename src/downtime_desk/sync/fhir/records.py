"""Records of visits that were made, out of Encounter and MedicationAdministration."""

from hashlib import blake2b
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from downtime_desk.sync.fhir.elements import Backbone, Concept, Element, Identifier, Period, Reference
from downtime_desk.sync.fhir.parts import LeftOut
from downtime_desk.sync.fhir.rota import instant
from downtime_desk.sync.fhir.words import concept, named_by
from downtime_desk.sync.looking.record import Attended, Dose, Record, Status
from downtime_desk.sync.sending.resources import FACT
from downtime_desk.sync.strict import Unreadable

STATUSES: dict[str, Status] = {
    "finished": "done",
    "in-progress": "there now",
    "arrived": "there now",
    "triaged": "there now",
    "onleave": "there now",
}
OUTCOMES = {"completed": "given", "not-done": "missed", "in-progress": "not known", "unknown": "not known"}

NOT_SAID: Final = frozenset({"meta", "text"})
"""What a server adds to a record of its own, anew whenever it likes."""


class Meta(Element, frozen=True):
    """Where a record came from and when it arrived."""

    version_id: str | None = None
    last_updated: str | None = None
    source: str | None = None


class Attending(Backbone, frozen=True):
    """A carer at a visit."""

    individual: Reference = Reference()
    period: Period = Period()


class Made(Backbone, frozen=True):
    """An Encounter, as far as it says that a visit was made."""

    id: str | None = None
    meta: Meta = Meta()
    identifier: tuple[Identifier, ...] = ()
    status: str | None = None
    subject: Reference = Reference()
    appointment: tuple[Reference, ...] = ()
    participant: tuple[Attending, ...] = ()
    period: Period = Period()


class Given(Backbone, frozen=True):
    """A MedicationAdministration."""

    id: str | None = None
    status: str | None = None
    status_reason: tuple[Concept, ...] = ()
    subject: Reference = Reference()
    context: Reference = Reference()
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    effective_date_time: str | None = None
    effective_period: Period = Period()


def made(resource: Made) -> Record | LeftOut:
    """Return the record an Encounter is. Raises `Unreadable` when it cannot be told whose it is or when."""
    status = STATUSES.get(resource.status or "")
    if status is None:
        return LeftOut("encounters of visits that were not made")
    if not resource.id:
        raise Unreadable("it has no id")
    if resource.period.start is None:
        raise Unreadable("it does not say when the visit began")
    kind, person = named_by(resource.subject.reference or "")
    arrived = instant(resource.period.start, "start")
    left = instant(resource.period.end, "end") if resource.period.end else None
    if left is not None and left < arrived:
        raise Unreadable("it ends before it starts")
    recorded = resource.meta.last_updated
    return Record(
        id=f"Encounter/{resource.id}",
        status=status,
        carers=tuple(_attended(each, resource.period) for each in resource.participant)
        or (Attended(None, None, arrived, left),),
        person=person if kind == "Patient" else None,
        visit=_visit(resource.appointment),
        version=resource.meta.version_id,
        source=_source(resource),
        recorded=instant(recorded, "time of arrival") if recorded else None,
        marks=tuple(each.value for each in resource.identifier if each.system == FACT and each.value),
    )


def seen_version(resource: dict[str, Any]) -> str:
    """Return what a person was shown of a record: its version, or a digest of all it says where none is kept."""
    version = resource.get("meta", {}).get("versionId")
    if version is not None:
        return str(version)
    said = {name: value for name, value in resource.items() if name not in NOT_SAID}
    return f"~{blake2b(msgspec.json.encode(said, order='sorted'), digest_size=8).hexdigest()}"


def made_of(resource: dict[str, Any]) -> Record | None:
    """Return the record an Encounter is, None when it is none or cannot be read."""
    try:
        found = made(msgspec.convert(resource, Made))
    except (msgspec.ValidationError, Unreadable):
        return None
    return found if isinstance(found, Record) else None


def given(resource: Given) -> Dose | LeftOut:
    """Return the dose a MedicationAdministration is."""
    if resource.status in {"entered-in-error", "stopped", "on-hold"}:
        return LeftOut("doses that were taken back")
    name = concept(resource.medication_codeable_concept)
    if name is None and resource.medication_reference is not None:
        name = resource.medication_reference.display
    if name is None:
        raise Unreadable("it does not say which medicine")
    said = resource.effective_date_time or resource.effective_period.start
    context, person = resource.context.reference, named_by(resource.subject.reference or "")[1]
    return Dose(
        name,
        _outcome(resource),
        instant(said, "time") if said else None,
        "/".join(context.split("/")[-2:]) if context else None,
        person,
    )


def _outcome(resource: Given) -> str:
    why = " ".join(filter(None, map(concept, resource.status_reason))).casefold()
    if resource.status == "not-done" and ("refus" in why or "declin" in why):
        return "refused"
    return OUTCOMES.get(resource.status or "", "not known")


def _attended(each: Attending, whole: Period) -> Attended:
    """Return who came; times that are not said for one carer are those of the visit."""
    said = each.individual
    kind, id_ = named_by(said.reference or "")
    start, end = (each.period.start, each.period.end) if each.period.start else (whole.start, whole.end)
    return Attended(
        id_ if kind == "Practitioner" else None,
        said.display or (said.reference if kind != "Practitioner" else None),
        instant(start, "start") if start else None,
        instant(end, "end") if end else None,
    )


def _visit(named: tuple[Reference, ...]) -> str | None:
    found = (named_by(each.reference or "") for each in named)
    return next((id_ for kind, id_ in found if kind == "Appointment"), None)


def _source(resource: Made) -> str | None:
    others = (each.system for each in resource.identifier if each.system and each.system != FACT)
    origin = next(others, None)
    return resource.meta.source or (urlsplit(origin).hostname or origin if origin else None)
