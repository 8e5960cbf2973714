"""A simulator that one seed drives: desks, a network, a main system, people there, and the clock.

The program under it is the real one: the encrypted store, the journal, the whole of `sync.sending`. Only the
network, the main system's faults and the passing of time are played, and all of them are drawn from the seed,
so that a schedule that goes wrong goes wrong again:

    python -m tests.sync_return.simulator --seed 4711        one schedule, call by call
    python -m tests.sync_return.simulator --schedules 1000000

A **schedule** has one desk or two, one to three visits, and several storms in which requests are lost, late,
doubled or refused, colleagues and phones change the same records, clocks jump and programs are killed at any
statement or call. Then the air clears, people decide what needs them, and the **oracle** says what is wrong.
"""

from tests.sync_return.simulator.schedule import Played, Schedule

__all__ = ["Played", "Schedule"]
