"""A solved home-care routing instance as the FHIR resources of a main system.

The solution gives minutes from the start of a working day, a caregiver and a patient for each call. Names,
the day and the clock are **derived** here: there are none in the data. Two services that must be given at
the same time to one patient are one double-handed visit; everything else is a visit of its own.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from downtime_desk.core.clock import LONDON
from downtime_desk.sync.fhir import CODES

FOLDER = Path(__file__).parent / "hhcrsp"
INSTANCES = {
    "rome": "003-rome-r19-p44-s4-sim22.3-seq22.9",
    "cesena": "025-cesena-r18-p45-s5-sim18.9-seq12.6",
}
DAY_STARTS = 7
"""The hour on the clock at which minute 0 is put. Derived: the data does not say."""

Resource = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """One caregiver's call on one patient, in minutes from the day's start."""

    caregiver: str
    patient: str
    service: str
    arrives: float
    leaves: float


def instance(town: str) -> dict[str, Any]:
    """Return the instance as published."""
    return _load(f"instance_{INSTANCES[town]}")


def calls(town: str) -> list[Call]:
    """Return every call of the solved rota."""
    solution = next(FOLDER.glob(f"sol-instance_{INSTANCES[town]}-*.json"))
    return [
        Call(
            route["caregiver_id"],
            stop["patient"],
            stop["service"],
            stop["arrival_time"],
            stop["departure_time"],
        )
        for route in json.loads(solution.read_text())["routes"]
        for stop in route["locations"]
    ]


def double_handed(town: str) -> set[str]:
    """Return the patients whose two services must be given at the same time."""
    return {
        patient["id"]
        for patient in instance(town)["patients"]
        if patient.get("synchronization", {}).get("type") == "simultaneous"
    }


def resources(town: str, day: date) -> Iterator[Resource]:
    """Yield Patients, Practitioners and Appointments of the solved rota on `day`."""
    for patient in instance(town)["patients"]:
        yield {
            "resourceType": "Patient",
            "id": patient["id"],
            "active": True,
            "name": [{"use": "official", "family": f"Person {patient['id']}", "given": ["Derived"]}],
        }
    for caregiver in instance(town)["caregivers"]:
        yield {
            "resourceType": "Practitioner",
            "id": caregiver["id"],
            "active": True,
            "name": [{"family": f"Carer {caregiver['id']}", "given": ["Derived"]}],
        }
        yield {
            "resourceType": "PractitionerRole",
            "id": f"role-{caregiver['id']}",
            "practitioner": {"reference": f"Practitioner/{caregiver['id']}"},
            "specialty": [{"text": ability} for ability in caregiver["abilities"]],
        }
    yield from _appointments(town, day)


def _appointments(town: str, day: date) -> Iterator[Resource]:
    together = double_handed(town)
    by_patient: defaultdict[str, list[Call]] = defaultdict(list)
    for call in calls(town):
        by_patient[call.patient].append(call)
    for patient, made in sorted(by_patient.items()):
        visits = [made] if patient in together else [[call] for call in made]
        for number, visit in enumerate(visits, 1):
            yield _appointment(f"{patient}-{number}", patient, visit, day)


def _appointment(id_: str, patient: str, made: list[Call], day: date) -> Resource:
    carer = {"coding": [{"system": f"{CODES}participant", "code": "carer"}]}
    return {
        "resourceType": "Appointment",
        "id": id_,
        "status": "booked",
        "serviceType": [{"text": " and ".join(sorted({call.service for call in made}))}],
        "start": _instant(day, min(call.arrives for call in made)),
        "end": _instant(day, max(call.leaves for call in made)),
        "comment": "Times on the clock are derived.",
        "participant": [
            {"actor": {"reference": f"Patient/{patient}"}, "status": "accepted"},
            *(
                {
                    "type": [carer],
                    "actor": {"reference": f"Practitioner/{call.caregiver}"},
                    "status": "accepted",
                }
                for call in made
            ),
        ],
    }


def _instant(day: date, minutes: float) -> str:
    start = datetime(day.year, day.month, day.day, DAY_STARTS, tzinfo=LONDON)
    return f"{(start.astimezone(UTC) + timedelta(minutes=minutes)).isoformat()[:19]}Z"


def write(folder: Path, town: str, day: date) -> Path:
    """Write the resources as one NDJSON file in a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(resource) + "\n" for resource in resources(town, day))
    (folder / f"{town}.ndjson").write_text(lines)
    return folder


def _load(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return loaded
