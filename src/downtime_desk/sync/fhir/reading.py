"""Reading a main system's resources, one at a time, into what is staged.

A resource that cannot be read is listed and the rest comes in. The person it speaks of keeps a visible note,
and the section it belonged to can no longer read as "none".
"""

import hashlib
from collections import defaultdict
from datetime import date
from typing import Any

import msgspec

from downtime_desk.core.lean import breathing
from downtime_desk.sync.fhir import bundles, elements, people, plain, rota
from downtime_desk.sync.fhir.bundles import Entry
from downtime_desk.sync.fhir.damage import glimpse, reason, references, section_of
from downtime_desk.sync.fhir.directory import Role
from downtime_desk.sync.fhir.elements import Patient
from downtime_desk.sync.fhir.made_of import Record, pack, unpack, withdrawn
from downtime_desk.sync.fhir.medicines import named
from downtime_desk.sync.fhir.parts import LeftOut
from downtime_desk.sync.fhir.people import Parts
from downtime_desk.sync.fhir.scope import KINDS, Scope
from downtime_desk.sync.staged import Known, Rejected, Source, Staged
from downtime_desk.sync.staging import Staging
from downtime_desk.sync.strict import Unreadable, check, shallow

# Part of every digest: change it with the mapping, so that unchanged records are read anew.
# 15 bytes, because Python keeps those in a quarter less memory than 16; there is one for every visit.
MAPPING_NAME = "FHIR R4, map 3"
MAPPING = hashlib.blake2b(digest_size=15, person=MAPPING_NAME.encode())
LARGE = 64 * 1024
AT_ONCE = 100
DEEPEST = 3
VISITS = frozenset({"Appointment", "Encounter"})

Taken = tuple[str, bytes, bytes | None, str | None, int]

_appointment = msgspec.json.Decoder(elements.Appointment)
_encounter = msgspec.json.Decoder(elements.Encounter)


def read(source: Source, known: Known | None = None) -> Staged:
    """Read everything a source has. Raises Trouble when the source cannot go on; nothing is kept then."""
    reading = Reading(known or Known())
    for where, raw in breathing(source.resources()):
        reading.take(where, raw)
    return reading.finish(source)


