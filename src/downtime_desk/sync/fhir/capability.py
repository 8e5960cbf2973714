"""What a FHIR server says of itself (its CapabilityStatement), and what that lets the connector do.

Believed no further than it goes: a server that says it can and answers 400 is read the plain way, and that is said.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

PEOPLE_BY: Final = ("patient", "subject")


class _Named(msgspec.Struct):
    code: str | None = None
    name: str | None = None


class _Resource(msgspec.Struct, rename="camel"):
    type: str | None = None
    interaction: tuple[_Named, ...] = ()
    search_param: tuple[_Named, ...] = ()
    search_include: tuple[str, ...] = ()
    operation: tuple[_Named, ...] = ()
    versioning: str | None = None
    conditional_create: bool = False
    update_create: bool = False


class _Rest(msgspec.Struct, rename="camel"):
    resource: tuple[_Resource, ...] = ()
    interaction: tuple[_Named, ...] = ()
    search_param: tuple[_Named, ...] = ()
    operation: tuple[_Named, ...] = ()


class _Software(msgspec.Struct, frozen=True):
    name: str | None = None
    version: str | None = None


class _Statement(msgspec.Struct, rename="camel"):
    software: _Software = _Software()
    fhir_version: str | None = None
    rest: tuple[_Rest, ...] = ()


_statement = msgspec.json.Decoder(_Statement)


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """One kind of record a server holds, and what may be done with it."""

    may: frozenset[str] = frozenset()
    by: frozenset[str] = frozenset()
    includes: frozenset[str] = frozenset()
    if_none_exist: bool = False
    versions: bool = False

    def person_by(self) -> str | None:
        """Return what it is searched by for one person."""
        return next((name for name in PEOPLE_BY if name in self.by), None)


class Offers(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a server offers, kind by kind, and as a whole."""

    kinds: dict[str, Held]
    batch: bool = False
    transaction: bool = False
    export: bool = False
    software: str = ""
    fhir: str = ""

    def tells_changes(self, kinds: Iterable[str]) -> bool:
        """Return whether all these kinds can be asked for what changed since, and again by id or by person."""
        return all(self._tells(kind, held) for kind in kinds if (held := self.kinds.get(kind)))

    def _tells(self, kind: str, held: Held) -> bool:
        again = "_id" in held.by if kind in BY_ID else held.person_by() is not None
        return "_lastUpdated" in held.by and (kind in WHOLE or again)

    def words(self) -> tuple[str, ...]:
        """Say what it offers, a line each."""
        visit, issue = self.kinds.get("Encounter", Held()), self.kinds.get("DetectedIssue", Held())
        yes_no = {True: "yes", False: "no"}
        said = " ".join(filter(None, (self.software, f"FHIR {self.fhir}" if self.fhir else "")))
        return (
            f"It says it is: {said or 'nothing'}.",
            f"Only what changed can be read: {yes_no[self.tells_changes(self.kinds.keys() & ASKED)]}.",
            f"Everything can be read as one export: {yes_no[self.export]}.",
            f"Visits can be given back: {yes_no['create' in visit.may]}; many at once: {yes_no[self.batch]}.",
            f"Deviations can be given back: {yes_no['create' in issue.may]}.",
            f"Never twice: {yes_no[visit.if_none_exist]}; guarded by version: {yes_no[visit.versions]}.",
        )


# Read whole each time, because they are few and are looked up in.
WHOLE: Final = frozenset({"Organization", "Practitioner", "PractitionerRole"})
BY_ID: Final = frozenset({"Patient", "Medication", "Appointment"})
ASKED: Final = frozenset(
    {
        *WHOLE,
        *BY_ID,
        "AllergyIntolerance",
        "MedicationStatement",
        "MedicationRequest",
        "Flag",
        "Condition",
        "Consent",
        "Observation",
        "RelatedPerson",
        "CareTeam",
    }
)


def offers(raw: bytes) -> Offers:
    """Return what a CapabilityStatement says; raises msgspec's DecodeError, or UnicodeDecodeError."""
    said = _statement.decode(raw)
    everywhere = _names(each for rest in said.rest for each in rest.search_param)
    kinds = {
        each.type: Held(
            may=_codes(each.interaction),
            by=_names(each.search_param) | everywhere,
            includes=frozenset(each.search_include),
            if_none_exist=each.conditional_create,
            versions=each.versioning in {"versioned", "versioned-update"},
        )
        for rest in said.rest
        for each in rest.resource
        if each.type
    }
    acts = _codes(each for rest in said.rest for each in rest.interaction)
    operations = _names(each for rest in said.rest for each in rest.operation)
    software = " ".join(filter(None, (said.software.name, said.software.version)))
    return Offers(
        kinds,
        batch="batch" in acts,
        transaction="transaction" in acts,
        export=bool(operations & {"export", "$export"}),
        software=software,
        fhir=said.fhir_version or "",
    )


def _codes(named: Iterable[_Named]) -> frozenset[str]:
    return frozenset(each.code for each in named if each.code)


def _names(named: Iterable[_Named]) -> frozenset[str]:
    return frozenset(each.name for each in named if each.name)
