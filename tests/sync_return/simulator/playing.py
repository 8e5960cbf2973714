"""Playing many schedules, on every core, and saying what was found."""

import gc
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.sync_return.simulator.desks import Laptop
from tests.sync_return.simulator.schedule import Played, Schedule
from tests.sync_return.simulator.tally import Tally

PORTION = 50
MEMORY = Path("/dev/shm")
ROOM = 1 << 30


@dataclass
class Result:
    """What many schedules came to."""

    tally: Tally = field(default_factory=Tally)
    wrong: list[Played] = field(default_factory=list)


@contextmanager
def laptops() -> Iterator[list[Laptop]]:
    """Found the stores of two desks, in memory where the system has a folder that is."""
    with in_memory() as folder:
        made = found_in(Path(folder))
        # What is there now stays to the end: the collector need not look at all of it again and again.
        gc.freeze()
        yield made
        gc.unfreeze()
        for each in made:
            each.close()


def found_in(folder: Path) -> list[Laptop]:
    """Found the stores of two desks."""
    return [Laptop.founded(folder / name, name) for name in ("Priya Nair", "Tom Okafor")]


def play(seeds: Iterable[int], on: list[Laptop], result: Result) -> None:
    """Play some schedules one after the other."""
    for seed in seeds:
        played = Schedule(on, seed, result.tally).play()
        if played.wrong:
            result.wrong.append(played)
            for each in on:
                each.put_back()


def play_many(first: int, schedules: int, processes: int) -> Iterator[Result]:
    """Play schedules in several processes; yield the result so far as it grows."""
    last = first + schedules
    portions = [range(start, min(start + PORTION, last)) for start in range(first, last, PORTION)]
    result = Result()
    with (
        in_memory() as folder,
        multiprocessing.get_context("spawn").Pool(processes, _begin, (folder,)) as pool,
    ):
        for portion in pool.imap_unordered(_portion, portions):
            result.tally.add(portion.tally)
            result.wrong += portion.wrong
            yield result


def in_memory() -> tempfile.TemporaryDirectory[str]:
    """Make a folder that is gone at the end of the block, in memory where the system has room for it there."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return tempfile.TemporaryDirectory(dir=MEMORY if roomy else None)


_ours: list[Laptop] = []


def _begin(folder: str) -> None:
    """Found the laptops of a process, which it keeps from one portion to the next."""
    _ours.extend(found_in(Path(folder) / str(os.getpid())))
    gc.freeze()


def _portion(seeds: range) -> Result:
    result = Result()
    play(seeds, _ours, result)
    return result
