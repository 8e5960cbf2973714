"""Kill a process at each system call that reaches the disk, and look at what is left.

`strace` stops the real program, with the real store, at the N-th write, force-to-disk, cut, rename or
removal, as ending the program would (not as a power cut would: what was written but not forced to disk is
still there).
"""

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
CALLS = "pwrite64,fsync,fdatasync,ftruncate,rename,renameat2,unlink,unlinkat,link"
KILLED = -9


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

    `act` is `module:function`; it is called with the home folder and acknowledges what is kept. With more
    than `most` calls, that many are taken at even distances.
    """
    with forks() as running:
        calls = running.count(template, folder / "counted", act)
        places = [(name, number) for name, count in calls.items() for number in range(1, count + 1)]
        for name, number in places[:: max(1, -(-len(places) // most))]:
            here = folder / f"killed-at-{name}-{number}"
            kill = ["-e", f"trace={CALLS}", "-e", f"inject={name}:signal=SIGKILL:when={number}"]
            status = running.run(template, here, act, kill)
            if status != KILLED:
                raise AssertionError(f"{name} {number} did not kill the act: {running.failure(here)}")
            kept = here / "acknowledged"
            yield Left(
                f"{name} {number}", here / "home", tuple(kept.read_text().split() if kept.exists() else ())
            )
            shutil.rmtree(here)


@dataclass(frozen=True)
class Forks:
    """A process with everything imported, that forks a child for each act."""

    asked: IO[str]
    answers: IO[str]

    def count(self, template: Path, here: Path, act: str) -> Counter[str]:
        """Return how often an act makes each call that reaches the disk."""
        log = here.with_suffix(".log")
        if self.run(template, here, act, ["-e", f"trace={CALLS}"], log):
            raise AssertionError(f"the act failed by itself: {self.failure(here)}")
        shutil.rmtree(here)
        return Counter(re.findall(r"^(?:\d+ +)?(\w+)\(", log.read_text(), re.MULTILINE))

    def failure(self, here: Path) -> str:
        """Return what an act said when it failed by itself."""
        said = here / "failed"
        return said.read_text() if said.exists() else "it ran to its end"

    def run(
        self, template: Path, here: Path, act: str, options: list[str], log: Path = Path(os.devnull)
    ) -> int:
        """Do an act on a copy of the template under strace; return its exit status."""
        shutil.copytree(template, here / "home")
        os.mkfifo(here / "go")
        print(act, here, file=self.asked, flush=True)
        child = self.answers.readline().strip()
        command = ["strace", "-f", "-o", str(log), "-p", child, *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr is not None
            if "attached" not in (said := tracer.stderr.readline()):
                raise AssertionError(f"strace did not attach: {said}")
            (here / "go").write_text("go\n")
            status = int(self.answers.readline())
            tracer.stderr.read()
        return status


@contextmanager
def forks() -> Iterator[Forks]:
    environment = os.environ | {
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "tests.faults.act"]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Forks(process.stdin, process.stdout)
        process.stdin.close()
