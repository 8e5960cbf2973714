"""Read from outside, the memory of a locked program holds no key, no passphrase and no token; of its successor, no name."""

import hmac
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import pytest
from PySide6.QtCore import QLockFile

from downtime_desk.access.actions import Founded, read_keyfile
from downtime_desk.app.program import INSTANCE, holder_of
from downtime_desk.core import keys
from downtime_desk.core.settings import keep_secret
from tests.app.test_window import copied
from tests.conftest import PASSPHRASE
from tests.faults.memory import can_be_read, hits
from tests.plugins.matrix import Tally
from tests.visits.conftest import PEOPLE

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not can_be_read(), reason="the memory of a child cannot be read here"),
]
TOKEN = "canary-token-9f31c7aa52"


@pytest.fixture
def home(tmp_path: Path, founded: Founded) -> Path:
    """Return a folder with a store that holds people and a token, closed."""
    here = founded.signed_in
    copied(here)
    with here.store.write(here.acting) as session:
        keep_secret(session, "main system token", TOKEN)
    here.store.close()
    return tmp_path / "home"


def secrets_of(home: Path) -> dict[str, bytes]:
    """Return every secret of a store as it would stand in memory."""
    keyfile = read_keyfile(home)
    slot = keyfile.of_kind("manager")[0]
    root = keys.unlock(keyfile, slot, PASSPHRASE)
    purposes = [f"sqlcipher/v1/{keyfile.store_id}", "slots-mac/v1", "seal/v1/secrets", "mirror/people"]
    wanted = {each: bytes(root.derive(each)) for each in purposes}
    return {
        "root key": bytes(root._raw),
        "extracted key": hmac.digest(bytes(32), root._raw, "sha256"),
        "wrapping key": bytes(keys.stretch(PASSPHRASE, slot.salt, slot.cost)),
        "key as SQL": wanted[purposes[0]].hex().encode(),
        "passphrase": PASSPHRASE.encode(),
        "passphrase, wide": PASSPHRASE.encode("utf-16-le"),
        "token": TOKEN.encode(),
        "token, wide": TOKEN.encode("utf-16-le"),
        **wanted,
    }


def names() -> dict[str, bytes]:
    """Return the surnames as they stand in tables and on screens."""
    return {each.family: each.family.encode() for each in PEOPLE} | {
        f"{each.family}, on screen": each.family.upper().encode("utf-16-le") for each in PEOPLE
    }


@contextmanager
def running(home: Path, *words: str) -> Iterator[subprocess.Popen[str]]:
    """Run the program that is opened and locked; it has the passphrase when this is entered."""
    command = [sys.executable, "-m", "tests.faults.locked_program", str(home), *words]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        tell(process, PASSPHRASE)
        yield process
        assert process.stdin is not None
        with suppress(BrokenPipeError):
            process.stdin.close()


def tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_no_key_no_passphrase_and_no_token_is_left_in_memory(home: Path, tally: Tally) -> None:
    wanted = secrets_of(home)
    with running(home) as process:
        assert said(process) == "open"
        wanted |= secrets_of(home)  # signing in may have made a guess dearer
        before = hits(process.pid, wanted | names())
        assert before["root key"] == 1
        assert before[next(each for each in wanted if each.startswith("sqlcipher"))] == 1
        assert sum(before[each] for each in names()) > 0
        tell(process, "lock")
        assert said(process) == "locked"
        assert {name: number for name, number in hits(process.pid, wanted).items() if number} == {}
    tally(15, "memory of a locked program", len(wanted), "secrets", "0 found")


def test_the_process_that_takes_over_never_saw_a_name(home: Path, tally: Tally) -> None:
    with running(home, "hand on") as process:
        assert said(process) == "open"
        tell(process, "lock")
        assert said(process) == "locked"
        lock = QLockFile(str(home / INSTANCE))
        end = monotonic() + 30
        while holder_of(lock) in (0, process.pid) and monotonic() < end:
            sleep(0.05)
        successor = holder_of(lock)
        assert successor not in (0, process.pid)
        try:
            assert process.wait(30) == 0, "the one before goes once the new one is there"
            found = hits(successor, secrets_of(home) | names())
            assert {name: number for name, number in found.items() if number} == {}
            words = Path(f"/proc/{successor}/cmdline").read_bytes()
            assert b"Locked" in words
            assert not any(each in words for each in names().values())
        finally:
            os.kill(successor, 15)
    tally(15, "memory of the process after it", len(names()) + len(secrets_of(home)), "words", "0 found")
