"""Starts a FHIR server nobody here wrote, from packages pinned by `package-lock.json`."""

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

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
    """The address of the server, empty. It is one server for all tests: each uses ids of its own."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("Node 20 is not installed, so the main system nobody here wrote was not asked")
    node = subprocess.Popen(
        ["node", "server.mjs"], cwd=installed(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield node.stdout.readline().strip()
    node.stdin.close()
    node.stdout.close()
    assert node.wait(timeout=20) == 0
