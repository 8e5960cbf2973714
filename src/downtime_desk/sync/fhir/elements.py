"""The elements of FHIR R4 that are read, and no others. Names are FHIR's, in Python's spelling."""

from decimal import Decimal

import msgspec


class Element(msgspec.Struct, frozen=True, gc=False, rename="camel", omit_defaults=True):
    """Any part of a resource. Written out again it never says more than was read."""


class Coding(Element, frozen=True):
    system: str | None = None
    code: str | None = None
    display: str | None = None
    user_selected: bool = False


class Concept(Element, frozen=True):
    coding: tuple[Coding, ...] = ()
    text: str | None = None


class Identifier(Element, frozen=True):
    system: str | None = None
    value: str | None = None
    use: str | None = None


class Reference(Element, frozen=True):
    reference: str | None = None
    display: str | None = None
    identifier: Identifier | None = None


class Extension(Element, frozen=True):
    url: str | None = None
    value_string: str | None = None
    value_boolean: bool | None = None
    value_integer: int | None = None
    value_code: str | None = None
    extension: tuple["Extension", ...] = ()


class Backbone(Element, frozen=True):
    """A part that may carry extensions, and ones that change its meaning."""

    extension: tuple[Extension, ...] = ()
    modifier_extension: tuple[Extension, ...] = ()


class Meta(Element, frozen=True):
    version_id: str | None = None
    last_updated: str | None = None
    security: tuple[Coding, ...] = ()


class Resource(Backbone, frozen=True):
    id: str | None = None
    meta: Meta = Meta()
    implicit_rules: str | None = None


class Period(Element, frozen=True):
    start: str | None = None
    end: str | None = None


class ContactPoint(Element, frozen=True):
    system: str | None = None
    value: str | None = None
    use: str | None = None
    rank: int | None = None
    period: Period = Period()


class HumanName(Element, frozen=True):
    use: str | None = None
    text: str | None = None
    family: str | None = None
    given: tuple[str | None, ...] = ()
    prefix: tuple[str | None, ...] = ()


class Address(Element, frozen=True):
    use: str | None = None
    text: str | None = None
    line: tuple[str | None, ...] = ()
    city: str | None = None
    district: str | None = None
    postal_code: str | None = None
    period: Period = Period()
    extension: tuple[Extension, ...] = ()


class Quantity(Element, frozen=True):
    value: Decimal | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class Range(Element, frozen=True):
    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Element, frozen=True):
    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Attachment(Element, frozen=True):
    title: str | None = None


class PatientContact(Backbone, frozen=True):
    relationship: tuple[Concept, ...] = ()
    name: HumanName | None = None
    telecom: tuple[ContactPoint, ...] = ()
    organization: Reference | None = None


class PatientCommunication(Backbone, frozen=True):
    language: Concept = Concept()
    preferred: bool = False


class PatientLink(Backbone, frozen=True):
    type: str | None = None


