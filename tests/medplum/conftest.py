"""Starts a FHIR server nobody here wrote, from packages pinned by `package-lock.json`."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from downtime_desk.core.store import Acting, Store
from downtime_desk.sync import connection
from tests.medplum.server import Desk, Medplum
from tests.plugins.clock import Clock

HERE = Path(__file__).parent
CACHE = HERE.parents[1] / ".cache" / "medplum"
FILES = ("package.json", "package-lock.json", "server.mjs")


def installed() -> Path:
    """Return a folder with the server and its packages; they are fetched when the lock has changed."""
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
    folder = CACHE / digest
    folder.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, folder / name)
    done = folder / "installed"
    if not done.exists():
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=600)
        done.touch()
    return folder


@pytest.fixture(scope="session")
def medplum() -> Iterator[str]:
    """The address of the server: one for all tests, since starting it takes seconds."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node 20 is not installed, so the main system nobody here wrote was not asked")
    node = subprocess.Popen(
        ["node", "server.mjs"], cwd=installed(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield node.stdout.readline().strip()
    node.stdin.close()
    node.stdout.close()
    assert node.wait(timeout=20) == 0


CARERS = {"c1": "Dunn", "c2": "Petrova"}


@pytest.fixture
def there(medplum: str, clock: Clock) -> Iterator[Medplum]:
    """The server with one person and two carers and nothing else; its clock says what the desk's says."""
    server = Medplum(medplum)
    server.control("back")
    server.control("empty")
    server.set_clock(clock())
    server.put({"resourceType": "Patient", "id": "p1", "name": [{"family": "Pike", "given": ["Ronald"]}]})
    for carer, family in CARERS.items():
        server.put({"resourceType": "Practitioner", "id": carer, "name": [{"family": family}]})
    yield server
    server.http.close()


@pytest.fixture
def desk(store: Store, acting: Acting, clock: Clock, there: Medplum) -> Desk:
    with store.write(acting) as session:
        chosen = connection.Connection("Medplum", "server", there.url)
        connection.choose(session, connection.Choose(chosen))
    return Desk(store, acting, clock)
