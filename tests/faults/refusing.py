"""A disk that refuses a call: `strace` makes the N-th write, force-to-disk, cut, opening or rename of a running program fail.

One program goes on through all of it, as somebody does who tries again: nothing is forked or signed in for a point.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from tests.faults.kill import ROOT

REFUSED = {
    "pread64": ("EIO",),
    "pwrite64": ("EIO", "ENOSPC"),
    "write": ("EIO", "ENOSPC"),
    "fsync": ("EIO",),
    "fdatasync": ("EIO",),
    "ftruncate": ("EIO",),
    "openat": ("EIO", "EACCES"),
    "rename": ("EIO", "ENOSPC"),
    "mkdir": ("ENOSPC",),
    "unlink": ("EIO",),
}
"""The calls that are refused, and with which errors."""


@dataclass(frozen=True)
class Point:
    """One place where the disk refuses: the N-th call of a name in an act, that one alone or all from it on."""

    call: str
    number: int
    error: str
    sticky: bool

    def options(self) -> tuple[str, ...]:
        """Return how strace is told."""
        when = f"{self.number}{'+' if self.sticky else ''}"
        return f"trace={self.call}", f"inject={self.call}:error={self.error}:when={when}"

    def __str__(self) -> str:
        return f"{self.call} {self.number}{' and all after it' if self.sticky else ''}: {self.error}"


@dataclass(frozen=True)
class Answer:
    """How an act ended: what was made, or what the person was told; and how many calls were refused."""

    made: Any
    told: str
    refused: int = 0


@dataclass(frozen=True)
class Seat:
    """A running program with somebody signed in."""

    process: int
    asked: IO[str]
    answers: IO[str]
    log: Path
    only: tuple[Path, ...] = ()

    def do(self, act: str) -> Answer:
        """Do an act; one that ends in anything but a result or plain words fails the test."""
        print(act, file=self.asked, flush=True)
        said = json.loads(self.answers.readline())
        if "bug" in said:
            raise AssertionError(f"{act} ended in none of our words:\n{said['bug']}")
        return Answer(said.get("made"), said.get("told", ""))

    def counted(self, act: str) -> tuple[Answer, Counter[str]]:
        """Do an act on a disk that answers; return how it ended and how often it made each call that may be refused."""
        with self._traced(f"trace={','.join(REFUSED)}"):
            done = self.do(act)
        if done.told:
            raise AssertionError(f"{act} failed by itself: {done.told}")
        return done, Counter(re.findall(r"^(\w+)\(", self.log.read_text(), re.MULTILINE))

    def refused(self, act: str, point: Point) -> Answer:
        """Do an act on a disk that refuses a call, of the files in `only` if there are any."""
        with self._traced(*point.options()):
            done = self.do(act)
        return Answer(done.made, done.told, self.log.read_text().count("(INJECTED)"))

    @contextmanager
    def _traced(self, *options: str) -> Iterator[None]:
        command = ["strace", "-o", str(self.log), "-p", str(self.process)]
        command += [word for option in options for word in ("-e", option)]
        command += [word for path in self.only for word in ("-P", str(path))]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as tracer:
            assert tracer.stderr is not None
            if "attached" not in (said := tracer.stderr.readline()):
                raise AssertionError(f"strace did not attach: {said}")
            try:
                yield
            finally:
                tracer.terminate()


@contextmanager
def seat(home: Path, log: Path, only: tuple[Path, ...] = ()) -> Iterator[Seat]:
    """Run the program on a home; with `only`, calls on no other files are refused."""
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "tests.faults.desk", str(home)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield Seat(process.pid, process.stdin, process.stdout, log, only)
        process.stdin.close()


def points(calls: Counter[str], most: int) -> list[Point]:
    """Return where the disk is to refuse: at every call, once and from then on; with more than `most`, so many drawn."""
    every = [
        Point(call, number, error, sticky)
        for call, count in sorted(calls.items())
        for number in range(1, count + 1)
        for error in REFUSED[call]
        for sticky in (False, True)
    ]
    return every if len(every) <= most else random.Random(most).sample(every, most)


def reopened(home: Path, folder: Path) -> Path:
    """Copy a home as a crash would leave it now; what SQLite shares between processes is made anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(home / "store", folder / "store", ignore=shutil.ignore_patterns("*-shm"))
    return folder
