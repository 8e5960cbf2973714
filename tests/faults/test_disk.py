"""A disk that refuses or is full, and clocks that jump: what was said is true, and what was kept is there."""

import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, SignedIn, found
from downtime_desk.core.errors import Trouble
from downtime_desk.core.examine import examine
from downtime_desk.core.journal import entries, find
from downtime_desk.core.store import STORE_FILE
from downtime_desk.outages.actions import Declare, Note, declare, note
from tests.conftest import CHEAP, HARBOUR_LANE, NIGHT
from tests.plugins.clock import Clock
from tests.plugins.matrix import Tally

pytestmark = pytest.mark.faults
POINTS = 100
CLOCKS = 50
JUMPS = (
    timedelta(hours=-1),
    timedelta(hours=1),
    timedelta(days=-1),
    timedelta(days=3652),
    timedelta(hours=8),
)
SMALL = 6 << 20


@pytest.fixture
def here(founded: Founded) -> SignedIn:
    """A store with an outage declared."""
    with founded.signed_in.store.write(founded.signed_in.acting) as session:
        declare(session, Declare(("Rota",), NIGHT, "Carers cannot load visits"))
    return founded.signed_in


def write_down(here: SignedIn, words: str) -> str:
    with here.store.write(here.acting) as session:
        return note(session, Note(words, here.acting.now())).id


def _tried(here: SignedIn, words: str) -> tuple[str | None, str]:
    """Write something down; return the fact if it was kept, and what the person is told if not."""
    try:
        return write_down(here, words), ""
    except Trouble as trouble:
        return None, str(trouble)


def all_notes(here: SignedIn) -> list[str]:
    with here.store.read() as session:
        return [entry.payload or "" for entry in entries(session) if entry.kind == "log.noted"]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """Let every write beyond a size fail, in the middle of it if need be, until the block ends."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.skipif(sys.platform == "win32", reason="only on systems that can limit the size of a file")
def test_a_write_the_disk_refuses_is_said_not_to_be_saved_and_is_not(here: SignedIn, tally: Tally) -> None:
    draw = random.Random(3)
    log = here.store.folder / f"{STORE_FILE}-wal"
    refused = kept = 0
    for number in range(POINTS):
        words = f"Note {number}."
        limit = log.stat().st_size + draw.randrange(48_000)
        with files_no_larger_than(limit):
            fact, said = _tried(here, words)
        assert fact or said.startswith(("Not saved.", "It is not known")), said
        there = sum(words in each for each in all_notes(here)[-2:])
        assert there == (fact is not None), f"{words} with files up to {limit} bytes"
        refused, kept = refused + (fact is None), kept + (fact is not None)
    assert examine(here.store).holds
    assert refused > POINTS // 20
    assert kept > POINTS // 20
    tally(3, "log an entry, write refused", refused, "points", "none said to be saved, none there")
    tally(3, "log an entry, write just fits", kept, "points", "each kept, whole")


@contextmanager
def small_disk(kind: str, folder: Path) -> Iterator[Path]:
    """Mount a disk of 6 MB, or skip where that may not be done."""
    place = folder / "disk"
    place.mkdir()
    source = "tmpfs"
    options = ["-t", "tmpfs", "-o", f"size={SMALL}"]
    if kind == "ext4":
        image = folder / "image"
        image.write_bytes(bytes(SMALL))
        made = subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], capture_output=True, check=False)
        source, options = str(image), ["-o", "loop"] if made.returncode == 0 else ["--not-made"]
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", *options, source, str(place)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("only on a machine where the tests may mount a disk of this kind")
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


@pytest.mark.skipif(sys.platform != "linux", reason="only on Linux, which mounts small disks")
@pytest.mark.parametrize("kind", ["tmpfs", "ext4"])
def test_a_disk_that_is_really_full(tmp_path: Path, kind: str, tally: Tally) -> None:
    with small_disk(kind, tmp_path) as disk, ExitStack() as closing:
        home = disk / "home"
        made = found(home, HARBOUR_LANE, Clock(NIGHT), CHEAP).signed_in
        closing.callback(made.store.close)
        with made.store.write(made.acting) as session:
            declare(session, Declare(("Rota",), NIGHT, "Carers cannot load visits"))
        write_down(made, "Before.")
        _fill(disk)
        refused = 0
        for number in range(20):
            with suppress(Trouble):
                write_down(made, f"Full {number}.")
                continue
            refused += 1
        assert refused, "the disk was never full"
        notes = all_notes(made)
        assert sum("Full" in each for each in notes) == 20 - refused
        assert "Before." in notes[0], "reading works"
        with pytest.raises(Trouble, match=r"Not saved\. The disk"):
            write_down(made, "Once more.")
        (disk / "filler").unlink()
        write_down(made, "After.")
        assert "After." in all_notes(made)[-1]
        assert examine(made.store).holds
        made.store.close()
    tally(
        4,
        f"{kind} of 6 MB",
        6,
        "operations",
        "reads went on, writes refused in words, saved once there was room",
    )


def _fill(disk: Path) -> None:
    with suppress(OSError), (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(4096))


def test_clocks_that_jump_change_no_order(here: SignedIn, tally: Tally) -> None:
    draw = random.Random(9)
    typed: list[str] = []
    for _ in range(CLOCKS):
        clock = Clock(NIGHT)
        acting = replace(here.acting, now=clock)
        for _ in range(4):
            clock.present += draw.choice(JUMPS)
            typed.append(write_down(SignedIn(here.store, acting), f"Note {len(typed)}."))
    with here.store.read() as session:
        kept = [entry.id for entry in entries(session) if entry.kind == "log.noted"]
        assert find(session, typed[0]) is not None
    assert kept == typed
    assert len(set(kept)) == len(kept)
    assert examine(here.store).holds
    tally(
        9, "order of the log under jumping clocks", CLOCKS, "clocks", "kept in the order typed, chain whole"
    )
