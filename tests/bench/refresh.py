"""Rows about refreshing the copy: against the least any import must do, and against doing it again.

The yardstick streams the same file line by line, decodes each resource, picks its fields by hand and writes
them with `executemany` in chunks of 2,000 into an encrypted store of the same settings, and with the keys and
indexes that visits have there. It checks nothing, lists nothing, keeps no digests, runs or history and searches
nothing. Times are of the processor: both sides are bound by it, and a shared machine then disturbs neither.

`python -m tests.bench.refresh 5000` measures once at that many people, with memory, in fresh processes.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

import msgspec

from downtime_desk import wiring  # noqa: F401 - all tables are known
from downtime_desk.access.actions import Found, found
from downtime_desk.core import connection as core
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from tests.bench.harness import Pair, Row
from tests.bench.store import KEY
from tests.conftest import CHEAP, NIGHT, PASSPHRASE

PEOPLE = 5_000
DAYS = 14
CARERS = 400
CHUNK = 2000
TABLES = {
    "people": "id TEXT PRIMARY KEY, family TEXT, given TEXT, born TEXT, nhs TEXT, address TEXT, postcode TEXT",
    "contacts": "person TEXT, name TEXT, role TEXT, phone TEXT",
    "allergies": "id TEXT PRIMARY KEY, person TEXT, substance TEXT, reaction TEXT, severity TEXT",
    "medicines": "id TEXT PRIMARY KEY, person TEXT, name TEXT, dose TEXT, instructions TEXT",
    "flags": "id TEXT PRIMARY KEY, person TEXT, words TEXT",
    "visits": "id TEXT PRIMARY KEY, person TEXT, start TEXT, finish TEXT, status TEXT, needed INTEGER, carers TEXT,"
    " service TEXT, tasks TEXT, note TEXT, version TEXT",
}
# What the program's own indexes of visits hold; its runs, search, history and journal are its own affair.
INDEXES = (
    "CREATE INDEX by_day ON visits (start, finish, status, person, needed, id, carers)",
    "CREATE INDEX by_person ON visits (person, start)",
)


def now() -> datetime:
    """Return the clock of the pictures."""
    return NIGHT


def resources(people: int) -> Iterator[dict[str, Any]]:
    """Yield a provider: each person with two contacts, two allergies, six medicines, a flag and 56 visits."""
    for number in range(CARERS):
        name = [{"family": f"Carer{number}", "given": ["Ann"]}]
        yield {"resourceType": "Practitioner", "id": f"c{number}", "active": True, "name": name}
    for number in range(people):
        yield from _person(number)
    for number in range(people):
        yield from _visits(number)


def _person(number: int) -> Iterator[dict[str, Any]]:
    about = {"reference": f"Patient/p{number}"}
    meta = {"versionId": "1", "lastUpdated": "2026-11-20T10:00:00Z"}
    yield {
        "resourceType": "Patient",
        "id": f"p{number}",
        "meta": meta,
        "active": True,
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": f"{9990000000 + number}"}],
        "name": [
            {"use": "official", "family": f"Family{number * 7919 % 100_000}", "given": ["Łucja", "Mae"]}
        ],
        "birthDate": "1941-03-14",
        "address": [{"line": [f"{number} Quay Street"], "city": "Harbourton", "postalCode": "ZZ1 2AB"}],
        "contact": [
            {
                "relationship": [{"text": role}],
                "name": {"family": f"Kin{number}", "given": ["Jo"]},
                "telecom": [{"system": "phone", "value": "07700 900123"}],
            }
            for role in ("daughter", "neighbour")
        ],
    }
    for each, substance in enumerate(("Penicillin", "Latex")):
        yield {
            "resourceType": "AllergyIntolerance",
            "id": f"a{number}-{each}",
            "meta": meta,
            "clinicalStatus": {"coding": [{"code": "active"}]},
            "code": {"text": substance, "coding": [{"system": "http://snomed.info/sct", "code": "91936005"}]},
            "patient": about,
            "recordedDate": "2019-03-28",
            "reaction": [{"manifestation": [{"text": "Wheeze"}], "severity": "severe"}],
        }
    for each in range(6):
        yield {
            "resourceType": "MedicationStatement",
            "id": f"m{number}-{each}",
            "meta": meta,
            "status": "active",
            "medicationCodeableConcept": {"text": f"Medicine {each} 50 mg tablets"},
            "subject": about,
            "dosage": [
                {
                    "text": "1 tablet twice a day with food",
                    "timing": {"repeat": {"timeOfDay": ["08:30:00", "20:30:00"]}},
                    "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
                }
            ],
        }
    yield {
        "resourceType": "Flag",
        "id": f"f{number}",
        "meta": meta,
        "status": "active",
        "code": {"text": "Falls: uses a frame indoors"},
        "subject": about,
    }


def _visits(number: int) -> Iterator[dict[str, Any]]:
    midnight = now().replace(hour=0, minute=0)
    for each in range(DAYS * 4):
        start = midnight + timedelta(days=each // 4, minutes=420 + 240 * (each % 4) + number % 120)
        yield {
            "resourceType": "Appointment",
            "id": f"v{number}-{each}",
            "meta": {"versionId": "1", "lastUpdated": "2026-11-20T10:00:00Z"},
            "status": "booked",
            "serviceType": [{"text": "Personal care"}],
            "start": f"{start:%Y-%m-%dT%H:%M:00Z}",
            "end": f"{start + timedelta(minutes=30):%Y-%m-%dT%H:%M:00Z}",
            "comment": "Use the side door and knock twice",
            "patientInstruction": "Wash; Dress; Breakfast; Medicines",
            "participant": [
                {"actor": {"reference": f"Patient/p{number}"}, "status": "accepted"},
                {"actor": {"reference": f"Practitioner/c{number % CARERS}"}, "status": "accepted"},
            ],
        }


def write(folder: Path, people: int) -> Path:
    """Write the provider as one NDJSON file; return the file."""
    file = folder / "export.ndjson"
    with file.open("wb") as lines:
        for each in resources(people):
            lines.write(json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    return file


def floor(file: Path, store: Path) -> float:
    """Do the least any import must do; return the seconds."""
    store.unlink(missing_ok=True)
    with closing(core.connect(store, KEY, guarded=False)) as db:
        for name, columns in TABLES.items():
            db.execute(f"CREATE TABLE {name} ({columns}) STRICT")
        for index in INDEXES:
            db.execute(index)
        started = process_time()
        db.execute("BEGIN IMMEDIATE")
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in TABLES}
        with file.open("rb") as lines:
            while chunk := list(islice(lines, CHUNK)):
                for line in chunk:
                    _pick(msgspec.json.decode(line), rows)
                for name, waiting in rows.items():
                    _insert(db, name, waiting)
        db.execute("COMMIT")
        return process_time() - started


def _insert(db: Any, name: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)  # noqa: S608
        rows.clear()


def _pick(said: dict[str, Any], rows: dict[str, list[tuple[Any, ...]]]) -> None:
    kind = said["resourceType"]
    if kind == "Appointment":
        person, *carers = (each["actor"]["reference"].partition("/")[2] for each in said["participant"])
        rows["visits"].append(
            (
                said["id"],
                person,
                said["start"],
                said["end"],
                said["status"],
                len(carers),
                msgspec.json.encode(carers).decode(),
                said["serviceType"][0]["text"],
                said["patientInstruction"],
                said["comment"],
                said["meta"]["versionId"],
            )
        )
    elif kind == "Patient":
        name, address = said["name"][0], said["address"][0]
        given, nhs = " ".join(name["given"]), said["identifier"][0]["value"]
        rows["people"].append(
            (
                said["id"],
                name["family"],
                given,
                said["birthDate"],
                nhs,
                address["line"][0],
                address["postalCode"],
            )
        )
        for each in said["contact"]:
            role, phone = each["relationship"][0]["text"], each["telecom"][0]["value"]
            rows["contacts"].append((said["id"], each["name"]["family"], role, phone))
    elif kind == "AllergyIntolerance":
        reaction = said["reaction"][0]
        sign = reaction["manifestation"][0]["text"]
        about = said["patient"]["reference"]
        rows["allergies"].append((said["id"], about, said["code"]["text"], sign, reaction["severity"]))
    elif kind == "MedicationStatement":
        how = said["dosage"][0]
        dose = str(how["doseAndRate"][0]["doseQuantity"]["value"])
        name, about = said["medicationCodeableConcept"]["text"], said["subject"]["reference"]
        rows["medicines"].append((said["id"], about, name, dose, how["text"]))
    elif kind == "Flag":
        rows["flags"].append((said["id"], said["subject"]["reference"], said["code"]["text"]))


class Desk:
    """A fresh store to refresh into. Use it in a `with`."""

    def __init__(self, home: Path) -> None:
        self._signed_in = found(
            home, Found("Harbour Lane", "", "Priya Nair", PASSPHRASE), now, CHEAP
        ).signed_in

    def refresh(self, folder: Path) -> float:
        """Refresh from a folder; return the seconds."""
        started = process_time()
        refresh(self._signed_in.store, self._signed_in.acting, Folder(folder))
        return process_time() - started

    def close(self) -> None:
        """Close the store."""
        self._signed_in.store.close()


@contextmanager
def first_refresh() -> Iterator[Pair]:
    """A first refresh into an empty store against the floor."""
    with TemporaryDirectory() as scratch:
        here = Path(scratch)
        (here / "export").mkdir()
        file = write(here / "export", PEOPLE)

        def ours() -> float:
            with TemporaryDirectory() as home, closing(Desk(Path(home) / "desk")) as desk:
                return desk.refresh(file.parent) * 1000

        yield ours, lambda: floor(file, here / "floor.db") * 1000


@contextmanager
def unchanged_refresh() -> Iterator[Pair]:
    """A refresh that brings nothing new against the first."""
    with TemporaryDirectory() as scratch:
        here = Path(scratch)
        (here / "export").mkdir()
        file = write(here / "export", PEOPLE)
        with closing(Desk(here / "kept")) as kept:
            kept.refresh(file.parent)

            def first() -> float:
                with TemporaryDirectory() as home, closing(Desk(Path(home) / "desk")) as desk:
                    return desk.refresh(file.parent) * 1000

            yield lambda: kept.refresh(file.parent) * 1000, first


ROWS = [
    Row(
        "G4",
        f"First refresh, {PEOPLE * 66:,} records",
        "least import",
        "ms",
        first_refresh,
        most=1.67,
        rounds=3,
    ),
    Row("G5", "Refresh that brings nothing new", "first refresh", "ms", unchanged_refresh, least=3, rounds=3),
]


def main(people: int) -> None:
    """Measure once at full size, each in a process of its own, and print the ratios and the memory."""
    with TemporaryDirectory() as scratch:
        here = Path(scratch)
        (here / "export").mkdir()
        file = write(here / "export", people)
        records = people * 66 + CARERS
        print(f"{people:,} people, {records:,} records, {file.stat().st_size / 1e6:.0f} MB")  # noqa: T201
        least = _in_a_process("floor", file, here)
        ours = _in_a_process("refresh", file, here)
    print(  # noqa: T201
        f"least import {least[0]:.2f} s; first refresh {ours[0]:.2f} s = {least[0] / ours[0]:.0%} of its speed,"
        f" {ours[1]:.0f} MB over idle; again, unchanged {ours[2]:.2f} s = {ours[0] / ours[2]:.1f}x faster,"
        f" {ours[3]:.0f} MB"
    )


def _in_a_process(what: str, file: Path, scratch: Path) -> list[float]:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.bench.refresh", what, str(file), str(scratch)],
        capture_output=True,
        text=True,
        check=True,
    )
    return [float(each) for each in ran.stdout.split()]


def _one(what: str, file: Path, scratch: Path) -> list[float]:
    if what == "floor":
        return [floor(file, scratch / "floor.db")]
    desk = Desk(scratch / "desk")
    with closing(desk):
        idle = _peak()
        first = desk.refresh(file.parent)
        after = _peak()
        again = desk.refresh(file.parent)
        return [first, after - idle, again, _peak() - idle]


def _peak() -> float:
    """Return the most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(*_one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))  # noqa: T201
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE)
