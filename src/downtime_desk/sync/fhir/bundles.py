"""Bundles: split without reading what is inside, and documents read through their Composition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from downtime_desk.sync.fhir.elements import Composition, Reference, Section
from downtime_desk.sync.fhir.parts import SaysNone
from downtime_desk.sync.fhir.people import Gathered, Parts
from downtime_desk.sync.fhir.words import codes, day, understood
from downtime_desk.sync.strict import Unreadable, shallow

LOINC = "http://loinc.org"
ALLERGIES, MEDICINES, PROBLEMS = "48765-2", "10160-0", "11450-4"
PAST_ILLNESS = "11348-0"
# Read even when no section of a document names them: leaving one out could harm.
NEVER_LEFT_OUT = frozenset({"AllergyIntolerance", "Flag", "Consent"})
SUPPORTING = frozenset(
    {"Patient", "Practitioner", "PractitionerRole", "Organization", "Medication", "RelatedPerson", "CareTeam"}
)


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One resource of a Bundle; `urn` is the name other entries call it by, if it has one."""

    number: int
    kind: str | None
    id: str | None
    urn: str | None
    raw: bytes

    @property
    def names(self) -> frozenset[str]:
        """Return everything a reference may call it."""
        return frozenset(name for name in (self.urn, f"{self.kind}/{self.id}" if self.id else None) if name)


class _Head(msgspec.Struct, rename="camel"):
    resource_type: str | None = None
    id: str | None = None


_head = msgspec.json.Decoder(_Head)
_entries = msgspec.json.Decoder(list[msgspec.Raw])
_total = msgspec.json.Decoder(int | None)
_text = msgspec.json.Decoder(str)
_composition = msgspec.json.Decoder(Composition)


def kind_of(members: dict[str, msgspec.Raw]) -> str | None:
    """Return the Bundle's type."""
    raw = members.get("type")
    return _text.decode(raw) if raw is not None else None


def entries(members: dict[str, msgspec.Raw]) -> Iterator[Entry]:
    """Yield the resources of a Bundle. Raises `Unreadable` when it is none, or it cannot be told what they are."""
    if bytes(members.get("resourceType", b"")) != b'"Bundle"':
        raise Unreadable("it is not a Bundle")
    try:
        raws = _entries.decode(members.get("entry", msgspec.Raw(b"[]")))
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise Unreadable("it is not a list of records") from None
    for number, raw in enumerate(raws, 1):
        entry = shallow(bytes(raw))
        resource = entry.get("resource")
        if resource is None:
            continue
        body = bytes(resource)
        yield Entry(number, *_identity(body), _urn(entry.get("fullUrl")), body)


def kept_back(members: dict[str, msgspec.Raw], found: Sequence[Entry], kind: str) -> int:
    """Return how many more records of a kind a search found, by its own count, than its only page shows."""
    try:
        total = _total.decode(members.get("total", msgspec.Raw(b"null")))
    except msgspec.ValidationError:
        return 0
    return max((total or 0) - sum(each.kind == kind for each in found), 0)


def _identity(body: bytes) -> tuple[str | None, str | None]:
    try:
        head = _head.decode(body)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        return None, None
    return head.resource_type, head.id


def _urn(raw: msgspec.Raw | None) -> str | None:
    if raw is None:
        return None
    try:
        said = _text.decode(raw)
    except msgspec.ValidationError:
        return None
    return said if said.startswith("urn:") else None


def tail(urn: str | None) -> str | None:
    """Return the last part of a urn, which stands in for a missing id."""
    return urn.rpartition(":")[2] if urn else None


@dataclass(frozen=True)
class Document:
    """A patient summary that stands for itself: whom it is about, and what its sections hold."""

    subject: Reference
    on: date | None
    sections: tuple[Section, ...]

    def holds(self, entry: Entry) -> bool:
        """Return whether a resource of the Bundle is part of what the document says now."""
        if entry.kind in SUPPORTING:
            return True
        here = [section for section in self.sections if entry.names & _named(section)]
        if not here:
            return entry.kind in NEVER_LEFT_OUT
        return any(PAST_ILLNESS not in codes(section.code, LOINC) for section in here)

    def hear_empty(self, parts: Parts) -> None:
        """Tell a person's parts which sections the document says, in so many words, to be empty."""
        by_code: dict[str, Gathered[object]] = {
            ALLERGIES: parts.allergies,  # type: ignore[dict-item]
            MEDICINES: parts.medicines,  # type: ignore[dict-item]
            PROBLEMS: parts.conditions,  # type: ignore[dict-item]
        }
        for section in self.sections:
            if "nilknown" in codes(section.empty_reason) and not section.entry:
                for code in codes(section.code, LOINC) & by_code.keys():
                    by_code[code].hear(SaysNone(self.on))


def _named(section: Section) -> frozenset[str]:
    return frozenset(each.reference for each in section.entry if each.reference)


def document(raw: bytes) -> Document:
    """Return what a Composition says a document holds."""
    said = _composition.decode(raw)
    understood(said)
    if said.status == "entered-in-error":
        raise Unreadable("it was entered in error")
    return Document(said.subject, day(said.date), tuple(_flat(said.section)))


def _flat(sections: tuple[Section, ...]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _flat(section.section)
