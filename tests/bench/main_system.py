"""A practice main system in a process of its own, as a main system is: it takes no turns with the program measured.

    python -m tests.bench.main_system VISITS LINE_MS

It says its address on the first line and ends when its input does.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from downtime_desk.practice.running import serve
from downtime_desk.practice.system import PracticeSystem
from tests.sync_return.conftest import appointment

PEOPLE = [
    {"resourceType": "Patient", "id": "p1", "name": [{"family": "Pike", "given": ["Ronald"]}]},
    {"resourceType": "Practitioner", "id": "c1", "name": [{"family": "Dunn", "given": ["Keira"]}]},
]


@contextmanager
def main_system(visits: int, line_ms: int = 0) -> Iterator[str]:
    """Start one that holds so many visits, behind a line so slow; give its address."""
    asked = [sys.executable, "-m", "tests.bench.main_system", str(visits), str(line_ms)]
    with subprocess.Popen(asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        yield running.stdout.readline().strip()
        running.stdin.close()


def main(visits: int, line_ms: int) -> None:
    """Serve until the input ends."""
    system = PracticeSystem(":memory:")
    system.load([*PEOPLE, *(appointment(f"v{number}") for number in range(visits))])
    with serve(system) as running:
        system.faults.delay_ms = line_ms
        sys.stdout.write(f"{running.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
