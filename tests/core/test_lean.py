"""The collector looks seldom while very much is read, as often as before afterwards, and the window has its turn."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from downtime_desk.core import lean
from downtime_desk.core.lean import NOT_MEANWHILE, SELDOM, give_back, seldom_collected


def test_the_collector_is_as_it_was_when_the_last_of_two_blocks_ends() -> None:
    before = gc.get_threshold()
    first, second = seldom_collected(), seldom_collected()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold() == (SELDOM, NOT_MEANWHILE, NOT_MEANWHILE)
    first.__exit__(None, None, None)
    assert gc.get_threshold() == (SELDOM, NOT_MEANWHILE, NOT_MEANWHILE)
    second.__exit__(None, None, None)
    assert gc.get_threshold() == before


def test_also_when_something_goes_wrong() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="broke"), seldom_collected():
        raise ValueError("it broke")
    assert gc.get_threshold() == before


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the C library gives memory back unasked")
def test_memory_no_longer_in_use_goes_back_to_the_system() -> None:
    many = [bytes(2000) for _ in range(20_000)]
    # one in a hundred stays, so that nothing is given back from the end alone
    few = many[::100]
    del many
    before = held()
    give_back()
    assert before - held() > 20_000_000
    assert len(few) == 200


def held() -> int:
    """Return how much memory this process holds, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def test_other_threads_have_their_turn_between_things_that_take_long(monkeypatch: pytest.MonkeyPatch) -> None:
    time = [0.0]
    rests: list[tuple[float, float]] = []
    monkeypatch.setattr(lean, "perf_counter", lambda: time[0])
    monkeypatch.setattr(lean, "sleep", lambda seconds: rests.append((time[0], seconds)))

    def work() -> Iterator[int]:
        for thing in range(6):
            time[0] += lean.WORKED * 0.6
            yield thing

    assert list(lean.breathing(work())) == list(range(6)), "each, in its order"
    assert [at / lean.WORKED for at, _ in rests] == pytest.approx([1.2, 2.4, 3.6])
    assert {seconds for _, seconds in rests} == {lean.BREATH}
