"""Small FHIR resources to test with, and one call that reads them as a source would hand them over."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from downtime_desk.people.summary import Person
from downtime_desk.rota.mirror import VisitRow, Window
from downtime_desk.sync.fhir.reading import read
from downtime_desk.sync.staged import Can, Known, Staged

DD = "https://fhir.downtimedesk.example/"
Resource = dict[str, Any]


@dataclass
class Given:
    """A source made of what a test gives it."""

    given: list[bytes]
    name: str = "Fernway"
    can: Can = field(default_factory=lambda: Can(read_people=True, read_rota=True))
    window: Window | None = None
    as_of: datetime | None = None

    def resources(self) -> Iterator[tuple[str, bytes]]:
        """Yield them, numbered."""
        for number, raw in enumerate(self.given, 1):
            yield f"line {number}", raw

    def close(self) -> None:
        """Nothing to let go of."""


def source(*given: Resource | bytes, **more: Any) -> Given:
    """Return a source of resources, given as trees or as the bytes themselves."""
    return Given([each if isinstance(each, bytes) else json.dumps(each).encode() for each in given], **more)


def staged(*given: Resource | bytes, known: Known | None = None) -> Staged:
    """Return what reading them stages."""
    return read(source(*given), known)


def one_person(*given: Resource | bytes) -> Person:
    """Return the only person, with nothing rejected."""
    found = staged(*given)
    assert found.rejected == []
    (person,) = found.people()
    return person


def one_visit(*given: Resource | bytes) -> VisitRow:
    """Return the only visit, with nothing rejected."""
    found = staged(*given)
    assert found.rejected == []
    (visit,) = found.visits()
    return visit


def reasons(found: Staged) -> list[str]:
    """Return why things were rejected."""
    return [each.reason for each in found.rejected]


def patient(id_: str = "p1", **more: Any) -> Resource:
    """Return a Patient of that id."""
    name = [{"use": "official", "family": "Holloway", "given": ["Edwin"]}]
    return {"resourceType": "Patient", "id": id_, "name": name, **more}


def about(kind: str, id_: str = "x1", person: str = "p1", **more: Any) -> Resource:
    """Return a clinical resource about a person."""
    whom = "patient" if kind in {"AllergyIntolerance", "Consent", "RelatedPerson"} else "subject"
    return {"resourceType": kind, "id": id_, whom: {"reference": f"Patient/{person}"}, **more}


def allergy(substance: str = "Penicillin", id_: str = "a1", **more: Any) -> Resource:
    """Return an active allergy."""
    status = {"coding": [{"code": "active"}]}
    return about("AllergyIntolerance", id_, clinicalStatus=status, code={"text": substance}, **more)


def coded(code: str, system: str = "http://snomed.info/sct", display: str | None = None) -> Resource:
    """Return a concept of one code."""
    coding = {"system": system, "code": code}
    return {"coding": [{**coding, "display": display} if display else coding]}


def medicine(name: str = "Levodopa 100 mg", id_: str = "m1", **more: Any) -> Resource:
    """Return a statement of a medicine that is taken."""
    return about(
        "MedicationStatement", id_, status="active", medicationCodeableConcept={"text": name}, **more
    )


def flag(words: str, id_: str = "f1", code: str | None = None, **more: Any) -> Resource:
    """Return an active flag."""
    said: Resource = {"text": words}
    if code:
        said["coding"] = [{"system": f"{DD}CodeSystem/flag", "code": code}]
    return about("Flag", id_, status="active", code=said, **more)


def statement(code: str, id_: str | None = None, **more: Any) -> Resource:
    """Return an Observation of our summary."""
    said = coded(code, f"{DD}CodeSystem/summary")
    return about("Observation", id_ or f"o-{code}", status="final", code=said, **more)


def extension(name: str, **value: Any) -> Resource:
    """Return an extension of ours."""
    return {"url": f"{DD}StructureDefinition/{name}", **value}


def carer_taking_part(id_: str, **more: Any) -> Resource:
    """Return a participant who is a carer."""
    return {"actor": {"reference": f"Practitioner/{id_}"}, "status": "accepted", **more}


def visit(id_: str = "v1", *carers: Resource, person: str = "p1", **more: Any) -> Resource:
    """Return a booked Appointment from 07:00 to 07:30 UTC."""
    whom = {"actor": {"reference": f"Patient/{person}"}, "status": "accepted"}
    made = {
        "resourceType": "Appointment",
        "id": id_,
        "status": "booked",
        "start": "2026-11-22T07:00:00Z",
        "end": "2026-11-22T07:30:00Z",
        "participant": [whom, *carers],
    }
    return {key: value for key, value in {**made, **more}.items() if value is not None}


def bundle(*resources: Resource, kind: str = "collection", urns: bool = False) -> Resource:
    """Return a Bundle of resources."""
    entries = [
        {"resource": each, **({"fullUrl": f"urn:uuid:{number:08d}"} if urns else {})}
        for number, each in enumerate(resources, 1)
    ]
    return {"resourceType": "Bundle", "type": kind, "entry": entries}


def raw(resource: Resource) -> bytes:
    """Return a resource as the bytes of a line."""
    return json.dumps(resource).encode()
