"""Random schedules: nothing lost, nothing doubled, nothing overwritten, nothing falsely said.

And the simulator itself is put to the test: each bug planted in the program must be found by it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.plugins.matrix import Tally
from tests.sync_return.simulator import Played, Schedule
from tests.sync_return.simulator.bugs import BUGS
from tests.sync_return.simulator.desks import Laptop
from tests.sync_return.simulator.playing import Result, laptops, play

SCHEDULES = int(os.environ.get("DOWNTIME_DESK_SCHEDULES", "10000"))
PORTIONS = 10
"""The schedules are shared out, so that every core has its part of them."""
FIRST_SCHEDULES = 40
SOON = 100
UNITS = {
    "faults": "faults",
    "killed": "kills",
    "meddling": "changes",
    "decided": "decisions",
    "ended": "facts",
}
GOES_WELL = "0 lost, 0 doubled, 0 overwritten, 0 stuck, 0 untrue; 240 s are two minutes of two cores"
WENT_WRONG: dict[int, str] = {
    7002513: "two visits that were taken and forgotten: the run gave up before either could be sent again",
    7004635: "a change forgotten by a main system without versions was called a change by somebody else",
}
"""Seeds that found something once, and what."""


@pytest.fixture(scope="module")
def on() -> Iterator[list[Laptop]]:
    with laptops() as made:
        yield made


@pytest.fixture(autouse=True)
def _as_founded(on: list[Laptop]) -> None:
    for each in on:
        each.put_back()


def play_one(on: list[Laptop], seed: int) -> Played:
    return Schedule(on, seed).play()


@pytest.mark.parametrize("seed", [*range(FIRST_SCHEDULES), *WENT_WRONG])
def test_a_schedule_in_which_nothing_goes_wrong(on: list[Laptop], seed: int) -> None:
    assert play_one(on, seed).wrong == (), f"python -m tests.sync_return.simulator --seed {seed}"


@pytest.mark.matrix
@pytest.mark.parametrize("bug", BUGS)
def test_the_simulator_finds_a_planted_bug(on: list[Laptop], bug: str, tally: Tally) -> None:
    with BUGS[bug]():
        found = next((seed for seed in range(SOON) if play_one(on, seed).wrong), None)
    assert found is not None
    tally(5, f"planted, {bug}", 1, "bug", f"found at schedule {found + 1}")


def test_a_seed_says_all_that_happens(on: list[Laptop]) -> None:
    first = play_one(on, 5)
    for each in on:
        each.put_back()
    assert play_one(on, 5).digest == first.digest
    assert play_one(on, 6).digest != first.digest


@pytest.mark.faults
def test_a_seed_says_all_that_happens_in_another_process_too(on: list[Laptop]) -> None:
    trace = list(play_one(on, 11).trace)
    command = [sys.executable, "-m", "tests.sync_return.simulator", "--seed", "11"]
    root = Path(__file__).parents[2]
    path = os.pathsep.join((str(root / "src"), str(root)))
    environment = os.environ | {"PYTHONHASHSEED": "4711", "PYTHONPATH": path}
    there = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=True)
    assert there.stdout.splitlines()[:-1] == trace


@pytest.mark.faults
@pytest.mark.takes(20)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_very_many_schedules(on: list[Laptop], portion: int, tally: Tally) -> None:
    first, last = (FIRST_SCHEDULES + SCHEDULES * each // PORTIONS for each in (portion, portion + 1))
    result = Result()
    play(range(first, last), on, result)
    assert [f"--seed {each.seed}: {each.wrong}" for each in result.wrong] == []
    assert result.tally.schedules == last - first
    # First, since the first line has the seconds.
    tally(5, "random schedules", last - first, "schedules", GOES_WELL)
    for (sort, what), number in sorted(result.tally.counts.items()):
        if sort in UNITS:
            tally(5, f"{sort}: {what}", number, UNITS[sort], "drawn")
