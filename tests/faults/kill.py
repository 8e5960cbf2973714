"""Kill a process at each system call that reaches the disk, and look at what is left.

`strace` stops the real program, with the real store, at the N-th write, force-to-disk, cut, rename or
removal, as a power button would stop the program (not the disk: see the power-cut notes in docs).
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CALLS = "pwrite64,fsync,fdatasync,ftruncate,rename,renameat2,unlink,unlinkat,link"
KILLED = -9
ACKNOWLEDGED = "acknowledged"


@dataclass(frozen=True)
class Left:
    """What one kill left behind: the folder, and the ids the program had said were kept."""

    at: str
    home: Path
    acknowledged: tuple[str, ...]


def strace_is_here() -> bool:
    """Say whether strace is installed and allowed to work."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False).returncode == 0
    )


def each_kill(template: Path, folder: Path, act: str, *, most: int = 1000) -> Iterator[Left]:
    """Yield what is left after killing `act` at each call that reaches the disk, each on a fresh copy.

    `act` is `module:function`; it is called with the home folder and prints `acknowledged ID` for what is
    kept. With more than `most` calls, that many are taken at even distances.
    """
    calls = _calls(template, folder, act)
    places = [(name, number) for name, count in calls.items() for number in range(1, count + 1)]
    for name, number in places[:: max(1, -(-len(places) // most))]:
        home = folder / f"killed-at-{name}-{number}"
        shutil.copytree(template, home)
        done = _run(home, act, f"inject={name}:signal=SIGKILL:when={number}")
        if done.returncode not in (KILLED, 128 - KILLED):
            raise AssertionError(f"{name} {number} did not kill the act:\n{done.stderr}")
        kept = [line.split()[1] for line in done.stdout.splitlines() if line.startswith(ACKNOWLEDGED)]
        yield Left(f"{name} {number}", home, tuple(kept))
        shutil.rmtree(home)


def _calls(template: Path, folder: Path, act: str) -> Counter[str]:
    """Return how often an act makes each call that reaches the disk."""
    home, log = folder / "counted", folder / "calls.txt"
    shutil.copytree(template, home)
    done = _run(home, act, f"trace={CALLS}", log)
    if done.returncode:
        raise AssertionError(f"the act failed by itself:\n{done.stderr}")
    shutil.rmtree(home)
    return Counter(re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE))


def _run(
    home: Path, act: str, expression: str, log: Path = Path(os.devnull)
) -> subprocess.CompletedProcess[str]:
    command = ["strace", "-f", "-qq", "-o", str(log), "-e", f"trace={CALLS}", "-e", expression]
    python = [sys.executable, "-m", "tests.faults.act", act, str(home)]
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(
        [*command, *python],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
