"""Killed at every call that reaches the disk, and cut off from power in thousands of ways: whole, and nothing lost."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from downtime_desk.access.actions import Founded, settle_store, store_folder
from downtime_desk.core.connection import connect
from downtime_desk.core.examine import examine
from downtime_desk.core.store import STORE_FILE
from downtime_desk.sync.fhir.folder import Folder
from downtime_desk.sync.refresh import refresh
from tests.faults.acts import NEXT_EXPORT, signed_in
from tests.faults.kill import each_kill, strace_is_here
from tests.faults.looking import Eyes, Mirror
from tests.faults.recording import Disk, Recording, cut, prefixes, record
from tests.faults.test_kill import _later, export
from tests.plugins.matrix import Tally

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not strace_is_here(), reason="strace is not installed or not allowed here"),
]
ACTS = {
    "verify_and_log": "verify a visit, log a deviation",
    "declare_outage": "declare an outage",
    "refresh_again": "refresh the copy",
    "back_up_again": "back up",
    "change_own_passphrase": "change a key slot",
    "give_back_by_file": "export",
    "give_back": "give back",
    "print_a_summary": "print: the register, then the page",
}
CUTS = 20_000
WHOLE = 50
"""Once in so many states everything is examined, pages, chain and tables."""
MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Played:
    """An act as it was recorded, the keys of its store, and what the copy said before and after it, if it changed."""

    recording: Recording
    eyes: Eyes
    copies: tuple[Mirror, ...]


@pytest.fixture
def template(tmp_path: Path, founded: Founded) -> Path:
    """A store with a copy of the practice provider, and a later export beside it in which things changed."""
    home = tmp_path / "home"
    here = founded.signed_in
    refresh(here.store, here.acting, Folder(export(tmp_path / "first-export", lambda _: None)))
    here.store.close()
    export(home / NEXT_EXPORT, _later)
    return home


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where the system has one."""
    folder = Path(
        tempfile.mkdtemp(prefix="downtime-desk-states-", dir=MEMORY if MEMORY.is_dir() else tmp_path)
    )
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def play(template: Path, folder: Path, act: str) -> Played:
    """Record an act on a template."""
    recording = record(template, folder, f"tests.faults.acts:{act}")
    opened = folder / "opened"
    shutil.copytree(template, opened)
    eyes = Eyes.of(opened)
    *_, (_, last) = prefixes(recording)
    after = eyes.mirror(last.put(folder / "after"))
    before = eyes.mirror(opened)
    return Played(recording, eyes, (before, after) if before != after else ())


def wrong(played: Played, disk: Disk, said: list[str], folder: Path, *, whole: bool) -> list[str]:
    """Return what is wrong with a disk, opened as the program would open it."""
    home = disk.put(folder)
    settle_store(home)
    found = played.eyes.faults(home, said, played.copies)
    return found or (_examined(home) if whole else [])


def _examined(home: Path) -> list[str]:
    here = signed_in(home)
    try:
        return [fault for finding in examine(here.store).findings for fault in finding.faults]
    finally:
        here.store.close()


@pytest.mark.takes(5)
@pytest.mark.parametrize("act", ACTS)
def test_killed_at_every_call(template: Path, tmp_path: Path, memory: Path, act: str, tally: Tally) -> None:
    played = play(template, tmp_path, act)
    points = 0
    for number, disk in prefixes(played.recording):
        said = played.recording.said_before(number)
        whole = points % WHOLE == 0 and act != "change_own_passphrase"
        assert wrong(played, disk, said, memory, whole=whole) == [], f"before call {number}"
        points += 1
    assert points > 10
    tally(1, ACTS[act], points, "points", "0 lost, 0 doubled, 0 torn; opened each time")


@pytest.mark.takes(20)
@pytest.mark.parametrize("act", ACTS)
def test_cut_off_from_power(template: Path, tmp_path: Path, memory: Path, act: str, tally: Tally) -> None:
    played = play(template, tmp_path, act)
    draw = random.Random(act)
    states = CUTS // len(ACTS) + 1
    looked_at: set[tuple[int, tuple[tuple[int, int, int], ...]]] = set()
    for number in range(states):
        drawn = cut(played.recording, draw)
        said = played.recording.said_before(drawn.number)
        if (len(said), drawn.kept) in looked_at:
            continue
        whole = len(looked_at) % (WHOLE * 4) == 0 and act != "change_own_passphrase"
        looked_at.add((len(said), drawn.kept))
        found = wrong(played, drawn.disk(played.recording), said, memory, whole=whole)
        assert found == [], f"state {number}, before call {drawn.number}"
    different = f"{len(looked_at):,} different ones"
    tally(2, ACTS[act], states, "states", f"{different}, 0 lost, 0 torn; opened each time")


def test_a_rebuilt_disk_is_what_a_real_kill_leaves(template: Path, tmp_path: Path) -> None:
    played = play(template, tmp_path, "declare_outage")
    rebuilt = {
        _journal(played.eyes, disk.copy().put(tmp_path / "rebuilt")) for _, disk in prefixes(played.recording)
    }
    killed = {
        _journal(played.eyes, left.home)
        for left in each_kill(template, tmp_path, "tests.faults.acts:declare_outage", most=8)
    }
    assert killed <= rebuilt
    assert len(rebuilt) > 1


def _journal(eyes: Eyes, home: Path) -> tuple[str, ...]:
    connection = connect(store_folder(home) / STORE_FILE, eyes.key)
    try:
        return tuple(row[0] for row in connection.execute("SELECT kind FROM journal ORDER BY seq"))
    finally:
        connection.close()


@pytest.mark.parametrize("lies", ["write", "sync"])
def test_a_disk_that_lies_is_found_out(template: Path, tmp_path: Path, memory: Path, lies: str) -> None:
    """Take every forcing to disk, or every third write of the log, out of the record: the states must show it."""
    played = play(template, tmp_path, "verify_and_log")
    calls = [each for each in played.recording.calls if each.sort != "sync"]
    if lies == "write":
        logged = [number for number, each in enumerate(calls) if each.path.endswith("-wal")]
        calls = [each for number, each in enumerate(calls) if number not in logged[::3]]
    lying = Recording(template, tuple(calls), tuple((0, fact) for _, fact in played.recording.said))
    draw = random.Random(lies)
    ends = [cut(lying, draw).disk(lying) for _ in range(40)]
    facts = [fact for _, fact in lying.said]
    assert any(wrong(played, disk, facts, memory, whole=False) for disk in ends)
