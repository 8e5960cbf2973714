"""What is being typed when nobody touches the desk any more: the process is replaced, and the words are there again."""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from downtime_desk.access.actions import Found, found
from tests.app.test_window import copied
from tests.app.typed_and_locked import HALF
from tests.conftest import CHEAP, NIGHT, PASSPHRASE
from tests.plugins.clock import Clock

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the successor is started by a shell script")
SCRIPT = '#!/bin/sh\nexec "{python}" -m tests.app.typed_and_locked "$@"\n'


def said_by(folder: Path, which: str) -> list[Path]:
    return [each for each in folder.glob(f"said-{which}-*") if each.stat().st_size]


def test_what_is_typed_when_the_desk_locks_by_itself_is_there_in_the_process_after_it(tmp_path: Path) -> None:
    home = tmp_path / "home"
    here = found(home, Found("Harbour Lane", "01632 960400", "Priya Nair", PASSPHRASE), Clock(NIGHT), CHEAP)
    copied(here.signed_in)
    here.signed_in.store.close()
    script = tmp_path / "program"
    script.write_text(SCRIPT.format(python=sys.executable))
    script.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-m", "tests.app.typed_and_locked", str(home)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    end = monotonic() + 60
    while not said_by(tmp_path, "after") and monotonic() < end:
        sleep(0.05)
    [first], [after] = said_by(tmp_path, "first"), said_by(tmp_path, "after")
    assert first.read_text() == HALF
    assert first.name.rpartition("-")[2] != after.name.rpartition("-")[2], "another process"
    why, words = after.read_text().split("\n", 1)
    assert why == "Locked after 5 min without a key"
    assert words == HALF
