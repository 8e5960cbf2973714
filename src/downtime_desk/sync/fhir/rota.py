"""Carers and planned visits out of Practitioner, Appointment and planned Encounter."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import msgspec

from downtime_desk.rota.plan import Carer, PlannedVisit
from downtime_desk.sync.fhir import CODES, EXTENSION
from downtime_desk.sync.fhir.directory import Role
from downtime_desk.sync.fhir.elements import (
    Appointment,
    AppointmentParticipant,
    Encounter,
    Practitioner,
    Reference,
)
from downtime_desk.sync.fhir.parts import LeftOut
from downtime_desk.sync.fhir.words import (
    best_name,
    concept,
    extension,
    joined,
    name_parts,
    named_by,
    phone,
    understood,
)
from downtime_desk.sync.strict import Unreadable

NOT_PLANNED = frozenset({"proposed", "waitlist", "entered-in-error"})
MOST_MINUTES = 31 * 24 * 60
TOLD_ONLY = "information-only"
CARER_TYPE = f"{CODES}participant"
UNREAD_MARK = "The main system marks this visit in a way that could not be read. Check before relying on it."


def carer(resource: Practitioner, roles: Iterable[Role]) -> Carer | LeftOut:
    """Return the carer a Practitioner is, with what their roles say."""
    understood(resource)
    if resource.active is False:
        return LeftOut("carers who no longer work here")
    name = best_name(resource.name)
    family, given = name_parts(name) if name else ("", "")
    if not resource.id or not (family or given):
        raise Unreadable("it gives no name" if resource.id else "it has no id")
    known = list(roles)
    return Carer(
        id=resource.id,
        family=family,
        given=given,
        phone=phone(resource.telecom) or next((role.phone for role in known if role.phone), None),
        role=next((role.title for role in known if role.title), None),
        area=next((role.area for role in known if role.area), None),
        skills=tuple(dict.fromkeys(skill for role in known for skill in role.skills)),
        version=resource.meta.version_id,
    )


def appointment(resource: Appointment, aliases: Mapping[str, str]) -> PlannedVisit | LeftOut:
    """Return the visit an Appointment plans. Raises `Unreadable` when it cannot be one."""
    if resource.status in NOT_PLANNED:
        return LeftOut("appointments that are not planned")
    if not resource.id or not resource.status:
        raise Unreadable("it has no status" if resource.id else "it has no id")
    start, end = _span(resource.start, resource.end, resource.minutes_duration)
    person, carers, needed = _who(resource.participant, aliases)
    area = extension(resource, f"{EXTENSION}area") if resource.extension else None
    return PlannedVisit(
        id=resource.id,
        person_id=person,
        start=start,
        end=end,
        status=resource.status,
        carers=carers,
        carers_needed=needed,
        service=concept(resource.service_type[0] if resource.service_type else resource.appointment_type),
        tasks=tasks(resource.patient_instruction),
        area=area.value_string if area else None,
        note=_note(resource),
        version=resource.meta.version_id,
    )


def encounter(resource: Encounter, aliases: Mapping[str, str]) -> PlannedVisit | LeftOut:
    """Return the visit a planned Encounter stands for; its id is kept apart from those of Appointments."""
    if resource.status != "planned":
        return LeftOut("encounters that are not planned visits")
    if resource.appointment:
        return LeftOut("encounters of visits that have an appointment")
    if not resource.id:
        raise Unreadable("it has no id")
    understood(resource, *resource.participant)
    start, end = _span(resource.period.start, resource.period.end)
    kind, person = _named(resource.subject, aliases)
    if kind != "Patient" or not person:
        raise Unreadable("it does not say whom it is for")
    found = (_carer_id(*_named(each.individual, aliases)) for each in resource.participant)
    carers = tuple(dict.fromkeys(who for who in found if who))
    return PlannedVisit(
        id=f"Encounter/{resource.id}",
        person_id=person,
        start=start,
        end=end,
        status="planned",
        carers=carers,
        carers_needed=max(1, len(carers)),
        service=concept(resource.service_type) or joined(resource.type[:1]),
        version=resource.meta.version_id,
    )


def _named(reference: Reference | None, aliases: Mapping[str, str]) -> tuple[str | None, str | None]:
    said = reference.reference if reference else None
    return named_by(aliases.get(said, said)) if said else (None, None)


def _span(start: str | None, end: str | None, minutes: int | None = None) -> tuple[datetime, datetime]:
    """Return from when to when, in UTC."""
    begins = instant(start, "start")
    if minutes and minutes > MOST_MINUTES:
        raise Unreadable("it is longer than a month")
    ends = begins + timedelta(minutes=minutes) if end is None and minutes else instant(end, "end")
    # whole seconds are kept
    if ends.replace(microsecond=0) < begins.replace(microsecond=0):
        raise Unreadable("it ends before it starts")
    return begins, ends


@lru_cache(maxsize=1 << 14)
def instant(said: str | None, which: str) -> datetime:
    """Return an instant in UTC. Remembered, because the visits of a rota begin at the same few times."""
    if said is None:
        raise Unreadable(f"it gives no {which}")
    try:
        there = msgspec.convert(said, datetime)
    except msgspec.ValidationError:
        raise Unreadable(f"its {which} is not a date, a time and a time zone") from None
    if there.tzinfo is None:
        raise Unreadable(f"its {which} does not say in which time zone it is")
    # a year at the end of the calendar cannot be told in another zone
    if not 1890 <= there.year <= 2199:
        raise Unreadable(f"its {which} lies in a year that cannot be right")
    return there.astimezone(UTC)


def _who(
    participants: tuple[AppointmentParticipant, ...], aliases: Mapping[str, str]
) -> tuple[str, tuple[str, ...], int]:
    """Return the person, the carers who go, and how many it takes. Who declined, or is only told of it, does not go."""
    person: str | None = None
    carers: dict[str, None] = {}
    named = asked_for = 0
    for each in participants:
        if each.type and _is_carer(each):
            asked_for += 1
        if each.actor is None or not (said := each.actor.reference):
            continue
        kind, id_ = named_by(aliases.get(said, said) if aliases else said)
        if kind == "Patient" and id_:
            if person is not None and person != id_:
                raise Unreadable("it is for more than one person")
            person = id_
        elif each.required != TOLD_ONLY and (who := _carer_id(kind, id_)) is not None:
            named += 1
            if each.status != "declined":
                carers[who] = None
    if person is None:
        raise Unreadable("it does not say whom it is for")
    return person, tuple(carers), max(asked_for, named, 1)


def _is_carer(participant: AppointmentParticipant) -> bool:
    return any(
        coding.code == "carer" and coding.system == CARER_TYPE
        for kind in participant.type
        for coding in kind.coding
    )


def named_elsewhere(carer: str) -> bool:
    """Return whether a carer is named by a role or an identifier, to be looked up when all has come."""
    return "/" in carer or "?" in carer


def _carer_id(kind: str | None, id_: str | None) -> str | None:
    """Return a practitioner's id; a role or an identifier is returned as it is, to be looked up later."""
    if kind == "Practitioner":
        return id_
    if kind == "PractitionerRole":
        return f"PractitionerRole/{id_}"
    return id_ if kind is None and id_ and id_.startswith("Practitioner?") else None


@lru_cache(maxsize=1 << 12)
def tasks(said: str | None) -> tuple[str, ...]:
    """Return what is to be done at a visit, one by one."""
    return tuple(part for each in said.split(";") if (part := each.strip())) if said else ()


def _note(resource: Appointment) -> str | None:
    said = told(resource.description, resource.comment)
    if not _marked(resource):
        return said
    return f"{UNREAD_MARK} {said}" if said else UNREAD_MARK


def told(description: str | None, comment: str | None) -> str | None:
    """Return what is to be known of a visit: its description and the comments to it, each once."""
    if description and comment and description not in comment:
        return f"{description}\n{comment}"
    return comment or description or None


def _marked(resource: Appointment) -> bool:
    if resource.implicit_rules or resource.modifier_extension:
        return True
    return any(each.modifier_extension for each in resource.participant)