class Reading:
    """One reading of a main system, under way."""

    def __init__(self, known: Known) -> None:
        self.staging = Staging(known)
        self.scope = Scope()
        self._known_visits = bool(known.visits)
        self._made_of = known.made_of
        self._today = known.today
        self._waiting: list[Taken] = []
        self._seen: dict[int, int] = {}
        self._to_look_up: set[str] = set()

    def take(self, where: str, raw: bytes, urn: str | None = None, depth: int = 0) -> None:
        """Take in one resource, or a Bundle of them."""
        digest = _digest(raw) if self._known_visits else None
        if digest and self.staging.seen_before(digest):
            return
        if len(raw) > LARGE or not plain.may_be(raw):
            self._with_care(where, raw, digest, urn, depth)
            return
        self._waiting.append((where, raw, digest, urn, depth))
        if len(self._waiting) >= AT_ONCE:
            self._take_waiting()

    def _take_waiting(self) -> None:
        """Take in the visits that came, before anything else is said about one."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._take_visits(waiting)

    def _take_visits(self, waiting: list[Taken]) -> None:
        """Take in visits the fast way together, or those with care that are unlike the others."""
        raws = [each[1] for each in waiting]
        digests = [each[2] or _digest(each[1]) for each in waiting]
        told = plain.visits(raws, digests, self.scope.directory.aliases)
        if told is not None:
            rows, changed = told
            self.staging.watermark = max(self.staging.watermark, changed)
            self.staging.visit_rows(rows)
        elif len(waiting) == 1:
            self._with_care(*waiting[0])
        else:
            half = len(waiting) // 2
            self._take_visits(waiting[:half])
            self._take_visits(waiting[half:])

    def _with_care(self, where: str, raw: bytes, digest: bytes | None, urn: str | None, depth: int) -> None:
        try:
            if len(raw) > LARGE and self._took_bundle(where, raw, depth):
                return
            tree = check(raw)
            kind = tree.get("resourceType")
            if kind == "Bundle" and self._took_bundle(where, raw, depth):
                return
        except Unreadable as why:
            self._damaged(self.scope, where, raw, str(why))
            return
        meta = tree.get("meta")
        if isinstance(meta, dict) and isinstance(changed := meta.get("lastUpdated"), str):
            self.staging.watermark = max(self.staging.watermark, changed)
        if kind in VISITS:
            self._take_waiting()
            self._visit(where, str(kind), raw, tree, digest)
        elif kind in KINDS:
            self._part(self.scope, where, str(kind), raw, tree, urn)
        elif isinstance(kind, str):
            self.staging.left_out[f"{kind} records"] += 1
        else:
            self._damaged(self.scope, where, raw, "it does not say what kind of record it is")

    def _took_bundle(self, where: str, raw: bytes, depth: int) -> bool:
        """Take in a Bundle; return False when it is some other kind of resource."""
        members = shallow(raw)
        if bytes(members.get("resourceType", b"")) != b'"Bundle"':
            return False
        if depth >= DEEPEST:
            raise Unreadable("it holds Bundles within Bundles without end")
        entries = list(bundles.entries(members))
        kind = bundles.kind_of(members)
        if kind == "history":
            raise Unreadable("it is a history of what was, not what is there now")
        if kind == "document":
            self._document(where, entries)
            return True
        _name_by_urn(self.scope, entries)
        for entry in entries:
            self.take(f"{where} entry {entry.number}", entry.raw, entry.urn, depth + 1)
        return True

    def _document(self, where: str, entries: list[Entry]) -> None:
        composition = next((entry for entry in entries if entry.kind == "Composition"), None)
        if composition is None:
            raise Unreadable("it is a document without a table of contents")
        check(composition.raw)
        try:
            document = bundles.document(composition.raw)
        except msgspec.ValidationError as why:
            raise Unreadable(reason(why)) from None
        scope = Scope()
        _name_by_urn(scope, entries)
        for entry in entries:
            if entry.kind is None or (entry.kind in KINDS and document.holds(entry)):
                self._document_entry(scope, f"{where} entry {entry.number}", entry)
        person = scope.person_of(document.subject)
        if person is None or person not in scope.patients:
            raise Unreadable("it is a document that does not hold the person it is about")
        document.hear_empty(scope.parts[person])
        self._person(scope, person)

    def _document_entry(self, scope: Scope, where: str, entry: Entry) -> None:
        try:
            tree = check(entry.raw)
            if entry.kind is None:
                raise Unreadable("it does not say what kind of record it is")  # noqa: TRY301 - listed below
        except Unreadable as why:
            self._damaged(scope, where, entry.raw, str(why))
            return
        self._part(scope, where, entry.kind, entry.raw, tree, entry.urn)

    def _visit(self, where: str, kind: str, raw: bytes, tree: dict[str, Any], digest: bytes | None) -> None:
        aliases = self.scope.directory.aliases
        try:
            visit = (
                rota.appointment(_appointment.decode(raw), aliases)
                if kind == "Appointment"
                else rota.encounter(_encounter.decode(raw), aliases)
            )
        except (Unreadable, msgspec.ValidationError) as why:
            self._unreadable(self.scope, where, kind, _text(tree.get("id")), why, tree)
            return
        if isinstance(visit, LeftOut):
            self.staging.left_out[visit.why] += 1
            return
        for each in visit.carers:
            if rota.named_elsewhere(each):
                self._to_look_up.add(each)
        self.staging.visit(visit, digest or _digest(raw))

    def _part(
        self, scope: Scope, where: str, kind: str, raw: bytes, tree: dict[str, Any], urn: str | None
    ) -> None:
        id_ = _text(tree.get("id")) or bundles.tail(urn)
        if scope is self.scope and id_ and self._again(where, kind, id_, raw, tree):
            return
        try:
            left_out = scope.take(where, kind, raw, id_)
        except (Unreadable, msgspec.ValidationError) as why:
            self._unreadable(scope, where, kind, id_, why, tree)
            return
        if left_out:
            self.staging.left_out[left_out.why] += 1

    def _again(self, where: str, kind: str, id_: str, raw: bytes, tree: dict[str, Any]) -> bool:
        """Return whether a resource came before; list it when it now says something else."""
        key, print_ = hash((kind, id_)), hash(raw)
        before = self._seen.get(key)
        if before is None:
            self._seen[key] = print_
            return False
        if before != print_:
            twice = Unreadable("it came twice and the two do not agree; the first was kept")
            self._unreadable(self.scope, where, kind, id_, twice, tree)
        return True

    def _unreadable(
        self, scope: Scope, where: str, kind: str, id_: str | None, why: Exception, tree: dict[str, Any]
    ) -> None:
        """List a resource that is sound JSON and cannot be relied on."""
        persons = {person for each in references(tree) if (person := scope.person_of(each))}
        self._miss(scope, Rejected(where, kind, id_, reason(why)), persons, section_of(kind, tree))

    def _damaged(self, scope: Scope, where: str, raw: bytes, words: str) -> None:
        """List something that is not even sound JSON, under what can still be made out of it."""
        seen = glimpse(raw)
        self._miss(scope, Rejected(where, seen.kind, seen.id, words), seen.persons, seen.section)

    def _miss(self, scope: Scope, what: Rejected, persons: set[str], section: str | None) -> None:
        """List what could not be read; note it on the people it speaks of; let the copy keep what it had."""
        person = next(iter(persons)) if len(persons) == 1 else None
        if what.resource_type == "Patient":
            person = what.id
            self.staging.keep_people.update(filter(None, (what.id,)))
        elif what.resource_type == "Appointment" and what.id:
            self.staging.keep_visits.add(what.id)
        elif what.resource_type == "Encounter" and what.id:
            self.staging.keep_visits.add(f"Encounter/{what.id}")
        elif section is not None:
            for each in persons:
                scope.parts[each].unread[section] += 1
                if what.id:
                    scope.parts[each].made_of[f"{what.resource_type}/{what.id}"] = Record("could not be read")
        self.staging.reject(Rejected(what.where, what.resource_type, what.id, what.reason, person))

    def finish(self, source: Source) -> Staged:
        """Put people together and return everything that was read."""
        self._take_waiting()
        self.scope.directory.settle()
        for id_ in list(self.scope.patients):
            self._person(self.scope, id_)
        self._carers()
        self._look_up_carers()
        if strangers := len(self.scope.parts):
            self.staging.left_out["people spoken of who are not in the copy"] += strangers
        return self.staging.finish(source)

    def _person(self, scope: Scope, id_: str) -> None:
        """Put a person together and let go of what they were made of."""
        where, patient = scope.patients.pop(id_)
        parts = scope.parts.pop(id_, None) or Parts()
        if left_out := people.on_the_books(patient):
            self.staging.left_out[left_out.why] += 1
            return
        for found in parts.medicines.items:
            if named(found, scope.directory.medications) is None:
                kind, _, medicine = found.key.partition("/")
                parts.unread["Medicines"] += 1
                why = "the medicine it refers to did not come"
                self.staging.reject(Rejected(where, kind, medicine, why, id_))
        if scope is self.scope and self._today is not None:
            self._note_records(id_, patient, parts, self._today)
        try:
            self.staging.person(people.person(patient, parts, scope.directory), where)
        except Unreadable as why_not:
            self.staging.keep_people.add(id_)
            self.staging.reject(Rejected(where, "Patient", id_, str(why_not), id_))
            return
        if people.odd_birth_date(patient):
            self.staging.reject(Rejected(where, "Patient", id_, "its date of birth is not a date", id_))

    def _note_records(self, id_: str, patient: Patient, parts: Parts, today: date) -> None:
        """Note what a person is made of, and what of it the main system no longer has."""
        before = unpack(self._made_of[id_]) if id_ in self._made_of else {}
        parts.gone = withdrawn(before, parts.made_of, self._came, today)
        referred = [*patient.general_practitioner, *(each.member for each in parts.team if each.member)]
        named_at = [found.reference for found in parts.medicines.items if found.reference]
        versions = self.scope.versions
        looked_up = [*filter(None, map(self.scope.directory.resolve, referred)), *named_at]
        self.staging.made_of[id_] = pack(
            {**{key: Record("", versions.get(key)) for key in looked_up}, **parts.made_of, **parts.gone}
        )

    def _came(self, key: str) -> bool:
        kind, _, id_ = key.partition("/")
        return hash((kind, id_)) in self._seen

    def _carers(self) -> None:
        roles: defaultdict[str, list[Role]] = defaultdict(list)
        for role in self.scope.directory.roles.values():
            roles[role.practitioner or ""].append(role)
        for id_, (where, practitioner) in self.scope.practitioners.items():
            try:
                carer = rota.carer(practitioner, roles[f"Practitioner/{id_}"])
            except Unreadable as why:
                self.staging.reject(Rejected(where, "Practitioner", id_, str(why)))
                continue
            if isinstance(carer, LeftOut):
                self.staging.left_out[carer.why] += 1
                continue
            self.staging.carer(carer, where)

    def _look_up_carers(self) -> None:
        directory = self.scope.directory
        for said in self._to_look_up:
            role = directory.roles.get(said)
            there = role.practitioner if role else directory.aliases.get(said)
            if there and there.startswith("Practitioner/"):
                self.staging.aliases[said] = there.removeprefix("Practitioner/")


def _name_by_urn(scope: Scope, entries: list[Entry]) -> None:
    for entry in entries:
        id_ = entry.id or bundles.tail(entry.urn)
        if entry.urn and entry.kind and id_:
            scope.directory.aliases[entry.urn] = f"{entry.kind}/{id_}"


def _digest(raw: bytes) -> bytes:
    """Return what tells an unchanged record from a changed one."""
    told = MAPPING.copy()
    told.update(raw)
    return told.digest()


def _text(said: object) -> str | None:
    return said if isinstance(said, str) and said else None
