"""Play one schedule call by call, very many of them, or some with each bug planted."""

import argparse
import os
import sys

from tests.sync_return.simulator.bugs import BUGS
from tests.sync_return.simulator.playing import Result, laptops, play, play_many
from tests.sync_return.simulator.schedule import Schedule


def main(words: list[str]) -> int:
    """Do what is asked; return 1 when something went wrong in a schedule."""
    asks = argparse.ArgumentParser("python -m tests.sync_return.simulator", description=__doc__)
    asks.add_argument("--seed", type=int, help="play this one, and print it call by call")
    asks.add_argument("--schedules", type=int, default=10_000, help="how many to play (10,000)")
    asks.add_argument("--first", type=int, default=0, help="the first seed (0)")
    asks.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="one for each core")
    asks.add_argument(
        "--bugs", action="store_true", help="plant each bug, and say how many schedules find it"
    )
    asked = asks.parse_args(words)
    if asked.bugs:
        return _bugs(asked.first, asked.schedules)
    return _one(asked.seed) if asked.seed is not None else _many(asked)


def _one(seed: int) -> int:
    with laptops() as on:
        played = Schedule(on, seed).play()
    print("\n".join(played.trace))
    print("\n".join(played.wrong) or "nothing is wrong")
    return bool(played.wrong)


def _bugs(first: int, schedules: int) -> int:
    missed = 0
    with laptops() as on:
        for words, plant in BUGS.items():
            found = Result()
            with plant():
                play(range(first, first + schedules), on, found)
            seeds = [each.seed for each in found.wrong]
            print(
                f"{len(seeds):>7,} of {schedules:,}, first {min(seeds, default='none')}: {words}", flush=True
            )
            missed += not seeds
    return bool(missed)


def _many(asked: argparse.Namespace) -> int:
    result, said = Result(), 0
    for result in play_many(asked.first, asked.schedules, asked.processes):
        for played in result.wrong[said:]:
            print(f"--seed {played.seed}: {'; '.join(played.wrong)}", flush=True)
        said = len(result.wrong)
    print("\n".join(result.tally.lines()))
    print(f"{said:>10,}  schedules in which something was wrong")
    return bool(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
