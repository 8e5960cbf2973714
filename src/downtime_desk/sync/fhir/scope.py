"""Everything read so far that belongs together: a whole export, or one document that stands for itself."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from downtime_desk.people.summary import Alert, CprDecision, EntryCode
from downtime_desk.sync.fhir import elements as fhir
from downtime_desk.sync.fhir import medicines, parts
from downtime_desk.sync.fhir.directory import Directory
from downtime_desk.sync.fhir.elements import Reference
from downtime_desk.sync.fhir.made_of import Record
from downtime_desk.sync.fhir.observations import observation as summary_statement
from downtime_desk.sync.fhir.parts import LeftOut, Says, SaysNone
from downtime_desk.sync.fhir.people import Parts
from downtime_desk.sync.fhir.words import named_by, understood
from downtime_desk.sync.strict import Unreadable

NONE_KNOWN = "none known"
LOOKED_UP = frozenset({"Organization", "Practitioner", "PractitionerRole", "Medication"})


class Scope:
    """Patients, what was said about them, and whom they refer to."""

    def __init__(self) -> None:
        self.directory = Directory()
        self.patients: dict[str, tuple[str, fhir.Patient]] = {}
        self.practitioners: dict[str, tuple[str, fhir.Practitioner]] = {}
        self.parts: defaultdict[str, Parts] = defaultdict(Parts)
        # of what is looked up in, by `Kind/id`
        self.versions: dict[str, str | None] = {}
        self._record = "", Record("")

    def person_of(self, reference: Reference) -> str | None:
        """Return the id of the person referred to, if it is one."""
        said = reference.reference
        if not said:
            return None
        kind, id_ = named_by(self.directory.aliases.get(said, said))
        return id_ if kind == "Patient" else None

    def take(self, where: str, kind: str, raw: bytes, instead_of_id: str | None) -> LeftOut | None:
        """Take in a resource of one of `KINDS`; return why it is not shown, if it is not.

        Raises `Unreadable`, or msgspec's ValidationError, when it cannot be relied on.
        """
        decoder, hear = KINDS[kind]
        resource = decoder.decode(raw)
        if resource.id is None and instead_of_id:
            resource = msgspec.structs.replace(resource, id=instead_of_id)
        self._record = f"{kind}/{resource.id}", Record("", resource.meta.version_id)
        if kind in LOOKED_UP:
            self.versions[self._record[0]] = resource.meta.version_id
        return hear(self, where, resource)

    def _about(self, reference: Reference, words: str) -> Parts:
        """Return the parts of the person a record is about, and note that it is one of them."""
        person = self.person_of(reference)
        if person is None:
            raise Unreadable("it does not say whom it is about")
        parts = self.parts[person]
        key, record = self._record
        parts.made_of[key] = Record(words, record.version)
        return parts

    def patient(self, where: str, said: fhir.Patient) -> LeftOut | None:
        """Take a Patient in."""
        if not said.id:
            raise Unreadable("it has no id")
        self.patients[said.id] = (where, said)
        return None

    def practitioner(self, where: str, said: fhir.Practitioner) -> LeftOut | None:
        """Take a Practitioner in."""
        if not said.id:
            raise Unreadable("it has no id")
        self.practitioners[said.id] = (where, said)
        self.directory.practitioner(said)
        return None

    def role(self, _where: str, said: fhir.PractitionerRole) -> LeftOut | None:
        """Take a PractitionerRole in."""
        understood(said)
        if said.active is False:
            return LeftOut("roles that have ended")
        self.directory.role(said)
        return None

    def organization(self, _where: str, said: fhir.Organization) -> LeftOut | None:
        """Take an Organization in."""
        self.directory.organization(said)
        return None

    def medication(self, _where: str, said: fhir.Medication) -> LeftOut | None:
        """Take a Medication in, by its name."""
        words = medicines.medication_words(said)
        if words:
            self.directory.medications[f"Medication/{said.id}"] = words
        return None

    def allergy(self, _where: str, said: fhir.AllergyIntolerance) -> LeftOut | None:
        """Take an AllergyIntolerance in."""
        heard = parts.allergy(said)
        if isinstance(heard, LeftOut):
            return heard
        words = heard.item.substance if isinstance(heard, Says) else NONE_KNOWN
        self._about(said.patient, words).allergies.hear(heard)
        return None

    def condition(self, _where: str, said: fhir.Condition) -> LeftOut | None:
        """Take a Condition in."""
        heard = parts.condition(said)
        if isinstance(heard, LeftOut):
            return heard
        words = heard.item if isinstance(heard, Says) else NONE_KNOWN
        self._about(said.subject, words).conditions.hear(heard)
        return None

    def statement(self, _where: str, said: fhir.MedicationStatement) -> LeftOut | None:
        """Take a MedicationStatement in."""
        return self._medicine(said.subject, medicines.statement(said, self.directory.aliases))

    def request(self, _where: str, said: fhir.MedicationRequest) -> LeftOut | None:
        """Take a MedicationRequest in."""
        return self._medicine(said.subject, medicines.request(said, self.directory.aliases))

    def _medicine(self, subject: Reference, heard: medicines.Found) -> LeftOut | None:
        if isinstance(heard, LeftOut):
            return heard
        if isinstance(heard, SaysNone):
            self._about(subject, NONE_KNOWN).medicines.hear(heard)
        elif isinstance(heard.item, Alert):
            self._about(subject, heard.item.kind).alerts.hear(Says(heard.item, heard.on))
        else:
            words = heard.item.medicine.name or "named elsewhere"
            self._about(subject, words).medicines.hear(Says(heard.item, heard.on))
        return None

    def flag(self, _where: str, said: fhir.Flag) -> LeftOut | None:
        """Take a Flag in: an alert, a CPR decision or a home-entry code."""
        heard = parts.flag(said)
        if isinstance(heard, LeftOut):
            return heard
        about = self._about(said.subject, _words(heard.item))
        match heard.item:
            case EntryCode():
                about.entry_codes.append(heard.item)
            case CprDecision():
                about.cpr.append(heard.item)
            case Alert():
                about.alerts.hear(Says(heard.item, heard.on))
        return None

    def consent(self, _where: str, said: fhir.Consent) -> LeftOut | None:
        """Take a Consent in."""
        heard = parts.consent(said)
        if isinstance(heard, LeftOut):
            return heard
        about = self._about(said.patient, _words(heard.item))
        if isinstance(heard.item, CprDecision):
            about.cpr.append(heard.item)
        else:
            about.alerts.hear(Says(heard.item, heard.on))
        return None

    def observation(self, _where: str, said: fhir.Observation) -> LeftOut | None:
        """Take an Observation in; of two of one kind the later holds."""
        heard = summary_statement(said)
        if isinstance(heard, LeftOut):
            return heard
        statements = self._about(said.subject, heard.item.about).statements
        before = statements.get(heard.item.about)
        if before is None or heard.item.when >= before.when:
            statements[heard.item.about] = heard.item
        return None

    def related_person(self, _where: str, said: fhir.RelatedPerson) -> LeftOut | None:
        """Take a RelatedPerson in."""
        heard = parts.related_person(said)
        if isinstance(heard, LeftOut):
            return heard
        self._about(said.patient, heard.item[1].name).contacts.hear(heard)
        return None

    def care_team(self, _where: str, said: fhir.CareTeam) -> LeftOut | None:
        """Take a CareTeam in."""
        heard = parts.care_team(said)
        if isinstance(heard, LeftOut):
            return heard
        self._about(said.subject, "the team around the person").team.extend(heard.item)
        return None


def _words(said: Alert | EntryCode | CprDecision) -> str:
    """Return what a record is, in words that hold no code."""
    match said:
        case EntryCode():
            return f"entry code ({said.label})"
        case CprDecision():
            return said.form or "CPR decision"
        case Alert():
            return f"{said.kind}: {said.text}" if said.text else said.kind


def _kind(resource: type[Any], hear: Callable[[Scope, str, Any], LeftOut | None]) -> "_Kind":
    return msgspec.json.Decoder(resource), hear


_Kind = tuple[msgspec.json.Decoder[Any], Callable[[Scope, str, Any], LeftOut | None]]

# Every kind of resource that says something about people, but for visits.
KINDS: Mapping[str, _Kind] = {
    "Patient": _kind(fhir.Patient, Scope.patient),
    "Practitioner": _kind(fhir.Practitioner, Scope.practitioner),
    "PractitionerRole": _kind(fhir.PractitionerRole, Scope.role),
    "Organization": _kind(fhir.Organization, Scope.organization),
    "Medication": _kind(fhir.Medication, Scope.medication),
    "AllergyIntolerance": _kind(fhir.AllergyIntolerance, Scope.allergy),
    "Condition": _kind(fhir.Condition, Scope.condition),
    "MedicationStatement": _kind(fhir.MedicationStatement, Scope.statement),
    "MedicationRequest": _kind(fhir.MedicationRequest, Scope.request),
    "Flag": _kind(fhir.Flag, Scope.flag),
    "Consent": _kind(fhir.Consent, Scope.consent),
    "Observation": _kind(fhir.Observation, Scope.observation),
    "RelatedPerson": _kind(fhir.RelatedPerson, Scope.related_person),
    "CareTeam": _kind(fhir.CareTeam, Scope.care_team),
}
