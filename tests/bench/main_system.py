"""A practice main system in a process of its own, as a main system is: it takes no turns with the program measured.

    python -m tests.bench.main_system PEOPLE VISITS LINE_MS

It says its address on the first line and ends when its input does.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from downtime_desk.core.clock import to_text
from downtime_desk.practice.running import serve
from downtime_desk.practice.system import PracticeSystem
from downtime_desk.rota.plan import PlannedVisit
from tests.bench.branch import some_visits
from tests.sync_return.conftest import appointment


@contextmanager
def main_system(visits: int, line_ms: int = 0, people: int = 1) -> Iterator[str]:
    """Start one that holds so many visits, behind a line so slow; give its address.

    With one person it has the visits of `verified`, with more it has those of a branch.
    """
    asked = [sys.executable, "-m", "tests.bench.main_system", *map(str, (people, visits, line_ms))]
    with subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.stdin.close()


def of_one_person(visits: int) -> Iterator[dict[str, Any]]:
    """Yield a person, a carer and visits."""
    yield {"resourceType": "Patient", "id": "p1", "name": [{"family": "Pike", "given": ["Ronald"]}]}
    yield {"resourceType": "Practitioner", "id": "c1", "name": [{"family": "Dunn", "given": ["Keira"]}]}
    yield from (appointment(f"v{number}") for number in range(visits))


def of_a_branch(people: int, visits: int) -> Iterator[dict[str, Any]]:
    """Yield the people of a branch and their visits of a day."""
    for number in range(people):
        name = [{"family": f"Person{number}", "given": ["Al"]}]
        yield {"resourceType": "Patient", "id": f"p{number}", "name": name}
    yield from map(_booked, next(some_visits(people, visits)))


def _booked(visit: PlannedVisit) -> dict[str, Any]:
    actors = (f"Patient/{visit.person_id}", *(f"Practitioner/{each}" for each in visit.carers))
    return {
        "resourceType": "Appointment",
        "id": visit.id,
        "status": visit.status,
        "start": to_text(visit.start),
        "end": to_text(visit.end),
        "participant": [{"actor": {"reference": each}, "status": "accepted"} for each in actors],
    }


def main(people: int, visits: int, line_ms: int) -> None:
    """Serve until the input ends."""
    system = PracticeSystem(":memory:")
    system.load(of_one_person(visits) if people == 1 else of_a_branch(people, visits))
    with serve(system) as running:
        system.faults.delay_ms = line_ms
        sys.stdout.write(f"{running.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