class Patient(Resource, frozen=True):
    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    name: tuple[HumanName, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    gender: str | None = None
    birth_date: str | None = None
    deceased_boolean: bool | None = None
    deceased_date_time: str | None = None
    address: tuple[Address, ...] = ()
    contact: tuple[PatientContact, ...] = ()
    communication: tuple[PatientCommunication, ...] = ()
    general_practitioner: tuple[Reference, ...] = ()
    link: tuple[PatientLink, ...] = ()


class RelatedPerson(Resource, frozen=True):
    active: bool | None = None
    patient: Reference = Reference()
    relationship: tuple[Concept, ...] = ()
    name: tuple[HumanName, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()


class CareTeamParticipant(Backbone, frozen=True):
    role: tuple[Concept, ...] = ()
    member: Reference | None = None


class CareTeam(Resource, frozen=True):
    status: str | None = None
    subject: Reference = Reference()
    participant: tuple[CareTeamParticipant, ...] = ()


class Reaction(Backbone, frozen=True):
    substance: Concept | None = None
    manifestation: tuple[Concept, ...] = ()
    severity: str | None = None


class AllergyIntolerance(Resource, frozen=True):
    clinical_status: Concept = Concept()
    verification_status: Concept = Concept()
    criticality: str | None = None
    code: Concept | None = None
    patient: Reference = Reference()
    recorded_date: str | None = None
    reaction: tuple[Reaction, ...] = ()


class Repeat(Element, frozen=True):
    bounds_period: Period | None = None
    bounds_duration: Quantity | None = None
    bounds_range: Range | None = None
    count: int | None = None
    frequency: int | None = None
    frequency_max: int | None = None
    period: Decimal | None = None
    period_max: Decimal | None = None
    period_unit: str | None = None
    offset: int | None = None
    time_of_day: tuple[str, ...] = ()
    day_of_week: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


class Timing(Element, frozen=True):
    event: tuple[str, ...] = ()
    repeat: Repeat = Repeat()
    code: Concept | None = None


class DoseAndRate(Element, frozen=True):
    dose_quantity: Quantity | None = None
    dose_range: Range | None = None
    rate_quantity: Quantity | None = None
    rate_ratio: Ratio | None = None


class Dosage(Backbone, frozen=True):
    text: str | None = None
    patient_instruction: str | None = None
    additional_instruction: tuple[Concept, ...] = ()
    timing: Timing = Timing()
    as_needed_boolean: bool | None = None
    as_needed_codeable_concept: Concept | None = None
    site: Concept | None = None
    route: Concept | None = None
    method: Concept | None = None
    dose_and_rate: tuple[DoseAndRate, ...] = ()
    max_dose_per_period: Ratio | None = None
    max_dose_per_administration: Quantity | None = None


class MedicationStatement(Resource, frozen=True):
    status: str | None = None
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    subject: Reference = Reference()
    based_on: tuple[Reference, ...] = ()
    derived_from: tuple[Reference, ...] = ()
    date_asserted: str | None = None
    effective_date_time: str | None = None
    dosage: tuple[Dosage, ...] = ()
    contained: tuple[msgspec.Raw, ...] = ()


class MedicationRequest(Resource, frozen=True):
    status: str | None = None
    intent: str | None = None
    do_not_perform: bool = False
    medication_codeable_concept: Concept | None = None
    medication_reference: Reference | None = None
    subject: Reference = Reference()
    authored_on: str | None = None
    dosage_instruction: tuple[Dosage, ...] = ()
    contained: tuple[msgspec.Raw, ...] = ()


class Medication(Resource, frozen=True):
    code: Concept | None = None


class Flag(Resource, frozen=True):
    status: str | None = None
    code: Concept = Concept()
    subject: Reference = Reference()


class Condition(Resource, frozen=True):
    clinical_status: Concept = Concept()
    verification_status: Concept = Concept()
    code: Concept | None = None
    subject: Reference = Reference()
    recorded_date: str | None = None


class Provision(Backbone, frozen=True):
    type: str | None = None
    period: Period = Period()
    code: tuple[Concept, ...] = ()
    provision: tuple[msgspec.Raw, ...] = ()


class Consent(Resource, frozen=True):
    status: str | None = None
    scope: Concept = Concept()
    category: tuple[Concept, ...] = ()
    patient: Reference = Reference()
    date_time: str | None = None
    source_attachment: Attachment | None = None
    provision: Provision = Provision()


class Observation(Resource, frozen=True):
    status: str | None = None
    code: Concept = Concept()
    subject: Reference = Reference()
    effective_date_time: str | None = None
    issued: str | None = None
    performer: tuple[Reference, ...] = ()
    value_string: str | None = None
    value_boolean: bool | None = None
    value_integer: int | None = None
    value_quantity: Quantity | None = None
    value_codeable_concept: Concept | None = None
    data_absent_reason: Concept | None = None


class Practitioner(Resource, frozen=True):
    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    name: tuple[HumanName, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()


class PractitionerRole(Resource, frozen=True):
    active: bool | None = None
    practitioner: Reference = Reference()
    code: tuple[Concept, ...] = ()
    specialty: tuple[Concept, ...] = ()
    location: tuple[Reference, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()


class Organization(Resource, frozen=True):
    identifier: tuple[Identifier, ...] = ()
    name: str | None = None
    telecom: tuple[ContactPoint, ...] = ()


class AppointmentParticipant(Backbone, frozen=True):
    type: tuple[Concept, ...] = ()
    actor: Reference | None = None
    required: str | None = None
    status: str | None = None


class Appointment(Resource, frozen=True):
    status: str | None = None
    service_type: tuple[Concept, ...] = ()
    appointment_type: Concept | None = None
    description: str | None = None
    start: str | None = None
    end: str | None = None
    minutes_duration: int | None = None
    comment: str | None = None
    patient_instruction: str | None = None
    participant: tuple[AppointmentParticipant, ...] = ()


class EncounterParticipant(Backbone, frozen=True):
    individual: Reference | None = None


class Encounter(Resource, frozen=True):
    status: str | None = None
    type: tuple[Concept, ...] = ()
    service_type: Concept | None = None
    subject: Reference = Reference()
    appointment: tuple[Reference, ...] = ()
    participant: tuple[EncounterParticipant, ...] = ()
    period: Period = Period()


class Section(Element, frozen=True):
    code: Concept = Concept()
    entry: tuple[Reference, ...] = ()
    empty_reason: Concept | None = None
    section: tuple["Section", ...] = ()


class Composition(Resource, frozen=True):
    status: str | None = None
    subject: Reference = Reference()
    date: str | None = None
    section: tuple[Section, ...] = ()
